"""Memory of the server per seat, with rooms of 12 in which everybody sends, and receives all others."""

import argparse
import asyncio
import os
from itertools import pairwise

from tests.bench import processes
from tests.bench.figures import machine, table
from tests.bench.loadgen.engine import Engine
from tests.bench.loadgen.flow import until_flowing
from tests.bench.loadgen.hearth import hearth
from tests.bench.write_up import write_up

_SEATS = 12
_SETTLE_SECONDS = 8.0  # longer than the histories of packets are


async def measure(options: argparse.Namespace) -> list[float]:
    """Fill one room after the other; return the resident MiB before the first and after each."""
    engine, expected = Engine(), 0
    async with hearth("127.0.0.1") as server:
        processes.pin(server.pid, options.server_cpu)
        processes.pin(os.getpid(), options.generator_cpu)
        sizes = [processes.resident_bytes(server.pid) / 2**20]
        engine.start()
        try:
            for _ in range(options.rooms):
                expected += await server.fill_room(engine, _SEATS, 0)
                await until_flowing(engine, expected)
                await asyncio.sleep(_SETTLE_SECONDS)
                sizes.append(processes.resident_bytes(server.pid) / 2**20)
        finally:
            engine.stop()
    return sizes


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests.bench memory", description=__doc__)
    parser.add_argument("--rooms", type=int, default=3)
    parser.add_argument("--server-cpu", type=int, default=0)
    parser.add_argument("--generator-cpu", type=int, default=1)
    options = parser.parse_args()
    sizes = asyncio.run(measure(options))
    rows: list[list[object]] = [["none", f"{sizes[0]:.1f}", ""]]
    for number, (before, after) in enumerate(pairwise(sizes), 1):
        rows.append([f"{number} of {_SEATS}", f"{after:.1f}", f"{(after - before) / _SEATS:.2f}"])
    write_up("memory", f"{machine()}.", table(["rooms", "resident MiB", "MiB for each further seat"], rows))
