"""A forwarder on loopback and clients that join it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from hypothesis import settings

from media.ids import Source
from media.sfu import Sfu, SfuSettings, ShownPicture
from tests.media.wire import Client, Told

# How fast a busy machine is says nothing about right and wrong.
settings.register_profile("media", deadline=None)
settings.load_profile("media")

Join = Callable[..., Awaitable[Client]]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def sfu(told: Told) -> AsyncIterator[Sfu]:
    sfu = Sfu(SfuSettings(bind_host="127.0.0.1", voice_slots=3, picture_slots=3), told)
    await sfu.start()
    yield sfu
    await sfu.close()


@pytest.fixture
async def join(sfu: Sfu, told: Told) -> AsyncIterator[Join]:
    """`await join("ana")`: a connected client that publishes all and shows nobody."""
    clients: list[Client] = []

    async def joined(
        name: str, *sources: Source, rids: tuple[str, ...] = ("l", "m", "h"), doubles: bool = False
    ) -> Client:
        client = Client(sfu, told, name)
        client.rids = rids
        client.doubles = doubles
        clients.append(client)
        sfu.set_publications("room", name, frozenset(sources or Source))
        await client.connect()
        return client

    yield joined
    for client in clients:
        await client.close()


@pytest.fixture
def show(sfu: Sfu) -> Callable[..., None]:
    """`show("ben", "ana", height_px=180)`: ben's client shows ana's camera."""

    def shown(viewer: str, *people: str, height_px: int = 180, source: Source = Source.CAMERA) -> None:
        pictures = [ShownPicture(each, source, height_px * 16 // 9, height_px) for each in people]
        sfu.set_pictures("room", viewer, pictures)

    return shown
