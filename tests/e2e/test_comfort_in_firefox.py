"""Comfort in the other engine: what it can is done, and what it cannot is said."""

import pytest

from tests.e2e.firefox import Firefox
from tests.e2e.firefox_person import FirefoxPerson
from tests.e2e.pair import PEOPLE, SETTINGS, SIZE
from tests.e2e.person import eventually
from tests.e2e.practice import Practice

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("unopened_practice", ["one_process"], indirect=True),
]

HAS_WEBGL = "() => document.createElement('canvas').getContext('webgl2') !== null"
# Whether a file whose name begins so has been loaded.
LOADED = """
(name) => performance.getEntriesByType("resource").some((file) => file.name.includes(`/assets/${name}`))
"""


async def test_firefox_takes_noise_away_and_says_where_it_cannot_blur(practice: Practice) -> None:
    links = await practice.invite(PEOPLE, SETTINGS)
    async with Firefox() as firefox:
        ana = await FirefoxPerson.sit_down(
            firefox, "Ana", practice.processes[0].url + links["Ana"], viewport=SIZE
        )
        await ana.open_link()
        await ana.sees_text("Say something. We do not hear you yet.")
        # Headless it has no graphics, for which it asks by way of the display; on one it has WebGL 2.
        assert not await ana.page.evaluate(HAS_WEBGL)
        await ana.sees_text("This browser cannot blur the background: it may not use the graphics")
        await ana.press("Other devices")
        await ana.press("Quiet around me", role="label")

        async def is_loaded() -> bool:
            return bool(await ana.page.evaluate(LOADED, "rnnoise"))

        await eventually(is_loaded, "the noise suppression is loaded")
        assert "could not take the noise away" not in await ana.text()
