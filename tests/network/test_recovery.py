"""What two people notice when a network fails: a moment, and then it goes on by itself.

How long the moment was is no test's business: `python -m tests.bench network` measures it. That it ends is,
what is left unchanged by it, and that sound is whole again afterwards.
"""

import pytest

from tests.e2e.person import expect
from tests.network import events
from tests.network.events import Event, lived_through
from tests.network.people import Couple, Noticed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(240),  # for one that shares its machine; the first one starts the browsers
]


async def _goes_on(here: Couple, event: Event) -> Noticed:
    """Live through it; both then hear each other well."""
    noticed = await lived_through(here, event)
    for record in (await here.listen()).both():
        record.sound_is_whole()
    return noticed


async def test_a_short_cut_is_over_soon_after_it_ends(here: Couple) -> None:
    await _goes_on(here, events.short_cut)


async def test_somebody_goes_on_from_another_network(here: Couple) -> None:
    noticed = await _goes_on(here, events.other_network)
    assert [record.gone_seconds() for record in noticed.both()] == [0, 0], "no black tile at the swap"


async def test_a_closed_lid_is_opened_again(here: Couple) -> None:
    await _goes_on(here, events.closed_lid)


@pytest.mark.long
async def test_somebody_appears_from_another_address(here: Couple) -> None:
    noticed = await _goes_on(here, events.other_address)
    assert [record.gone_seconds() for record in noticed.both()] == [0, 0], "no black tile at the swap"


@pytest.mark.long
async def test_the_server_is_replaced(here: Couple) -> None:
    await _goes_on(here, events.server_replaced)


@pytest.mark.long
async def test_a_network_that_lets_no_udp_through_is_reached_by_the_relay(here: Couple) -> None:
    await _goes_on(here, events.udp_blocked)


async def test_the_green_room_names_what_is_blocked_and_what_is_open(here: Couple) -> None:
    here.ana.access.block_udp()
    async with here.newcomer_beside_ana() as rosa:
        await rosa.open_link()
        await rosa.press("Test the connection")
        dialog = rosa.page.get_by_role("dialog", name="Connection test")
        await expect(dialog).to_contain_text("You get through, by a detour")
        await expect(dialog).to_contain_text("This network blocks the straight way.")
        ways = [
            " ".join((await way.inner_text()).split()) for way in await dialog.get_by_role("listitem").all()
        ]
        assert ways == [
            "Chat, hands and the lobby Live line over HTTPS Open",
            "Sound and picture, straight UDP to the server Blocked",
            "The detour for strict networks Relay (TURN) over TCP Open",
        ]
        assert await rosa.is_accessible() == []
