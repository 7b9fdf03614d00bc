"""Whether a transport that should bring something has fallen silent. Pure.

A client that sends sound or a picture, or that is sent a picture, is heard several times a second: its media,
or its feedback. One that does neither may be silent between two connectivity checks, which is no fault.
"""

from __future__ import annotations

from math import inf
from typing import Final

STALLED_SECONDS: Final = 2.5
FLOWING_SECONDS: Final = 1.0
"""How shortly before a silence media must have flowed for the silence to mean anything."""


class SilenceWatch:
    """Finds each silence of one seat's transports once."""

    def __init__(self) -> None:
        self._told_at = -inf

    def is_stalled(self, heard_at: float, flowed_at: float, now: float) -> bool:
        """Whether a silence has just become too long to be chance.

        `heard_at` is when anything last came; `flowed_at` when media of the client last came, or a picture
        was last sent to it.
        """
        if now - heard_at < STALLED_SECONDS or heard_at == self._told_at:
            return False
        if flowed_at < heard_at - FLOWING_SECONDS:
            return False
        self._told_at = heard_at
        return True
