"""What one seat's slots are to show and play of the others: who fits in, and in which layer.

Puts the pure modules together for `media.room`, which knows when to look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from media.ids import Source
from media.listening import ShownPicture
from media.peer import Peer
from media.seat import Seat
from media.slots import place, positions
from media.speakers import VoiceLevel, choose_voices

VOICE_BITRATE_BPS: Final = 40_000

Seats = Mapping[str, Seat]
"""Everybody of a room, by name."""


def point_sound(seats: Seats, seat: Seat, peer: Peer, *, silenced: bool, now: float) -> None:
    """Point the slots for voices, and the one for a shared screen's sound; `silenced`: no voice is heard."""
    levels = {} if silenced else _heard_by(seats, seat)
    held = [each for each in seat.voices if each is not None]
    chosen = choose_voices(levels, held, len(seat.voices), now)
    preferred = positions(seat.cameras, chosen)
    seat.voices = place(seat.voices, chosen, preferred)
    for index, name in enumerate(seat.voices):
        streams = seats[name].streams(Source.MICROPHONE) if name is not None else []
        peer.slots[f"v{index}"].point(streams[0] if streams else None)
    slot = peer.slots.get("screen_sound")
    if slot is not None:
        shown = [p.peer for p in seat.pictures if p.source is Source.SCREEN]
        sender = _first_sending(seats, seat, shown + list(seats), Source.SCREEN_SOUND)
        streams = sender.streams(Source.SCREEN_SOUND) if sender is not None else []
        slot.point(streams[0] if streams else None)


def point_pictures(seats: Seats, seat: Seat, peer: Peer, *, spotlight: str | None, now: float) -> None:
    """Point the slots for pictures at what the seat's client shows, within its bandwidth."""
    shown = [each for each in seat.pictures if _is_visible(seats, seat, each)]
    screens = [each for each in shown if each.source is Source.SCREEN][:1]
    cameras = {e.peer: e for e in reversed(shown) if e.source is Source.CAMERA}
    wanted = [each.peer for each in shown if each.source is Source.CAMERA]
    preferred = positions(seat.voices, cameras)
    seat.cameras = place(seat.cameras, wanted, preferred)
    slots = {f"p{i}": cameras[n] for i, n in enumerate(seat.cameras) if n is not None}
    if screens and "screen" in peer.slots:
        slots["screen"] = screens[0]
    layers = _choose_layers(seats, seat, peer, slots, spotlight, now)
    for name, slot in peer.slots.items():
        if slot.is_picture:
            picture, layer = slots.get(name), layers.get(name)
            if picture is None or layer is None:
                slot.point(None)
            else:
                slot.point(seats[picture.peer].stream_for(slot, picture.source, layer, now))


def _heard_by(seats: Seats, seat: Seat) -> dict[str, VoiceLevel]:
    levels: dict[str, VoiceLevel] = {}
    for other in seats.values():
        if other is not seat and other.sends(Source.MICROPHONE):
            for stream in other.streams(Source.MICROPHONE):
                if stream.voice is not None:
                    levels[other.name] = stream.voice
    return levels


def _first_sending(seats: Seats, seat: Seat, names: Sequence[str], source: Source) -> Seat | None:
    others = (seats[name] for name in names if name in seats)
    return next((each for each in others if each is not seat and each.sends(source)), None)


def _is_visible(seats: Seats, seat: Seat, picture: ShownPicture) -> bool:
    other = seats.get(picture.peer)
    return (
        other is not None
        and other is not seat
        and picture.source.is_picture
        and other.sends(picture.source)
        and bool(other.streams(picture.source))
    )


def _choose_layers(
    seats: Seats, seat: Seat, peer: Peer, slots: Mapping[str, ShownPicture], spotlight: str | None, now: float
) -> dict[str, str | None]:
    """A layer for each filled picture slot, within the seat's bandwidth."""
    listed = {picture.peer: index for index, picture in enumerate(seat.pictures)}
    wishes = [
        seats[each.peer].wish(peer.slots[name], each, is_spotlit=each.peer == spotlight)
        for name, each in sorted(slots.items(), key=lambda item: listed[item[1].peer])
    ]
    budget = seat.budget
    # The estimate is of what carries transport-wide numbers, and voices carry none.
    voices = 0 if budget.is_told else sum(e is not None for e in seat.voices) * VOICE_BITRATE_BPS
    allocation = seat.allocator.allocate(wishes, max(0.0, budget.limit_bps - voices), now)
    budget.wanted_bps = allocation.wanted_bps + voices
    for wish in wishes:
        source = Source.SCREEN if wish.is_screen else Source.CAMERA
        seats[wish.id.peer].note_used(source, allocation.layers[wish.id], now)
    return {wish.slot: layer for wish, layer in allocation.layers.items()}
