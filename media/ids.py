"""The words that `media` shares with its callers: sources, layers, ids.

Rooms and peers are opaque strings, chosen by the caller.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Source(StrEnum):
    """What a publication carries."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_SOUND = "screen_sound"

    @property
    def is_picture(self) -> bool:
        """Whether this source is seen rather than heard."""
        return self in (Source.CAMERA, Source.SCREEN)


PICTURES: Final = (Source.CAMERA, Source.SCREEN)

LAYERS: Final = ("l", "m", "h")
"""Simulcast layers from the smallest to the largest, by their `rid` (RFC 8851)."""

SINGLE_LAYER: Final = "h"
"""The layer name of a picture that is sent in one encoding only."""

Address = tuple[str, int] | tuple[str, int, int, int]
"""A socket address as `recvfrom` gives it: IPv4 (host, port) or IPv6 with flow and scope."""

VIDEO_CLOCK_HZ: Final = 90_000
AUDIO_CLOCK_HZ: Final = 48_000
