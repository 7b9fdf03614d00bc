"""Work that is done again and again, and goes on although one round failed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0


async def keep_on(round_: Callable[[], Awaitable[None]]) -> None:
    """Do rounds for ever; each waits for its own time. One that fails by a mistake of ours is logged."""
    while True:
        try:
            await round_()
        except Exception:
            # Nobody waits for an answer here, and without the next round others would take us for dead.
            log.exception("a background round failed")
            await asyncio.sleep(PAUSE_SECONDS)
