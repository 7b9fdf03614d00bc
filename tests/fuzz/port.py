"""Storms at a forwarder's real UDP port, from strangers and from a peer with keys, beside two who talk.

What is promised: nothing raises, nothing grows, and the two go on hearing one another. Everything runs in one
process, so delays are those of a server that is also its own attacker: they are told, not judged.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import resource
import socket
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aioice.stun

from media import rtcp
from media.ids import Source
from media.sfu import Sfu, SfuSettings, ShownPicture
from tests.fuzz.mutation import mutations
from tests.media.wire import MID, OPUS, RID, VP8, VP8_REPAIR, Client, Told

CORPUS: Final = Path(__file__).parent / "corpus"
DATAGRAMS: Final = 200
"""In one storm, faster than the rate a peer is allowed."""
MAX_GROWTH_MEBIBYTES: Final = 96
CLIENT_HELLO: Final = bytes.fromhex("16fefd0000000000000000003b0100002f000000000000002ffefd") + bytes(46)
NEIGHBOURS: Final = ("127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.0.1", "::1", "fe80::1")


class Attack:
    """One stranger and one peer with keys, both ill-willed."""

    def __init__(self, sfu: Sfu, peer: Attacker, victim: Client, chance: random.Random) -> None:
        self._peer, self._victim, self._chance = peer, victim, chance
        self._stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._stranger.connect(("127.0.0.1", sfu.port))
        self._rtp = mutations(_corpus("rtp_packet"), chance)
        self._rtcp = mutations(_corpus("rtcp_packet"), chance)
        self._feedback = mutations(_corpus("transport_feedback"), chance)
        self._check = mutations([*_corpus("stun_message"), self._forged_check(), CLIENT_HELLO], chance)
        # Scattered, but none twice: its sender's own SRTP would refuse the same number again.
        self._strange_ssrcs = (count * 0x9E37_79B1 & 0xFFFF_FFFF for count in itertools.count(1))
        self.storms: dict[str, Callable[[], None]] = {
            "garbage of strangers": self._garbage,
            "checks with a guessed password": self._guessed_checks,
            "ClientHellos of strangers and of a peer": self._hellos,
            "unknown SSRCs": self._unknown_streams,
            "mutated RTP under right keys": self._mutated_media,
            "mutated RTCP under right keys": self._mutated_reports,
            "NACKs": self._nacks,
            "key frame requests": self._key_frame_requests,
            "absurd feedback": self._absurd_feedback,
            "gaps": self._gaps,
        }

    def close(self) -> None:
        self._stranger.close()

    def _forged_check(self) -> bytes:
        message = aioice.stun.Message(
            aioice.stun.Method.BINDING,
            aioice.stun.Class.REQUEST,
            attributes={"USERNAME": f"{self._victim._server_user}:abcd", "USE-CANDIDATE": None},
        )
        message.add_message_integrity(b"guess")
        return bytes(message)

    def _garbage(self) -> None:
        for data in itertools.islice(self._check, DATAGRAMS // 2):
            self._stranger.send(data[:1400])
        for data in itertools.islice(self._rtp, DATAGRAMS // 2):
            self._stranger.send(data[:1400])

    def _guessed_checks(self) -> None:
        for _ in range(DATAGRAMS):
            self._stranger.send(self._forged_check())
            self._peer.send_raw(self._forged_check())

    def _hellos(self) -> None:
        for _ in range(DATAGRAMS // 2):
            self._stranger.send(CLIENT_HELLO)
            self._peer.send_raw(CLIENT_HELLO[: self._chance.randrange(1, len(CLIENT_HELLO))])

    def _unknown_streams(self) -> None:
        for _ in range(DATAGRAMS):
            self._peer.send(next(self._strange_ssrcs), OPUS, 1, 1, b"who am I")

    def _mutated_media(self) -> None:
        chance, peer = self._chance, self._peer
        known = [*peer.ssrcs.values(), peer.ssrcs[Source.CAMERA, "l"] + 500]
        for data in itertools.islice(self._rtp, DATAGRAMS):
            ids = [(MID, b"1"), (RID, b"lmh"[:1])] if chance.random() < 0.3 else []
            kind = chance.choice((OPUS, 63, VP8, VP8_REPAIR, data[1] & 0x7F if len(data) > 1 else 0))
            self._send_on(chance.choice(known), kind, data[12:1200], ids)

    def _send_on(self, ssrc: int, kind: int, payload: bytes, ids: Sequence[tuple[int, bytes]]) -> None:
        self._peer.sequences[ssrc] = sequence = self._peer.sequences.get(ssrc, 0) + self._chance.choice(
            (1, 1, 2, 50)
        )
        self._peer.send(ssrc, kind, sequence, sequence * 960, payload or b"x", ids=ids)

    def _mutated_reports(self) -> None:
        for data in itertools.islice(self._rtcp, DATAGRAMS):
            self._peer.send_rtcp((b"\x80\xc9" + data)[: 2 + len(data) // 4 * 4][:1200].ljust(8, b"\0"))

    def _nacks(self) -> None:
        for name in ("v0", "v1", "p0"):
            for _ in range(DATAGRAMS // 3):
                base = self._chance.randrange(65536)
                packet = rtcp.nack(1, self._peer.slot_ssrcs[name][0], range(base, base + 300))
                self._peer.send_rtcp(packet)

    def _key_frame_requests(self) -> None:
        for _ in range(DATAGRAMS):
            self._peer.send_rtcp(rtcp.picture_loss(1, self._peer.slot_ssrcs["p0"][0]))

    def _absurd_feedback(self) -> None:
        for data in itertools.islice(self._feedback, DATAGRAMS):
            body = data[:1000] + bytes(-len(data[:1000]) % 4)
            self._peer.send_rtcp(rtcp.transport_feedback(1, 2, body))

    def _gaps(self) -> None:
        ssrc = self._peer.ssrcs[Source.MICROPHONE, ""]
        for _ in range(DATAGRAMS):
            self._peer.sequences[ssrc] = sequence = self._peer.sequences.get(ssrc, 0) + 2
            self._peer.send(ssrc, OPUS, sequence, sequence * 960, b"opus")


class Attacker(Client):
    """A peer with keys, and its own count of what it sent."""

    def __init__(self, sfu: Sfu, told: Told, name: str) -> None:
        super().__init__(sfu, told, name)
        self.doubles = True
        self.sequences: dict[int, int] = {}
        self.rewrite_answer = self._with_neighbours

    def offer(self) -> str:
        """Names addresses as its own that a server must never send to."""
        lines = [f"a=candidate:{index} 1 udp 1 {host} 9 typ host" for index, host in enumerate(NEIGHBOURS)]
        return super().offer() + "\r\n".join(lines) + "\r\n"

    def _with_neighbours(self, answer: str) -> str:
        assert not any(f" {host} 9 " in answer for host in NEIGHBOURS)
        return answer


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


def _corpus(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]


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
    attack = Attack(sfu, mal, ben, chance)
    try:
        await _storms(attack, (mal, ben, eva), told, found, seconds, rounds)
        # It may have been told to connect anew, as anyone not heard of for three seconds: a busy machine.
        attacker = sfu.peer_statistics("room", "mal")
        assert attacker is not None
        assert attacker.connected, "the storms came from nobody"
        found.counters = {name: count for name, count in sfu.statistics().counters.items() if count}
    finally:
        attack.close()
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
            blow()
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
