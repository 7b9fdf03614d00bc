"""One fault after another under talk, for as long as one likes (HEARTH_TEST_SOAK_SECONDS; ten minutes)."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.databases import DatabaseServer, running_redis
from tests.e2e.practice import ServerProcess
from tests.faults.houses import Street, street
from tests.faults.talkers import Talker, assert_nothing_was_lost

SECONDS = float(os.environ.get("HEARTH_TEST_SOAK_SECONDS", "600"))
PROCESSES = 3
STANDSTILL_SECONDS = 6.0
OUTAGE_SECONDS = 4.0
QUIET_SECONDS = 3.0  # between two faults

Fault = Callable[[Street, ServerProcess, DatabaseServer], Awaitable[None]]


async def kill(here: Street, process: ServerProcess, redis: DatabaseServer) -> None:
    await process.kill()
    await process.start()


async def stop_in_good_order(here: Street, process: ServerProcess, redis: DatabaseServer) -> None:
    await process.stop()
    await process.start()


async def stand_still(here: Street, process: ServerProcess, redis: DatabaseServer) -> None:
    process.signal(signal.SIGSTOP)
    await asyncio.sleep(STANDSTILL_SECONDS)
    process.signal(signal.SIGCONT)


async def restart_redis(here: Street, process: ServerProcess, redis: DatabaseServer) -> None:
    redis.kill()
    await asyncio.sleep(OUTAGE_SECONDS)
    await asyncio.to_thread(redis.start)


async def pause_redis(here: Street, process: ServerProcess, redis: DatabaseServer) -> None:
    redis.pause()
    await asyncio.sleep(OUTAGE_SECONDS)
    redis.resume()


FAULTS: tuple[Fault, ...] = (kill, stop_in_good_order, stand_still, restart_redis, pause_redis)


async def talk_until(talker: Talker, over: asyncio.Event) -> None:
    while not over.is_set():
        await talker.talk(1)


@pytest.mark.long
@pytest.mark.timeout(SECONDS + 300)
async def test_nothing_is_lost_in_a_long_bad_evening(
    tmp_path: Path, postgres_url: str, redis_prefix: str
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with running_redis() as redis:
        async with street(tmp_path, postgres_url, redis.url, redis_prefix, PROCESSES) as here:
            for number in range(2 * PROCESSES):
                homes = [(number + step) % PROCESSES for step in range(PROCESSES)]
                await here.talker(f"talker{number}", *homes)
            over = asyncio.Event()
            talking = asyncio.gather(*(talk_until(talker, over) for talker in here.talkers))
            deadline = time.monotonic() + SECONDS
            while time.monotonic() < deadline:
                await asyncio.sleep(QUIET_SECONDS)
                fault, process = chance.choice(FAULTS), chance.choice(here.processes)
                print(fault.__name__, here.processes.index(process))
                await fault(here, process, redis)
            over.set()
            await talking
            stored = await assert_nothing_was_lost(here.stores, here.room_id, here.talkers)
            print(f"{len(stored)} lines, epoch {await here.epoch()}")
