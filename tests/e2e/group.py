"""Five people for a tour of all screens: staff and members, at a desk and on a phone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Playwright

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.album import SIZES, Album
from tests.e2e.line import Line
from tests.e2e.person import STILL, Person, launch
from tests.e2e.practice import AGREEMENT, Practice
from tests.programs import CHROMIUM_SHELL

PEOPLE = [
    ("Miriam", Role.FACILITATOR),
    ("Daniel", Role.CO_HOST),
    ("Ana", Role.PARTICIPANT),
    ("Theo", Role.PARTICIPANT),
    ("Rosa", Role.PARTICIPANT),
]
ON_A_PHONE = {"Daniel", "Theo"}
IN_SPANISH = {"Rosa"}
ROOM = RoomSettings(
    name="Steady Ground", agreement=AGREEMENT, undo_seconds=60
)  # time to look at the way back


# Chromium calls a fake camera by the path of its file, which has no place in a picture.
NAME_THE_DEVICES = """
const NAMES = {
  videoinput: "Built-in camera", audioinput: "Built-in microphone", audiooutput: "Built-in speaker",
};
const ask = MediaDevices.prototype.enumerateDevices;
MediaDevices.prototype.enumerateDevices = async function () {
  const named = ({ deviceId, groupId, kind, label }) =>
    ({ deviceId, groupId, kind, label: /^\\/|Default/.test(label) ? NAMES[kind] : label });
  return (await ask.call(this)).map(named);
};
"""

# For pictures alone: what Chromium shares without a screen is all green.
DRAW_THE_SCREEN = """
navigator.mediaDevices.getDisplayMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
  const context = canvas.getContext("2d");
  const bands = [
    ["#f7e0da", 170, "Too much: racing, on edge"],
    ["#deecd6", 330, "In the window: present, able to think and feel"],
    ["#dce8f1", 490, "Too little: flat, far away"],
  ];
  const draw = () => {
    context.fillStyle = "#fffffc";
    context.fillRect(0, 0, 1280, 720);
    for (const [colour, top, words] of [["#fffffc", 30, "The space where we can cope"], ...bands]) {
      context.fillStyle = colour;
      context.fillRect(80, top, 1120, 140);
      context.fillStyle = "#1f2620";
      context.font = top < 100 ? "48px Literata Variable, serif" : "32px sans-serif";
      context.fillText(words, 110, top + 82);
    }
  };
  setInterval(draw, 250);  // a stream needs something new now and then
  return canvas.captureStream(4);
};
"""


def browsers_for(album: Album) -> int:
    """One is enough for looking; for pictures everybody has a face of their own."""
    return len(PEOPLE) if album.folder else 1


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

    They hardly move: they are drawn for looking at what is around them.
    """
    links = await practice.invite(PEOPLE, ROOM)
    # Small enough for one layer: for more of them Chromium fills up what it sends, 300 kbit/s each.
    height = 180 if browser_count == 1 else 360
    async with AsyncExitStack() as stack:
        browsers = []
        for number in range(browser_count):
            browsers.append(
                await launch(
                    playwright, folder, number, binary=CHROMIUM_SHELL, frames_per_second=STILL, height=height
                )
            )
            stack.push_async_callback(browsers[-1].close)
        people = []
        for number, (name, _) in enumerate(PEOPLE):
            browser = browsers[number % len(browsers)]
            link = practice.processes[0].url + links[name]
            size = SIZES["390" if name in ON_A_PHONE else "1440"]
            locale = "es-ES" if name in IN_SPANISH else "en-US"
            person = await Person.sit_down(browser, name, link, viewport=size, locale=locale)
            await person.context.add_init_script(NAME_THE_DEVICES)
            if browser_count > 1:
                await person.context.add_init_script(DRAW_THE_SCREEN)
            people.append(person)
        yield Group(*people)
