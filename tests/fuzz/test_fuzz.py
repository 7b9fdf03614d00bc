"""A short run of each fuzzer, with what longer ones have found: `python -m tests.fuzz` is for more."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from tests.fuzz.corpora import CORPUS, FOUND, known
from tests.fuzz.mutation import mutations
from tests.fuzz.port import storm
from tests.fuzz.targets import TARGETS

SEED = 20261124
EXECUTIONS = {"offer_grammar": 100, "offer_text": 200, "forwarding": 150, "handshake": 25}


def test_every_target_has_a_corpus_and_no_corpus_lacks_a_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
    assert {path.stem for path in FOUND.iterdir()} <= set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_found_before_breaks_nothing(target: str) -> None:
    for data in known(target):
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_mutations_break_nothing(target: str) -> None:
    for data in islice(mutations(known(target), random.Random(SEED)), EXECUTIONS.get(target, 2000)):
        TARGETS[target](data)


async def test_two_people_go_on_talking_through_every_storm() -> None:
    found = await storm(seconds=60, seed=SEED, rounds=1)
    assert found.datagrams
    assert {"checks_refused", "streams_unknown", "resends_refused", "over_allowance"} <= set(found.counters)
