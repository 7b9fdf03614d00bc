"""Gentle company for whoever tries a room alone: `python -m hearth_client.guests LINK…` sends one guest to each.

A guest waits to be let in, shows a drawn picture, now and then writes a line, reacts or raises a hand, and hums for
some seconds when called on. It asks for no pictures, and goes when the group ends or when it is asked to.
"""

import argparse
import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiohttp

from hearth_client.clip import Clip, make_clip
from hearth_client.guest import Guest
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
_NAMES = ("Rosa", "Sam", "Jun", "Priya", "Theo", "Leila")
_TURN_SECONDS = 7.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a guest waits between two acts (seconds, from and to), and with which chance it is which."""

    first: tuple[float, float] = (3.0, 20.0)
    between: tuple[float, float] = (25.0, 70.0)
    chat: float = 0.45
    react: float = 0.25  # and else a hand goes up or comes down


class Company:
    """One guest, from the door to the end."""

    def __init__(self, guest: Guest, clip: Clip, chance: random.Random, pace: Pace) -> None:
        self._guest = guest
        self._clip = clip
        self._chance = chance
        self._pace = pace
        self._lines = chance.sample(LINES, len(LINES))
        self._has_hand_up = False

    async def stay(self) -> None:
        """Take part until the connection ends."""
        guest = self._guest
        with suppress(Refused):
            await guest.accept_agreement()
        await guest.admitted()
        with suppress(Refused, NoMedia):
            await self._show()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._act())

    async def _show(self) -> None:
        media = await self._guest.open_media(voices=1, pictures=1)
        await self._guest.ask("Publish", source="camera")
        media.send_camera(self._clip)

    async def _listen(self) -> None:
        """Speak when called on; offer media again when the server has lost it."""
        async for heard in self._guest.news():
            if heard.name == "TurnGiven" and heard.payload["seat_id"] == self._guest.seat_id:
                self._has_hand_up = False
                with suppress(Refused):
                    await self._speak()
            elif heard.name == "MediaLost":
                with suppress(Refused, NoMedia):
                    await self._show()
            elif heard.name == "TrackUnpublished" and heard.payload["seat_id"] == self._guest.seat_id:
                if self._guest.media is not None:
                    await self._guest.media.stop(heard.payload["source"])

    async def _speak(self) -> None:
        """Take the turn with some seconds of humming."""
        if self._guest.media is None:
            return
        await self._guest.ask("Publish", source="microphone")
        self._guest.media.send_microphone(self._clip)
        await asyncio.sleep(_TURN_SECONDS)
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
        lot = self._chance.random()
        if lot < self._pace.chat and self._lines:
            await self._guest.chat(self._lines.pop())
        elif lot < self._pace.chat + self._pace.react:
            await self._guest.ask("ShowReaction", reaction=self._chance.choice(REACTIONS))
        elif self._has_hand_up:
            self._has_hand_up = False
            await self._guest.lower_hand()
        else:
            await self._guest.raise_hand(self._chance.choice(("share", "question")))
            self._has_hand_up = True


async def visit(address: str, number: int, pace: Pace | None = None) -> None:
    """Send one guest to a link; return when the group has ended. `number` chooses its looks. Raise `NotLetIn`."""
    link = Link.parse(address)
    async with aiohttp.ClientSession() as http:
        name = (await describe(http, link))["name"] or _NAMES[number % len(_NAMES)]
        clip = await asyncio.to_thread(make_clip, name, number)
        token = await redeem(http, link, name)
        async with _connected(http, link, token, name) as guest:
            company = Company(guest, clip, random.Random(number), pace or Pace())
            with suppress(ConnectionLost):
                await _unwrapped(company)


@asynccontextmanager
async def _connected(http: aiohttp.ClientSession, link: Link, token: str, name: str) -> AsyncIterator[Guest]:
    guest = await Guest.connect(http, link.server, token, name=name)
    try:
        yield guest
    finally:
        await guest.leave()


async def _unwrapped(company: Company) -> None:
    """Stay; of the several tasks that a lost connection ends, tell once."""
    try:
        await company.stay()
    except* ConnectionLost as lost:
        raise ConnectionLost from lost


async def send_guests(addresses: list[str]) -> int:
    """Send one guest to each link and stay until all have gone; return how many were not let in."""
    visits = [asyncio.create_task(visit(address, number)) for number, address in enumerate(addresses)]
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, lambda: [each.cancel() for each in visits])
    outcomes = await asyncio.gather(*visits, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, NotLetIn | OSError)]
    for outcome in refused:
        print(f"a guest was not let in: {outcome}", file=sys.stderr)
    return len(refused)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m hearth_client.guests", description=__doc__)
    parser.add_argument("links", nargs="+", metavar="LINK", help="a join link for each guest")
    sys.exit(1 if asyncio.run(send_guests(parser.parse_args().links)) else 0)


if __name__ == "__main__":
    main()
