"""Pictures sent twice: only over links that lose and have room, and then nearly nothing freezes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.second_copies import BEGIN_LOSS, END_LOSS, SETTLED_SECONDS, Copies, copies_after
from tests.media.lossy_ways import LossyWays

LONG = float("inf")
HOLD_SECONDS = 0.25
"""What the client chooses for a round trip of 100 ms: see `picture_hold.ts`."""


def test_a_clean_link_gets_nothing_twice() -> None:
    assert copies_after(Copies.NONE, 0.0, 500_000, 3_500_000, LONG) is Copies.NONE
    assert copies_after(Copies.ALL, END_LOSS / 2, 500_000, 3_500_000, LONG) is Copies.NONE


def test_a_link_that_loses_gets_everything_twice_while_it_has_room_for_it() -> None:
    assert copies_after(Copies.NONE, 0.05, 1_000_000, 3_500_000, LONG) is Copies.ALL
    assert copies_after(Copies.NONE, 0.05, 1_000_000, 2_000_000, LONG) is Copies.REPAIRS
    assert copies_after(Copies.ALL, 0.05, 1_000_000, 2_000_000, LONG) is Copies.ALL, "no changing to and fro"
    assert copies_after(Copies.ALL, 0.05, 1_500_000, 2_000_000, LONG) is Copies.REPAIRS


def test_a_link_that_is_overfull_gets_nothing_twice() -> None:
    assert copies_after(Copies.ALL, 0.4, 100_000, 3_500_000, LONG) is Copies.NONE
    assert copies_after(Copies.ALL, 0.05, 100_000, 3_500_000, SETTLED_SECONDS / 2) is Copies.NONE


def test_a_loss_that_goes_up_and_down_a_little_changes_nothing() -> None:
    copies, seen = Copies.NONE, []
    for step in range(20):
        loss = BEGIN_LOSS * (1.05 if step % 2 else 0.6)
        copies = copies_after(copies, loss, 1_000_000, 3_500_000, LONG)
        seen.append(copies)
    assert sum(one is not other for one, other in pairwise(seen)) == 1


@given(st.sampled_from(Copies), st.floats(0, 1), st.floats(0, 1e7), st.floats(5e4, 1.2e7), st.floats(0, 100))
def test_copies_never_exceed_the_limit(
    before: Copies, loss: float, sending_bps: float, limit_bps: float, seconds: float
) -> None:
    if copies_after(before, loss, sending_bps, limit_bps, seconds) is Copies.ALL:
        assert sending_bps * 1.6 <= limit_bps


@pytest.mark.parametrize(("frames_per_second", "packets_per_frame"), [(15, 4), (30, 3)])
def test_five_per_cent_of_loss_freeze_less_than_one_picture_a_minute(
    frames_per_second: int, packets_per_frame: int
) -> None:
    seen: dict[Copies, LossyWays] = {}
    for copies in Copies:
        ways = LossyWays(0.05, 0.1, copies, 300, HOLD_SECONDS, frames_per_second, packets_per_frame)
        ways.run()
        seen[copies] = ways
    published = 300 * frames_per_second * packets_per_frame
    assert seen[Copies.REPAIRS].freezes_a_minute() <= 1
    assert seen[Copies.ALL].freezes_a_minute() <= 1
    assert seen[Copies.REPAIRS].sent < 1.2 * published, "twice costs as much as is lost"
    assert seen[Copies.ALL].sent < 2.2 * published


def test_without_being_held_back_pictures_freeze_less_with_each_step() -> None:
    freezes = []
    for copies in Copies:
        ways = LossyWays(0.05, 0.1, copies, 600, 0.1)
        ways.run()
        freezes.append(ways.freezes_a_minute())
    none, repairs, everything = freezes
    assert none > repairs > everything


def test_small_pictures_must_be_held_back_too() -> None:
    """They have a packet each, and freeze as often as large ones: see `picture_hold.ts`."""
    freezes = []
    for hold_seconds in (0.1, HOLD_SECONDS):
        ways = LossyWays(0.05, 0.1, Copies.ALL, 300, hold_seconds, packets_per_frame=1)
        ways.run()
        freezes.append(ways.freezes_a_minute())
    unheld, held = freezes
    assert unheld > 1 >= held
