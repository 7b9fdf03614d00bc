"""People who keep talking whatever happens, and the check of what became of their words (like Jepsen's).

Each says numbered lines, says a line again under the same id until it is acknowledged, comes back when cut
off, and remembers what was acknowledged. In the end SQL must hold every acknowledged line once, numbers
must be dense, and everybody must have come to know the same lines in the same order.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from typing import Any

import aiohttp
from sqlalchemy import select

from rooms.events import MessageSent
from rooms.ids import AccountId, RoomId
from rooms.roles import Role
from server.identity import Tokens
from server.stores import tables
from server.stores.opening import Stores
from tests.server.cluster.talk import chat_of
from tests.server.people import Person, Refused

ANSWER_SECONDS = 12.0
PAUSE_SECONDS = 0.1  # between two lines, and before coming back
TOKEN_SECONDS = 600.0


@dataclass
class Talker:
    """One person with a browser that does not give up."""

    http: aiohttp.ClientSession
    tokens: Tokens
    room_id: RoomId
    account: str
    urls: Sequence[str]  # the first is the one to begin with; then one after the other
    acknowledged: dict[str, float] = field(default_factory=dict)  # line → monotonic time
    connections: list[Person] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)  # codes of lines that were refused for now

    def __post_init__(self) -> None:
        self._next_url = cycle(self.urls)
        self._said = 0

    @property
    def person(self) -> Person:
        """The connection that lives now, or lived last."""
        return self.connections[-1]

    async def come(self) -> None:
        """Connect, and be welcomed; with the seat's secret, except for the first time."""
        resume = {"resume": self.connections[0].resume} if self.connections else {}
        while True:
            auth = {"token": self._token(), "protocol": 1, **resume}
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    person = await Person.connect(self.http, next(self._next_url), auth)
                    await person.hears("Welcome")
            except (Refused, aiohttp.ClientError, TimeoutError, AssertionError, TypeError) as fault:
                self.errors.append(repr(fault))
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                break
        self.connections.append(person)

    async def talk(self, lines: int) -> None:
        """Say this many more lines, each until it is acknowledged."""
        for _ in range(lines):
            self._said += 1
            await self.say(f"{self.account} {self._said}")

    async def say(self, line: str) -> None:
        """Say a line until it is acknowledged."""
        while not await self._say_once(line):  # noqa: ASYNC110 - a browser too tries again after a while
            await asyncio.sleep(PAUSE_SECONDS)
        self.acknowledged[line] = time.monotonic()
        await asyncio.sleep(PAUSE_SECONDS)

    async def comes_to_know(self, lines: Sequence[str]) -> None:
        """Wait until the living connection has been told of all these lines."""
        wanted = set(lines)
        while True:
            if self.person.is_hung_up:
                await self.come()
            known = asyncio.create_task(self.person.comes_to(lambda person: wanted <= set(chat_of(person))))
            await asyncio.wait([known])
            if known.exception() is None:
                return

    async def leave(self) -> None:
        """Hang up."""
        for person in self.connections:
            await person.leave()

    def longest_silence(self) -> float:
        """Return the longest time between two acknowledged lines, in seconds."""
        times = sorted(self.acknowledged.values())
        return max((b - a for a, b in pairwise(times)), default=0.0)

    async def _say_once(self, line: str) -> bool:
        if self.person.is_hung_up:
            await self.come()
        answer = self.person.begin("SendMessage", client_id=line, text=line)
        await asyncio.wait([answer], timeout=ANSWER_SECONDS)
        if not answer.done() or answer.cancelled():
            self.errors.append("hung up" if answer.done() else "silence")
            if not answer.done():
                await self.person.leave()
                self.person.is_hung_up = True
            return False
        if "ok" in answer.result():
            return True
        self.errors.append(answer.result()["error"]["code"])
        return False

    def _token(self) -> str:
        now = time.time()
        return self.tokens.mint(
            room_id=self.room_id,
            account_id=AccountId(self.account),
            role=Role.FACILITATOR,
            name=self.account.title(),
            not_before=now,
            expires_at=now + TOKEN_SECONDS,
        )


async def assert_nothing_was_lost(stores: Stores, room_id: RoomId, talkers: Sequence[Talker]) -> list[str]:
    """Compare what was acknowledged, what is stored and what everybody knows; return the stored lines."""
    session = await stores.sessions.find_open(room_id)
    assert session is not None
    stored = await _lines(stores, session.session_id)
    acknowledged = [line for talker in talkers for line in talker.acknowledged]
    assert len(stored) == len(set(stored)), "a line was stored twice"
    assert set(acknowledged) <= set(stored), "an acknowledged line was lost"
    for talker in talkers:
        await talker.comes_to_know(stored)
        assert chat_of(talker.person) == stored, f"{talker.account} knows something else"
    return stored


async def _lines(stores: Stores, session_id: Any) -> list[str]:
    events = await stores.events.load(session_id)
    numbers = select(tables.events.c.seq).where(tables.events.c.session_id == session_id)
    async with stores.database.read() as connection:
        seqs = sorted(await connection.scalars(numbers))
    assert seqs == list(range(1, len(seqs) + 1)), "numbers are not dense"
    return [event.message.text for event in events if isinstance(event, MessageSent)]
