"""Ends the process when its event loop stands still, so that whoever supervises it starts another.

A thread counts the seconds in which the loop did not turn. It counts its own ticks, not the clock: a
process that was stopped as a whole (SIGSTOP, a sleeping machine) is not to blame, and may go on.
"""

import asyncio
import faulthandler
import os
import threading
from collections.abc import Callable

PATIENCE_SECONDS = 10
TICK_SECONDS = 1.0
EXIT_CODE = 70  # sysexits' "internal software error"


def _end() -> None:
    """Tell on stderr where every thread stands, and end: nobody is left to stop things in good order."""
    faulthandler.dump_traceback(all_threads=True)
    os._exit(EXIT_CODE)


class Watchdog:
    """Watches the event loop that it is made in."""

    def __init__(self, end: Callable[[], None] = _end, tick_seconds: float = TICK_SECONDS) -> None:
        self._end = end
        self._tick_seconds = tick_seconds
        self._loop = asyncio.get_running_loop()
        self._missed = 0  # ticks since the loop last turned
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(self._tick_seconds) and self.tick():
            pass

    def tick(self) -> bool:
        """Ask the loop for a sign of life. False: it has given none for too long, and the end has come."""
        self._missed += 1
        if self._missed > PATIENCE_SECONDS:
            self._end()
            return False
        self._loop.call_soon_threadsafe(self._turned)
        return True

    def _turned(self) -> None:
        self._missed = 0
