"""Many who connect at once: one after the other, staff first, and nobody waits for one who never finishes."""

from __future__ import annotations

import asyncio

import pytest

from media import handshakes
from media.handshakes import Handshakes
from media.sfu import Sfu
from tests.media.wire import Client, Told


def who(name: str) -> tuple[str, str]:
    return "room", name


async def test_places_are_given_in_order_and_urgent_ones_first() -> None:
    queue, order = Handshakes(lambda: True, at_once=1), list[str]()

    async def begin(name: str, *, urgent: bool = False) -> None:
        assert await queue.begin(who(name), urgent=urgent)
        order.append(name)
        queue.end(who(name))

    assert await queue.begin(who("first"), urgent=False)
    async with asyncio.TaskGroup() as group:
        for name in ("ana", "ben"):
            group.create_task(begin(name))
        group.create_task(begin("staff", urgent=True))
        await asyncio.sleep(0)  # all three wait now
        assert order == []
        queue.end(who("first"))
    assert order == ["staff", "ana", "ben"]
    assert len(queue) == 0
    queue.close()


async def test_only_so_many_are_under_way_at_once() -> None:
    queue, most = Handshakes(lambda: True, at_once=3), 0

    async def connect(name: str) -> None:
        nonlocal most
        assert await queue.begin(who(name), urgent=False)
        most = max(most, len(queue))
        await asyncio.sleep(0.001)
        queue.end(who(name))

    await asyncio.gather(*(connect(f"person-{number}") for number in range(20)))
    assert 1 <= most <= 3
    queue.close()


async def test_one_who_never_finishes_makes_the_next_wait_only_so_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handshakes, "HELD_SECONDS", 0.02)
    monkeypatch.setattr(handshakes, "PATIENCE_SECONDS", 60)
    queue = Handshakes(lambda: True, at_once=1)
    assert await queue.begin(who("stuck"), urgent=False)
    async with asyncio.timeout(30):
        assert await queue.begin(who("next"), urgent=False)
    queue.close()


async def test_who_waits_too_long_is_told_so_and_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshakes, "PATIENCE_SECONDS", 0.02)
    queue = Handshakes(lambda: True, at_once=1)
    assert await queue.begin(who("first"), urgent=False)
    assert not await queue.begin(who("late"), urgent=False)
    queue.end(who("first"))
    queue.end(who("never heard of"))
    assert len(queue) == 0
    queue.close()


async def test_who_offers_anew_holds_one_place() -> None:
    queue = Handshakes(lambda: True, at_once=2)
    for _ in range(2):
        assert await queue.begin(who("ana"), urgent=False)
    assert len(queue) == 1
    queue.close()


async def test_there_is_a_pause_after_each_only_while_media_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshakes, "PAUSE_SECONDS", 60)
    monkeypatch.setattr(handshakes, "PATIENCE_SECONDS", 0.2)
    flows = False
    queue = Handshakes(lambda: flows)
    assert await queue.begin(who("ana"), urgent=False)
    assert await queue.begin(who("ben"), urgent=False)
    flows = True
    assert await queue.begin(who("carla"), urgent=False)
    assert not await queue.begin(who("dora"), urgent=False)
    queue.close()


async def test_a_crowd_larger_than_what_may_connect_at_once_gets_in(
    sfu: Sfu, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handshakes, "PATIENCE_SECONDS", 60)
    monkeypatch.setattr(handshakes, "HELD_SECONDS", 60)
    crowd = [Client(sfu, told, f"person-{number}") for number in range(handshakes.AT_ONCE + 8)]

    async def connect(client: Client) -> None:
        assert await sfu.make_way("room", client.name, urgent=False)
        await client.connect()

    async with asyncio.timeout(60):
        await asyncio.gather(*(connect(client) for client in crowd))
    assert sfu.statistics().peers == len(crowd)
    for client in crowd:
        await client.close()
