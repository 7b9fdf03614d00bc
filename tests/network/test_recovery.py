"""What two people notice when a network fails: a moment, and then it goes on by itself.

How long the moment was is printed (`pytest -s`), and not asserted.
"""

import asyncio
import time

import pytest

from tests.e2e.person import eventually
from tests.network.people import Couple

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(240),  # for one that shares its machine; the first one starts the browsers
]

CUT_SECONDS = 4.0


async def test_a_short_cut_is_over_soon_after_it_ends(here: Couple) -> None:
    since = time.time()
    here.ana.access.cut()
    await asyncio.sleep(CUT_SECONDS)
    here.ana.access.cut(False)
    await here.hear_and_see()
    await here.report("cut of 4 s", since)


async def test_somebody_goes_on_from_another_network(here: Couple) -> None:
    since = time.time()
    here.ana.change_network()
    await here.hear_and_see()
    await here.report("from Wi-Fi to mobile", since)


@pytest.mark.long
async def test_somebody_appears_from_another_address(here: Couple) -> None:
    since = time.time()
    here.ana.access.appear_as("10.88.0.9")
    await here.hear_and_see()
    await here.report("VPN on", since)


@pytest.mark.long
async def test_the_server_is_replaced(here: Couple) -> None:
    since = time.time()
    await here.practice.kill_owner_and_restart()
    await here.hear_and_see()
    await here.report("server replaced", since)


@pytest.mark.long
async def test_a_network_that_lets_no_udp_through_is_reached_by_the_relay(here: Couple) -> None:
    since = time.time()
    here.ana.access.block_udp()
    await eventually(here.ana_is_relayed, "Ana's media goes by the relay", timeout_seconds=60)
    await here.hear_and_see()
    await here.report("UDP blocked, TURN over TCP", since)
