"""Slots, layers and quality: the decisions, as values."""

from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from media.ids import Source
from media.layers import best_coming
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


def test_what_comes_is_forwarded_when_the_fitting_layer_does_not() -> None:
    assert best_coming(Source.CAMERA, "h", {"l": 0.0, "m": 0.1, "h": 0.2}) == "h"
    assert best_coming(Source.CAMERA, "h", {"l": 0.0, "m": 0.1, "h": 0.7}) == "m"
    assert best_coming(Source.CAMERA, "h", {"l": 0.0, "m": inf, "h": inf}) == "l"
    assert best_coming(Source.CAMERA, "l", {"l": 0.7, "m": 0.0}) == "l", "a pause is no reason to send more"
    assert best_coming(Source.CAMERA, "l", {"l": 2.5, "m": 0.0}) == "m"
    assert best_coming(Source.CAMERA, "l", {"l": inf, "m": 0.0}) == "m"
    assert best_coming(Source.CAMERA, "m", {"l": inf, "m": inf}) is None


def test_a_screens_layer_may_pause_longer_before_another_is_taken_for_it() -> None:
    assert best_coming(Source.SCREEN, "h", {"l": 0.0, "h": 1.5}) == "h", "it shows what stands still"
    assert best_coming(Source.SCREEN, "h", {"l": 0.0, "h": 2.5}) == "l"
    assert best_coming(Source.SCREEN, "l", {"l": inf, "h": 0.0}) == "h", "until it is sent at all"


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
