"""What a storm costs others: the server, two who talk and the attacker in processes of their own.

`python -m tests.fuzz.siege [--rate N] [--seconds N] [STORM …]` prints a row for each storm: how long the two
wait for one another's words (from `sendto` to the kernel's receive stamp), how many get lost, and what the
server's process uses. The server has one CPU for itself; the others share the next.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import struct
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from media.ids import Source
from media.sfu import Sfu, SfuSettings, ShownPicture
from tests.bench import processes
from tests.bench.figures import percentile, table
from tests.fuzz.attack import STORMS, Attack, Attacker
from tests.media.wire import Client, Told

BLOW: Final = 20
"""Datagrams at once, so that the attack is even."""
WORD_SECONDS: Final = 0.02
SETTLE_SECONDS: Final = 0.5
SO_TIMESTAMPNS: Final = 35
_STAMP: Final = struct.Struct("@qq")
_SENT_AT: Final = struct.Struct("!q")
MOST_LINE: Final = 1 << 20
SERVER_CPU, OTHERS_CPU = 0, 1
_MYSELF: Final = (sys.executable, "-m", "tests.fuzz.siege")
PEOPLE: Final = ("mal", "ben", "eva")


# -- the server --------------------------------------------------------------------------


class _Announcer(Told):
    """Tells all processes who is connected."""

    def __init__(self) -> None:
        super().__init__()
        self.writers: list[asyncio.StreamWriter] = []

    def peer_connected(self, room: str, peer: str) -> None:
        super().peer_connected(room, peer)
        for writer in self.writers:
            writer.write(json.dumps({"connected": peer}).encode() + b"\n")


async def serve(way: str) -> None:
    """A forwarder, and a Unix socket through which it takes offers and says who is connected."""
    told = _Announcer()
    sfu = Sfu(SfuSettings(bind_host="127.0.0.1", voice_slots=3, picture_slots=3), told)
    await sfu.start()
    for name in PEOPLE:
        sfu.set_publications("room", name, frozenset(Source))
        others = [ShownPicture(each, Source.CAMERA, 320, 180) for each in PEOPLE if each != name]
        sfu.set_pictures("room", name, others)

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told.writers.append(writer)
        while line := await reader.readline():
            reply = await _reply(sfu, *json.loads(line))
            writer.write(json.dumps({"reply": reply}).encode() + b"\n")

    server = await asyncio.start_unix_server(attend, way, limit=MOST_LINE)
    print("ready", flush=True)
    await server.serve_forever()


async def _reply(sfu: Sfu, question: str, *words: str) -> Any:
    if question != "answer":
        return {"port": sfu.port, "pid": os.getpid(), "counters": sfu.statistics().counters}
    peer, offer = words
    while not await sfu.make_way("room", peer, urgent=False):
        pass
    return await sfu.answer("room", peer, offer)


class FarSfu:
    """As much of a forwarder in another process as clients ask for."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._replies: asyncio.Queue[Any] = asyncio.Queue()

    async def reach(self, way: str) -> None:
        """Connect to the process behind this Unix socket."""
        reader, self._writer = await asyncio.open_unix_connection(way, limit=MOST_LINE)
        self._reading = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            said = json.loads(line)
            if "connected" in said:
                self._told.peer_connected("room", said["connected"])
            else:
                self._replies.put_nowait(said["reply"])

    async def ask(self, *words: str) -> Any:
        """One question, one answer."""
        self._writer.write(json.dumps(words).encode() + b"\n")
        return await self._replies.get()

    async def make_way(self, room: str, peer: str, *, urgent: bool) -> bool:
        """The other process does, before it answers."""
        return True

    async def answer(self, room: str, peer: str, offer: str) -> str:
        """The answer to an offer."""
        return cast(str, await self.ask("answer", peer, offer))


async def _reached(way: str) -> tuple[Any, Told]:
    told = Told()
    far = FarSfu(told)
    await far.reach(way)
    return far, told


# -- who attacks -------------------------------------------------------------------------


async def attack(way: str, victim_user: str, storm: str, rate: float) -> None:
    """One kind of storm at so many datagrams a second, until the standard input ends."""
    far, told = await _reached(way)
    peer = Attacker(far, told, "mal")
    await peer.connect()
    port = (await far.ask("port"))["port"]
    onslaught = Attack(port, peer, victim_user, random.Random(1), BLOW)
    blow = onslaught.storms[storm]
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    os.nice(20)
    began, sent, kept = time.monotonic(), 0, time.monotonic()
    while True:
        await blow()
        sent += BLOW
        late = began + sent / rate - time.monotonic()
        await asyncio.sleep(max(0.0, late))
        if time.monotonic() > kept + 1:
            kept += 1
            peer.check()
            print(sent, flush=True)
            for each in (peer.received, peer.reports, peer.raw_rtcp, peer.refused):
                cast(list[Any], each).clear()


# -- who talks ---------------------------------------------------------------------------


class Talker(Client):
    """Sends words, and reads those of others with the kernel's time of arrival."""

    sent = 0

    def listen(self, heard_ms: list[float]) -> None:
        """Read the socket here from now on."""
        assert self._transport is not None
        self._transport.pause_reading()  # type: ignore[attr-defined]
        shared = self._transport.get_extra_info("socket")
        self._own = socket.socket(fileno=os.dup(shared.fileno()))
        self._own.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._own.setblocking(False)
        asyncio.get_running_loop().add_reader(self._own, self._hear, heard_ms)

    def _hear(self, heard_ms: list[float]) -> None:
        assert self._sessions is not None
        while True:
            try:
                data, notes, _, _ = self._own.recvmsg(2048, 64)
            except BlockingIOError:
                return
            if not 127 < data[0] < 192 or 191 < data[1] < 224:
                continue
            seconds, nanoseconds = _STAMP.unpack(notes[0][2][:16])
            plain = self._sessions.decrypt.unprotect(data)
            if plain[-12:-8] == b"word":
                heard_ms.append(seconds * 1e3 + nanoseconds / 1e6 - _SENT_AT.unpack(plain[-8:])[0] / 1e6)

    def say(self) -> None:
        """One word, with the time on it."""
        self.sent += 1
        self.speak(self.sent, payload=b"word" + _SENT_AT.pack(time.time_ns()))


@dataclass
class Heard:
    """What the two waited for."""

    p50_ms: float
    p99_ms: float
    lost_share: float
    server_cpu_share: float
    storm_per_second: float = 0.0


async def talk(way: str, server: int, siege: Siege | None, seconds: float) -> Heard:
    """Let two talk, with the attack going on or without."""
    far, told = await _reached(way)
    ben, eva = (Talker(far, told, name) for name in PEOPLE[1:])
    heard: list[float] = []
    for each in (ben, eva):
        await each.connect()
        each.listen(heard)
    if siege is not None:
        await siege.begin(way, ben._server_user)
    await _words((ben, eva), SETTLE_SECONDS)
    heard.clear()
    before, begun, cpu = ben.sent + eva.sent, time.monotonic(), processes.cpu_seconds(server)
    await _words((ben, eva), seconds)
    used = (processes.cpu_seconds(server) - cpu) / (time.monotonic() - begun)
    for each in (ben, eva):
        asyncio.get_running_loop().remove_reader(each._own)
        each._own.close()
        assert each._transport is not None
        each._transport.close()
    words = ben.sent + eva.sent - before
    lost = max(0.0, 1 - len(heard) / words)
    return Heard(percentile(heard, 0.5), percentile(heard, 0.99), lost, used)


async def _words(two: tuple[Talker, Talker], seconds: float) -> None:
    next_at = time.monotonic()
    ends_at, check_at = next_at + seconds, next_at
    while next_at < ends_at:
        for each in two:
            each.say()
        if next_at >= check_at:
            check_at += 1
            for each in two:
                each.check()
        next_at += WORD_SECONDS
        await asyncio.sleep(max(0.0, next_at - time.monotonic()))


# -- all together ------------------------------------------------------------------------


class Siege:
    """The attacker's process."""

    def __init__(self, storm: str, rate: float) -> None:
        self._storm, self._rate = storm, rate
        self._sent: list[int] = []

    async def begin(self, way: str, victim_user: str) -> None:
        """Start, connect, attack."""
        words = [*_MYSELF, "--attack", way, victim_user, self._storm, "--rate", str(self._rate)]
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe)
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        await self._process.stdout.readline()
        processes.pin(self._process.pid, OTHERS_CPU)
        self._process.stdin.write(b"\n")
        self._reading = asyncio.create_task(self._read(self._process.stdout))

    async def _read(self, said: asyncio.StreamReader) -> None:
        while line := await said.readline():
            self._sent.append(int(line))

    async def end(self) -> float:
        """Stop; datagrams that were sent in a second."""
        self._process.kill()
        await self._process.wait()
        await self._reading
        return self._sent[-1] / len(self._sent) if self._sent else 0.0


async def measured(storm: str, rate: float, seconds: float) -> Heard:
    """A fresh server, two who talk, and the storm; none with an empty name."""
    with tempfile.TemporaryDirectory(prefix="hearth-siege-") as folder:
        way = str(Path(folder) / "way")
        pipe = asyncio.subprocess.PIPE
        server = await asyncio.create_subprocess_exec(*_MYSELF, "--serve", way, stdout=pipe)
        assert server.stdout is not None
        await server.stdout.readline()
        processes.pin(server.pid, SERVER_CPU)
        siege = Siege(storm, rate) if storm else None
        try:
            heard = await talk(way, server.pid, siege, seconds)
        finally:
            if siege is not None:
                rate = await siege.end()
            server.kill()
            await server.wait()
        heard.storm_per_second = rate if storm else 0.0
        return heard


def _row(storm: str, heard: Heard) -> list[str]:
    return [
        storm or "none",
        f"{heard.storm_per_second:,.0f}",
        f"{heard.p50_ms:.2f}",
        f"{heard.p99_ms:.2f}",
        f"{heard.lost_share:.1%}",
        f"{heard.server_cpu_share:.0%}",
    ]


def _all(storms: list[str], rate: float, seconds: float) -> None:
    processes.pin(os.getpid(), OTHERS_CPU)
    os.nice(-10)
    rows = []
    for storm in ("", *storms):
        rows.append(_row(storm, asyncio.run(measured(storm, rate, seconds))))
        print(*rows[-1], sep=" | ", file=sys.stderr, flush=True)
    print(table(("storm", "a second", "p50, ms", "p99, ms", "lost", "server's CPU"), rows))


def main() -> None:
    """Be what the arguments say: server, attacker, or the whole."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.siege", description=__doc__.split("\n\n")[0])
    parser.add_argument("storms", nargs="*", metavar="STORM", help="words of its name; all without")
    parser.add_argument("--rate", type=float, default=10_000, help="datagrams a second")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--serve", metavar="WAY", help=argparse.SUPPRESS)
    parser.add_argument("--attack", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve))
    elif options.attack:
        asyncio.run(attack(*options.attack, options.rate))
    else:
        chosen = [each for each in STORMS if not options.storms or any(w in each for w in options.storms)]
        _all(chosen, options.rate, options.seconds)


if __name__ == "__main__":
    main()
