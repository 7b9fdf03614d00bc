"""Sound and picture over links that stay bad for a while: they go on all the time.

How well is measured by `python -m tests.bench repair` and `cut`. The bounds here are loose, and none is a
time in which something has to be done: a machine that is busy must not make them red.
"""

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

ADAPTING_SECONDS = 5.0
STEADY_SECONDS = 8.0
BAD_SECONDS = 20.0
LONGEST_STANDSTILL_SECONDS = 3.0


async def _goes_on_while_it_is_bad(here: Couple) -> None:
    """Both hear all the time, and see each other move."""
    await asyncio.sleep(ADAPTING_SECONDS)
    for record in (await here.listen(BAD_SECONDS)).both():
        record.sound_is_whole()
        assert record.standstill_seconds() < LONGEST_STANDSTILL_SECONDS, record
        assert record.gone_seconds() == 0, record
    await here.hear_and_see()


async def test_a_link_that_loses_one_packet_in_twenty_carries_sound_and_picture(here: Couple) -> None:
    here.ana.access.lose(0.05)
    here.ana.access.delay(0.05)
    await _goes_on_while_it_is_bad(here)


async def test_a_link_whose_packets_overtake_one_another_carries_sound_and_picture(here: Couple) -> None:
    here.ana.access.delay(0.02, jitter_seconds=0.03, keeps_order=False)
    await _goes_on_while_it_is_bad(here)
    assert here.ana.access.wire.overtaken > 0


async def test_a_link_that_gets_thin_and_wide_again_carries_sound_and_picture(here: Couple) -> None:
    here.ana.access.limit(kilobits=3000)
    await asyncio.sleep(ADAPTING_SECONDS)
    since = time.time()
    for kilobits in (500, 3000):
        here.ana.access.limit(kilobits)
        await asyncio.sleep(ADAPTING_SECONDS)
        for record in (await here.listen(STEADY_SECONDS)).both():
            assert record.standstill_seconds() < LONGEST_STANDSTILL_SECONDS, record
            assert record.kilobits_per_second() < kilobits, record
        await here.hear_and_see()
    for record in (await here.noticed(since)).both():
        record.sound_is_whole()
        assert record.gone_seconds() == 0, record
