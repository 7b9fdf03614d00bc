"""Does a process whose event loop stands still come to its end?"""

import asyncio
import threading

from server.watchdog import PATIENCE_SECONDS, Watchdog


async def test_a_loop_that_turns_is_left_alone() -> None:
    ended = threading.Event()
    watchdog = Watchdog(ended.set)
    for _ in range(5 * PATIENCE_SECONDS):
        assert watchdog.tick()
        await asyncio.sleep(0)
    assert not ended.is_set()


async def test_a_loop_that_stands_still_ends_the_process() -> None:
    ended = threading.Event()
    watchdog = Watchdog(ended.set, tick_seconds=0.001)
    watchdog.start()
    assert ended.wait(5)  # and nothing turns the loop meanwhile
    watchdog.stop()
