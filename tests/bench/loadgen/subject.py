"""What a server has to offer to be measured."""

import secrets
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tests.bench.loadgen.engine import Engine
from tests.bench.loadgen.outgoing import PICTURES, SILENCE, Outgoing, Traffic, TransportNumber


class Subject(Protocol):
    """A running server; its media goes over the address that it was started with."""

    pid: int
    """The process whose CPU time counts; its threads are part of it."""

    async def fill_room(self, engine: Engine, publishers: int, viewers: int) -> int:
        """Let so many send sound and picture, and these and the viewers receive all others.

        Return how many streams must come in altogether.
        """


class MeetingSubject(Subject, Protocol):
    """One that can also be measured by whole meetings."""

    async def fill_meeting(self, engine: Engine, seats: int) -> int:
        """Open one more room, in which so many meet as groups do.

        Everybody sends a voice and a camera in three layers, and shows one person large and all others small:
        the first one large, who shows the second. The first `SPEAKERS` speak. Return how many streams must
        come in of this room.
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


SPEAKERS = 3
"""Of a meeting's people, how many speak at the same time; the others' microphones are open and silent."""


def layered_streams(
    sender: int, microphone: int, camera: dict[str, int], *, speaks: bool, names_layers: bool
) -> list[Outgoing]:
    """Return what one person of a meeting sends; the camera's SSRCs by layer."""
    numbers = TransportNumber()
    voice = Traffic() if speaks else SILENCE
    return [
        Outgoing(sender, is_picture=False, ssrc=microphone, numbers=numbers, traffic=voice),
        *(
            Outgoing(
                sender,
                is_picture=True,
                ssrc=ssrc,
                numbers=numbers,
                traffic=PICTURES[layer],
                layer=layer if names_layers else "",
            )
            for layer, ssrc in camera.items()
        ),
    ]


def large_for(number: int) -> int:
    """Whom a person of a meeting, counted from 0, shows large."""
    return 0 if number else 1


def fresh_ssrc() -> int:
    """Return an SSRC that nobody else has taken."""
    return secrets.randbits(31) | 1
