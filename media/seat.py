"""One peer of a room: what it publishes, shows and was told, whatever transports it has."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Final, NamedTuple

from media.adaptation import Budget
from media.allocation import Allocator, Wish
from media.ids import LAYERS, Source
from media.layers import GONE_SECONDS, STARVED_SECONDS, STOPPED_SECONDS, best_coming, is_starved
from media.listening import ShownPicture, SlotPointing
from media.outgoing import OutSlot
from media.peer import Peer
from media.quality import QualityMeter
from media.recurring import Recurring
from media.silence import STALLED_SECONDS, SilenceWatch
from media.streams import Stream

MEASURE_SECONDS: Final = 1.0
LAYER_LINGER_SECONDS: Final = 2.0
"""How long a layer is still wanted after the last watcher, against flapping."""

PATIENCE_SECONDS: Final = {Source.CAMERA: 0.0, Source.SCREEN: 2.0}
"""So long a layer may not come before lower ones are wanted in its place. Of a screen a browser sends the
swift layer sooner when it need not send the slow one beside it."""


class WishId(NamedTuple):
    """One picture that one slot is to show."""

    slot: str
    peer: str


class Seat:
    """One peer of the room, whatever transports it has."""

    def __init__(self, name: str, now: float) -> None:
        self.name = name
        self.publications: frozenset[Source] = frozenset()
        self.attentive = True
        self.pictures: tuple[ShownPicture, ...] = ()
        self.peer: Peer | None = None
        """The connected transport in use."""
        self.joining: Peer | None = None
        """The newest transport, not connected yet."""
        self.retiring: list[tuple[Peer, float]] = []
        """Replaced transports and when they end."""
        self.budget = Budget(now)
        self.measure_turns = Recurring(MEASURE_SECONDS, now)
        self.meter = QualityMeter()
        self.silence = SilenceWatch()
        self.voices: list[str | None] = []
        self.cameras: list[str | None] = []
        self.shown: dict[str, SlotPointing] = {}
        """What the client was last told, by slot."""
        self.changes: dict[str, SlotPointing] = {}
        self.spoke_at = -inf
        self.layers_told: dict[Source, tuple[str, ...] | None] = {}
        self.layers_used_at: dict[tuple[Source, str], float] = {}
        self.layers_missed_at: dict[tuple[Source, str], float] = {}
        """Since when one that is used does not come; now for those that do."""
        self.allocator: Allocator[WishId] = Allocator()

    def transports(self) -> list[Peer]:
        """All that can still carry something, the one in use first."""
        found = [self.peer, *(peer for peer, _ in self.retiring)]
        return [peer for peer in found if peer is not None]

    def let_go(self) -> list[Peer]:
        """Have no transport any more; return all that there were."""
        found = [*self.transports(), *filter(None, [self.joining])]
        self.peer, self.joining, self.retiring = None, None, []
        return found

    def sends(self, source: Source) -> bool:
        """Whether this publication may be forwarded as far as the seat itself goes."""
        return self.attentive and source in self.publications

    def streams(self, source: Source) -> list[Stream]:
        """The layers of a source in the transport in use, from the smallest."""
        return self.peer.layers_of(source) if self.peer is not None else []

    def wish(self, slot: OutSlot, picture: ShownPicture, *, is_spotlit: bool) -> Wish[WishId]:
        """A picture of this seat that somebody's `slot` is to show, as something to choose a layer for."""
        streams = self.streams(picture.source)
        current = slot.wanted or slot.stream
        return Wish(
            id=WishId(slot.name, picture.peer),
            height_px=picture.height_px,
            layers=tuple(stream.offered(is_only=len(streams) == 1) for stream in streams),
            is_screen=picture.source is Source.SCREEN,
            current=current.layer if current in streams and current is not None else None,
            is_spotlit=is_spotlit,
            spoke_at=self.spoke_at,
        )

    def behind_seconds(self, source: Source) -> dict[str, float]:
        """By how much each layer's newest packet is older than the newest of all layers.

        Infinite for layers that never came. Thus a camera of one picture a second, or one
        that pauses, has no stopped layers.
        """
        streams = self.streams(source)
        newest = max((stream.last_at for stream in streams), default=-inf)
        return {each.layer: newest - each.last_at if each.last_at > -inf else inf for each in streams}

    def waits_in_vain(self, source: Source) -> bool:
        """Whether somebody is to see a layer that its publisher has stopped."""
        behind = self.behind_seconds(source)
        return any(
            (each.waiting or each.subscriptions) and behind[each.layer] > STOPPED_SECONDS[source]
            for each in self.streams(source)
        )

    def stream_for(self, slot: OutSlot, source: Source, layer: str, now: float) -> Stream:
        """Which of this seat's streams `slot` is to show: the layer, or what comes in its place."""
        streams = {each.layer: each for each in self.streams(source)}
        behind = self.behind_seconds(source)
        best = best_coming(
            source, layer, {n: behind[n] for n, each in streams.items() if now >= each.starved_until}
        )
        if best is not None:
            return streams[best]
        # Nothing has come yet: stay, or wait at what is wanted; the first packet brings us back.
        shown = slot.stream
        return shown if shown is not None and shown in streams.values() else streams[layer]

    def sending_bps(self) -> float:
        """What is forwarded to this seat now."""
        slots = self.peer.slots.values() if self.peer is not None else ()
        return sum(slot.stream.bitrate_bps for slot in slots if slot.stream is not None)

    def measure(self, seconds: float, now: float) -> None:
        """Take the rates of what comes from this seat, and act on them; `seconds` after the last call."""
        for stream in self.peer.streams.values() if self.peer is not None else ():
            stream.measure(seconds)
        self._note_starved(now)
        self.choose_copies(now)

    def _note_starved(self, now: float) -> None:
        below: list[float] = []
        for stream in self.streams(Source.CAMERA):
            if not stream.is_sure or now - stream.last_at > GONE_SECONDS:
                continue
            if is_starved(stream.frames_per_second, below):
                stream.starved_until = now + STARVED_SECONDS
            below.append(stream.frames_per_second)

    def choose_copies(self, now: float) -> None:
        """Decide what of the pictures goes to this seat twice; where nothing tells of its link, nothing."""
        if self.peer is None:
            return
        budget = self.budget
        loss = budget.loss_fraction if budget.is_told else 0.0
        self.peer.resending.choose_copies(
            self.peer.slots.values(),
            loss,
            self.sending_bps(),
            budget.limit_bps,
            budget.lowered_seconds_ago(now),
        )

    def is_stalled(self, now: float) -> bool:
        """Whether the transport in use has just been silent for too long; told once for each silence."""
        if self.peer is None or now - self.peer.link.alive_at < STALLED_SECONDS:
            return False
        sent = [each.last_at for each in self.peer.streams.values()]
        permitted = [each.last_at for each in self.peer.streams.values() if self.sends(each.source)]
        pictures = [slot.stream for slot in self.peer.slots.values() if slot.is_picture]
        received = [stream.last_at for stream in pictures if stream is not None]
        # What nobody watches is not decrypted and counts for its stream alone: see `media.core`.
        heard_at = max([self.peer.link.alive_at, *sent])
        return self.silence.is_stalled(heard_at, max([*permitted, *received], default=-inf), now)

    def note_used(self, source: Source, layer: str | None, now: float) -> None:
        """Somebody needs this layer of a picture; lower ones stand in until it comes."""
        if layer is None:
            return
        below = LAYERS[: LAYERS.index(layer)]
        comes = self.behind_seconds(source).get(layer, inf) < STOPPED_SECONDS[source]
        unused = now - self.layers_used_at.get((source, layer), -inf) > LAYER_LINGER_SECONDS
        missed_at = now if comes or unused else self.layers_missed_at.get((source, layer), now)
        self.layers_missed_at[source, layer] = missed_at
        missed = not comes and now - missed_at >= PATIENCE_SECONDS[source]
        for stream in self.streams(source):
            stands_in = stream.layer in below and (stream.subscriptions or missed)
            if stream.layer == layer or stands_in:
                self.layers_used_at[source, stream.layer] = now

    def wanted_layers(self, source: Source, now: float) -> tuple[str, ...] | None:
        """The layers of a picture that are needed; None while there is none to speak of."""
        offered = [stream.layer for stream in self.streams(source)]
        if not offered or not self.sends(source):
            return None
        used_at = self.layers_used_at
        return tuple(
            each for each in offered if now - used_at.get((source, each), -inf) < LAYER_LINGER_SECONDS
        )

    def adopt(self, peer: Peer, now: float) -> None:
        """`peer` is the transport in use from now on; nothing has been told about its slots."""
        self.peer = peer
        self.budget = self.budget.renewed(now)
        self.voices = _resized(self.voices, sum(name.startswith("v") for name in peer.slots))
        self.cameras = _resized(self.cameras, sum(name.startswith("p") for name in peer.slots))
        self.shown.clear()
        self.changes.clear()
        self.layers_told.clear()


def _resized(held: Sequence[str | None], count: int) -> list[str | None]:
    return [*held[:count], *([None] * (count - len(held)))]
