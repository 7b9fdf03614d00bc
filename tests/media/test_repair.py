"""History, missing packets and key frame requests: each asked for often enough, never too often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import nack
from media.history import History
from media.keyframes import RETRY_SECONDS, KeyFrameRequests
from media.nack import MissingPackets
from media.rtp import Packet


def packet(number: int) -> Packet:
    return Packet(number, 0, 0, 0, b"x", "OPUS")


@given(st.lists(st.integers(-10, 0x20010), max_size=100))
def test_a_history_gives_back_what_was_put_or_nothing(numbers: list[int]) -> None:
    history = History(64)
    for number in numbers:
        history.put(packet(number))
    for number in numbers:
        for near in (number, number - 64, number + 64, number + 0x10000):
            found = history.get(near)
            assert found is None or found.number == near
    assert all(history.get(number) is not None for number in numbers[-1:])
    history.clear()
    assert all(history.get(number) is None for number in numbers)


def test_a_history_has_a_size_of_a_power_of_two() -> None:
    with pytest.raises(ValueError, match="power of two"):
        History(100)


def test_a_gap_is_asked_for_after_a_moment_and_again_after_a_round_trip() -> None:
    missing = MissingPackets()
    missing.skipped(65534, 65537, now=0.0)
    assert missing.due(0.0) == []
    assert missing.due(0.02) == [65534, 65535, 65536]
    assert missing.due(0.03) == []
    assert missing.arrived(65535)
    assert not missing.arrived(65535)
    assert missing.due(0.02 + nack.RETRY_SECONDS) == [65534, 65536]
    assert missing.due(0.2, round_trip_seconds=0.3) == [65534, 65536]
    assert missing.due(0.4, round_trip_seconds=0.3) == []


def test_a_packet_is_given_up_in_the_end() -> None:
    missing = MissingPackets()
    missing.skipped(1, 2, now=0.0)
    requests = sum(bool(missing.due(now / 100)) for now in range(200))
    assert 1 < requests <= nack.MAX_REQUESTS
    assert not missing
    assert missing.abandoned == 1


def test_an_outage_is_not_repaired_packet_by_packet() -> None:
    missing = MissingPackets()
    missing.skipped(1, 2 + nack.MAX_MISSING, now=0.0)
    assert not missing
    assert missing.abandoned == 1 + nack.MAX_MISSING


@given(st.lists(st.sampled_from(["want", "arrived", "wait"]), max_size=60))
def test_key_frames_are_asked_for_while_wanted_and_not_too_often(steps: list[str]) -> None:
    requests = KeyFrameRequests()
    now, asked_at, wanted = 0.0, float("-inf"), False
    for step in steps:
        if step == "want":
            requests.want()
            wanted = True
        elif step == "arrived":
            requests.arrived()
            wanted = False
        else:
            now += 0.1
        due = requests.due(now)
        assert due == (wanted and now - asked_at >= RETRY_SECONDS)
        asked_at = now if due else asked_at
