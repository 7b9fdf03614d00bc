"""Who is speaking, and which voices are forwarded when there are more than slots.

Pure. Levels come from RFC 6464: 0 is the loudest, 127 silence, in -dBov.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

SILENCE: Final = 127
SPEAKING_LOUDNESS: Final = 70
"""Smoothed loudness (127 + dBov) from which somebody counts as speaking: -57 dBov."""

RISE: Final = 0.4
FALL: Final = 0.1
"""Share of the way to the newest level per packet of 20 ms: three to five packets of
speech cross the threshold (under 100 ms), a single click does not."""

SPEAKING_HOLD_SECONDS: Final = 1.2
KEEP_VOICE_SECONDS: Final = 2.0
"""A voice keeps its slot for so long after its last sound."""

Id = TypeVar("Id")


class VoiceLevel:
    """One microphone's loudness over time."""

    __slots__ = ("last_sound_at", "loudness", "speaking")

    def __init__(self) -> None:
        self.loudness = 0.0
        self.last_sound_at = float("-inf")
        self.speaking = False
        """Set by `heard` at the onset, taken back by `settle`."""

    def heard(self, level: int, now: float) -> bool:
        """Take one packet's level; True when this is the onset of speech."""
        change = SILENCE - level - self.loudness
        self.loudness += change * (RISE if change > 0 else FALL)
        if self.loudness < SPEAKING_LOUDNESS:
            return False
        self.last_sound_at = now
        onset = not self.speaking
        self.speaking = True
        return onset

    def settle(self, now: float) -> bool:
        """Whether somebody who was speaking has now been silent long enough to say so."""
        if not self.speaking or now - self.last_sound_at < SPEAKING_HOLD_SECONDS:
            return False
        self.speaking = False
        return True


def choose_voices(
    levels: Mapping[Id, VoiceLevel], heard: Iterable[Id], slots: int, now: float
) -> Sequence[Id]:
    """At most `slots` of the microphones, in the mapping's order.

    With enough slots everybody is heard. Above that those heard now stay until two
    seconds after their last sound; the free places go to who was loud most recently,
    then to who is louder.
    """
    if len(levels) <= slots:
        return list(levels)
    held = {each for each in heard if each in levels}
    kept = {e for e in held if now - levels[e].last_sound_at < KEEP_VOICE_SECONDS}

    def rank(each: Id) -> tuple[bool, float, bool, float]:
        level = levels[each]
        recent = round(level.last_sound_at, 1)
        return each in kept, recent, each in held, level.loudness

    chosen = set(sorted(levels, key=rank, reverse=True)[:slots])
    return [each for each in levels if each in chosen]
