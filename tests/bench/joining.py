"""48 people in four rooms connect in the same moment: until the last one has a seat, and media both ways.

Timed where they come from, so the client's half of 48 handshakes, in one process, is part of it. What each
makes for itself beforehand, keys and an offer, is not.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from hearth_client import Guest

from tests.bench import processes, scenario
from tests.bench.figures import machine, median_and_spread, percentile, table
from tests.bench.house import House, house
from tests.bench.loadgen.hearth import MediaEnd
from tests.bench.plots import bars
from tests.bench.write_up import write_up

_HOST = "127.0.0.1"
_HALF_SEATED, _LAST_SEATED = "half of them have a seat", "the last one has a seat"
_HALF_CONNECTED, _LAST_CONNECTED = "half of them are connected", "**the last one is connected**"
_THEN_HALF = "all have seats, then: half of them are connected"
_THEN_LAST = "all have seats, then: the last one is connected"


class Scenario(scenario.Scenario, frozen=True):
    """How many people, and in rooms of how many."""

    people: int
    seats: int
    repeats: int


@dataclass(frozen=True)
class Round:
    """How long each person took, in seconds since all began, and what the server's CPU did meanwhile."""

    seated: list[float]
    connected: list[float]
    server_cpu_seconds: float


async def measure(running: House, people: int, seats: int, *, seats_first: bool) -> Round:
    """Let so many people join rooms of so many seats at once, and leave again.

    `seats_first`: everybody has a seat before the first one asks for media, and only media is timed.
    """
    rooms = [await running.new_room(seats) for _ in range(-(-people // seats))]
    seated: list[float] = []
    connected: list[float] = []
    async with AsyncExitStack() as stack:
        ends = [MediaEnd.prepare(number, _HOST) for number in range(people)]
        tokens = [running.token(rooms[number // seats], number % seats) for number in range(people)]
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
        taken = [asyncio.ensure_future(take_seat(token)) for token in tokens]
        if seats_first:
            await asyncio.wait(taken)
            cpu, began = processes.cpu_seconds(running.process.pid), time.monotonic()
        await asyncio.gather(*(join(end, seat) for end, seat in zip(ends, taken, strict=True)))
        cpu = processes.cpu_seconds(running.process.pid) - cpu
    return Round(seated, connected, cpu)


async def _measure_all(scene: Scenario) -> list[tuple[Round, Round]]:
    """Rounds of joining altogether, each with one in which only media is timed."""
    async with house(_HOST) as running:
        processes.pin(running.process.pid, scene.server_cpu)
        processes.pin(os.getpid(), scene.generator_cpu)
        await measure(running, scene.seats, scene.seats, seats_first=False)  # warms up
        rounds = []
        for _ in range(scene.repeats):
            whole = await measure(running, scene.people, scene.seats, seats_first=False)
            rounds.append((whole, await measure(running, scene.people, scene.seats, seats_first=True)))
        return rounds


def main() -> None:
    """Measure and print."""
    scene = scenario.read("joining", Scenario, __doc__)
    rounds = asyncio.run(_measure_all(scene))
    figures = _figures(rounds)
    _draw(figures)
    rows = [[what, median_and_spread(values, 3)] for what, values in figures.items()]
    write_up(
        "joining",
        f"{machine()}.",
        f"{scene.people} people in rooms of {scene.seats}; {scene.repeats} rounds.",
        table(["", "seconds: median (least–most)"], rows),
    )


def _figures(rounds: list[tuple[Round, Round]]) -> dict[str, list[float]]:
    """What is told of each round."""
    return {
        _HALF_SEATED: [percentile(whole.seated, 0.5) for whole, _ in rounds],
        _LAST_SEATED: [max(whole.seated) for whole, _ in rounds],
        _HALF_CONNECTED: [percentile(whole.connected, 0.5) for whole, _ in rounds],
        _LAST_CONNECTED: [max(whole.connected) for whole, _ in rounds],
        "the server's CPU time": [whole.server_cpu_seconds for whole, _ in rounds],
        _THEN_HALF: [percentile(media.connected, 0.5) for _, media in rounds],
        _THEN_LAST: [max(media.connected) for _, media in rounds],
        "the server's CPU time for that": [media.server_cpu_seconds for _, media in rounds],
    }


def _draw(figures: dict[str, list[float]]) -> None:
    """Plot the medians."""
    halves, lasts = (_HALF_SEATED, _HALF_CONNECTED, _THEN_HALF), (_LAST_SEATED, _LAST_CONNECTED, _THEN_LAST)
    values = {
        "half of them": [statistics.median(figures[each]) for each in halves],
        "the last one": [statistics.median(figures[each]) for each in lasts],
    }
    bars("joining", "seconds until they …", ["have a seat", "are connected", "media alone"], values)
