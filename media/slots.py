"""Which publication each slot of a peer shows.

Pure. Stability comes first: whoever has a slot keeps it, since moving a voice or a face
costs a gap. Newcomers go where their other half is, so that voice slot k and picture
slot k show the same seat and are played in lip sync.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

Id = TypeVar("Id")


def place(held: Sequence[Id | None], wanted: Sequence[Id], preferred: Mapping[Id, int]) -> list[Id | None]:
    """Fill `len(held)` slots with the first of `wanted`, the most important first.

    `preferred` gives the slot where somebody's other half already is. Free slots that
    are another newcomer's preference are taken last.
    """
    chosen = list(dict.fromkeys(wanted))[: len(held)]
    slots = [each if each in chosen else None for each in held]
    newcomers = [each for each in chosen if each not in slots]
    homeless: list[Id] = []
    for each in newcomers:
        index = preferred.get(each, -1)
        if 0 <= index < len(slots) and slots[index] is None:
            slots[index] = each
        else:
            homeless.append(each)
    free = [index for index, each in enumerate(slots) if each is None]
    for each, index in zip(homeless, free, strict=False):
        slots[index] = each
    return slots


def positions(slots: Sequence[Id | None], only: Collection[Id]) -> dict[Id, int]:
    """Where each of `only` is."""
    return {each: i for i, each in enumerate(slots) if each is not None and each in only}
