"""48 people in four rooms connect in the same moment: until the last one has a seat, and media both ways.

Timed where they come from, so the client's half of 48 handshakes, in one process, is part of it. What each
makes for itself beforehand, keys and an offer, is not.
"""

import argparse
import asyncio
import os
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass

from rooms.ids import RoomId
from tests.bench import processes
from tests.bench.figures import machine, median_and_spread, percentile, table
from tests.bench.house import House, house
from tests.bench.loadgen.hearth import MediaEnd

_HOST = "127.0.0.1"
_PERSONS_ONE_ROOM = 12


@dataclass(frozen=True)
class Round:
    """Seconds since all began, of each person, and what the server's CPU did."""

    seated: list[float]
    connected: list[float]
    server_cpu_seconds: float


async def measure(running: House, people: int) -> Round:
    """Let so many people join at once, and leave again."""
    rooms = [await running.new_room(_PERSONS_ONE_ROOM) for _ in range(-(-people // _PERSONS_ONE_ROOM))]
    seated: list[float] = []
    connected: list[float] = []
    async with AsyncExitStack() as stack:
        ends = [MediaEnd.prepare(number, _HOST) for number in range(people)]
        tokens = [running.token(*_place(rooms, number)) for number in range(people)]
        for end in ends:
            stack.push_async_callback(end.wire.close)

        async def join(end: MediaEnd, token: str) -> None:
            guest = await running.connect(token)
            stack.push_async_callback(guest.close)
            seated.append(time.monotonic() - began)
            await end.open(guest)
            connected.append(time.monotonic() - began)

        cpu, began = processes.cpu_seconds(running.process.pid), time.monotonic()
        await asyncio.gather(*(join(end, token) for end, token in zip(ends, tokens, strict=True)))
        cpu = processes.cpu_seconds(running.process.pid) - cpu
    return Round(seated, connected, cpu)


def _place(rooms: list[RoomId], number: int) -> tuple[RoomId, int]:
    """A person's room and number in it."""
    return rooms[number // _PERSONS_ONE_ROOM], number % _PERSONS_ONE_ROOM


async def _measure_all(options: argparse.Namespace) -> list[Round]:
    async with house(_HOST) as running:
        processes.pin(running.process.pid, options.server_cpu)
        processes.pin(os.getpid(), options.client_cpu)
        await measure(running, _PERSONS_ONE_ROOM)  # warms up
        return [await measure(running, options.people) for _ in range(options.repeats)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests.bench joining", description=__doc__)
    parser.add_argument("--people", type=int, default=48)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--server-cpu", type=int, default=0)
    parser.add_argument("--client-cpu", type=int, default=1)
    options = parser.parse_args()
    rounds = asyncio.run(_measure_all(options))
    figures = {
        "half of them have a seat": [percentile(each.seated, 0.5) for each in rounds],
        "the last one has a seat": [max(each.seated) for each in rounds],
        "half of them are connected": [percentile(each.connected, 0.5) for each in rounds],
        "the last one is connected": [max(each.connected) for each in rounds],
        "the server's CPU time": [each.server_cpu_seconds for each in rounds],
    }
    rows = [[what, median_and_spread(values, 3)] for what, values in figures.items()]
    print(machine())
    print(f"{options.people} people in rooms of {_PERSONS_ONE_ROOM}; {options.repeats} rounds.")
    print(table(["", "seconds: median (least–most)"], rows))
