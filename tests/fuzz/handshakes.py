"""Handshakes of a client with a right password and ill will, against one real end of ours, without sockets.

Each input is a row of choices: the client goes on honestly, bends its flight, sends parts of another, or
talks when it has keys. Whatever it does, nothing raises, nothing piles up, and it is answered with little.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, Final

from aiortc import RTCCertificate
from OpenSSL import SSL

from media.aiortc_private import SRTP_PROFILES, Dtls, fingerprint_of
from media.counters import Counters
from media.link import Link
from media.port import Endpoint, Port
from tests.fuzz.script import Script
from tests.media.owner import Nobody

MAX_STEPS: Final = 40
MAX_ANSWERS: Final = 8
"""Datagrams sent for one that came: a flight of ours has two or three."""
MOST_READ: Final = 1500
OURS: Final = RTCCertificate.generateCertificate()
THEIRS: Final = RTCCertificate.generateCertificate()
KINDS: Final = b"\x14\x15\x16\x17\x18\x19\x1a\x3f"


class Flights:
    """The client's side of a DTLS connection, flight by flight."""

    def __init__(self, certificate: RTCCertificate = THEIRS) -> None:
        self._ssl = SSL.Connection(certificate._create_ssl_context(srtp_profiles=SRTP_PROFILES))
        self._ssl.set_connect_state()

    def after(self, *received: bytes) -> bytes:
        """What an honest client sends next, having received this."""
        for data in filter(None, received):
            self._ssl.bio_write(data)
        with suppress(SSL.Error):
            self._ssl.do_handshake()
        return self._written()

    def talk(self, payload: bytes) -> bytes:
        """Application data; empty before there are keys."""
        try:
            self._ssl.send(payload)
        except SSL.Error:
            return b""
        return self._written()

    def goodbye(self) -> bytes:
        """The alert that ends a connection."""
        try:
            self._ssl.shutdown()
        except SSL.Error:
            return b""
        return self._written()

    def renegotiation(self) -> bytes:
        """A ClientHello under the keys there are; empty where none can be made."""
        with suppress(SSL.Error):
            self._ssl.renegotiate()
            self._ssl.do_handshake()
        return self._written()

    def _written(self) -> bytes:
        written = b""
        try:
            while True:
                written += self._ssl.bio_read(MOST_READ)
        except SSL.Error:
            return written


@cache
def recorded() -> tuple[bytes, ...]:
    """What a client sends in a handshake that succeeds."""
    server = SSL.Connection(OURS._create_ssl_context(srtp_profiles=SRTP_PROFILES))
    server.set_accept_state()
    client, flights = Flights(), list[bytes]()
    flight = client.after()
    while flight:
        flights.append(flight)
        server.bio_write(flight)
        with suppress(SSL.WantReadError):
            server.do_handshake()
        flight = client.after(server.bio_read(4 * MOST_READ))
    return tuple(flights)


def bent(data: bytes, script: Script) -> bytes:
    """A datagram with some of it changed, as the script chooses."""
    at, changed = script.below(len(data) or 1), bytearray(data)
    kind = script.below(6)
    if kind == 0:
        changed[at : at + 1] = script.octets(1)
    elif kind == 1:
        del changed[at:]
    elif kind == 2:
        changed[at:at] = script.octets(script.below(16))
    elif kind == 3:
        changed[:1] = KINDS[script.below(len(KINDS)) :][:1]
    elif kind == 4:  # a fragment that claims to be part of something large, or another message
        changed[13 + script.below(12) : 13 + 12] = script.octets(12)
    else:
        changed *= 1 + script.below(4)
    return bytes(changed[:MOST_READ])


class _Way(Endpoint):
    """Ours, with what is sent kept instead."""

    def __init__(self, port: Port) -> None:
        super().__init__(port, Link(Nobody()))
        self.sent: list[bytes] = []
        self.count = 0

    async def _send(self, data: bytes) -> None:
        self.sent.append(data)
        self.count += 1

    def is_waiting(self) -> bool:
        """Whether all that came has been read."""
        return self._incoming.empty() and any(not each.done() for each in self._incoming._getters)


class _Meeting:
    """Our end, and the client that it meets."""

    def __init__(self, port: Port, script: Script) -> None:
        self._script = script
        self._way = _Way(port)
        self._dtls = Dtls(self._way, OURS)
        self._flights = Flights()
        self._connecting = asyncio.create_task(self._dtls.start("sha-256", fingerprint_of(THEIRS)))
        self._arrived = 0

    async def go(self) -> None:
        """Until the script ends."""
        for _ in range(MAX_STEPS):
            if self._script.ended or self._is_over():
                break
            for data in filter(None, self._next()):
                self._arrived += self._way.handshake(data)
            await self._settle()
            assert self._way.count <= MAX_ANSWERS * (1 + self._arrived), "little is answered with much"
        await self._dtls.stop()
        self._way.close()
        self._connecting.cancel()
        ended = await asyncio.gather(self._connecting, return_exceptions=True)
        assert isinstance(ended[0], bool | asyncio.CancelledError), f"raised {ended[0]!r}"

    def _next(self) -> list[bytes]:
        script, flights = self._script, self._flights
        kind = script.below(10)
        if kind < 3:
            received, self._way.sent = self._way.sent, []
            return [flights.after(*received)]
        if kind == 3:
            received, self._way.sent = self._way.sent, []
            return [bent(flights.after(*received), script)]
        if kind == 4:
            return [bent(recorded()[script.below(len(recorded()))], script)]
        if kind == 5:
            return [flights.talk(script.octets(1 + script.below(40))) * (1 + script.below(20))]
        if kind == 6:
            return [bent(flights.talk(b"talk") or flights.goodbye(), script)]
        if kind == 7:
            return [flights.renegotiation()]
        if kind == 8:
            return [b"\x16" + script.octets(script.below(64))] * (1 + script.below(64))
        return [flights.goodbye() if script.below(4) == 0 else b"\x15\xfe\xfd" + script.octets(12)]

    async def _settle(self) -> None:
        while not self._way.is_waiting() and not self._is_over():  # noqa: ASYNC110 - OpenSSL wakes nobody
            await asyncio.sleep(0)

    def _is_over(self) -> bool:
        return self._connecting.done() and not self._dtls.is_open


async def _meet(data: bytes) -> None:
    faults: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    with _a_port() as port:
        await _Meeting(port, Script(data)).go()
    assert not faults, repr(faults[0])


@contextmanager
def _a_port() -> Iterator[Port]:
    port = Port("127.0.0.1", 0, Counters())
    try:
        yield port
    finally:
        port._socket.close()


def handshake(data: bytes) -> None:
    """Whatever a client with a right password makes of its handshake, it fails or succeeds: no more."""
    asyncio.run(_meet(data))
