"""What the forwarder tells the rest of the program, and what it is told about clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from media.ids import Source


@dataclass(frozen=True, slots=True)
class SlotPointing:
    """What one slot of a peer shows from now on."""

    slot: str
    """v0 …, p0 …, screen or screen_sound: see `media.sdp`."""
    mid: str
    """The slot's line in the peer's newest connected transport."""
    peer: str | None
    """Whose publication; None: the slot is empty."""
    source: Source | None
    rtp_timestamp: int | None
    """The first outgoing RTP timestamp of this publication. A picture's name changes with
    the first frame of which `(rtpTimestamp - rtp_timestamp) mod 2^32 < 2^31`, or at once if
    that frame has been shown already. None for an empty slot."""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """One picture that a client shows."""

    peer: str
    source: Source
    """camera or screen."""
    width_px: int
    """In device pixels, as is the height."""
    height_px: int


class SfuListener(Protocol):
    """Implemented by the caller. All are called on the event loop and must not block."""

    def slots_pointed(self, room: str, peer: str, slots: Sequence[SlotPointing]) -> None:
        """Slots of `peer` changed; only the changed ones are named. A slot is named when its
        first packet goes out, and when it empties. All filled slots are named again after
        `peer_connected`."""

    def speakers_changed(self, room: str, speaking: Sequence[str]) -> None:
        """Who speaks now: from 0.1 s of sound until 1.2 s after the last."""

    def layers_wanted(self, room: str, peer: str, source: Source, layers: Sequence[str]) -> None:
        """The layers (rids) that somebody needs of `peer`'s camera or screen; empty: nobody watches."""

    def quality_changed(self, room: str, peer: str, quality: str) -> None:
        """`good`, `weak` or `lost`; `good` is assumed at first."""

    def peer_connected(self, room: str, peer: str) -> None:
        """The transport of the newest answer works; an older one ends soon."""

    def peer_lost(self, room: str, peer: str) -> None:
        """No transport works: closed, silent or never reached. The client should offer again."""
