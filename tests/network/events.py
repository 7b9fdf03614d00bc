"""What happens to Ana's network or to the server, and then is over: for the tests, and for who measures."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from tests.e2e.person import eventually
from tests.network.people import Couple, Noticed

CUT_SECONDS: Final = 4.0
LID_SECONDS: Final = 7.0

Event = Callable[[Couple], Awaitable[None]]


async def short_cut(here: Couple) -> None:
    """Nothing goes through for some seconds."""
    here.ana.access.cut()
    await asyncio.sleep(CUT_SECONDS)
    here.ana.access.cut(False)


async def other_network(here: Couple) -> None:
    """From Wi-Fi to mobile: a new address, and the old one gone."""
    here.ana.change_network()


async def closed_lid(here: Couple) -> None:
    """The laptop sleeps a little."""
    with here.ana.lid_closed():
        await asyncio.sleep(LID_SECONDS)


async def other_address(here: Couple) -> None:
    """A VPN goes on, or a NAT forgets: the same socket appears from elsewhere."""
    here.ana.access.appear_as("10.88.0.9")


async def server_replaced(here: Couple) -> None:
    """The owner of the session dies, and is started again."""
    await here.practice.kill_owner_and_restart()


async def udp_blocked(here: Couple) -> None:
    """What is left is the relay, over TCP."""
    here.ana.access.block_udp()
    await eventually(here.ana_is_relayed, "Ana's media goes by the relay", timeout_seconds=60)


EVENTS: Final[dict[str, Event]] = {
    "cut of 4 s": short_cut,
    "from Wi-Fi to mobile": other_network,
    "lid closed for 7 s": closed_lid,
    "VPN on": other_address,
    "server replaced": server_replaced,
    "UDP blocked, TURN over TCP": udp_blocked,
}


async def lived_through(here: Couple, event: Event) -> Noticed:
    """Let it happen, and wait until all is as before; what both noticed from its beginning on."""
    since = time.time()
    await event(here)
    await here.hear_and_see()
    return await here.noticed(since)
