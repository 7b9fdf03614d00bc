"""Waiting until a room flows."""

import asyncio
import time

from tests.bench.loadgen.engine import Engine

_TIMEOUT_SECONDS = 60.0  # Hearth tries bandwidth step by step before it sends eleven cameras


async def until_flowing(engine: Engine, expected: int) -> None:
    """Wait until so many streams come in; raise `TimeoutError` if they never do."""
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while (flowing := engine.flowing()) != expected:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{flowing} streams of {expected} come in")
        await asyncio.sleep(0.05)
