"""A whole Hearth process in the test's own event loop: real sockets, real SQLite, a clock to be moved."""

import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import msgspec
from aiohttp import web

from rooms.ids import AccountId, RoomId
from rooms.roles import Role
from rooms.state import RoomSettings
from server.app import PROCESS, Process, build
from server.config import Config, Limits, Media, Secret
from server.identity import Tokens
from tests.server.people import Person

KEY = Secret("a key for tests that is long enough to sign with, in whatever algorithm there is")


@dataclass
class Clock:
    """Seconds since the epoch, which pass as they do everywhere, and skip when told to."""

    ahead_seconds: float = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return time.time() + self.ahead_seconds


@dataclass
class House:
    """One process, from start to stop; `database` outlives it."""

    folder: Path
    limits: Limits = field(default_factory=Limits)
    clock: Clock = field(default_factory=Clock)
    config_changes: dict[str, Any] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        """Start."""
        self._stack = AsyncExitStack()
        config = msgspec.structs.replace(
            Config(
                port=0,
                data_dir=self.folder,
                secret_key=KEY,
                limits=self.limits,
                media=Media(bind="127.0.0.1", port=0),
            ),
            **self.config_changes,
        )
        self.config = config
        self.http = await self._stack.enter_async_context(aiohttp.ClientSession())
        self.app = await build(config, self.clock)
        runner = web.AppRunner(self.app, access_log=None)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.people: list[Person] = []
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up everybody, and stop."""
        for person in self.people:
            await person.leave()
        await self._stack.aclose()

    @property
    def process(self) -> Process:
        """The running process's parts."""
        return self.app[PROCESS]

    async def new_room(self, **settings: Any) -> RoomId:
        """Make a room."""
        values = {"name": "Tuesday evening", **settings}
        room = await self.process.stores.rooms.create(RoomSettings(**values), self.clock())
        return room.room_id

    def token(
        self, room_id: RoomId, account: str, role: Role = Role.PARTICIPANT, *, lasts_seconds: float = 600.0
    ) -> str:
        """Make a join token that is good from now on."""
        now = self.clock()
        return Tokens(KEY).mint(
            room_id=room_id,
            account_id=AccountId(account),
            role=role,
            name=account.title(),
            not_before=now,
            expires_at=now + lasts_seconds,
        )

    async def connect(self, token: str, **auth: object) -> Person:
        """Connect with a token and whatever else is to be said."""
        person = await Person.connect(self.http, self.url, {"token": token, "protocol": 1, **auth})
        self.people.append(person)
        await person.hears("Welcome")
        return person

    async def arrive(self, room_id: RoomId, account: str, role: Role = Role.PARTICIPANT) -> Person:
        """Connect with a fresh token."""
        return await self.connect(self.token(room_id, account, role))

    async def seated(self, host: Person, room_id: RoomId, account: str) -> Person:
        """Connect and be admitted by the host."""
        person = await self.arrive(room_id, account)
        assert "ok" in await host.ask("Admit", seat_id=person.seat_id)
        await person.hears("Snapshot")
        return person
