"""What the rest of the program may ask of storage: narrow Protocols and their records.

Times are seconds since the epoch and are given by the caller. Every method may raise `StorageUnavailable`;
then nothing was stored. Secrets and codes are kept as SHA-256 digests only: each is 256 bits of chance, so
no slow hash is needed. Lists come in pages, oldest first; a cursor is what the page before returned.
"""

from collections.abc import Sequence
from typing import Any, Generic, Literal, Protocol, TypeVar

import msgspec

from rooms.events import AnyEvent, Event
from rooms.ids import AccountId, BanId, InviteId, RoomId, SeatId, SessionId
from rooms.roles import Role
from rooms.state import Reason, RoomSettings

Item = TypeVar("Item")


class StorageUnavailable(Exception):
    """The database cannot be reached or written now: nothing was stored, and it is worth trying again."""


class Fenced(Exception):
    """Another process owns this session now (its epoch is higher), or it has ended: nothing was stored."""


class TokenUsed(Exception):
    """The join token has been used before: nothing was stored."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what stores return."""


class Page(Record, Generic[Item], frozen=True, kw_only=True):
    """Part of a list; `next_cursor` asks for what follows, None when nothing does."""

    items: list[Item]
    next_cursor: str | None = None


# — rooms —


class Room(Record, frozen=True, kw_only=True):
    """The lasting place. `archived_at` is set when it takes no more sessions."""

    room_id: RoomId
    settings: RoomSettings
    created_at: float
    archived_at: float | None = None


class RoomStore(Protocol):
    """The practice's rooms."""

    async def create(self, settings: RoomSettings, now: float) -> Room:
        """Make a room with a random id."""

    async def find(self, room_id: RoomId) -> Room | None:
        """Return the room, archived or not."""

    async def page(self, cursor: str | None, limit: int) -> Page[Room]:
        """List the rooms that are not archived."""

    async def change(self, room_id: RoomId, settings: RoomSettings) -> Room | None:
        """Replace the settings; they hold from the next session on. None: no such room."""

    async def archive(self, room_id: RoomId, now: float) -> bool:
        """Close the room for good; what is recorded of it stays. False: no such room."""


# — sessions and their events —


class Session(Record, frozen=True, kw_only=True):
    """One meeting, open until `ended_at`. `owner` is the process that may write to it."""

    session_id: SessionId
    room_id: RoomId
    epoch: int  # from 1; every claim raises it
    owner: str
    head_seq: int  # number of the last stored event; 0 when there is none
    opened_at: float
    ended_at: float | None = None


class SessionStore(Protocol):
    """Which sessions there are, and which process owns each."""

    async def create(self, session_id: SessionId, room_id: RoomId, owner: str, now: float) -> Session | None:
        """Open a session with epoch 1. None: this room has an open session already; find that one."""

    async def find(self, session_id: SessionId) -> Session | None:
        """Return the session, open or ended."""

    async def find_open(self, room_id: RoomId) -> Session | None:
        """Return the room's open session."""

    async def all_open(self) -> list[Session]:
        """Return every open session, for a process that starts."""

    async def claim(self, session_id: SessionId, expected_epoch: int, owner: str) -> int | None:
        """Take ownership if the epoch is still the expected one; return the new epoch, None when too late."""

    async def page(self, room_id: RoomId, cursor: str | None, limit: int) -> Page[Session]:
        """List the room's sessions."""


class Actor(Record, frozen=True, kw_only=True):
    """Who caused something, for the audit log: a seat of the session, an API key, or the server itself."""

    kind: Literal["seat", "api_key", "server", "operator"]
    id: str | None = None  # seat id or API key id


SERVER = Actor(kind="server")


class Entry(Record, frozen=True, kw_only=True):
    """What a seat is taken with."""

    seat_id: SeatId
    account_id: AccountId
    secret: str
    token_id: str
    token_expires_at: float


class EventStore(Protocol):
    """What happened in each session, numbered from 1 without gaps."""

    async def append(
        self,
        session_id: SessionId,
        epoch: int,
        events: Sequence[Event],
        actor: Actor,
        now: float,
        entry: Entry | None = None,
    ) -> int:
        """Store durable events with the next numbers, in one transaction; return the last number.

        In the same transaction: `SessionEnded` ends the session, bans for good enter or leave the room's
        list, the audit log and the webhooks' queue take what concerns them, and the seat of an `entry` gets
        its secret for its token. Raises Fenced when `epoch` is stale or the session has ended, and TokenUsed
        when the entry's token has been used.
        """

    async def load(self, session_id: SessionId) -> list[AnyEvent]:
        """Return all events in order; the first has number 1."""

    async def erase_expired(self, now: float, *, chat_days: int, answers_days: int, records_days: int) -> int:
        """Erase what is kept no longer of sessions that have ended; return how many sessions were touched.

        After `chat_days` the words (see `erasure`), after `answers_days` answers, documents and check-ins,
        after `records_days` the session as a whole.
        """


# — who may come in —


class SeatSecretStore(Protocol):
    """The secrets with which seats are taken up again."""

    async def put(self, session_id: SessionId, seat_id: SeatId, account_id: AccountId, secret: str) -> None:
        """Keep the seat's secret; one given before is no longer good."""

    async def account(self, session_id: SessionId, seat_id: SeatId, secret: str) -> AccountId | None:
        """Return whose seat it is if the secret is right, else None."""


class UsedTokenStore(Protocol):
    """Join tokens that have been used."""

    async def use_once(self, token_id: str, expires_at: float) -> bool:
        """Note the use; False when it has been used before."""

    async def is_used(self, token_id: str) -> bool:
        """Tell whether it has been used, without using it."""

    async def purge(self, now: float) -> None:
        """Forget tokens that have expired anyway."""


class Invite(Record, frozen=True, kw_only=True):
    """A link that mints join tokens. With `account_id` it is one person's, else everybody is somebody new."""

    invite_id: str
    room_id: RoomId
    role: Role
    name: str | None = None  # fixed name; None: the person gives one
    account_id: AccountId | None = msgspec.field(default=None, name="identity")  # its name in the API
    not_before: float | None = None
    expires_at: float | None = None
    max_uses: int | None = None
    uses: int = 0
    created_at: float
    revoked_at: float | None = None


class InviteStore(Protocol):
    """Invite links; the code itself is known only to those who were given it."""

    async def create(self, invite: Invite, code: str) -> None:
        """Keep an invite under its code."""

    async def find_by_code(self, code: str) -> Invite | None:
        """Return the invite of this code, whatever its state."""

    async def spend(self, invite_id: str, now: float) -> bool:
        """Count one use; False when it is revoked, outside its window or used up."""

    async def page(self, room_id: RoomId, cursor: str | None, limit: int) -> Page[Invite]:
        """List the room's invites."""

    async def revoke(self, room_id: RoomId, invite_id: str, now: float) -> bool:
        """Let nobody in by it any more. False: no such invite in this room."""


class LastingBan(Record, frozen=True, kw_only=True):
    """An account that may not come into a room again."""

    ban_id: BanId
    room_id: RoomId
    account_id: AccountId = msgspec.field(name="identity")
    name: str
    reason: Reason
    banned_at: float
    closed_link: InviteId | None = None  # the open invite that lets nobody new in meanwhile


class BanStore(Protocol):
    """Bans for good. They are added with the events that tell of them."""

    async def of_room(self, room_id: RoomId) -> list[LastingBan]:
        """Return the room's bans, oldest first."""

    async def page(self, room_id: RoomId, cursor: str | None, limit: int) -> Page[LastingBan]:
        """List the room's bans."""

    async def lift(self, room_id: RoomId, ban_id: BanId, actor: Actor, now: float) -> bool:
        """Lift a ban while no session is open. False: no such ban."""


# — host applications —


class ApiKey(Record, frozen=True, kw_only=True):
    """A host application's access to the API."""

    key_id: str
    name: str
    created_at: float
    revoked_at: float | None = None


class ApiKeyStore(Protocol):
    """Keys of host applications."""

    async def create(self, name: str, now: float) -> tuple[ApiKey, str]:
        """Make a key; return it with its secret, which cannot be read again."""

    async def find_by_secret(self, secret: str) -> ApiKey | None:
        """Return the key if the secret is right and not revoked."""

    async def all(self) -> list[ApiKey]:
        """Return every key, revoked ones too."""

    async def revoke(self, key_id: str, now: float) -> bool:
        """Make the key worthless. False: no such key."""


class Answered(Record, frozen=True, kw_only=True):
    """What a request with an idempotency key was answered."""

    status: int
    body: bytes


class IdempotencyStore(Protocol):
    """Answers to repeat when a host application repeats a request; kept for 24 hours."""

    async def begin(
        self, owner: str, key: str, request_digest: bytes, now: float
    ) -> Answered | Literal["fresh", "busy", "different"]:
        """Start a request.

        `fresh` (do it), its earlier answer, `busy` (still under way), or `different` (another request).
        """

    async def finish(self, owner: str, key: str, answer: Answered | None) -> None:
        """Keep the answer; None forgets the request, so that it may be tried again."""

    async def purge(self, now: float) -> None:
        """Forget what is older than a day."""


class WebhookEndpoint(Record, frozen=True, kw_only=True):
    """Where a host application wants to be told, and of what. No `events` means: of everything."""

    endpoint_id: str
    url: str
    events: list[str]
    created_at: float


class Delivery(Record, frozen=True, kw_only=True):
    """One message to one endpoint."""

    delivery_id: int  # ascends in the order in which things happened
    endpoint_id: str
    room_id: RoomId
    event: str
    payload: bytes  # the JSON body
    created_at: float
    attempts: int
    state: Literal["pending", "delivered", "dead"]
    next_at: float
    last_error: str | None = None  # "status 500", "timed out", … never the receiver's words


class WebhookStore(Protocol):
    """Endpoints and the queue of deliveries. The queue is filled by `EventStore.append`."""

    async def add(self, endpoint: WebhookEndpoint) -> None:
        """Start telling this endpoint."""

    async def find(self, endpoint_id: str) -> WebhookEndpoint | None:
        """Return the endpoint."""

    async def page(self, cursor: str | None, limit: int) -> Page[WebhookEndpoint]:
        """List the endpoints."""

    async def remove(self, endpoint_id: str) -> bool:
        """Forget the endpoint and its deliveries. False: no such endpoint."""

    async def take_due(self, now: float, lease_seconds: float, limit: int) -> list[Delivery]:
        """Take deliveries that are due, at most the oldest of each endpoint and room.

        Nobody else gets them meanwhile.
        """

    async def settle(self, delivery: Delivery) -> None:
        """Write a delivery's new state, attempts, next time and error."""

    async def deliveries(
        self, state: Literal["pending", "delivered", "dead"], cursor: str | None, limit: int
    ) -> Page[Delivery]:
        """List deliveries in a state."""

    async def retry_dead(self, delivery_id: int, now: float) -> bool:
        """Try a dead delivery again. False: no such dead delivery."""

    async def purge(self, now: float) -> None:
        """Forget what was delivered more than a day ago, or died more than thirty days ago."""


# — the audit log —


class AuditEntry(Record, frozen=True, kw_only=True):
    """One line of a room's log. `hash` covers the line and the one before it."""

    seq: int
    at: float
    actor: Actor
    action: str
    ids: dict[str, Any]  # seat_id, ban_id, reason, …: identifiers and codes, never words or names
    previous_hash: str
    hash: str


class AuditStore(Protocol):
    """Who did what, room by room, so chained that a change of the past shows."""

    async def record(
        self, room_id: RoomId, actor: Actor, action: str, ids: dict[str, Any], now: float
    ) -> None:
        """Add a line that belongs to no session's event."""

    async def page(self, room_id: RoomId, cursor: str | None, limit: int) -> Page[AuditEntry]:
        """List the room's log."""

    async def verify(self, room_id: RoomId) -> int | None:
        """Return the number of the first line that does not fit its chain; None when all do."""
