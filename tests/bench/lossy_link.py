"""A bad network in a process of its own: a UDP relay that loses, delays, shuffles and repeats by a seed.

It runs before everything else where it may (SCHED_FIFO): a relay that waits for the CPU adds delays of
its own, which browsers take for a full queue, and what is measured then is the machine.
"""

import argparse
import asyncio
import json
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Weather:
    """What happens to a datagram in one direction."""

    loss: float = 0.0
    """Share lost, 0 to 1, each datagram by itself."""
    delay_seconds: float = 0.0
    jitter_seconds: float = 0.0
    """Added on top, evenly spread; datagrams overtake one another."""
    repeated: float = 0.0
    """Share that comes twice."""


class LossyLink(asyncio.DatagramProtocol):
    """Stands between clients and one server; each client has a socket of its own towards the server."""

    def __init__(self, server: Address, weather: Weather, seed: int) -> None:
        self._server = server
        self.weather = weather
        self._chance = random.Random(seed)
        self._clients: dict[Address, _Uplink] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self.counts: Counter[str] = Counter()

    async def start(self) -> int:
        """Open the client side on loopback; return its port."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def close(self) -> None:
        """Close all sockets; what is under way is lost."""
        for uplink in self._clients.values():
            uplink.close()
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """From a client."""
        uplink = self._clients.get(addr)
        if uplink is None:
            uplink = self._clients[addr] = _Uplink(self, addr)
            loop = asyncio.get_running_loop()
            uplink.opening = loop.create_task(uplink.open(self._server, data))
        elif uplink.transport is not None:
            self.carry(data, uplink.transport, None)

    def to_client(self, data: bytes, addr: Address) -> None:
        """From the server."""
        if self._transport is not None:
            self.carry(data, self._transport, addr)

    def carry(self, data: bytes, way: asyncio.DatagramTransport, addr: Address | None) -> None:
        """Send on, later, or never. Connecting is spared: it is not what is measured."""
        is_media = 127 < data[0] < 192
        weather, chance = self.weather, self._chance
        if is_media:
            self.counts["carried"] += 1
            if chance.random() < weather.loss:
                self.counts["lost"] += 1
                return
        times = 2 if is_media and chance.random() < weather.repeated else 1
        for _ in range(times):
            delay = weather.delay_seconds + weather.jitter_seconds * chance.random()
            asyncio.get_running_loop().call_later(delay, _send, way, data, addr)


class _Uplink(asyncio.DatagramProtocol):
    """The socket towards the server that stands for one client."""

    def __init__(self, link: LossyLink, client: Address) -> None:
        self._link = link
        self._client = client
        self.transport: asyncio.DatagramTransport | None = None
        self.opening: asyncio.Task[None] | None = None

    async def open(self, server: Address, first: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, remote_addr=server)
        self._link.carry(first, self.transport, None)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._link.to_client(data, self._client)


def _send(way: asyncio.DatagramTransport, data: bytes, addr: Address | None) -> None:
    if not way.is_closing():
        way.sendto(data, addr)


@dataclass
class Relay:
    """A running relay, and what it carried once it has ended."""

    port: int
    counts: dict[str, int]


@asynccontextmanager
async def lossy_link(server: Address, weather: Weather, seed: int) -> AsyncIterator[Relay]:
    """Run a relay towards `server` in a process of its own."""
    settings = json.dumps([server, asdict(weather), seed])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, settings),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018 - both are pipes
    relay = Relay(int(await process.stdout.readline()), {})
    try:
        yield relay
    finally:
        process.stdin.close()
        relay.counts.update(json.loads(await process.stdout.read()))
        await process.wait()


async def _serve(settings: str) -> None:
    """Relay until standard input ends."""
    (host, port), weather, seed = json.loads(settings)
    link = LossyLink((host, port), Weather(**weather), seed)
    print(await link.start(), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    link.close()
    print(json.dumps(link.counts))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("settings")
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    asyncio.run(_serve(parser.parse_args().settings))
