"""When to ask a publisher for a key frame.

Pure. However many subscribers wait, one request goes out, again only after a
pause, and no more once the key frame is there.
"""

from __future__ import annotations

from typing import Final

RETRY_SECONDS: Final = 0.3


class KeyFrameRequests:
    """The wish for a key frame of one stream."""

    __slots__ = ("_asked_at", "_wanted")

    def __init__(self) -> None:
        self._wanted = False
        self._asked_at = float("-inf")

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits."""
        return self._wanted

    def want(self) -> None:
        """Somebody needs a key frame."""
        self._wanted = True

    def arrived(self) -> None:
        """A key frame came, or nobody needs one any more."""
        self._wanted = False

    def due(self, now: float) -> bool:
        """Whether to send a request now; a True counts as sent."""
        if not self._wanted or now - self._asked_at < RETRY_SECONDS:
            return False
        self._asked_at = now
        return True
