"""Slots, layers, bandwidth and quality: the decisions, as values."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from media import adaptation
from media.adaptation import Budget, ClientReport
from media.layers import Layer, Wish, best_coming, choose
from media.quality import Quality, QualityMeter, measured
from media.slots import place, positions

NAMES = st.sampled_from("abcdefgh")


@given(
    st.lists(st.none() | NAMES, max_size=6, unique_by=lambda each: each or object()),
    st.lists(NAMES, max_size=8),
    st.dictionaries(NAMES, st.integers(-1, 7)),
)
def test_slots_show_the_wanted_once_and_keep_who_is_there(
    held: list[str | None], wanted: list[str], preferred: dict[str, int]
) -> None:
    slots = place(held, wanted, preferred)
    expected = set(list(dict.fromkeys(wanted))[: len(held)])
    shown = [each for each in slots if each is not None]
    assert len(shown) == len(set(shown))
    assert set(shown) == expected
    for before, after in zip(held, slots, strict=True):
        if before in expected:
            assert after == before


def test_a_newcomer_goes_where_its_other_half_is() -> None:
    voices = ["ana", None, "ben", None]
    assert place([None] * 4, ["ben", "eva", "ana"], positions(voices, ["ana", "ben"])) == [
        "ana",
        "eva",
        "ben",
        None,
    ]


def camera(name: str, height_px: int, current: str | None = None) -> Wish[str]:
    layers = (Layer("l", 180, 150e3, 150e3), Layer("m", 360, 500e3, 500e3), Layer("h", 720, 1500e3, 1500e3))
    return Wish(name, height_px, layers, is_screen=False, current=current)


def screen(name: str) -> Wish[str]:
    return Wish(name, 900, (Layer("h", 1080, 2000e3, 2000e3),), is_screen=True, current="h")


def test_the_layer_fits_the_shown_size_and_does_not_flap() -> None:
    for height, layer in ((90, "l"), (200, "l"), (300, "m"), (400, "m"), (600, "h"), (2000, "h")):
        assert choose([camera("a", height)], 1e9) == ({"a": layer}, False)
    # Between 180 and 225 px both do: one stays with what one has.
    assert choose([camera("a", 200, "m")], 1e9)[0] == {"a": "m"}
    assert choose([camera("a", 180, "m")], 1e9)[0] == {"a": "l"}


def test_quality_gives_way_first_then_the_least_important_camera_then_nothing() -> None:
    wishes = [screen("s"), camera("a", 720, "h"), camera("b", 360, "m"), camera("c", 150, "l")]
    order = "sabc"
    given_way = {
        budget: "".join(layer or "-" for _, layer in sorted(choose(wishes, budget)[0].items(), key=by(order)))
        for budget in (4.2e6, 3.3e6, 2.9e6, 2.5e6, 2.4e6, 2.2e6, 2.1e6, 0.0)
    }
    assert given_way == {
        4.2e6: "hhml",
        3.3e6: "hmml",
        2.9e6: "hmll",
        2.5e6: "hlll",
        2.4e6: "hll-",
        2.2e6: "hl--",
        2.1e6: "h---",
        0.0: "h---",
    }


def by(order: str) -> Callable[[tuple[str, str | None]], int]:
    return lambda item: order.index(item[0])


@given(st.lists(st.integers(50, 1200), min_size=1, max_size=12), st.floats(0, 2e7))
def test_cameras_never_cost_more_than_the_budget(heights: list[int], budget: float) -> None:
    wishes = [camera(str(index), height) for index, height in enumerate(heights)]
    chosen, _ = choose(wishes, budget)
    rates = {"l": 150e3, "m": 500e3, "h": 1500e3, None: 0.0}
    assert sum(rates[layer] for layer in chosen.values()) <= budget


def test_what_comes_is_forwarded_when_the_fitting_layer_does_not() -> None:
    assert best_coming("h", {"l": 0.0, "m": 0.1, "h": 0.2}) == "h"
    assert best_coming("h", {"l": 0.0, "m": 0.1, "h": 0.7}) == "m"
    assert best_coming("h", {"l": 0.0, "m": inf, "h": inf}) == "l"
    assert best_coming("l", {"l": 0.7, "m": 0.0}) == "l", "a pause is no reason to send more"
    assert best_coming("l", {"l": 2.5, "m": 0.0}) == "m"
    assert best_coming("l", {"l": inf, "m": 0.0}) == "m"
    assert best_coming("m", {"l": inf, "m": inf}) is None


def feed(budget: Budget, loss: float, seconds: float, sending_bps: float, start: float) -> float:
    """Feedback every 100 ms on 200 packets a second."""
    for step in range(int(seconds * 10)):
        lost = int((step + 1) * 20 * loss) - int(step * 20 * loss)
        budget.packets(20 - lost, lost, sending_bps, start + step / 10)
    return start + seconds


def test_a_link_cut_to_a_sixth_is_followed_within_two_seconds() -> None:
    budget = Budget(0.0)
    feed(budget, 0.83, 2.0, 2_400_000, 0.0)
    assert 50_000 <= budget.limit_bps < 500_000


def test_random_loss_of_a_few_per_cent_changes_nothing() -> None:
    budget = Budget(0.0)
    feed(budget, 0.05, 30.0, 800_000, 0.0)
    assert budget.limit_bps == adaptation.START_BPS


def test_mild_loss_lowers_but_leaves_a_small_picture() -> None:
    budget = Budget(0.0)
    now = feed(budget, 0.2, 3.1, 1_000_000, 0.0)
    assert budget.limit_bps < 1_000_000
    feed(budget, 0.2, 60.0, 200_000, now)
    assert budget.limit_bps == adaptation.MILD_FLOOR_BPS


def test_more_is_tried_only_when_wanted_and_calm_and_less_often_after_failures() -> None:
    budget = Budget(0.0)
    now = feed(budget, 0.83, 0.5, 2_400_000, 0.0)
    low = budget.limit_bps
    assert not budget.raise_if_calm(False, now + 100)
    assert not budget.raise_if_calm(True, now)
    waits = []
    for _ in range(3):
        waiting_since, before = now, budget.limit_bps
        while not budget.raise_if_calm(True, now):
            now = feed(budget, 0.0, 0.5, low, now)
            before = budget.limit_bps
        waits.append(now - waiting_since)
        assert budget.limit_bps > before
        now = feed(budget, 0.5, 1.0, budget.limit_bps, now)
    assert waits[0] < waits[-1]


def test_a_layer_cheap_only_for_being_still_is_not_gone_up_to() -> None:
    still = (Layer("l", 180, 40e3, 150e3), Layer("m", 360, 60e3, 500e3))
    assert choose([Wish("a", 360, still, is_screen=False, current="l")], 300e3) == ({"a": "l"}, True)
    assert choose([Wish("a", 360, still, is_screen=False, current="m")], 300e3) == ({"a": "m"}, False)


def test_a_peer_that_gets_nothing_but_a_voice_is_tried_again() -> None:
    budget = Budget(0.0)
    now = feed(budget, 0.95, 6.0, 100_000, 0.0)
    assert budget.limit_bps == adaptation.MIN_BPS
    for second in range(60):
        if budget.raise_if_calm(True, now + second):
            break
    assert budget.limit_bps == adaptation.SMALL_PICTURE_BPS


def test_what_the_client_can_take_is_an_upper_bound_while_it_says_so() -> None:
    budget = Budget(0.0)
    assert budget.client(ClientReport(available_bps=400_000), 1e6, 1.0)
    assert budget.limit_bps == 400_000
    assert not budget.raise_if_calm(True, 10.0)
    assert not budget.client(ClientReport(), 1e6, 11.0)
    assert budget.raise_if_calm(True, 20.0)
    assert budget.client(ClientReport(loss_fraction=0.5), 1e6, 21.0)


def test_quality_gets_worse_at_once_and_better_after_a_while() -> None:
    assert measured(0.1, 0.0, 0.05) is Quality.GOOD
    assert measured(0.1, 0.2, 0.05) is Quality.WEAK
    assert measured(0.1, 0.0, 0.9) is Quality.WEAK
    assert measured(9.0, 0.0, 0.05) is Quality.LOST
    meter = QualityMeter()
    assert meter.update(Quality.WEAK, 0.0)
    assert not meter.update(Quality.GOOD, 1.0)
    assert not meter.update(Quality.WEAK, 2.0)
    assert not meter.update(Quality.GOOD, 3.0)
    assert not meter.update(Quality.GOOD, 6.0)
    assert meter.update(Quality.GOOD, 7.5)
    assert meter.update(Quality.LOST, 8.0)
    assert meter.update(Quality.GOOD, 9.0), "back is back"
