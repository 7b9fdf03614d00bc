"""The simulcast layers of a picture, and which of them really come.

Pure. Which layer a subscriber gets is decided in `media.allocation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

from media.ids import LAYERS, Source

NOMINAL_HEIGHT_PX: Final = {"l": 180, "m": 360, "h": 720}
NOMINAL_BITRATE_BPS: Final = {"l": 150_000, "m": 500_000, "h": 1_500_000}

STOPPED_SECONDS: Final = {Source.CAMERA: 0.5, Source.SCREEN: 2.0}
"""A layer so far behind the others has been stopped by its publisher. Of a screen one layer may be slow
on purpose, and repeats what stands still once a second."""
GONE_SECONDS: Final = 2.0

STARVED: Final = 0.5
"""Of the frames of a layer below. A publisher with little bandwidth gives it to the lower layers first, and
what is left may be so little for this one that it stutters: then the smaller picture is the better one."""
STARVED_SECONDS: Final = 5.0
"""For so long a layer must have flowed again before it is shown again."""
FEWEST_FRAMES: Final = 5.0
"""Of the layer below, in a second: with fewer nothing can be said."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer that a publisher offers."""

    name: str
    height_px: int
    bitrate_bps: float
    nominal_bps: float
    """What it may well come to: a still picture costs little, but does not stay still."""


def is_starved(frames_per_second: float, below: Iterable[float]) -> bool:
    """Whether a layer stutters while one below it flows; `below`: frames per second of those that come."""
    return any(each >= FEWEST_FRAMES and frames_per_second < STARVED * each for each in below)


def best_coming(source: Source, target: str, behind_seconds: Mapping[str, float]) -> str | None:
    """What to forward of the layers that really come; None: nothing better than the target.

    `behind_seconds`: how much older each layer's newest packet is than the newest of all;
    infinite for one that never came. Publishers stop layers by themselves: for small captures,
    lack of CPU or bandwidth. The next one below stands in soon, one above only after a while,
    since it may be more than the subscriber can take.
    """
    index, stopped_seconds = LAYERS.index(target), STOPPED_SECONDS[source]
    for name in reversed(LAYERS[: index + 1]):
        if behind_seconds.get(name, inf) < stopped_seconds:
            return name
    if behind_seconds.get(target, inf) < GONE_SECONDS:
        return target
    above = (name for name in LAYERS[index:] if behind_seconds.get(name, inf) < stopped_seconds)
    return next(above, None)
