"""The one UDP port of a process: ICE-lite, and telling peers apart.

Answers connectivity checks and sends none (RFC 8445 section 2.5), so it never sends to
an address a client merely names. A source address belongs to a peer only after a check
from it carried a right MESSAGE-INTEGRITY; the newest nominating check decides where the
peer's media goes, which is also how a changed address is followed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import socket
import string
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import aioice.ice

from media import public_address
from media.allowance import Allowance
from media.core import Core
from media.counters import Counters
from media.ids import Address
from media.link import Link
from media.records import useful_records
from media.stun import check_answer, ice_user, read_check

SOCKET_BUFFER_BYTES: Final = 4 << 20
MAX_ADDRESSES_PER_PEER: Final = 4
ADDRESS_KEPT_SECONDS: Final = 5.0
"""For so long after a peer's last authentic datagram nobody else is given its address: a
source address can be forged, and another's would be silenced by that."""
MAX_QUEUED_HANDSHAKE: Final = 32
HANDSHAKE_PER_SECOND: Final = 50
HANDSHAKE_BURST: Final = 100
"""Datagrams of DTLS from one peer: a browser needs a dozen in all, with a lossy link twice that."""
CHECKS_PER_SECOND: Final = 100
CHECK_BURST: Final = 200
"""Checks of one peer that are answered: browsers send one each 20 ms at most, and that not for long."""
_LETTERS: Final = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class IceTest:
    """ICE name and password whose checks are answered and lead nowhere: for trying the way here."""

    user: str
    password: str


class Endpoint:
    """What the port knows of one peer: its ICE name and password, its addresses.

    Stands in for an ICE transport below DTLS (`aiortc_private.DatagramWay`).
    """

    role = "controlled"

    def __init__(self, port: Port, link: Link) -> None:
        self._port = port
        self.link = link
        self.user = _random_text(8)
        self.password = _random_text(24)
        self.reached = asyncio.Event()
        """Set at the first authenticated check."""
        self.addresses: list[Address] = []
        self._incoming: asyncio.Queue[bytes] = asyncio.Queue(MAX_QUEUED_HANDSHAKE)
        self._records: Iterator[bytes] = iter(())
        """What is left of the datagram that is being read."""
        self._handshakes_allowed = Allowance(HANDSHAKE_PER_SECOND, HANDSHAKE_BURST)
        self.checks_allowed = Allowance(CHECKS_PER_SECOND, CHECK_BURST)
        self._closed = False

    def close(self) -> None:
        """Forget the peer: its packets are strangers' from now on, and who reads here is told so.

        To cancel them is not enough: `asyncio.wait_for` of Python 3.11, by which aiortc reads, ignores that
        when a datagram has just come, and a handshake that then succeeds begins another reader.
        """
        self._closed = True
        self._port.forget(self)
        if self._incoming.empty():
            self._incoming.put_nowait(b"")  # wakes who waits

    def handshake(self, data: bytes) -> bool:
        """Queue a DTLS datagram; False when there are too many, or nobody reads fast enough."""
        if not self._handshakes_allowed.take(time.monotonic()):
            return False
        try:
            self._incoming.put_nowait(data)
        except asyncio.QueueFull:
            return False
        return True

    async def _recv(self) -> bytes:
        while (record := next(self._records, None)) is None:
            if not self._closed:
                self._records = useful_records(await self._incoming.get())
            if self._closed:
                raise ConnectionError("the peer is gone")
        return record

    async def _send(self, data: bytes) -> None:
        if not self._closed:
            self._port.core.outlet.send_plain(data, self.link.address)


class Port:
    """The shared socket, its endpoints by name and by address."""

    def __init__(self, host: str, port: int, counters: Counters) -> None:
        """Bind at once; port 0 takes any free one. Raises `OSError` when taken."""
        self._socket = _bind(host, port)
        self._counters = counters
        self._host = host
        self._by_user: dict[str, Endpoint] = {}
        self._by_address: dict[Address, Endpoint] = {}
        self.test = IceTest(_random_text(8), _random_text(24))
        self.core = Core(self._socket, counters, self._control)

    @property
    def number(self) -> int:
        """The UDP port."""
        number: int = self._socket.getsockname()[1]
        return number

    def start(self) -> None:
        """Read from now on, in the running event loop."""
        asyncio.get_running_loop().add_reader(self._socket, self.core.drain)

    def close(self) -> None:
        """Stop reading and free the port."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def open_endpoint(self, link: Link) -> Endpoint:
        """A fresh ICE name and password for one more peer."""
        endpoint = Endpoint(self, link)
        self._by_user[endpoint.user] = endpoint
        return endpoint

    def forget(self, endpoint: Endpoint) -> None:
        """Undo `open_endpoint`."""
        self._by_user.pop(endpoint.user, None)
        for address in endpoint.addresses:
            self._by_address.pop(address, None)
            self.core.links.pop(address, None)

    async def announced(
        self, public_addresses: Sequence[str], stun_server: tuple[str, int] | None
    ) -> list[tuple[str, int]]:
        """The addresses for candidates: the configured ones, else what STUN tells, else this machine's.

        To be called before `start`: the server's answer comes to the same socket.
        """
        hosts = list(public_addresses)
        if not hosts and stun_server is not None:
            hosts = await public_address.ask(self._socket, *stun_server)
        return [(host, self.number) for host in hosts or _own_addresses(self._host)]

    def _control(self, data: bytes, address: Address) -> None:
        """Whatever is not media from a known address."""
        first = data[0] if data else 255
        if first < 4:
            self._stun(data, address)
            return
        endpoint = self._by_address.get(address)
        if endpoint is None:
            self._counters.datagrams_unknown += 1
        elif not 19 < first < 64:
            self._counters.datagrams_malformed += 1
        elif not endpoint.handshake(data):
            self._counters.over_allowance += 1

    def _stun(self, data: bytes, address: Address) -> None:
        user = ice_user(data)
        if user == self.test.user:
            self._answer_test(data, address)
            return
        endpoint = self._by_user.get(user)
        if endpoint is None:
            self._counters.checks_refused += 1
            return
        check = read_check(data, endpoint.password)
        if check is None:
            self._counters.checks_refused += 1
            return
        if not endpoint.checks_allowed.take(time.monotonic()):
            self._counters.over_allowance += 1
            return
        if not self._admit(endpoint, address, check.nominates):
            self._counters.checks_refused += 1
            return
        self._counters.checks_answered += 1
        self.core.outlet.send_plain(check_answer(check, endpoint.password, address), address)

    def _answer_test(self, data: bytes, address: Address) -> None:
        """Answer a check of the connection test, and forget it."""
        check = read_check(data, self.test.password)
        if check is None:
            self._counters.checks_refused += 1
            return
        self._counters.checks_answered += 1
        self.core.outlet.send_plain(check_answer(check, self.test.password, address), address)

    def _admit(self, endpoint: Endpoint, address: Address, nominates: bool) -> bool:
        """An authenticated check: this address is this peer's, unless it is a living other's."""
        link, now = endpoint.link, time.monotonic()
        before = self._by_address.get(address)
        if before is not endpoint:
            if before is not None and now - before.link.alive_at < ADDRESS_KEPT_SECONDS:
                return False
            if before is not None:
                before.addresses.remove(address)
            self._by_address[address] = endpoint
            self.core.links[address] = link
            endpoint.addresses.append(address)
        link.alive_at = now
        if nominates or link.address is None:
            link.address = address
        while len(endpoint.addresses) > MAX_ADDRESSES_PER_PEER:
            oldest = next(each for each in endpoint.addresses if each != link.address)
            endpoint.addresses.remove(oldest)
            self._by_address.pop(oldest, None)
            self.core.links.pop(oldest, None)
        endpoint.reached.set()
        return True


def _random_text(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _bind(host: str, port: int) -> socket.socket:
    is_ipv6 = ":" in host
    sock = socket.socket(socket.AF_INET6 if is_ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        if is_ipv6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        # Bounded by net.core.rmem_max and wmem_max.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER_BYTES)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER_BYTES)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def _own_addresses(host: str) -> list[str]:
    """What to announce for a bound host; loopback only if nothing else is there."""
    if not ipaddress.ip_address(host).is_unspecified:
        return [host]
    found = aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=":" in host)
    return list(found) or ["127.0.0.1"]
