"""Runs several server processes on one machine: starts them, starts one again that has died, stops all.

Each process has a TCP and a UDP port of its own, counted up from the configured ones; a load balancer stands
before them (deploy/). They find each other through Redis; this program only says there when one has died.
"""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Coroutine, Sequence

from server.config import Config

QUICK_DEATH_SECONDS = 10.0  # a process that lives no longer than this is not started again at once
LONGEST_PAUSE_SECONDS = 5.0
MARGIN_SECONDS = 10.0  # beyond the time that a process may take to hand its sessions over

log = logging.getLogger(__name__)


def environment_of(number: int, config: Config) -> dict[str, str]:
    """Return what process `number` (from 0) is told besides the configuration that all share."""
    return {
        "HEARTH_CLUSTER_PROCESSES": "1",
        "HEARTH_PORT": str(config.port + number),
        "HEARTH_MEDIA_PORT": str(config.media.port + number),
        "HEARTH_PUBLIC_URL": config.url,
    }


def supervise(config: Config, command: Sequence[str] = (sys.executable, "-m", "server", "serve")) -> None:
    """Run `config.cluster.processes` processes until SIGTERM or SIGINT, then stop them in good order."""
    asyncio.run(_supervise(config, command))


async def _supervise(config: Config, command: Sequence[str]) -> None:
    stop = asyncio.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(end, stop.set)
    async with asyncio.TaskGroup() as keepers:
        for number in range(config.cluster.processes):
            keepers.create_task(_keep(number, command, config, stop))


async def _keep(
    number: int,
    command: Sequence[str],
    config: Config,
    stop: asyncio.Event,
) -> None:
    """Keep one process running until all are to stop, then give it time to stop."""
    environment = {**os.environ, **environment_of(number, config)}
    pause = 0.0
    while not stop.is_set():
        started = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            start_new_session=True,  # Ctrl-C reaches this program alone, which passes it on in order
        )
        await _first(process.wait(), stop.wait())
        if process.returncode is None:
            await _end(process, config.cluster.drain_seconds + MARGIN_SECONDS)
            return
        log.error(
            "a process died and is started again",
            extra={"process_number": number, "status": process.returncode},
        )
        await _tell_the_others(config, process.pid)
        lived_long = time.monotonic() - started > QUICK_DEATH_SECONDS
        pause = 0.0 if lived_long else min(LONGEST_PAUSE_SECONDS, pause * 2 or 0.1)
        await _first(asyncio.sleep(pause), stop.wait())


async def _tell_the_others(config: Config, pid: int) -> None:
    """Let another process take up at once what a dead one has left."""
    if config.redis_url:
        from server.cluster.forgetting import forget

        await forget(config, pid)


async def _end(process: asyncio.subprocess.Process, patience_seconds: float) -> None:
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), patience_seconds)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _first(*waits: Coroutine[None, None, object]) -> None:
    """Wait until one of them is over; leave the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
