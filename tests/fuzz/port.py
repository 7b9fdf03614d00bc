"""Storms at a forwarder's real UDP port, from strangers and from a peer with keys, beside two who talk.

What is promised: nothing raises, nothing grows, libsrtp never has to refuse a number, and the two go on
hearing one another. Everything runs in one process, so delays are those of a server that is also its own
attacker: they are told, not judged.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from media.ids import Source
from media.sfu import Sfu, SfuSettings, ShownPicture
from tests.fuzz.attack import Attack, Attacker
from tests.media.wire import Client, Told

DATAGRAMS: Final = 200
"""In one storm, faster than the rate a peer is allowed."""
MAX_GROWTH_MEBIBYTES: Final = 96


@dataclass
class Findings:
    """What a run saw."""

    datagrams: int = 0
    quiet_ms: list[float] = field(default_factory=list)
    stormy_ms: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    growth_mebibytes: float = 0.0
    tasks: int = 0
    counters: dict[str, int] = field(default_factory=dict)


async def _word(told: Told, speaker: Client, hearer: Client, sequence: int) -> float:
    """Milliseconds from one mouth to the other ear, after the storm that is in the socket already.

    Said again when the storm filled the socket's buffer, so that the kernel dropped it.
    """
    began = time.perf_counter()
    payload = b"word %d" % sequence

    def is_heard() -> bool:
        return any(each.payload == payload for each in hearer.received)

    for tries in range(20):
        speaker.speak(sequence * 20 + tries, payload=payload)
        try:
            async with asyncio.timeout(0.5):
                await told.until(is_heard)
        except TimeoutError:
            continue
        return (time.perf_counter() - began) * 1000
    raise TimeoutError("not heard")


async def storm(seconds: float, seed: int, rounds: int | None = None) -> Findings:
    """Let storms follow one another for so long, or so many; raise when a promise is broken."""
    chance, found, told = random.Random(seed), Findings(), Told()
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, context: found.faults.append(repr(context)))
    sfu = Sfu(SfuSettings(bind_host="127.0.0.1", voice_slots=3, picture_slots=3), told)
    await sfu.start()
    people: list[Client] = [Attacker(sfu, told, "mal"), Client(sfu, told, "ben"), Client(sfu, told, "eva")]
    mal, ben, eva = people
    for each in people:
        sfu.set_publications("room", each.name, frozenset(Source))
        others = [ShownPicture(one.name, Source.CAMERA, 320, 180) for one in people if one is not each]
        sfu.set_pictures("room", each.name, others)
        await each.connect()
    assert isinstance(mal, Attacker)
    attack = Attack(sfu.port, mal, ben._server_user, chance, DATAGRAMS)
    try:
        await _storms(attack, (mal, ben, eva), told, found, seconds, rounds)
        # It may have been told to connect anew, as anyone not heard of for three seconds: a busy machine.
        attacker = sfu.peer_statistics("room", "mal")
        assert attacker is not None
        assert attacker.connected, "the storms came from nobody"
        found.counters = {name: count for name, count in sfu.statistics().counters.items() if count}
        assert "encryption_failed" not in found.counters, "libsrtp was to encrypt under a number of before"
    finally:
        await attack.close()
        for each in people:
            await each.close()
        await sfu.close()
        loop.set_exception_handler(before)
    return found


async def _storms(
    attack: Attack,
    people: tuple[Client, Client, Client],
    told: Told,
    found: Findings,
    seconds: float,
    rounds: int | None,
) -> None:
    _, ben, eva = people
    ends_at, sequence, round_number = time.monotonic() + seconds, 0, 0
    memory = 0.0
    while time.monotonic() < ends_at and (rounds is None or round_number < rounds):
        for name, blow in attack.storms.items():
            found.quiet_ms.append(await _word(told, ben, eva, sequence := sequence + 1))
            await blow()
            found.datagrams += DATAGRAMS
            found.stormy_ms.append(await _word(told, ben, eva, sequence := sequence + 1))
            assert not found.faults, f"{name}: {found.faults[0]}"
            for each in people:
                each.check()  # else a peer that only listens expires
                for kept in (each.received, each.reports, each.raw_rtcp, each.refused):
                    _empty(kept)
        round_number += 1
        found.tasks = max(found.tasks, len(asyncio.all_tasks()))
        if round_number == 3:
            memory = _mebibytes()
    if memory:
        found.growth_mebibytes = _mebibytes() - memory
        assert found.growth_mebibytes < MAX_GROWTH_MEBIBYTES


def _empty(kept: list[Any]) -> None:
    kept.clear()


def _mebibytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def run(seconds: float, seed: int) -> int:
    """Storm for so long and tell; 1 when a promise was broken."""
    try:
        found = asyncio.run(storm(seconds, seed))
    except (AssertionError, TimeoutError) as broken:
        print(f"port: broke: {broken!r}")
        return 1
    quiet, stormy = (statistics.median(each) for each in (found.quiet_ms, found.stormy_ms))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"port: {found.datagrams} datagrams, seed {seed}: nothing broke; memory grew by "
        f"{found.growth_mebibytes:.1f} MiB after the first rounds, {found.tasks} tasks, "
        f"{used.ru_utime + used.ru_stime:.0f} s of CPU; from mouth to ear {quiet:.1f} ms before a storm, "
        f"{stormy:.1f} ms behind {DATAGRAMS} of its datagrams (medians); counted: {found.counters}"
    )
    return 0
