"""What an operation of the API is, and what its handler is given."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from rooms.ids import RoomId
from server.api.live import LiveSessions
from server.api.problems import ProblemCode, Refusal
from server.config import Config
from server.identity import Tokens
from server.stores.contract import Actor, ApiKey, Room
from server.stores.opening import Stores

Body = TypeVar("Body")

DEFAULT_PAGE = 50
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers work with. `clock` tells seconds since the epoch."""

    stores: Stores
    live: LiveSessions
    config: Config
    tokens: Tokens
    clock: Callable[[], float]
    connection_test: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Call(Generic[Body]):
    """One request that has been let in and understood."""

    services: Services
    path: Mapping[str, str]  # the parts in braces of the operation's path
    query: Mapping[str, str]
    body: Body
    api_key: ApiKey | None  # None for public operations

    @property
    def stores(self) -> Stores:
        """The stores."""
        return self.services.stores

    @property
    def now(self) -> float:
        """Seconds since the epoch."""
        return self.services.clock()

    @property
    def room_id(self) -> RoomId:
        """The room in the path."""
        return RoomId(self.path["room_id"])

    @property
    def actor(self) -> Actor:
        """Who asks, for the audit log."""
        return Actor(kind="api_key", id=self.api_key.key_id if self.api_key else None)

    @property
    def cursor(self) -> str | None:
        """Where the page begins."""
        return self.query.get("cursor")

    @property
    def limit(self) -> int:
        """How many items the page may have."""
        return int(self.query.get("limit", DEFAULT_PAGE))

    async def room(self) -> Room:
        """Return the room in the path, archived or not; refuse when there is none."""
        room = await self.stores.rooms.find(self.room_id)
        if room is None:
            raise Refusal(ProblemCode.NOT_FOUND)
        return room


@dataclass(frozen=True, slots=True)
class File:
    """An answer that is not JSON."""

    content_type: str
    content: bytes


Handler = Callable[[Call[Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter in the query: its pattern, and what it means."""

    name: str
    pattern: str
    meaning: str

    def fits(self, value: str) -> bool:
        """Tell whether a value is one."""
        return re.fullmatch(self.pattern, value) is not None


PAGE = (
    Parameter("cursor", r"[0-9]{1,18}", "`next_cursor` of the page before."),
    Parameter(
        "limit", r"[1-9][0-9]?|100", f"Most items to return, 1 to {LARGEST_PAGE}; {DEFAULT_PAGE} by default."
    ),
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the route table. Its name and documentation are the handler's."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    path: str  # below /api/v1, with {parts}
    handler: Handler
    body: Any = None  # the type of the JSON body, None for none
    answer: Any = None  # the type of the JSON answer; None: 204, no content
    status: int = 200
    public: bool = False  # needs no API key; limited by address instead
    query: tuple[Parameter, ...] = ()
    file_type: str | None = None  # the content type of an answer that is a File
    name: str = ""
    documentation: str = ""

    @property
    def operation_id(self) -> str:
        """The operation's name."""
        return self.name or self.handler.__name__

    @property
    def description(self) -> str:
        """What the operation does."""
        return self.documentation or (self.handler.__doc__ or "").strip()
