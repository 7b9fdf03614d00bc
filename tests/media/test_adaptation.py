"""One subscriber's allowance: by feedback, by loss alone, and by what the client says."""

from __future__ import annotations

from media import twcc
from media.adaptation import SMALL_PICTURE_BPS, Budget, ClientReport
from media.estimator import MAX_BPS, MILD_FLOOR_BPS, MIN_BPS, RING, START_BPS

ALL = 1e9
"""More than any link: something always waits for more."""


def feed(budget: Budget, loss: float, seconds: float, sending_bps: float, start: float) -> float:
    """Receiver reports each 100 ms on 200 packets a second."""
    for step in range(int(seconds * 10)):
        lost = int((step + 1) * 20 * loss) - int(step * 20 * loss)
        budget.packets(20 - lost, lost, sending_bps, start + step / 10)
    return start + seconds


def test_loss_alone_shows_a_link_cut_to_a_sixth_within_two_seconds() -> None:
    budget = Budget(0.0)
    feed(budget, 0.83, 2.0, 2_400_000, 0.0)
    assert MIN_BPS <= budget.limit_bps < 500_000


def test_random_loss_of_a_few_per_cent_changes_nothing() -> None:
    budget = Budget(0.0)
    feed(budget, 0.05, 30.0, 800_000, 0.0)
    assert budget.limit_bps == START_BPS


def test_mild_loss_lowers_but_leaves_a_small_picture() -> None:
    budget = Budget(0.0)
    now = feed(budget, 0.2, 3.1, 1_000_000, 0.0)
    assert budget.limit_bps < 1_000_000
    feed(budget, 0.2, 60.0, 200_000, now)
    assert budget.limit_bps == MILD_FLOOR_BPS


def test_blindly_more_is_tried_only_when_wanted_and_calm_and_less_often_after_failures() -> None:
    budget = Budget(0.0)
    now = feed(budget, 0.83, 0.5, 2_400_000, 0.0)
    low = budget.limit_bps
    assert not budget.pass_time(True, now + 100)
    budget.wanted_bps = ALL
    assert not budget.pass_time(True, now)
    waits = []
    for _ in range(3):
        waiting_since, before = now, budget.limit_bps
        while not budget.pass_time(True, now):
            now = feed(budget, 0.0, 0.5, low, now)
            before = budget.limit_bps
        waits.append(now - waiting_since)
        assert budget.limit_bps > before
        now = feed(budget, 0.5, 1.0, budget.limit_bps, now)
    assert waits[0] < waits[-1]


def test_a_peer_that_gets_nothing_but_a_voice_is_tried_again() -> None:
    budget = Budget(0.0)
    budget.wanted_bps = ALL
    now = feed(budget, 0.95, 6.0, 100_000, 0.0)
    assert budget.limit_bps == MIN_BPS
    assert any(budget.pass_time(True, now + second) for second in range(60))
    assert budget.limit_bps == SMALL_PICTURE_BPS


def test_what_the_client_can_take_is_an_upper_bound_while_it_says_so() -> None:
    budget = Budget(0.0)
    budget.wanted_bps = ALL
    assert budget.client(ClientReport(available_bps=400_000), 1e6, 1.0)
    assert budget.limit_bps == 400_000
    budget.pass_time(True, 10.0)
    assert budget.limit_bps == 400_000
    assert budget.client(ClientReport(), 1e6, 11.0)
    assert START_BPS <= budget.limit_bps <= MAX_BPS
    assert budget.client(ClientReport(loss_fraction=0.5), 1e6, 21.0)


def told(budget: Budget) -> None:
    """One feedback on one packet."""
    budget.feedback(twcc.Feedback(1, [1], [0]), [(0.5, 1000)] * RING, 1, 0.05, 1.0)


def test_once_feedback_comes_worse_sources_are_not_heard_any_more() -> None:
    budget = Budget(0.0)
    assert budget.pace_bps(0.0) is None
    told(budget)
    assert budget.pace_bps(1.0) == START_BPS * 2.5
    feed(budget, 0.83, 2.0, 2_400_000, 2.0)
    assert not budget.client(ClientReport(loss_fraction=0.5), 1e6, 5.0)
    assert budget.limit_bps == START_BPS


def test_a_link_on_which_everything_gave_way_is_tried_again() -> None:
    budget = Budget(0.0)
    budget.wanted_bps = ALL
    sent: list[tuple[float, int] | None] = [(number * 0.02, 1000) for number in range(RING)]
    for number in range(100):  # each comes 5 ms later than the one before: a queue grows
        at = number * 0.02
        arrival = twcc.Feedback(number, [1], [round((at + number * 0.005) / 0.00025)])
        budget.feedback(arrival, sent, number, 0.05, at)
    assert budget.limit_bps < START_BPS
    assert not budget.padding(0, 0.05, 10.0), "the queue was growing when last heard of"
    budget.pass_time(False, 11.0)
    assert not budget.padding(0, 0.05, 11.0)
    assert budget.padding(0, 0.05, 11.02), "a probe, which begins with the next tick"


def test_a_new_transport_begins_where_the_old_one_was_but_counts_anew() -> None:
    budget = Budget(0.0)
    feed(budget, 0.83, 2.0, 2_400_000, 0.0)
    told(budget)
    again = budget.renewed(3.0)
    assert again.limit_bps == budget.limit_bps < START_BPS
    assert not again.is_told
