"""Bursts are spread, repairs go first, and probes find out what a link carries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.pacer import BURST_SECONDS, MAX_HELD, MAX_REPAIRS, UNPACED, Pacer, pace_bps, refill
from media.probing import PROBE_SECONDS, Prober


@given(
    st.floats(50_000, 30e6),
    st.lists(st.tuples(st.floats(0.001, 0.2), st.lists(st.integers(100, 1200), max_size=40)), max_size=60),
)
def test_no_more_goes_than_the_rate_and_one_burst_allow(
    rate_bps: float, ticks: list[tuple[float, list[int]]]
) -> None:
    credit, gone, seconds, slowest = 0.0, 0, 0.0, 0.0
    for pause, packets in ticks:
        credit = refill(credit, rate_bps, pause)
        seconds, slowest = seconds + pause, max(slowest, pause)
        for octets in packets:
            if credit <= 0:
                break
            credit -= octets
            gone += octets
    burst = rate_bps / 8 * max(BURST_SECONDS, 2 * slowest)
    assert gone <= rate_bps / 8 * seconds + burst + 1200


def test_an_unpaced_link_gets_an_ordinary_burst_once_it_is_paced() -> None:
    assert refill(UNPACED, 1_000_000, 0.02) == 1_000_000 / 8 * BURST_SECONDS


def test_bursts_may_be_faster_than_the_estimate_but_not_while_a_queue_has_to_empty() -> None:
    assert pace_bps(1_000_000, 60.0, 0.1) > 2_000_000
    assert pace_bps(1_000_000, 0.1, 0.1) < 1_000_000
    assert pace_bps(1_000_000, 0.1, 0.0) > 2_000_000


def test_what_waits_keeps_its_order_and_a_full_queue_drops_its_oldest() -> None:
    pacer: Pacer[int, str] = Pacer()
    assert not pacer
    for number in range(MAX_HELD + 3):
        pacer.hold(number)
    assert pacer.dropped == 3
    pacer.drop(lambda number: number % 2 == 0)
    assert [pacer.next_media() for _ in range(3)] == [3, 5, 7]
    held = [pacer.hold_repair("repair") for _ in range(MAX_REPAIRS + 1)]
    assert held == [True] * MAX_REPAIRS + [False]
    assert pacer.next_repair() == "repair"
    while pacer:
        assert pacer.next_repair() or pacer.next_media()
    assert pacer.next_repair() is None
    assert pacer.next_media() is None


def begun(estimate_bps: float, wanted_bps: float) -> Prober:
    prober = Prober()
    assert prober.begin(estimate_bps, wanted_bps, float("-inf"), 1.0)
    return prober


def test_padding_fills_what_is_sent_up_to_the_rate_tried_and_not_more() -> None:
    prober = begun(500_000, 3_000_000)
    assert prober.target_bps == 1_000_000
    media, padding = 0, 0
    for tick in range(1, 60):
        octets = prober.padding(1_000 + (padding if tick > 1 else 0), 1.0 + tick / 50)
        media, padding = media + 1_000, octets
    assert not prober.padding(0, 1.0 + PROBE_SECONDS + 0.1)


def test_no_probe_sends_more_padding_than_its_rate_needs() -> None:
    prober = begun(500_000, 3_000_000)
    total = last = 0
    for tick in range(1, 100):
        last = prober.padding(last, 1.0 + tick / 50)
        total += last
    assert 0.8 * PROBE_SECONDS < total / (prober.target_bps / 8) <= PROBE_SECONDS + 0.01


def test_a_probe_that_arrives_is_believed_and_the_next_step_follows_soon() -> None:
    prober = begun(500_000, 3_000_000)
    assert prober.arrived(700_000, False, 0.05, 1.2) is None
    verdict = prober.arrived(950_000, False, 0.05, 1.6)
    assert verdict is not None
    assert verdict.held
    assert verdict.bps == 950_000
    assert not prober.begin(1_000_000, 3_000_000, 0.0, 1.6)
    assert prober.begin(1_000_000, 3_000_000, 0.0, 1.8)
    assert prober.target_bps == 2_000_000


def test_a_probe_that_fills_a_queue_ends_at_once_and_the_next_one_waits_longer() -> None:
    now, waits, prober = 1.0, [], Prober()
    for _ in range(6):
        began = now
        while not prober.begin(500_000, 3_000_000, 0.0, now):
            now += 0.1
        waits.append(now - began)
        verdict = prober.arrived(600_000, True, 0.05, now + 0.2)
        assert verdict is not None
        assert not verdict.held
        assert verdict.bps <= 600_000
        assert not prober.padding(0, now + 0.22)
    assert waits == sorted(waits)
    assert 5 < waits[-1] < 7


def test_a_probe_of_which_nothing_more_is_told_ends_by_what_came() -> None:
    prober = begun(200_000, 3_000_000)
    assert prober.arrived(300_000, False, 0.05, 1.4) is None
    late = prober.ends_at(0.05)
    assert prober.overdue(0.05, late) is None, "perhaps more is told"
    verdict = prober.overdue(0.05, late + 1)
    assert verdict is not None
    assert verdict.held
    assert verdict.bps == 300_000
    assert prober.overdue(0.05, late + 2) is None
    assert prober.begin(300_000, 3_000_000, 0.0, late + 3), "the next one may follow"


def test_nothing_is_tried_unwanted_or_right_after_a_decrease() -> None:
    prober = Prober()
    assert not prober.begin(500_000, 400_000, 0.0, 10.0)
    assert not prober.begin(500_000, 3_000_000, 9.5, 10.0)
    assert prober.begin(500_000, 520_000, 0.0, 10.0)
    assert 520_000 <= prober.target_bps <= 600_000
    assert not prober.begin(500_000, 520_000, 0.0, 10.1)
    verdict = prober.arrived(None, False, 0.05, 20.0)
    assert verdict is not None
    assert not verdict.bps, "a probe of which nothing is told proves nothing"
