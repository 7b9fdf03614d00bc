"""Five people for a tour of all screens: staff and members, at a desk and on a phone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Playwright

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.album import SIZES
from tests.e2e.line import Line
from tests.e2e.person import CALM, STILL, Person, launch
from tests.e2e.practice import AGREEMENT, Practice

PEOPLE = [
    ("Miriam", Role.FACILITATOR),
    ("Daniel", Role.CO_HOST),
    ("Ana", Role.PARTICIPANT),
    ("Theo", Role.PARTICIPANT),
    ("Rosa", Role.PARTICIPANT),
]
ON_A_PHONE = {"Daniel", "Theo"}


# Chromium calls a fake camera by the path of its file, which has no place in a picture.
NAME_THE_CAMERA = """
const ask = MediaDevices.prototype.enumerateDevices;
MediaDevices.prototype.enumerateDevices = async function () {
  const named = ({ deviceId, groupId, kind, label }) =>
    ({ deviceId, groupId, kind, label: label.startsWith("/") ? "Built-in camera" : label });
  return (await ask.call(this)).map(named);
};
"""


@dataclass
class Group:
    """Staff and members, at a desk (1440 px) and on a phone (390 px) each; and Rosa, who goes early."""

    miriam: Person
    daniel: Person
    ana: Person
    theo: Person
    rosa: Person
    line: Line = field(init=False, default_factory=Line)  # Daniel's

    @property
    def people(self) -> list[Person]:
        """All five."""
        return [self.miriam, self.daniel, self.ana, self.theo, self.rosa]


@asynccontextmanager
async def the_group(
    playwright: Playwright, practice: Practice, folder: Path, browser_count: int
) -> AsyncIterator[Group]:
    """Let everybody sit down before a page; who has a browser alone has a face of their own too.

    In one browser for all they hardly move: nobody looks at their faces.
    """
    links = await practice.invite(PEOPLE, RoomSettings(name="Steady Ground", agreement=AGREEMENT))
    async with AsyncExitStack() as stack:
        browsers = []
        for number in range(browser_count):
            pace = CALM if browser_count > 1 else STILL
            browsers.append(await launch(playwright, folder, number, frames_per_second=pace))
            stack.push_async_callback(browsers[-1].close)
        people = []
        for number, (name, _) in enumerate(PEOPLE):
            browser = browsers[number % len(browsers)]
            link = practice.processes[0].url + links[name]
            size = SIZES["390" if name in ON_A_PHONE else "1440"]
            person = await Person.sit_down(browser, name, link, viewport=size, reduced_motion="reduce")
            await person.context.add_init_script(NAME_THE_CAMERA)
            people.append(person)
        yield Group(*people)
