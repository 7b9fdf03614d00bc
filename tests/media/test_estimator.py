"""The estimate follows a simulated link, and nothing a client tells leads it out of bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media import twcc
from media.delay import DelayDetector, Usage
from media.estimator import MAX_BPS, MIN_BPS, RING, RING_MASK, START_BPS, Estimator
from tests.media.bottleneck import Bottleneck, Flow, constant


def narrow_between(start: float, end: float) -> Bottleneck:
    """3 Mbit/s, but 500 kbit/s for a while."""
    return Bottleneck(lambda now: 500_000.0 if start <= now - 1000 < end else 3_000_000.0)


def test_a_link_cut_to_a_sixth_is_followed_within_a_second_and_its_queue_empties() -> None:
    flow = Flow(narrow_between(5, 100))
    flow.run(5)
    assert flow.estimator.bps > 2_000_000
    flow.run(1)
    assert 250_000 < flow.estimator.bps < 500_000
    flow.run(4)
    assert flow.link.waiting_seconds(flow.now) < 0.05
    flow.run(20)
    assert 350_000 < flow.mean_bps(20) < 550_000
    assert max(queue for _, _, queue in flow.history[-200:]) < 0.15


def test_a_short_queue_shows_the_cut_by_loss() -> None:
    flow = Flow(narrow_between(5, 100))
    flow.link.queue_seconds = 0.03
    flow.run(8)
    assert 250_000 < flow.estimator.bps < 650_000


def test_the_link_is_used_again_when_it_is_wide_again() -> None:
    flow = Flow(narrow_between(5, 10))
    flow.run(10)
    assert flow.estimator.bps < 600_000
    flow.run(30)
    assert flow.estimator.bps > 2_000_000


def test_five_per_cent_of_random_loss_at_100_ms_takes_nothing_away() -> None:
    flow = Flow(Bottleneck(constant(3_000_000), delay_seconds=0.05, loss=0.05))
    flow.run(60)
    assert min(bps for _, bps, _ in flow.history) >= START_BPS
    assert 0.02 < flow.estimator.loss.fraction < 0.08


def test_the_link_is_shared_with_others_traffic_and_taken_back_after_it() -> None:
    link = Bottleneck(constant(3_000_000))
    flow = Flow(link, others_bps=lambda now: 1_500_000 if 1005 < now < 1025 else 0)
    flow.run(25)
    assert 900_000 < flow.mean_bps(10) < 1_700_000
    flow.run(20)
    assert flow.estimator.bps > 2_500_000


def test_lost_feedback_and_the_wrap_of_numbers_change_little() -> None:
    flow = Flow(Bottleneck(constant(2_000_000)), feedback_loss=0.3, first_number=65_000)
    flow.run(30)
    assert 1_400_000 < flow.mean_bps(25) < 2_200_000


def test_who_sends_little_is_not_thrown_back_to_it_by_anothers_burst() -> None:
    """A voice or a page load makes the queue grow for a moment, while all we send comes through."""
    link = Bottleneck(constant(3_000_000))
    flow = Flow(link, constant(300_000), others_bps=lambda now: 4_000_000 if 1005 < now < 1005.3 else 0)
    flow.run(10)
    assert flow.estimator.bps > 1_000_000


def test_growth_ends_where_nothing_proves_it() -> None:
    flow = Flow(Bottleneck(constant(20_000_000)), constant(300_000))
    flow.run(60)
    assert flow.estimator.bps == START_BPS


def test_a_link_that_tells_nothing_any_more_is_taken_to_be_narrow_but_not_dead() -> None:
    flow = Flow(Bottleneck(constant(3_000_000)))
    flow.run(3)
    flow.feedback_loss = 1.0
    flow.run(4)
    assert 300_000 <= flow.estimator.bps < START_BPS / 2
    flow.run(10)
    assert flow.estimator.bps >= 300_000


def test_a_changed_clock_is_not_a_queue() -> None:
    detector = DelayDetector()
    for index in range(200):
        leap = 0 if index < 100 else 1_000_000
        usage = detector.take([(1.0 + index / 50, 1000)], [index * 80 + leap])
        assert usage is Usage.NORMAL


def full_ring() -> list[tuple[float, int] | None]:
    return [(number / 1000, 1000) for number in range(RING)]


def test_nothing_is_believed_twice_or_of_packets_never_sent() -> None:
    estimator = Estimator(0.0)
    feedback = twcc.Feedback(10, [1] * 5, [100] * 5)
    ring = full_ring()
    assert estimator.feedback(feedback, ring, 100, 0.1, 1.0) == 5
    assert estimator.feedback(feedback, ring, 100, 0.1, 1.1) == 0
    assert estimator.feedback(twcc.Feedback(12, [1] * 5, [200] * 5), ring, 100, 0.1, 1.2) == 2
    assert estimator.feedback(twcc.Feedback(99, [1] * 5, [300] * 5), ring, 100, 0.1, 1.3) == 0
    assert estimator.feedback(twcc.Feedback(70, [], []), ring, 100, 0.1, 1.4) == 0
    estimator.feedback(twcc.Feedback(20, [1], [400]), [None] * RING, 100, 0.1, 1.5)
    assert estimator.bps == START_BPS


symbols = st.lists(st.sampled_from([0, 1, 2]), max_size=80)


@given(
    st.lists(
        st.tuples(st.integers(0, 0xFFFF), symbols, st.integers(0, 1 << 32), st.integers(-0x8000, 0x7FFF)),
        max_size=30,
    ),
    st.integers(0, 0xFFFF),
)
def test_absurd_feedback_leaves_the_estimate_in_bounds(
    told: list[tuple[int, list[int], int, int]], newest: int
) -> None:
    estimator, ring, now = Estimator(0.0), full_ring(), 0.0
    for first, each, tick, step in told:
        now += 0.1
        came = len(each) - each.count(0)
        ticks = [tick + index * step for index in range(came)]
        estimator.feedback(twcc.Feedback(first, each, ticks), ring, newest, 0.1, now)
        estimator.pass_time(True, now)
        assert MIN_BPS <= estimator.bps <= MAX_BPS
        assert 0.0 <= estimator.loss.fraction <= 1.0


@given(st.lists(st.tuples(st.integers(0, RING_MASK), st.integers(-(10**9), 10**9)), max_size=200))
def test_any_arrivals_are_taken_without_harm(arrivals: list[tuple[int, int]]) -> None:
    detector = DelayDetector()
    for index, tick in arrivals:
        assert detector.take([(index / 1000, 1000)], [tick]) in set(Usage)
