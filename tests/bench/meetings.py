"""Whole group meetings of 12 on one core, of Hearth and of Janus in turn, and the latency at half load.

The same experience for everybody: one person large, ten small, all voices, of which three speak. Each
camera offers three simulcast layers. Janus is told which layer to send to whom; Hearth finds out by what is
shown, and asks cameras to stop the layers that nobody watches. Meetings are added until about half of the
server's CPU is in use, and then measured.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from typing import Protocol

from tests.bench import own_network, processes, scenario
from tests.bench.figures import machine, median_and_spread, table
from tests.bench.forwarding import SETTLE_SECONDS, Run, measure_now, without_janus_if_missing
from tests.bench.loadgen.engine import Engine
from tests.bench.loadgen.flow import until_flowing
from tests.bench.loadgen.hearth import hearth
from tests.bench.loadgen.janus import janus
from tests.bench.loadgen.subject import MeetingSubject
from tests.bench.plots import bars
from tests.bench.write_up import write_up

_GLANCE_SECONDS = 2.0  # for seeing how busy the server is
_MOST_MEETINGS = 24
_LATENCIES = ("latency_p50_ms", "latency_p99_ms")


class Scenario(scenario.Scenario, frozen=True):
    """How large a meeting is, and how busy the server."""

    seats: int
    load: float
    repeats: int
    seconds: float


class Start(Protocol):
    """How a server is started: on this address, until the context is left."""

    def __call__(self, host: str) -> AbstractAsyncContextManager[MeetingSubject]:
        """Start it."""


async def measure(name: str, start: Start, scene: Scenario) -> tuple[int, Run]:
    """Add meetings to a fresh server until it is busy enough; return how many, and their figures."""
    engine, meetings, expected = Engine(), 0, 0
    async with start(own_network.ADDRESS) as subject:
        processes.pin(subject.pid, scene.server_cpu)
        processes.pin(os.getpid(), scene.generator_cpu)
        engine.start()
        try:
            share = 0.0
            while meetings < _MOST_MEETINGS and (
                not meetings or share * (meetings + 0.5) / meetings < scene.load
            ):
                expected += await subject.fill_meeting(engine, scene.seats)
                meetings += 1
                await until_flowing(engine, expected)
                await asyncio.sleep(SETTLE_SECONDS)
                share = await _cpu_share(subject.pid)
            label = f"{meetings} meetings"
            return meetings, await measure_now(name, subject, label, engine, scene.seconds)
        finally:
            engine.stop()


async def _cpu_share(pid: int) -> float:
    cpu, began = processes.cpu_seconds(pid), time.monotonic()
    await asyncio.sleep(_GLANCE_SECONDS)
    return (processes.cpu_seconds(pid) - cpu) / (time.monotonic() - began)


async def _measure_all(scene: Scenario) -> list[tuple[int, Run]]:
    subjects: dict[str, Start] = without_janus_if_missing({"Hearth": hearth, "Janus": janus})
    found = []
    for _ in range(scene.repeats):
        for name, start in subjects.items():
            meetings, run = await measure(name, start, scene)
            print(json.dumps({"meetings": meetings, **asdict(run)}), file=sys.stderr, flush=True)
            found.append((meetings, run))
    return found


def report(found: list[tuple[int, Run]]) -> str:
    """Medians and spread of each server."""
    head = [
        "",
        "meetings per core",
        "of Janus",
        "measured with",
        "packets/s out",
        "server CPU",
        "latency p50 / p99, ms",
    ]
    per_core = {
        name: [meetings / run.server_cpu_share for meetings, run in found if run.subject == name]
        for name in _names(found)
    }
    rows = []
    for name, values in per_core.items():
        runs = [(meetings, run) for meetings, run in found if run.subject == name]
        ratio = (
            statistics.median(values) / statistics.median(per_core["Janus"]) if "Janus" in per_core else None
        )
        rows.append(
            [
                name,
                median_and_spread(values),
                f"{ratio:.2f}" if ratio else "",
                f"{statistics.median(meetings for meetings, _ in runs):g}",
                f"{statistics.median(run.forwarded_per_second for _, run in runs):,.0f}",
                f"{statistics.median(run.server_cpu_share for _, run in runs):.0%}",
                f"{statistics.median(run.latency_p50_ms for _, run in runs):.2f}"
                f" / {statistics.median(run.latency_p99_ms for _, run in runs):.2f}",
            ]
        )
    return table(head, rows)


def main() -> None:
    """Run it in a network of its own."""
    scene = scenario.read("meetings", Scenario, __doc__)
    own_network.enter("meetings")
    found = asyncio.run(_measure_all(scene))
    _draw(found)
    late = max(run.late_p99_ms for _, run in found)
    others = max(run.others_cpu_share for _, run in found)
    missing = sum(run.missing for _, run in found)
    write_up(
        "meetings",
        f"{machine()}.",
        f"{scene.repeats} runs of {scene.seconds:g} s for each, in turn.",
        report(found),
        f"{missing} packets missing, {sum(run.bad for _, run in found)} damaged. Generator's ticks late by "
        f"at most {late:.1f} ms (p99); other programs at most {others:.0%} of a CPU.",
    )


def _draw(found: list[tuple[int, Run]]) -> None:
    """Plot the medians."""
    runs = {name: [(m, run) for m, run in found if run.subject == name] for name in _names(found)}
    per_core = {
        n: [statistics.median(m / run.server_cpu_share for m, run in some)] for n, some in runs.items()
    }
    bars("meetings", "meetings of 12 per core", ["at half load"], per_core)
    latency = {
        name: [statistics.median(getattr(run, each) for _, run in some) for each in _LATENCIES]
        for name, some in runs.items()
    }
    bars("latency", "added latency at half load, ms", ["p50", "p99"], latency)


def _names(found: list[tuple[int, Run]]) -> list[str]:
    """The servers that were measured, in their order."""
    return list(dict.fromkeys(run.subject for _, run in found))
