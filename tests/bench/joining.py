"""48 people in four rooms connect in the same moment: until the last one has a seat, and media both ways.

Timed where they come from, so the client's half of 48 handshakes, in one process, is part of it. What each
makes for itself beforehand, keys and an offer, is not.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from hearth_client import Guest

from rooms.ids import RoomId
from tests.bench import processes
from tests.bench.figures import machine, median_and_spread, percentile, table
from tests.bench.house import House, house
from tests.bench.loadgen.hearth import MediaEnd
from tests.bench.write_up import write_up

_HOST = "127.0.0.1"
_PERSONS_ONE_ROOM = 12


@dataclass(frozen=True)
class Round:
    """How long each person took, in seconds since all began, and what the server's CPU did meanwhile."""

    seated: list[float]
    connected: list[float]
    server_cpu_seconds: float


async def measure(running: House, people: int, *, seats_first: bool) -> Round:
    """Let so many people join at once, and leave again.

    `seats_first`: everybody has a seat before the first one asks for media, and only media is timed.
    """
    rooms = [await running.new_room(_PERSONS_ONE_ROOM) for _ in range(-(-people // _PERSONS_ONE_ROOM))]
    seated: list[float] = []
    connected: list[float] = []
    async with AsyncExitStack() as stack:
        ends = [MediaEnd.prepare(number, _HOST) for number in range(people)]
        tokens = [running.token(*_place(rooms, number)) for number in range(people)]
        for end in ends:
            stack.push_async_callback(end.wire.close)

        async def take_seat(token: str) -> Guest:
            guest = await running.connect(token)
            stack.push_async_callback(guest.close)
            seated.append(time.monotonic() - began)
            return guest

        async def join(end: MediaEnd, seat: Awaitable[Guest]) -> None:
            await end.open(await seat)
            connected.append(time.monotonic() - began)

        cpu, began = processes.cpu_seconds(running.process.pid), time.monotonic()
        seats = [asyncio.ensure_future(take_seat(token)) for token in tokens]
        if seats_first:
            await asyncio.wait(seats)
            cpu, began = processes.cpu_seconds(running.process.pid), time.monotonic()
        await asyncio.gather(*(join(end, seat) for end, seat in zip(ends, seats, strict=True)))
        cpu = processes.cpu_seconds(running.process.pid) - cpu
    return Round(seated, connected, cpu)


def _place(rooms: list[RoomId], number: int) -> tuple[RoomId, int]:
    """A person's room and number in it."""
    return rooms[number // _PERSONS_ONE_ROOM], number % _PERSONS_ONE_ROOM


async def _measure_all(options: argparse.Namespace) -> list[tuple[Round, Round]]:
    """Rounds of joining altogether, each with one in which only media is timed."""
    async with house(_HOST) as running:
        processes.pin(running.process.pid, options.server_cpu)
        processes.pin(os.getpid(), options.client_cpu)
        await measure(running, _PERSONS_ONE_ROOM, seats_first=False)  # warms up
        rounds = []
        for _ in range(options.repeats):
            whole = await measure(running, options.people, seats_first=False)
            rounds.append((whole, await measure(running, options.people, seats_first=True)))
        return rounds


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
        "half of them have a seat": [percentile(whole.seated, 0.5) for whole, _ in rounds],
        "the last one has a seat": [max(whole.seated) for whole, _ in rounds],
        "the last one is connected": [max(whole.connected) for whole, _ in rounds],
        "the server's CPU time": [whole.server_cpu_seconds for whole, _ in rounds],
        "all have seats, then: half of them are connected": [
            percentile(media.connected, 0.5) for _, media in rounds
        ],
        "all have seats, then: the last one is connected": [max(media.connected) for _, media in rounds],
        "the server's CPU time for that": [media.server_cpu_seconds for _, media in rounds],
    }
    rows = [[what, median_and_spread(values, 3)] for what, values in figures.items()]
    write_up(
        "joining",
        f"{machine()}.",
        f"{options.people} people in rooms of {_PERSONS_ONE_ROOM}; {options.repeats} rounds.",
        table(["", "seconds: median (least–most)"], rows),
    )
