"""Sound and picture over links that stay bad for a while. Figures are printed (`pytest -s`), not asserted."""

import asyncio
import time

import pytest

from tests.network.people import Couple

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
]

ADAPTING_SECONDS = 3.0
STEADY_SECONDS = 10.0
BAD_SECONDS = 60.0


async def test_a_link_that_loses_one_packet_in_twenty_carries_sound_and_picture(here: Couple) -> None:
    here.ana.access.lose(0.05)
    here.ana.access.delay(0.05)
    await asyncio.sleep(ADAPTING_SECONDS)
    since = time.time()
    await asyncio.sleep(BAD_SECONDS)
    await here.hear_and_see()
    await here.report("5 % lost each way, 100 ms there and back", since)


async def test_a_link_that_gets_thin_and_wide_again_carries_sound_and_picture(here: Couple) -> None:
    here.ana.access.limit(kilobits=3000)
    await asyncio.sleep(STEADY_SECONDS)
    for kilobits in (500, 3000):
        since = time.time()
        here.ana.access.limit(kilobits)
        await asyncio.sleep(ADAPTING_SECONDS)
        await here.report(f"to {kilobits} kbit/s: the first three seconds", since)
        since = time.time()
        await asyncio.sleep(STEADY_SECONDS)
        await here.hear_and_see()
        await here.report(f"at {kilobits} kbit/s", since)
