"""Forwarded packets per server CPU-second, of Hearth and of Janus in turn, on the same traffic.

Counted are RTP packets that reached their receivers; the CPU time is everything that the server's process
did meanwhile: receiving, decrypting, reports, feedback, history, encrypting, sending, and signalling too.
"""

import asyncio
import json
import os
import shutil
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench import own_network, processes, scenario
from tests.bench.figures import machine, median_and_spread, percentile, table
from tests.bench.loadgen.engine import Engine
from tests.bench.loadgen.flow import until_flowing
from tests.bench.loadgen.hearth import hearth
from tests.bench.loadgen.janus import janus
from tests.bench.loadgen.outgoing import Traffic
from tests.bench.loadgen.subject import Start, Subject
from tests.bench.plots import bars
from tests.bench.write_up import write_up

SETTLE_SECONDS = 1.0  # after the last stream began: its first reports and feedback


class Scenario(scenario.Scenario, frozen=True):
    """Which rooms, and how long each is measured."""

    rooms: tuple[int, ...]
    viewers: tuple[int, ...]
    repeats: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Room:
    """Who sends and who only watches."""

    publishers: int
    viewers: int = 0

    def __str__(self) -> str:
        return f"1 → {self.viewers}" if self.viewers else f"room of {self.publishers}"


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of one run."""

    subject: str
    room: str
    forwarded_per_cpu_second: float
    forwarded_per_second: float
    server_cpu_share: float
    generator_cpu_share: float
    others_cpu_share: float
    latency_p50_ms: float
    latency_p99_ms: float
    missing: int
    checked: int
    bad: int
    late_p99_ms: float
    resident_mib: float


async def measure(name: str, start: Start, room: Room, scene: Scenario) -> Run:
    """Fill a fresh server's room, wait until everything flows, and measure."""
    engine = Engine()
    async with start(own_network.ADDRESS) as subject:
        processes.pin(subject.pid, scene.server_cpu)
        processes.pin(os.getpid(), scene.generator_cpu)
        engine.start()
        try:
            expected = await subject.fill_room(engine, room.publishers, room.viewers)
            await until_flowing(engine, expected)
            await asyncio.sleep(SETTLE_SECONDS)
            return await measure_now(name, subject, str(room), engine, scene.seconds)
        finally:
            engine.stop()


async def measure_now(name: str, subject: Subject, room: str, engine: Engine, seconds: float) -> Run:
    """Measure what flows already."""
    engine.begin_measuring()
    mine, began = os.getpid(), time.monotonic()
    before, cpu, own = engine.totals(), processes.cpu_seconds(subject.pid), processes.cpu_seconds(mine)
    everything = processes.machine_cpu_seconds()
    await asyncio.sleep(seconds)
    after, used = engine.totals(), processes.cpu_seconds(subject.pid) - cpu
    took, own = time.monotonic() - began, processes.cpu_seconds(mine) - own
    others = processes.machine_cpu_seconds() - everything - used - own
    forwarded = after.received - before.received
    latencies = [each / 1e6 for each in engine.latencies_ns]
    return Run(
        subject=name,
        room=room,
        forwarded_per_cpu_second=forwarded / used,
        forwarded_per_second=forwarded / took,
        server_cpu_share=used / took,
        generator_cpu_share=own / took,
        others_cpu_share=max(0.0, others / took),
        latency_p50_ms=percentile(latencies, 0.5),
        latency_p99_ms=percentile(latencies, 0.99),
        missing=after.missing - before.missing,
        checked=after.checked - before.checked,
        bad=after.bad - before.bad,
        late_p99_ms=1000 * percentile(engine.late_seconds, 0.99),
        resident_mib=processes.resident_bytes(subject.pid) / 2**20,
    )


async def _measure_all(scene: Scenario) -> list[Run]:
    subjects: dict[str, Start] = without_janus_if_missing({"Hearth": hearth, "Janus": janus})
    rooms = [Room(size) for size in scene.rooms] + [Room(1, each) for each in scene.viewers]
    runs = []
    for _ in range(scene.repeats):  # interleaved: a noisy minute meets everybody
        for room in rooms:
            for name, start in subjects.items():
                run = await _measure_or_again(name, start, room, scene)
                print(json.dumps(asdict(run)), file=sys.stderr, flush=True)
                runs.append(run)
    return runs


async def _measure_or_again(name: str, start: Start, room: Room, scene: Scenario) -> Run:
    """Measure; once more with a fresh server when the room did not fill, as happens with Janus and fifty."""
    try:
        return await measure(name, start, room, scene)
    except TimeoutError:
        print(f"{name}, {room}: not everybody was connected; once more.", file=sys.stderr)
        return await measure(name, start, room, scene)


def without_janus_if_missing(subjects: dict[str, Any]) -> dict[str, Any]:
    """Return the servers that can be measured here."""
    if shutil.which("janus") is not None:
        return subjects
    print("Janus is not installed: only Hearth is measured.", file=sys.stderr)
    return {name: start for name, start in subjects.items() if name != "Janus"}


def report(runs: list[Run]) -> str:
    """Medians and spread of each server and scenario, and how the medians compare."""
    head = [
        "",
        "",
        "packets per CPU-s",
        "of Janus",
        "µs each",
        "packets/s",
        "server CPU",
        "latency p50 / p99 ms",
    ]
    rows = []
    for room in dict.fromkeys(run.room for run in runs):
        for name in dict.fromkeys(run.subject for run in runs):
            some = [run for run in runs if (run.room, run.subject) == (room, name)]
            rate = statistics.median(run.forwarded_per_cpu_second for run in some)
            others = [r.forwarded_per_cpu_second for r in runs if (r.room, r.subject) == (room, "Janus")]
            rows.append(
                [
                    room,
                    name,
                    median_and_spread([run.forwarded_per_cpu_second for run in some], 0),
                    f"{rate / statistics.median(others):.2f}" if others else "",
                    f"{1e6 / rate:.2f}",
                    f"{statistics.median(run.forwarded_per_second for run in some):,.0f}",
                    f"{statistics.median(run.server_cpu_share for run in some):.0%}",
                    f"{statistics.median(run.latency_p50_ms for run in some):.2f}"
                    f" / {statistics.median(run.latency_p99_ms for run in some):.2f}",
                ]
            )
    return table(head, rows)


def main() -> None:
    """Run it in a network of its own."""
    scene = scenario.read("forwarding", Scenario, __doc__)
    own_network.enter("forwarding")
    runs = asyncio.run(_measure_all(scene))
    _draw(runs)
    checked, bad, missing = (
        sum(getattr(run, each) for run in runs) for each in ("checked", "bad", "missing")
    )
    write_up(
        "forwarding",
        f"{machine()}.",
        f"Each sends {Traffic()}; {scene.repeats} runs of {scene.seconds:g} s each, in turn.",
        report(runs),
        f"{checked:,} packets compared with what was sent: {bad} not intact; {missing} missing of all. "
        f"Generator at most {max(run.generator_cpu_share for run in runs):.0%} of its CPU, "
        f"ticks late by at most {max(run.late_p99_ms for run in runs):.1f} ms (p99); other programs at most "
        f"{max(run.others_cpu_share for run in runs):.0%} of a CPU.",
    )


def _draw(runs: list[Run]) -> None:
    """Plot the median cost of a packet."""
    rooms = list(dict.fromkeys(run.room for run in runs))
    costs = {
        name: [
            1e6
            / statistics.median(
                run.forwarded_per_cpu_second for run in runs if (run.subject, run.room) == (name, room)
            )
            for room in rooms
        ]
        for name in dict.fromkeys(run.subject for run in runs)
    }
    bars("forwarding", "µs of server CPU per forwarded packet", rooms, costs)
