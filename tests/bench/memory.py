"""Memory of the server per seat, with rooms of 12 in which everybody sends, and receives all others."""

import asyncio
import os
from itertools import pairwise

from tests.bench import processes, scenario
from tests.bench.figures import machine, table
from tests.bench.loadgen.engine import Engine
from tests.bench.loadgen.flow import until_flowing
from tests.bench.loadgen.hearth import hearth
from tests.bench.write_up import write_up


class Scenario(scenario.Scenario, frozen=True):
    """How many rooms of how many, and how long each is left alone before it is weighed."""

    seats: int
    rooms: int
    settle_seconds: float


async def measure(scene: Scenario) -> list[float]:
    """Fill one room after the other; return the resident MiB before the first and after each."""
    engine, expected = Engine(), 0
    async with hearth("127.0.0.1") as server:
        processes.pin(server.pid, scene.server_cpu)
        processes.pin(os.getpid(), scene.generator_cpu)
        sizes = [processes.resident_bytes(server.pid) / 2**20]
        engine.start()
        try:
            for _ in range(scene.rooms):
                expected += await server.fill_room(engine, scene.seats, 0)
                await until_flowing(engine, expected)
                await asyncio.sleep(scene.settle_seconds)
                sizes.append(processes.resident_bytes(server.pid) / 2**20)
        finally:
            engine.stop()
    return sizes


def main() -> None:
    """Measure and print."""
    scene = scenario.read("memory", Scenario, __doc__)
    sizes = asyncio.run(measure(scene))
    rows: list[list[object]] = [["none", f"{sizes[0]:.1f}", ""]]
    for number, (before, after) in enumerate(pairwise(sizes), 1):
        rows.append([f"{number} of {scene.seats}", f"{after:.1f}", f"{(after - before) / scene.seats:.2f}"])
    write_up("memory", f"{machine()}.", table(["rooms", "resident MiB", "MiB for each further seat"], rows))
