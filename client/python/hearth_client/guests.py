"""Gentle company for whoever tries a room alone.

`python -m hearth_client.guests` reads join links from the standard input, one a line, and sends a
guest to each. With `--until-closed` an empty line ends the list, and all go when the input closes: so they go
with the program that sent them, however that ends. Until then they come to the next
group as well when one has ended.

A guest waits to be let in, shows a drawn picture, now and then writes a line, reacts or raises a hand, and
hums for some seconds when called on. It asks for no pictures, comes back when the connection is lost, and
goes when the group ends or when it is asked to.
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, assert_never

import aiohttp

from hearth_client.clip import Clip, make_clip
from hearth_client.guest import Guest, Heard
from hearth_client.links import Link, describe, redeem
from hearth_client.refusals import ConnectionLost, NoMedia, NotLetIn, Refused

LINES = (
    "Good to be here.",
    "I had a quiet day. That is new for me.",
    "Same here, it was hard to come and I came.",
    "Can you say that again? It helped.",
    "I wrote one thing down this week, as we said.",
    "I walked to the corner and back.",
    "Thank you for saying that.",
    "I do not have much today. I like listening.",
)
REACTIONS = ("heart", "thanks", "strength", "me_too")
# What they tell the staff at the door: ready, to be asked first, and nothing at all.
CHECK_INS: tuple[dict[str, Any] | None, ...] = (
    {"alone": "yes", "mood": 6, "place": "at home"},
    {"alone": "maybe_not", "mood": 4, "place": "my kitchen", "note": "My sister may come home at eight."},
    None,
)
Act = Literal["chat", "react", "hand"]
# What they begin with, so that within seconds of their coming there is something to answer.
OPENINGS: tuple[Act, ...] = ("chat", "hand", "react")
_NAMES = ("Rosa", "Sam", "Jun", "Priya", "Theo", "Leila")
UNTIL_CLOSED = "--until-closed"
_PATIENCE_SECONDS = 60.0  # with a server that does not answer yet
_TRIES_TO_COME_BACK = 12
_BETWEEN_GROUPS_SECONDS = 10.0
_NICENESS = 5  # the person's own browser, on the same machine, comes first


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a guest waits between two acts (seconds, from and to), and with which chance it is which."""

    first: tuple[float, float] = (2.0, 6.0)
    between: tuple[float, float] = (20.0, 50.0)
    chat: float = 0.5
    react: float = 0.25  # and else a hand goes up, and stays up until it is called on
    turn: float = 7.0  # seconds of humming


class Company:
    """One guest, from the door to the end."""

    def __init__(self, guest: Guest, clip: asyncio.Future[Clip], number: int, pace: Pace) -> None:
        self._guest = guest
        self._clip = clip  # drawn while the guest waits at the door
        self._chance = random.Random(number)
        self._pace = pace
        self._opening: Act | None = OPENINGS[number % len(OPENINGS)]
        self._lines = self._chance.sample(LINES, len(LINES))
        self._has_hand_up = False

    async def stay(self) -> None:
        """Take part until the connection ends."""
        guest = self._guest
        with suppress(Refused):
            await guest.accept_agreement()
        await guest.admitted()
        await self._show()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._act())
                async for heard in guest.news():
                    await self._take(heard, group)
        except ExceptionGroup as ended:
            lost, rest = ended.split(ConnectionLost)
            if lost is None or rest is not None:
                raise
            raise lost.exceptions[0] from None  # several tasks noticed; one tells

    async def _show(self) -> None:
        """Open the media connection, and the camera."""
        try:
            media = await self._guest.open_media(voices=1, pictures=1)
        except (Refused, NoMedia):
            return  # a guest without a picture can still write
        with suppress(Refused):
            await self._guest.ask("Publish", source="camera")
            media.send_camera(await self._clip)

    async def _take(self, heard: Heard, group: asyncio.TaskGroup) -> None:
        """Speak when called on; stop what staff stopped; offer media again when the server has lost it."""
        is_mine = heard.payload.get("seat_id") == self._guest.seat_id
        if heard.name == "AllHandsLowered" or (heard.name == "HandLowered" and is_mine):
            self._has_hand_up = False
        elif heard.name == "TurnGiven" and is_mine:
            group.create_task(self._speak())
        elif heard.name == "MediaLost":
            group.create_task(self._show())
        elif heard.name == "TrackUnpublished" and is_mine and self._guest.media is not None:
            await self._guest.media.stop(heard.payload["source"])

    async def _speak(self) -> None:
        """Take the turn with some seconds of humming."""
        with suppress(Refused):
            await self._guest.ask("Publish", source="microphone")
            if self._guest.media is not None:
                self._guest.media.send_microphone(await self._clip)
            await asyncio.sleep(self._pace.turn)
            await self._guest.ask("Unpublish", source="microphone")
            await self._guest.ask("EndTurn")

    async def _act(self) -> None:
        """Do something small now and then."""
        await asyncio.sleep(self._chance.uniform(*self._pace.first))
        while True:
            with suppress(Refused):
                await self._one_act()
            await asyncio.sleep(self._chance.uniform(*self._pace.between))

    async def _one_act(self) -> None:
        match self._next_act():
            case "chat":
                if self._lines:
                    await self._guest.chat(self._lines.pop())
            case "react":
                await self._guest.ask("ShowReaction", reaction=self._chance.choice(REACTIONS))
            case "hand":
                if not self._has_hand_up:
                    await self._guest.raise_hand(self._chance.choice(("share", "question")))
                    self._has_hand_up = True
            case _ as never:
                assert_never(never)

    def _next_act(self) -> Act:
        opening, self._opening = self._opening, None
        if opening is not None:
            return opening
        lot = self._chance.random()
        if lot < self._pace.chat:
            return "chat"
        return "react" if lot < self._pace.chat + self._pace.react else "hand"


async def visit(address: str, number: int, pace: Pace | None = None) -> str | None:
    """Send one guest to a link until it goes; return the code of the server's goodbye, if it said one.

    `number` chooses its looks and acts. Raise `NotLetIn`.
    """
    link = Link.parse(address)
    async with aiohttp.ClientSession() as http:
        name = (await _describe_soon(http, link))["name"] or _NAMES[number % len(_NAMES)]
        token = await redeem(http, link, name)
        check_in = CHECK_INS[number % len(CHECK_INS)]
        guest = await Guest.connect(http, link.server, token, name=name, check_in=check_in)
        try:
            clip = asyncio.ensure_future(asyncio.to_thread(make_clip, name, number))
            company = Company(guest, clip, number, pace or Pace())
            return await _stay_through_losses(guest, company)
        finally:
            await guest.leave()


async def _describe_soon(http: aiohttp.ClientSession, link: Link) -> dict[str, Any]:
    """Ask where the link leads; a server that has just been started gets some time."""
    loop = asyncio.get_running_loop()
    patience_ends = loop.time() + _PATIENCE_SECONDS
    while True:
        try:
            return await describe(http, link)
        except aiohttp.ClientConnectionError:
            if loop.time() > patience_ends:
                raise
            await asyncio.sleep(0.5)


async def _visit_each_group(address: str, number: int) -> None:
    """Send one guest to a link, and again when its group has ended. Raise `NotLetIn`."""
    while True:
        if await visit(address, number) != "session_ended":
            return
        await asyncio.sleep(_BETWEEN_GROUPS_SECONDS)


async def _stay_through_losses(guest: Guest, company: Company) -> str | None:
    """Take part, and come back as often as the server likes; return its last word."""
    while True:
        try:
            await company.stay()
        except ConnectionLost as lost:
            # A group of tasks that fails in the very moment in which it is cancelled tells the failure alone.
            if _is_to_go() or not lost.may_come_back or not await _comes_back(guest):
                return lost.code


def _is_to_go() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _comes_back(guest: Guest) -> bool:
    """Try for a while to take the seat up again; False if it is gone."""
    for attempt in range(_TRIES_TO_COME_BACK):
        await asyncio.sleep(min(10.0, 0.5 * 2**attempt))
        try:
            await guest.resume()
        except NotLetIn as refused:
            if refused.code != "try_again":
                return False
        except (ConnectionLost, TimeoutError, aiohttp.ClientError):
            continue
        else:
            return True
    return False


async def send_guests(addresses: Sequence[str], host: int | None = None) -> int:
    """Send one guest to each link and stay until all have gone; return how many could not come.

    With a `host`, a pipe on which nothing more is said, they come to each group, and all go when it ends.
    """
    send = visit if host is None else _visit_each_group
    visits = [asyncio.create_task(send(address, number)) for number, address in enumerate(addresses)]
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, _cancel, visits)
    if host is not None:
        asyncio.get_running_loop().add_reader(host, _host_has_gone, host, visits)
    outcomes = await asyncio.gather(*visits, return_exceptions=True)
    faults = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    for fault in faults:
        print(f"a guest could not come: {fault!r}", file=sys.stderr)
    return len(faults)


def _cancel(visits: Sequence[asyncio.Task[Any]]) -> None:
    for each in visits:
        each.cancel()


def _host_has_gone(host: int, visits: Sequence[asyncio.Task[Any]]) -> None:
    """The pipe can be read, and is silent: so it has been closed. A host that was killed closes it, too."""
    asyncio.get_running_loop().remove_reader(host)
    _cancel(visits)


def main() -> None:
    """Read links from the standard input, where no list of processes shows them."""
    os.nice(_NICENESS)
    if sys.argv[1:] == [UNTIL_CLOSED]:
        links = list(iter(lambda: sys.stdin.readline().strip(), ""))
        host = sys.stdin.fileno()
    else:
        links = [line.strip() for line in sys.stdin if line.strip()]
        host = None
    sys.exit(1 if asyncio.run(send_guests(links, host)) else 0)


if __name__ == "__main__":
    main()
