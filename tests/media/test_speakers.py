"""Who speaks, and who is heard when there are more microphones than slots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.speakers import KEEP_VOICE_SECONDS, SPEAKING_HOLD_SECONDS, VoiceLevel, choose_voices

PACKET_SECONDS = 0.02
SILENT, QUIET, NORMAL = 127, 45, 25


def talk(voice: VoiceLevel, level: int, packets: int, now: float) -> float | None:
    """Feed packets; the time of the onset, if there was one."""
    onset = None
    for index in range(packets):
        if voice.heard(level, now + index * PACKET_SECONDS):
            onset = now + index * PACKET_SECONDS
    return onset


def test_speech_is_noticed_within_a_tenth_of_a_second() -> None:
    for level in (QUIET, NORMAL):
        onset = talk(VoiceLevel(), level, 10, 0.0)
        assert onset is not None
        assert onset < 0.1


def test_one_click_and_steady_noise_are_not_speech() -> None:
    voice = VoiceLevel()
    assert talk(voice, NORMAL, 1, 0.0) is None
    assert talk(voice, 62, 500, 0.02) is None
    assert not voice.speaking


def test_one_keeps_speaking_through_a_pause_between_words() -> None:
    voice = VoiceLevel()
    talk(voice, NORMAL, 20, 0.0)
    last = voice.last_sound_at
    falls_silent = [voice.settle(last + SPEAKING_HOLD_SECONDS + late) for late in (-0.1, 0.01, 1)]
    assert falls_silent == [False, True, False]


def voices(*last_sounds: float) -> dict[str, VoiceLevel]:
    levels = {f"seat{index}": VoiceLevel() for index in range(len(last_sounds))}
    for level, at in zip(levels.values(), last_sounds, strict=True):
        level.last_sound_at = at
    return levels


def test_in_a_group_sized_room_everybody_is_heard() -> None:
    levels = voices(*([float("-inf")] * 11))
    assert list(choose_voices(levels, [], 12, 100.0)) == list(levels)


def test_in_a_large_room_who_spoke_last_is_heard_and_nobody_is_cut_off() -> None:
    levels = voices(99.5, 10.0, 20.0, 100.0, 30.0)
    assert set(choose_voices(levels, ["seat0", "seat1"], 2, 100.0)) == {"seat0", "seat3"}
    # Both heard now spoke within two seconds: the newcomer waits.
    assert set(choose_voices(levels, ["seat0", "seat3"], 2, 100.0)) == {"seat0", "seat3"}
    levels["seat4"].last_sound_at = 100.0
    assert set(choose_voices(levels, ["seat0", "seat3"], 2, 100.0)) == {"seat0", "seat3"}
    later = 99.5 + KEEP_VOICE_SECONDS + 0.1
    levels["seat4"].last_sound_at = later
    assert set(choose_voices(levels, ["seat0", "seat3"], 2, later)) == {"seat3", "seat4"}


@given(st.lists(st.floats(0, 100), max_size=20), st.sets(st.integers(0, 19)), st.integers(1, 8))
def test_never_more_than_there_are_slots_and_kept_voices_stay(
    last_sounds: list[float], heard: set[int], slots: int
) -> None:
    levels = voices(*last_sounds)
    now_heard = [f"seat{index}" for index in sorted(heard) if index < len(last_sounds)][:slots]
    chosen = choose_voices(levels, now_heard, slots, 100.0)
    assert len(chosen) == min(slots, len(levels))
    for each in now_heard:
        if 100.0 - levels[each].last_sound_at < KEEP_VOICE_SECONDS:
            assert each in chosen
