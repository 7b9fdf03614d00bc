"""Meetings for an hour, with people coming and going: does memory, do tasks or open files grow?

One room's people stay; in another somebody comes every few seconds, sends and receives, writes a line and
leaves. What the process holds is read from `/proc` and its own `/metrics`; slopes are least squares over all
but the first fifth of the time, in which pools and histories fill.
"""

import asyncio
import os
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass

from hearth_client.refusals import ConnectionLost

from rooms.ids import RoomId
from server import figures
from tests.bench import own_network, processes, scenario
from tests.bench.figures import growth_per_hour, machine, percentile, table
from tests.bench.loadgen.engine import Engine, Link
from tests.bench.loadgen.flow import until_flowing
from tests.bench.loadgen.hearth import Hearth, MediaEnd, hearth
from tests.bench.plots import lines
from tests.bench.write_up import write_up


class Scenario(scenario.Scenario, frozen=True):
    """Who stays, who comes, and how often the process is looked at."""

    minutes: float
    meetings: int
    seats: int
    stay_seconds: float
    every: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process holds at one moment."""

    seconds: float
    resident_mib: float
    tasks: float
    open_files: float
    cpu_share: float
    latency_p99_ms: float


class Visitors:
    """People who come to one room, one after the other."""

    def __init__(self, server: Hearth, engine: Engine, scene: Scenario) -> None:
        self._server = server
        self._scene = scene
        self._engine = engine
        self.came = 0
        self.in_vain = 0
        """Who was not connected in time, as happens when the machine has no time."""

    async def keep_coming(self) -> None:
        """Until cancelled."""
        house = self._server.house
        room_id = await house.new_room(capacity=self._scene.seats)
        host = await house.connect(house.token(room_id, 0))
        try:
            while True:
                self.came += 1
                try:
                    await self._visit(room_id)
                except (TimeoutError, ConnectionError, ConnectionLost):
                    self.in_vain += 1
        finally:
            await host.close()

    async def _visit(self, room_id: RoomId) -> None:
        """Come, send and receive, write a line, and leave."""
        house = self._server.house
        async with AsyncExitStack() as stay:
            guest = await house.connect(house.token(room_id, self.came))
            stay.push_async_callback(guest.leave)
            end = MediaEnd.prepare_layered(self.came, self._server.host)
            stay.push_async_callback(end.wire.close)
            await end.open(guest)
            for source in ("microphone", "camera"):
                await guest.ask("Publish", source=source)
            link = Link(end.wire.hand_over(), end.sending)
            self._engine.links.append(link)
            stay.callback(self._engine.drop, link)
            await guest.chat("Good evening.")
            await asyncio.sleep(self._scene.stay_seconds)


async def sample(server: Hearth, engine: Engine, began: float, seconds: float) -> Sample:
    """Watch for so long, then read what the process holds."""
    engine.latencies_ns.clear()
    cpu, since = processes.cpu_seconds(server.pid), time.monotonic()
    await asyncio.sleep(seconds)
    share = (processes.cpu_seconds(server.pid) - cpu) / (time.monotonic() - since)
    async with server.house.http.get(f"{server.house.url}/metrics") as answer:
        told = figures.read(await answer.text(), time.monotonic())
    latencies = engine.latencies_ns
    return Sample(
        seconds=time.monotonic() - began,
        resident_mib=processes.resident_bytes(server.pid) / 2**20,
        tasks=told.sums["hearth_tasks"],
        open_files=told.sums["process_open_fds"],
        cpu_share=share,
        latency_p99_ms=percentile(latencies, 0.99) / 1e6 if latencies else 0.0,
    )


async def _measure(scene: Scenario) -> tuple[list[Sample], Visitors]:
    engine, samples, expected = Engine(), list[Sample](), 0
    async with hearth(own_network.ADDRESS) as server:
        processes.pin(server.pid, scene.server_cpu)
        processes.pin(os.getpid(), scene.generator_cpu)
        engine.start()
        try:
            for _ in range(scene.meetings):
                expected += await server.fill_meeting(engine, scene.seats)
                await until_flowing(engine, expected)
            visitors = Visitors(server, engine, scene)
            coming = asyncio.create_task(visitors.keep_coming())
            began = time.monotonic()
            while time.monotonic() - began < 60 * scene.minutes:
                samples.append(await sample(server, engine, began, scene.every))
                if coming.done():
                    await coming  # why nobody comes any more
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
        finally:
            engine.stop()
    return samples, visitors


def report(samples: list[Sample]) -> str:
    """First, last and slope of each figure."""
    names = {"resident_mib": "resident memory, MiB", "tasks": "asyncio tasks", "open_files": "open files"}
    rows = []
    for what, words in names.items():
        values = [getattr(each, what) for each in samples]
        rows.append(
            [
                words,
                f"{values[0]:.1f}",
                f"{statistics.median(values):.1f}",
                f"{values[-1]:.1f}",
                f"{growth_per_hour([each.seconds for each in samples], values):+.2f}",
            ]
        )
    return table(["", "at first", "median", "at last", "growth per hour"], rows)


def main() -> None:
    """Run it in a network of its own."""
    scene = scenario.read("soak", Scenario, __doc__)
    own_network.enter("soak")
    samples, visitors = asyncio.run(_measure(scene))
    minutes = [each.seconds / 60 for each in samples]
    lines("soak-memory", "resident memory, MiB", minutes, {"": [each.resident_mib for each in samples]})
    held = {"tasks": [each.tasks for each in samples], "open files": [each.open_files for each in samples]}
    lines("soak-held", "what the process holds", minutes, held)
    cpu = statistics.median(each.cpu_share for each in samples)
    latency = statistics.median(each.latency_p99_ms for each in samples)
    write_up(
        "soak",
        f"{machine()}.",
        f"{scene.minutes:g} minutes, {scene.meetings} meeting(s) of {scene.seats}, {visitors.came} visitors "
        f"({visitors.in_vain} were not connected in time); the "
        f"server took {cpu:.0%} of its CPU, latency p99 {latency:.1f} ms (medians of all looks).",
        report(samples),
    )
