"""One person with Firefox ESR: the same verbs as `Person`, over WebDriver BiDi.

Everything is found by role and exact name. Not in Firefox's accessibility tree, as BiDi offers: a look into
that took more than a second here.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import ViewportSize

from tests.e2e.capture import HEIGHT, WIDTH
from tests.e2e.firefox import Firefox, FirefoxError, FirefoxPage
from tests.e2e.person import (
    CALM,
    COUNT_RECEIVED,
    WATCH_CONNECTIONS,
    eventually,
    note_foreign,
    receives,
)

# Firefox's fake camera gives whatever is asked for: here little, as Chromium's does from a calm clip.
CALM_CAMERA = f"""
if (window.isSecureContext) {{  // the empty page before ours is not, and has no devices
  const getUserMedia = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = function (wanted) {{
    const calm = {{ width: {WIDTH}, height: {HEIGHT}, frameRate: {CALM} }};
    return getUserMedia.call(this, wanted.video ? {{ ...wanted, video: calm }} : wanted);
  }};
}}
"""
ON_EVERY_PAGE = WATCH_CONNECTIONS + CALM_CAMERA

SHOWN_TEXT = "() => document.body.innerText"

# What is shown of a role and, if one is given, of exactly this name.
FIND = """
const ROLES = {
  button: "button", heading: "h1, h2, h3", label: "label", menuitem: "[role=menuitem]",
  row: "main [role=row]", tab: "[role=tab]", textbox: "textarea, input:not([type]), [type=text]",
};
const text = (element) => (element?.innerText ?? "").trim();
const nameOf = (element) =>
  element.getAttribute("aria-label")
  ?? (text(document.getElementById(element.getAttribute("aria-labelledby")?.split(" ")[0]))
  || text(element.labels?.[0]) || text(element));
const find = ([role, name]) => [...document.querySelectorAll(ROLES[role])].filter(
  (element) => element.getClientRects().length > 0 && (!name || nameOf(element) === name));
"""
COUNT = f"(wanted) => {{ {FIND} return find(wanted).length; }}"

# The first of them, when it stands still and nothing covers it; else nothing yet.
REACH = (
    "async (wanted) => {"
    + FIND
    + """
  const [element] = find(wanted);
  if (!element) return null;
  element.scrollIntoView({ block: "center" });
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const before = place();
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const { x, y, width, height } = element.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  const reached = element.contains(top) || top?.contains(element);
  return reached && place() === before && !element.disabled ? element : null;
}"""
)


@dataclass
class FirefoxPerson:
    """A person in front of one tab of Firefox."""

    name: str
    page: FirefoxPage
    link: str
    faults: list[str] = field(default_factory=list)

    @classmethod
    async def sit_down(
        cls, firefox: Firefox, name: str, link: str, viewport: ViewportSize
    ) -> "FirefoxPerson":
        """Open a tab of this size."""
        page = await firefox.new_page()
        await page.resize(viewport["width"], viewport["height"])
        person = cls(name, page, link)
        page.listen(person._note)
        return person

    def _note(self, event: str, parameters: dict[str, Any]) -> None:
        """Keep what should not happen: what the page's scripts threw, and requests to other origins.

        A socket that finds no server is told as an error of scripts, too, but has no stack: nothing threw.
        """
        if event == "network.beforeRequestSent":
            note_foreign(parameters["request"]["url"], self.link, self.faults)
        elif parameters["level"] == "error" and "stackTrace" in parameters:
            self.faults.append(f"{self.name}: {parameters['text']}")

    async def open_link(self) -> None:
        """Follow the link to the green room."""
        await self.page.goto(self.link)

    async def get_ready(self) -> None:
        """Go through the green room and the agreement."""
        await self.write("Name the others see", self.name)
        await self.press("Yes, nobody can hear or see the screen", role="label")
        await self.press("Go on to the agreement")
        await self.press("I agree")
        await self.sees_heading(f"You are in the right place, {self.name}")

    async def press(self, name: str, role: str = "button") -> None:
        """Press the first control of this role and name, as soon as it is there."""

        async def is_pressed() -> bool:
            try:
                return await self.page.click(REACH, [role, name])
            except FirefoxError:
                return False  # drawn anew in between

        await eventually(is_pressed, f"{self.name} presses the {role} “{name}”")

    async def choose(self, menu: str, item: str) -> None:
        """Open a menu of the bar and choose from it."""
        await self.press(menu)
        await self.press(item, role="menuitem")

    async def write(self, field: str, text: str) -> None:
        """Type into a field; a line break sends."""
        await self.press(field, role="textbox")
        await self.page.type(text)

    async def sees_heading(self, words: str) -> None:
        """Wait for a headline."""
        await self._sees("heading", words)

    async def sees_button(self, name: str) -> None:
        """Wait for a button of this name."""
        await self._sees("button", name)

    async def _sees(self, role: str, name: str) -> None:
        async def is_there() -> bool:
            return bool(await self.page.evaluate(COUNT, [role, name]))

        await eventually(is_there, f"{self.name} sees the {role} “{name}”")

    async def sees_text(self, text: str) -> None:
        """Wait until the page shows this."""

        async def is_shown() -> bool:
            return text in await self.text()

        await eventually(is_shown, f"{self.name} sees “{text}”")

    async def text(self) -> str:
        """Everything that the page shows."""
        return str(await self.page.evaluate(SHOWN_TEXT))

    async def count_seats(self) -> int:
        """How many sit in the circle."""
        return int(await self.page.evaluate(COUNT, ["row", ""]))

    async def turn_on(self) -> None:
        """Open microphone and camera, unless the camera came along from the green room."""
        await self.press("Mic off")
        await self.sees_button("Mic on")
        if await self.page.evaluate(COUNT, ["button", "Video off"]):
            await self.press("Video off")
        await self.sees_button("Video on")

    async def hears_and_sees(self, pictures: int, voices: int) -> None:
        """Wait until so many pictures move and so many voices sound, at the same time."""
        what = f"{self.name} sees {pictures} pictures and hears {voices} voices"
        await receives(lambda: self.page.evaluate(COUNT_RECEIVED), pictures, voices, what)
