"""Mutations blind to coverage: for machines without atheris, and for the short runs of the suite."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

_INTERESTING: Final = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)
_MAX_OCTETS: Final = 4096


def mutations(corpus: Sequence[bytes], chance: random.Random) -> Iterator[bytes]:
    """Endlessly what the corpus becomes: bits turned, bytes replaced, parts cut, doubled, crossed."""
    while True:
        data = bytearray(chance.choice(corpus)) if corpus and chance.random() < 0.8 else bytearray()
        if not data or chance.random() < 0.1:
            data += chance.randbytes(chance.choice((1, 8, 60, 400)))
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            _mutate(data, corpus, chance)
        yield bytes(data[:_MAX_OCTETS])


def _mutate(data: bytearray, corpus: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 2, 4, 16, 200)))
    kind = chance.randrange(6)
    if kind == 0 and at < len(data):
        data[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        data[at:end] = bytes(chance.choice(_INTERESTING) for _ in range(end - at))
    elif kind == 2:
        del data[at:end]
    elif kind == 3:
        data[at:at] = data[at:end] * chance.choice((1, 2, 8))
    elif kind == 4:
        data[at:end] = chance.randbytes(end - at)
    elif corpus:
        data[at:] = chance.choice(corpus)[at:]
