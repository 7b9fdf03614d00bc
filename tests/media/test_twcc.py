"""Transport-wide feedback: what is written says who arrived and when, as it is read back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media import twcc


def told(body: bytes) -> list[tuple[int, float | None]]:
    """Each packet of a feedback: its number and its arrival in seconds, None if it has not come."""
    feedback = twcc.read(body)
    assert feedback is not None
    ticks = iter(feedback.ticks)
    return [
        ((feedback.first + index) & 0xFFFF, next(ticks) * twcc.TICK_SECONDS if symbol else None)
        for index, symbol in enumerate(feedback.symbols)
    ]


@given(
    st.integers(0, 0xFFFF),
    # Together below MAX_STATUSES: what is older than that is left out.
    st.lists(st.tuples(st.integers(1, 10), st.floats(0, 0.2)), min_size=1, max_size=60),
)
def test_feedback_tells_which_packets_came_and_when_also_over_the_wrap(
    first: int, steps: list[tuple[int, float]]
) -> None:
    arrivals: list[tuple[int, float]] = []
    number, at = first, 1000.0
    for step, pause in steps:
        number, at = number + step, at + pause
        arrivals.append((number & 0xFFFF, at))
    body = twcc.FeedbackWriter().build(arrivals)
    assert body is not None
    assert len(body) % 4 == 0
    read = told(body)
    came = [each for each in read if each[1] is not None]
    assert [number for number, _ in came] == [number for number, _ in arrivals]
    assert len(read) == (arrivals[-1][0] - arrivals[0][0]) % 0x10000 + 1
    for (_, read_at), (_, at) in zip(came, arrivals, strict=True):
        assert read_at is not None
        # Rounded at each step, not accumulated.
        assert abs(read_at - at) <= twcc.TICK_SECONDS


def test_a_packet_that_came_between_two_feedbacks_out_of_order_is_reported_once() -> None:
    writer = twcc.FeedbackWriter()
    first = writer.build([(65534, 1.0), (0, 1.1), (65535, 1.2)])
    assert first is not None
    assert [number for number, _ in told(first)] == [65534, 65535, 0]
    assert writer.build([(65535, 1.3)]) is None
    second = writer.build([(3, 1.4)])
    assert second is not None
    assert [(number, at is None) for number, at in told(second)] == [
        (1, True),
        (2, True),
        (3, False),
    ]
    assert second[7] == first[7] + 1, "the count says that none is missing between them"


def test_an_absurd_gap_is_not_reported_packet_by_packet() -> None:
    body = twcc.FeedbackWriter().build([(1, 1.0), (30_000, 1.1)])
    assert body is not None
    assert len(told(body)) <= twcc.MAX_STATUSES


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_harm(body: bytes) -> None:
    feedback = twcc.read(body)
    if feedback is not None:
        assert len(feedback.ticks) == len(feedback.symbols) - feedback.symbols.count(0)


def test_a_feedback_that_claims_more_than_was_ever_sent_is_not_unpacked() -> None:
    runs = b"\x1f\xff" * 8
    assert twcc.read(b"\x00\x01\xff\xf8\x00\x00\x01\x00" + runs) is None


def test_one_bit_vectors_and_runs_of_other_senders_are_read() -> None:
    # Base 10, 16 packets: a vector of 14 one-bit symbols, then a run of two that came.
    body = b"\x00\x0a\x00\x10\x00\x00\x01\x00" + b"\xa0\x00" + b"\x20\x02" + b"\x04\x04\x04"
    came = [number for number, at in told(body) if at is not None]
    assert came == [10, 24, 25]


@given(st.sets(st.integers(0, 300), min_size=1), st.integers(0, 5))
def test_nothing_is_read_from_a_feedback_cut_short(numbers: set[int], cut: int) -> None:
    body = twcc.FeedbackWriter().build([(number, 1.0 + number / 500) for number in sorted(numbers)])
    assert body is not None
    whole, short = twcc.read(body), twcc.read(body[: len(body) - cut])
    assert whole is not None
    assert [number for number, at in told(body) if at is not None] == sorted(numbers)
    assert short is None or short == whole, "padding may be missing"
