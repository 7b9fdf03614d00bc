"""A practice at one place of a small internet, and people with real browsers at others."""

import asyncio
import os
import secrets
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Playwright, ViewportSize

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.person import (
    COUNT_RECEIVED,
    LIVELY,
    LOOK_EVERY_SECONDS,
    WAYS_IN_USE,
    Counts,
    Person,
    alive,
    eventually,
    launch,
)
from tests.e2e.practice import AGREEMENT, Practice, ServerProcess
from tests.network.internet import Access, Internet, Place
from tests.network.recorder import RECORD, Record
from tests.programs import CHROMIUM

HTTP_PORT, MEDIA_PORT, RELAY_PORT = 8000, 7882, 3478
RELAY_SECRET = secrets.token_hex(16)
RUN_DRY_SECONDS = 2.0  # what was under way before the network changed has been played then
LOOK_TIMEOUT_SECONDS = 60  # generous: how fast it was is measured elsewhere, not asserted
LISTEN_SECONDS = 2.5
SIZE: ViewportSize = {"width": 1024, "height": 600}


class PlacedPractice(Practice):
    """A practice whose one process is at a place of its own."""

    place: Place
    relay: Place

    def make_process(self, environment: dict[str, str], log: Path) -> ServerProcess:
        """See `Practice`."""
        address, namespace = self.place.access.address, self.place.namespace
        environment |= {
            "HEARTH_HOST": "0.0.0.0",
            "HEARTH_PUBLIC_URL": f"http://{address}:{HTTP_PORT}",
            "HEARTH_MEDIA_PUBLIC_ADDRESSES": address,
            "HEARTH_TURN_URLS": f"turn:{self.relay.access.address}:{RELAY_PORT}?transport=tcp",
            "HEARTH_TURN_SECRET": RELAY_SECRET,
        }
        return ServerProcess(
            environment, log, HTTP_PORT, MEDIA_PORT, address, namespace.prefix, namespace.make_socket
        )


@dataclass
class Traveller:
    """A person, and the place they are at."""

    person: Person
    place: Place

    @property
    def access(self) -> Access:
        """Their way to the internet now."""
        return self.place.access

    def change_network(self) -> None:
        """From one network to another, as from Wi-Fi to mobile: a new address, and the old one gone."""
        before = self.access
        self.place.connect()
        before.close()
        self.place.accesses.remove(before)

    @contextmanager
    def lid_closed(self) -> Iterator[None]:
        """Let their browser stand still, all its processes, as a laptop does with its lid closed."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        pids = self.place.namespace.pids()
        assert pids, "their browser runs there"
        for pid in pids:
            os.kill(pid, number)


@dataclass(frozen=True)
class Noticed:
    """What both pages wrote down in the same time."""

    ana: Record
    miriam: Record

    def both(self) -> tuple[Record, Record]:
        """Ana's and Miriam's."""
        return self.ana, self.miriam


@dataclass
class Couple:
    """Two people in a room: Miriam, whose network is good, and Ana, whose network the tests make bad."""

    practice: PlacedPractice
    internet: Internet
    miriam: Traveller
    ana: Traveller

    async def hear_and_see(self) -> None:
        """Wait until each hears and sees the other, and both are as they were."""
        await asyncio.sleep(RUN_DRY_SECONDS)
        for each in (self.ana, self.miriam):
            await _moves(each.person)
            await _is_as_before(each.person)

    @asynccontextmanager
    async def newcomer_beside_ana(self) -> AsyncIterator[Person]:
        """Somebody on Ana's network with a link of their own, not opened yet."""
        browser = self.ana.person.context.browser
        assert browser is not None
        links = await self.practice.invite([("Rosa", Role.PARTICIPANT)], RoomSettings(name="Quiet Hour"))
        rosa = await Person.sit_down(
            browser, "Rosa", self.practice.processes[0].url + links["Rosa"], viewport=SIZE
        )
        try:
            yield rosa
        finally:
            await rosa.go_home()

    async def ana_is_relayed(self) -> bool:
        """Tell whether Ana's media goes by the relay."""
        kinds: list[str] = await self.ana.person.page.evaluate(WAYS_IN_USE)
        return kinds == ["relay"]

    async def noticed(self, since: float) -> Noticed:
        """What both noticed since then."""
        return Noticed(*[await Record.take(each.person, since) for each in (self.ana, self.miriam)])

    async def listen(self, seconds: float = LISTEN_SECONDS) -> Noticed:
        """What both notice from now on for so long."""
        since = time.time()
        await asyncio.sleep(seconds)
        return await self.noticed(since)


async def _is_as_before(person: Person) -> None:
    """Wait until somebody's seat, switches and front are what they were, on the page of before."""
    await person.sees_seats("Miriam", "Ana")
    await person.sees_button("Mic on")
    await person.sees_button("Video on")
    await person.sees_text("Miriam is at the front, for all")
    assert await person.page.evaluate("window.stayed"), "the page was not loaded again"


async def _moves(person: Person) -> None:
    """Wait until the other's picture moves and their voice sounds, at the same time."""
    before: Counts = await person.page.evaluate(COUNT_RECEIVED)

    async def is_alive() -> bool:
        nonlocal before
        await asyncio.sleep(LOOK_EVERY_SECONDS)  # growth needs a length of time
        earlier, before = before, await person.page.evaluate(COUNT_RECEIVED)
        moving, sounding = alive(earlier, before)
        return moving > 0 and sounding > 0

    await eventually(is_alive, f"{person.name} sees and hears the other", LOOK_TIMEOUT_SECONDS)


async def _browser_at(
    place: Place, playwright: Playwright, folder: Path, number: int, url: str, **camera_like: int
) -> Browser:
    """A Chromium in the place's namespace. Its pages may use the camera, as over HTTPS."""
    wrapper = folder / f"chromium-{number}"
    wrapper.write_text(f'#!/bin/sh\nexec {" ".join(place.namespace.prefix)} {CHROMIUM} "$@"\n')
    wrapper.chmod(0o755)
    flag = f"--unsafely-treat-insecure-origin-as-secure={url}"
    return await launch(
        playwright, folder, number, flag, binary=wrapper, frames_per_second=LIVELY, **camera_like
    )


@asynccontextmanager
async def _relay(place: Place, folder: Path) -> AsyncIterator[None]:
    """A coturn at this place. Its places are private addresses, so it is not the shipped configuration."""
    address = place.access.address
    options = [
        "-n",
        "--use-auth-secret",
        f"--static-auth-secret={RELAY_SECRET}",
        "--realm=example.org",
        f"--listening-ip={address}",
        f"--relay-ip={address}",
        f"--listening-port={RELAY_PORT}",
        f"--pidfile={folder / 'turnserver.pid'}",
    ]
    with (folder / "turnserver.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *place.namespace.prefix, "turnserver", *options, cwd=folder, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def couple(
    playwright: Playwright, folder: Path, *scripts: str, **camera_like: int
) -> AsyncIterator[Couple]:
    """Seat both, with microphone and camera open; `scripts` run in their pages from the beginning.

    `camera_like`: see `write_camera`.
    """
    async with AsyncExitStack() as stack:
        internet = stack.enter_context(Internet())
        practice = PlacedPractice(folder)
        practice.place, practice.relay = internet.place("server"), internet.place("relay")
        practice.place.connect()
        practice.relay.connect()
        await stack.enter_async_context(_relay(practice.relay, folder))
        await stack.enter_async_context(practice)
        url = practice.processes[0].url
        people = [("Miriam", Role.FACILITATOR), ("Ana", Role.PARTICIPANT)]
        links = await practice.invite(people, RoomSettings(name="Steady Ground", agreement=AGREEMENT))
        travellers = []
        for number, (name, _) in enumerate(people):
            place = internet.place(name.lower())
            place.connect()
            browser = await _browser_at(place, playwright, folder, number, url, **camera_like)
            stack.push_async_callback(browser.close)
            person = await Person.sit_down(browser, name, url + links[name], viewport=SIZE)
            for script in (RECORD, *scripts):
                await person.context.add_init_script(script)
            travellers.append(Traveller(person, place))
        here = Couple(practice, internet, *travellers)
        await _come_in(here.miriam.person, here.ana.person)
        yield here
        assert [fault for each in travellers for fault in each.person.faults] == []


async def _come_in(miriam: Person, ana: Person) -> None:
    await miriam.open_link()
    await ana.open_link()
    await ana.get_ready()
    await miriam.get_ready(is_staff=True)
    await miriam.press("Admit: Ana")
    for person in (miriam, ana):
        await person.sees_seats("Miriam", "Ana")
        await person.turn_on()
    await miriam.press("Actions for Miriam")
    await miriam.page.get_by_role("menuitem", name="Bring to the front for all").click()
    for person in (miriam, ana):
        await _moves(person)
        await person.page.evaluate("() => { window.stayed = true; }")
