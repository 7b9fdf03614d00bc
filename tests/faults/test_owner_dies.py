"""The process that owns a session is killed, or stands still: is anything lost, and who goes on?"""

import asyncio
import signal
from pathlib import Path

from tests.faults.houses import street
from tests.faults.talkers import assert_nothing_was_lost


async def test_a_killed_owner_loses_no_acknowledged_line(
    tmp_path: Path, postgres_url: str, redis_url: str, redis_prefix: str
) -> None:
    async with street(tmp_path, postgres_url, redis_url, redis_prefix) as here:
        first = await here.talker("ana", 0, 1)  # its process becomes the owner
        second = await here.talker("ben", 1, 0)
        third = await here.talker("cleo", 1, 0)
        owner = await here.owner()
        assert owner is here.processes[0]
        talk = asyncio.gather(*(talker.talk(25) for talker in here.talkers))
        await second.comes_to_know(["ana 10"])
        await owner.kill()
        await talk
        stored = await assert_nothing_was_lost(here.stores, here.room_id, here.talkers)
        assert len(stored) == 75
        assert await here.owner() is here.processes[1]
        assert len(second.connections) == len(third.connections) == 1  # their sockets outlived the owner
        assert len(first.connections) > 1


async def test_an_owner_that_stood_still_is_fenced_and_its_people_follow(
    tmp_path: Path, postgres_url: str, redis_url: str, redis_prefix: str
) -> None:
    async with street(tmp_path, postgres_url, redis_url, redis_prefix) as here:
        first = await here.talker("ana", 0)
        second = await here.talker("ben", 1)
        owner = await here.owner()
        await asyncio.gather(first.talk(5), second.talk(5))
        owner.signal(signal.SIGSTOP)
        await second.talk(5)  # in the end another process takes the session
        assert await here.epoch() > 1
        assert await here.owner() is here.processes[1]
        owner.signal(signal.SIGCONT)
        await asyncio.gather(first.talk(5), second.talk(5))
        await assert_nothing_was_lost(here.stores, here.room_id, here.talkers)
        assert await here.owner() is here.processes[1]
