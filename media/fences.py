"""Keeping one seat's fault from what is done for others: it is logged and counted, and the rest goes on."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from media.allowance import Allowance
from media.counters import Counters

log = logging.getLogger(__name__)

LOGGED_PER_SECOND: Final = 1.0
LOGGED_AT_ONCE: Final = 10
"""What is tried 50 times a second for each seat would fill the log; all are counted."""


class Fence:
    """What is done for one, among others for whom the same is done."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._logged = Allowance(LOGGED_PER_SECOND, LOGGED_AT_ONCE)

    @contextmanager
    def around(self, what: str) -> Iterator[None]:
        """End any fault within here. `what` goes to the log: what was tried, without saying for whom."""
        try:
            yield
        except Exception as fault:
            self._counters.faults += 1
            if self._logged.take(time.monotonic()):
                log.error("%s failed", what, exc_info=fault)
