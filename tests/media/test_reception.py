"""What we say about a publisher's packets, and how we read its clock."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.reception import FIRST_CYCLE, MAX_JUMP, PublisherClock, Reception, StreamClock
from media.rtcp import SenderReport


def receive(reception: Reception, sequence: int, timestamp: int = 0, now: float = 0.0) -> int:
    number = reception.place(sequence & 0xFFFF)
    reception.arrived(number, timestamp, now)
    return number


@given(st.integers(0, 0xFFFF), st.permutations(range(1, 40)))
def test_numbers_go_on_over_the_wrap_in_any_order(first: int, order: list[int]) -> None:
    reception = Reception(90_000)
    base = receive(reception, first)
    assert base == FIRST_CYCLE + first
    assert [receive(reception, first + step) for step in order] == [base + step for step in order]
    assert reception.restarts == 1
    report = reception.report(1, 0, 0.0)
    assert report.fraction_lost == 0
    assert report.highest_sequence == (first + 39)


def test_loss_is_reported_per_interval_and_in_total() -> None:
    reception = Reception(90_000)
    for sequence in range(65500, 65600):
        if sequence % 4:
            receive(reception, sequence)
    report = reception.report(1, 0, 0.0)
    assert abs(report.fraction_lost - 0.25) < 0.02
    assert report.cumulative_lost == 24
    for sequence in range(65600, 65700):
        receive(reception, sequence)
    report = reception.report(1, 0, 0.0)
    assert report.fraction_lost < 0.02
    assert report.cumulative_lost == 24


@given(st.integers(0, 0xFFFF), st.integers(MAX_JUMP + 1, 0x8000))
def test_a_great_jump_begins_a_new_count_that_never_meets_the_old(first: int, jump: int) -> None:
    reception = Reception(90_000)
    before = receive(reception, first)
    after = receive(reception, first + jump)
    assert reception.restarts == 2
    assert after > before + 1
    assert after & 0xFFFF == (first + jump) & 0xFFFF
    assert reception.report(1, 0, 0.0).cumulative_lost == 0


def test_what_was_not_looked_at_is_not_lost() -> None:
    reception = Reception(90_000)
    receive(reception, 10)
    reception.resync()
    assert receive(reception, 60) > FIRST_CYCLE + 60
    assert reception.restarts == 2
    assert reception.report(1, 0, 0.0).cumulative_lost == 0


def test_jitter_is_in_units_of_the_clock() -> None:
    reception = Reception(48_000)
    for index in range(500):
        late = 0.005 if index % 2 else 0.0
        receive(reception, index, index * 960, index * 0.02 + late)
    assert abs(reception.report(1, 0, 0.0).jitter - 240) < 5


def report(ntp: float, timestamp: int) -> SenderReport:
    return SenderReport(1, ntp, 7, timestamp)


def test_capture_times_of_two_streams_of_one_publisher_agree() -> None:
    publisher = PublisherClock()
    voice, camera = StreamClock(48_000, publisher), StreamClock(90_000, publisher)
    assert voice.captured_at(5, now=500.0) == 500.0
    # Its clock is 1000 s behind ours; its reports are 30 and 20 ms on the way.
    voice.reported(report(1000.0, 48_000), now=2000.03)
    camera.reported(report(1001.0, 2**32 - 90_000), now=2001.02)
    assert abs(voice.captured_at(96_000, now=2001.1) - 2001.02) < 1e-6
    assert abs(camera.captured_at(0, now=2002.1) - 2002.02) < 1e-6
    assert camera.timestamp_at(2002.02) == 0
    assert voice.timestamp_at(2001.02) == 96_000


def test_a_lying_clock_is_not_believed() -> None:
    clock = StreamClock(90_000, PublisherClock())
    clock.reported(report(1000.0, 0), now=10.0)
    assert clock.captured_at(90_000 * 60, now=11.0) == 11.0
    assert clock.captured_at(2**32 - 90_000 * 60, now=11.0) == 11.0
