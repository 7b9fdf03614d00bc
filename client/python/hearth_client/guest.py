"""A person in a session, without a browser: join, wait, talk, moderate, send and receive media."""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self

import aiohttp

from hearth_client.connection import Connection
from hearth_client.links import Link, redeem
from hearth_client.media import Media
from hearth_client.refusals import ConnectionLost, NoMedia

PROTOCOL = 1
_REMEMBERED = 2_000  # things heard, for those who begin to wait for one after it came


@dataclass(frozen=True, slots=True)
class Heard:
    """One event (with its number) or notice (without) that the server told, the `position`-th thing heard."""

    position: int
    name: str
    payload: dict[str, Any]
    number: int | None


class Guest:
    """One seat and its living connection. Make it with `join`, or with `Guest.connect` and a token.

    `heard` keeps the newest of what was told, in order; `snapshot` is the last whole state that the server
    sent (ask `sync()` for a fresh one): this client keeps no model of the room between the two.
    """

    def __init__(self, http: aiohttp.ClientSession, server: str, token: str) -> None:
        self._http = http
        self._server = server
        self._token = token
        self._connection: Connection | None = None
        self._changed = asyncio.Event()
        self.heard: deque[Heard] = deque(maxlen=_REMEMBERED)
        self.told = 0  # how many things have been heard
        self.snapshot: dict[str, Any] = {}
        self.secret = ""
        self.media: Media | None = None

    @classmethod
    async def connect(
        cls,
        http: aiohttp.ClientSession,
        server: str,
        token: str,
        *,
        name: str | None = None,
        check_in: dict[str, Any] | None = None,
    ) -> Self:
        """Take a seat with a join token, or wait at the door; raise `NotLetIn`."""
        guest = cls(http, server, token)
        auth: dict[str, Any] = {"token": token, "protocol": PROTOCOL}
        if name is not None:
            auth["name"] = name
        if check_in is not None:
            auth["check_in"] = check_in
        await guest._open(auth)
        return guest

    # — who and how —

    @property
    def seat_id(self) -> str:
        """The own seat."""
        return str(self.snapshot["seat_id"])

    @property
    def standing(self) -> str:
        """`waiting`, or the own role as of the last snapshot."""
        return str(self.snapshot["standing"])

    @property
    def session(self) -> dict[str, Any]:
        """The session as of the last snapshot (`SessionState` in docs/protocol.md)."""
        session: dict[str, Any] = self.snapshot["session"]
        return session

    async def resume(self) -> None:
        """Take the seat up again on a new socket, with the seat's secret; what one published is closed."""
        await self._hang_up()
        proof = {"seat_id": self.seat_id, "secret": self.secret}
        await self._open({"token": self._token, "protocol": PROTOCOL, "resume": proof})

    async def close(self) -> None:
        """Hang up without giving the seat up: it is held for a while."""
        if self.media is not None:
            await self.media.close()
            self.media = None
        await self._hang_up()

    async def leave(self) -> None:
        """Give the seat up, and hang up."""
        with suppress(ConnectionLost):
            await self.ask("Leave")
        await self.close()

    # — asking and hearing —

    async def ask(self, name: str, **payload: Any) -> dict[str, Any]:
        """Ask any command or request by its name; raise `Refused`."""
        if self._connection is None:
            raise ConnectionLost
        return await self._connection.ask(name, payload)

    async def hears(self, name: str, *, since: int = 0, **fields: Any) -> dict[str, Any]:
        """Wait for an event or notice with these fields, heard now or already (from `since` on)."""
        while True:
            for heard in self._heard_since(since):
                if heard.name == name and _fits(heard.payload, fields):
                    return heard.payload
            since = self.told
            await self._change()

    async def news(self) -> AsyncIterator[Heard]:
        """Everything that is told from now on; raise `ConnectionLost` when the connection ends."""
        position = self.told
        while True:
            for heard in self._heard_since(position):
                position = heard.position + 1
                yield heard
            if position == self.told:
                await self._change()

    async def admitted(self) -> None:
        """Wait until one sits in the room."""
        while self.standing == "waiting":
            await self.hears("Snapshot", since=self.told)

    async def sync(self) -> dict[str, Any]:
        """Fetch and return the session as it is now."""
        since = self.told
        await self.ask("Sync")
        await self.hears("Snapshot", since=since)
        return self.session

    # — what a member does —

    async def chat(self, text: str, *, client_id: str | None = None, **where: Any) -> None:
        """Write a line; `channel`, `thread` and `reply_to` as in `SendMessage`.

        With a `client_id` of one's own it may be repeated when no answer came: the line is there once.
        """
        await self.ask("SendMessage", client_id=client_id or secrets.token_hex(8), text=text, **where)

    async def raise_hand(self, kind: str = "share") -> None:
        """Join the queue of hands."""
        await self.ask("RaiseHand", kind=kind)

    async def lower_hand(self) -> None:
        """Leave it."""
        await self.ask("LowerHand", seat_id=self.seat_id)

    async def accept_agreement(self) -> None:
        """Accept the group's agreement in the version that is shown, if there is one."""
        agreement = self.session["settings"]["agreement"]
        if agreement is not None:
            await self.ask("AcceptAgreement", version=agreement["version"])

    # — what staff do —

    async def admit(self, seat_id: str) -> None:
        """Let one waiting person in."""
        await self.ask("Admit", seat_id=seat_id)

    async def mute(self, seat_id: str) -> None:
        """Turn somebody's microphone off."""
        await self.ask("Mute", seat_id=seat_id)

    async def call_on(self, seat_id: str) -> None:
        """Give somebody the turn."""
        await self.ask("CallOn", seat_id=seat_id)

    async def remove(self, seat_id: str, reason: str = "other", words: str = "") -> None:
        """Ask somebody to step out."""
        await self.ask("Remove", seat_id=seat_id, reason=reason, words=words)

    async def end_for_all(self) -> None:
        """Close the session."""
        try:
            await self.ask("EndForAll")
        except ConnectionLost as lost:
            if lost.code != "session_ended":  # the goodbye is the answer
                raise

    # — media —

    async def open_media(self, voices: int = 12, pictures: int = 16) -> Media:
        """Open the one media connection, with so many receiving slots; raise `NoMedia`."""
        before, media = self.media, Media(voices=voices, pictures=pictures)
        self.media = media  # slots may be pointed before it stands
        answer = await self.ask("OfferMedia", sdp=media.offer)
        if answer["sdp"] is None:
            raise NoMedia("this server carries no sound and picture")
        await media.connect(answer["sdp"])
        if before is not None:
            await before.close()
        return media

    # — inside —

    async def _open(self, auth: dict[str, Any]) -> None:
        since = self.told
        self._connection = await Connection.open(self._http, self._server, auth, self._hear, self._wake)
        try:
            welcome = await self.hears("Welcome", since=since)
        except BaseException:
            await self._hang_up()
            raise
        self.secret = str(welcome["secret"])

    async def _hang_up(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    def _heard_since(self, position: int) -> list[Heard]:
        return [heard for heard in self.heard if heard.position >= position]

    async def _change(self) -> None:
        """Wait until something more is heard; raise `ConnectionLost` if nothing can be."""
        if self._connection is None:
            raise ConnectionLost
        if self._connection.end is not None:
            raise self._connection.end
        await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _hear(self, name: str, payload: dict[str, Any], number: int | None) -> None:
        if name == "Welcome":
            self.snapshot = payload["snapshot"]
        elif name == "Snapshot":
            self.snapshot = payload
        elif name == "SlotsPointed" and self.media is not None:
            self.media.point(payload["slots"])
        elif name == "LayersWanted" and self.media is not None and payload["source"] == "camera":
            self.media.send_layers(payload["layers"])
        self.heard.append(Heard(self.told, name, payload, number))
        self.told += 1
        self._wake()


@asynccontextmanager
async def join(address: str, name: str, check_in: dict[str, Any] | None = None) -> AsyncIterator[Guest]:
    """Join by a link for an `async with`; the seat is given up at the end. Raise `NotLetIn`."""
    link = Link.parse(address)
    async with aiohttp.ClientSession() as http:
        token = await redeem(http, link, name)
        guest = await Guest.connect(http, link.server, token, name=name, check_in=check_in)
        try:
            yield guest
        finally:
            await guest.leave()


def _fits(payload: dict[str, Any], fields: dict[str, Any]) -> bool:
    return all(payload.get(key) == value for key, value in fields.items())
