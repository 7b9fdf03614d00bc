"""When is something due that recurs, and are many of them spread?"""

from itertools import pairwise

import pytest

from media.recurring import Recurring


def test_the_turns_are_as_far_apart_as_wanted() -> None:
    every_second = Recurring(1.0, now=100.0)
    turns = [now for tick in range(1, 501) if every_second.due(now := 100.0 + tick / 50)]
    assert len(turns) == 10
    apart = [later - earlier for earlier, later in pairwise(turns)]
    assert apart == pytest.approx([1.0] * 9)


def test_a_turn_tells_how_long_ago_the_last_one_was() -> None:
    every_second = Recurring(1.0, now=0.0)
    assert every_second.due(1.0) == 1.0
    assert every_second.due(1.0) == 0.0
    assert every_second.due(2.0) == 1.0


def test_missed_turns_are_not_made_up_for() -> None:
    every_second = Recurring(1.0, now=0.0)
    assert every_second.due(7.5) == 7.5
    assert every_second.due(7.6) == 0.0
    assert every_second.due(8.4) == 0.0
    assert every_second.due(8.5) == 1.0


def test_many_do_not_fall_on_one_tick() -> None:
    many = [Recurring(1.0, now=0.0) for _ in range(100)]
    at_each_tick = [sum(each.due(tick / 50) > 0 for each in many) for tick in range(1, 51)]
    assert sum(at_each_tick) == 100
    assert max(at_each_tick) < 15
