"""History, missing packets and key frame requests: each asked for often enough, never too often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import nack
from media.history import KEPT_SECONDS, History
from media.keyframes import RETRY_SECONDS, KeyFrameRequests
from media.nack import MissingPackets
from media.rtp import Packet


def packet(number: int, at: float = 0.0) -> Packet:
    return Packet(number, 0, 0, 0, b"x", "OPUS", at=at)


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


def test_a_history_forgets_what_nobody_asks_for_any_more() -> None:
    history = History(512)
    for number in range(100):
        history.put(packet(70_000 + number, at=number * KEPT_SECONDS / 4))
    kept = [number for number in range(100) if history.get(70_000 + number) is not None]
    assert kept in (list(range(95, 100)), list(range(96, 100)))
    history.put(packet(200_000, at=100.0))
    assert history.get(200_000) is not None, "a new count begins far away"


def test_a_history_has_a_size_of_a_power_of_two() -> None:
    with pytest.raises(ValueError, match="power of two"):
        History(100)


def test_a_gap_is_asked_for_at_once_twice_and_again_after_a_round_trip() -> None:
    missing = MissingPackets()
    missing.round_trip_seconds = 0.1
    missing.skipped(65534, 65537, now=0.0)
    assert missing.due(0.0) == [65534, 65535, 65536]
    assert missing.due(0.01) == []
    assert missing.next_at() == nack.REPEAT_SECONDS
    assert missing.due(0.021) == [65534, 65535, 65536], "said twice: the request may be lost"
    assert missing.arrived(65535, 0.1)
    assert not missing.arrived(65535, 0.1)
    assert missing.due(0.1) == []
    assert missing.due(0.112) == [65534, 65536], "after a round trip the answer must have been lost"


def test_on_a_short_way_nothing_is_asked_for_twice_in_a_round_trip() -> None:
    missing = MissingPackets()
    missing.round_trip_seconds = 0.001
    missing.skipped(1, 2, now=0.0)
    assert missing.due(0.0) == [1]
    assert missing.due(0.02) == []
    assert missing.due(nack.MIN_RETRY_SECONDS) == [1]


def test_gaps_are_left_to_close_while_packets_overtake_one_another() -> None:
    missing = MissingPackets()
    missing.round_trip_seconds = 0.1
    missing.skipped(1, 2, now=0.0)
    assert missing.due(0.0) == [1], "the first time it looks like loss"
    assert missing.arrived(1, 0.016), "far too soon for an answer"
    missing.skipped(5, 6, now=1.0)
    assert missing.due(1.0) == []
    assert missing.due(1.021) == [5], "now it is later than any was"
    missing.arrived(5, 1.12)
    later = 1.0 + nack.REORDER_KEPT_SECONDS
    missing.skipped(9, 10, now=later)
    assert missing.due(later) == [9], "all have come in order for long"


@given(st.lists(st.tuples(st.integers(1, 20), st.floats(0, 0.2), st.booleans()), max_size=40))
def test_gaps_never_outlive_their_time_nor_their_bound(steps: list[tuple[int, float, bool]]) -> None:
    missing, now, number = MissingPackets(), 0.0, 70_000
    for width, pause, arrives in steps:
        missing.skipped(number, number + width, now)
        now += pause
        asked = missing.due(now)
        assert asked == sorted(asked)
        assert len(missing) <= nack.MAX_MISSING
        if arrives:
            missing.arrived(number, now)
        assert missing.next_at() > now or not missing or missing.due(now) is not None
        number += width + 1
    missing.due(now + nack.GIVE_UP_SECONDS + 0.01)
    assert not missing


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
