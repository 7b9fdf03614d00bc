"""Which layers of a picture are wanted of its publisher, as watchers and the layers come and go."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import cast

from media.ids import Source
from media.peer import Peer
from media.seat import LAYER_LINGER_SECONDS, Seat


@dataclass
class Layer:
    """What a seat looks at of a stream."""

    layer: str
    last_at: float = -inf
    subscriptions: list[str] = field(default_factory=list)


@dataclass
class Transport:
    """A connected transport with one camera."""

    layers: list[Layer]

    def layers_of(self, source: Source) -> list[Layer]:
        return self.layers if source is Source.CAMERA else []


def test_a_layer_may_stop_after_it_stood_in_for_another() -> None:
    low, middle = Layer("l", last_at=10.0, subscriptions=["ben"]), Layer("m", last_at=1.0)
    seat = Seat("ana", 0.0)
    seat.publications = frozenset({Source.CAMERA})
    seat.peer = cast(Peer, Transport([low, middle]))
    seat.note_used(Source.CAMERA, "m", 10.0)
    assert seat.wanted_layers(Source.CAMERA, 10.0) == ("l", "m"), "the small one stands in"
    middle.last_at = 11.0
    seat.note_used(Source.CAMERA, "l", 11.0)  # a watcher made it small: what it wants no longer comes
    assert seat.wanted_layers(Source.CAMERA, 11.0) == ("l", "m")
    later = 11.0 + LAYER_LINGER_SECONDS
    seat.note_used(Source.CAMERA, "l", later)
    assert seat.wanted_layers(Source.CAMERA, later) == ("l",)
