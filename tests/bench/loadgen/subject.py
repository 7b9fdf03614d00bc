"""What a server has to offer to be measured."""

import secrets
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tests.bench.loadgen.engine import Engine
from tests.bench.loadgen.outgoing import Outgoing, Traffic, TransportNumber


class Subject(Protocol):
    """A running server; its media goes over the address that it was started with."""

    pid: int
    """The process whose CPU time counts; its threads are part of it."""

    async def fill_room(self, engine: Engine, publishers: int, viewers: int) -> int:
        """Let so many send sound and picture, and these and the viewers receive all others.

        Return how many streams must come in altogether.
        """


class Start(Protocol):
    """How a server is started: on this address, until the context is left."""

    def __call__(self, host: str) -> AbstractAsyncContextManager[Subject]:
        """Start it."""


def streams_of(sender: int, microphone: int, camera: int) -> list[Outgoing]:
    """Return what one person sends, with these SSRCs."""
    numbers = TransportNumber()
    return [
        Outgoing(sender, is_picture=False, ssrc=microphone, numbers=numbers, traffic=Traffic()),
        Outgoing(sender, is_picture=True, ssrc=camera, numbers=numbers, traffic=Traffic()),
    ]


def fresh_ssrc() -> int:
    """Return an SSRC that nobody else has taken."""
    return secrets.randbits(31) | 1
