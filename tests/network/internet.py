"""A small internet for tests: places in network namespaces, joined by one router that can be made bad.

Rate by `tbf`, loss and cuts by `nft`, delay and jitter by `wire`. Nothing outside of these namespaces is
touched.
"""

import ctypes
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, Self

from tests.network.wire import TUN_DEVICE, Wire

PROGRAMS: Final = ("ip", "nft", "sysctl", "tc")
CLONE_NEWNET: Final = 0x40000000
_numbers = count()


def why_not() -> str | None:
    """Why no networks can be made here, or None if they can."""
    if missing := [program for program in PROGRAMS if shutil.which(program) is None]:
        return f"needs {', '.join(missing)} (Debian: iproute2, nftables, procps)"
    if os.geteuid() != 0:
        return "needs root, to make network namespaces"
    try:
        with Internet() as internet:
            internet.place("probe").connect().limit(kilobits=1000)
            internet.apply()
    except (OSError, subprocess.CalledProcessError) as fault:
        return f"may not make network namespaces here (CAP_NET_ADMIN, CAP_SYS_ADMIN, {TUN_DEVICE}): {fault}"
    return None


def _run(*command: str, text: str = "") -> None:
    subprocess.run(command, input=text, text=True, check=True, capture_output=True)


def _sweep() -> None:
    """Take away what test runs that were killed have left."""
    folder = Path("/run/netns")
    for name in [entry.name for entry in folder.glob("hearth-*")] if folder.exists() else []:
        if not Path("/proc", name.split("-")[1]).exists():
            _run("ip", "netns", "del", name)


class Namespace:
    """One network namespace."""

    def __init__(self, name: str) -> None:
        self.name = f"hearth-{os.getpid()}-{next(_numbers)}-{name}"
        _run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")

    @property
    def prefix(self) -> tuple[str, ...]:
        """What to put before a command to run it in here."""
        return "ip", "netns", "exec", self.name

    def ip(self, *words: str) -> None:
        """Run `ip` about this namespace."""
        _run("ip", "-n", self.name, *words)

    def run(self, *command: str, text: str = "") -> None:
        """Run a short program in here."""
        _run(*self.prefix, *command, text=text)

    def pids(self) -> list[int]:
        """The processes in here."""
        listed = subprocess.run(
            ("ip", "netns", "pids", self.name), text=True, check=True, capture_output=True
        )
        return [int(pid) for pid in listed.stdout.split()]

    def make_socket(self, address: Any) -> socket.socket:
        """A socket of this namespace, for aiohttp's `socket_factory`; `address` as `getaddrinfo` tells it."""
        with self._inside():
            return socket.socket(*address[:3])

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """Move this thread here; `os.setns` came with Python 3.12."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/self/ns/net") as home, open(f"/run/netns/{self.name}") as here:
            if libc.setns(here.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            try:
                yield
            finally:
                libc.setns(home.fileno(), CLONE_NEWNET)

    def close(self) -> None:
        """Take it away; what is in it goes with it."""
        _run("ip", "netns", "del", self.name)


class Access:
    """One way from a place to the internet: an address, and how good it is."""

    def __init__(self, internet: "Internet", inside: Namespace, number: int) -> None:
        self._internet = internet
        self._inside = inside
        self.address = f"10.77.{number}.2"
        self.interface = f"up{number}"
        self.router_interface = f"down{number}"
        names = (f"hup{os.getpid()}x{number}"[-15:], f"hdn{os.getpid()}x{number}"[-15:])
        self.wire = Wire(names)
        self.loss = 0.0
        """Share of packets lost each way."""
        self.is_cut = False
        self.lets_udp_through = True
        self.appears_as: str | None = None
        """What others see as the sender's address: as behind a NAT, or a VPN."""
        for name, owner, here, there in (
            (names[0], inside, self.interface, self.address),
            (names[1], internet.router, self.router_interface, f"10.77.{number}.1"),
        ):
            _run("ip", "link", "set", name, "netns", owner.name)
            owner.ip("link", "set", name, "name", here)
            owner.ip("address", "add", f"{there}/30", "dev", here)
            owner.ip("link", "set", here, "up")
        inside.ip("route", "replace", "default", "via", f"10.77.{number}.1")

    def limit(self, kilobits: int | None) -> None:
        """So many kilobits a second each way; None: as many as come."""
        for owner, name in ((self._inside, self.interface), (self._internet.router, self.router_interface)):
            discipline = ["pfifo"]
            if kilobits is not None:
                discipline = ["tbf", "rate", f"{kilobits}kbit", "burst", "15kb", "latency", "200ms"]
            owner.run("tc", "qdisc", "replace", "dev", name, "root", *discipline)

    def delay(self, seconds: float, jitter_seconds: float = 0.0, *, keeps_order: bool = True) -> None:
        """So much later each way, and up to `jitter_seconds` more, overtaking one another or not."""
        self.wire.delay_seconds, self.wire.jitter_seconds = seconds, jitter_seconds
        self.wire.keeps_order = keeps_order

    def lose(self, share: float) -> None:
        """Lose this share of packets each way, at random."""
        self.loss = share
        self._internet.apply()

    def cut(self, is_cut: bool = True) -> None:
        """Let nothing through, or something again."""
        self.is_cut = is_cut
        self._internet.apply()

    def block_udp(self) -> None:
        """Let no UDP through, as the networks of some clinics do."""
        self.lets_udp_through = False
        self._internet.apply()

    def appear_as(self, address: str | None) -> None:
        """From now on others see another sender's address; answers to it arrive."""
        self.appears_as = address
        if address is not None:
            self._internet.router.ip("route", "replace", address, "via", self.address)
        self._internet.apply()

    def make_good(self) -> None:
        """Undo all of the above."""
        self.limit(None)
        self.delay(0)
        self.loss, self.is_cut, self.lets_udp_through, self.appears_as = 0.0, False, True, None
        self._internet.apply()

    def close(self) -> None:
        """The way is gone, and its address with it."""
        self.wire.close()

    def rules(self) -> str:
        """What the router does to packets of this access, as nft rules of its forward chain."""
        lines = []
        for side in (f'iifname "{self.router_interface}"', f'oifname "{self.router_interface}"'):
            if self.is_cut:
                lines.append(f"{side} drop")
            if not self.lets_udp_through:
                lines.append(f"{side} meta l4proto udp drop")
            if self.loss:
                lines.append(f"{side} numgen random mod 1000 < {round(self.loss * 1000)} drop")
        if self.appears_as is not None:
            lines.append(f"ip saddr {self.address} ip saddr set {self.appears_as}")
            lines.append(f"ip daddr {self.appears_as} ip daddr set {self.address}")
        return "\n".join(lines)


@dataclass
class Place:
    """Where somebody is: a namespace with one way to the internet, or more."""

    internet: "Internet"
    namespace: Namespace
    accesses: list[Access]

    def connect(self) -> Access:
        """One more way; it is the one that new connections take."""
        access = Access(self.internet, self.namespace, next(self.internet.access_numbers))
        self.accesses.append(access)
        return access

    @property
    def access(self) -> Access:
        """The newest way."""
        return self.accesses[-1]


class Internet:
    """The router and the places around it."""

    def __init__(self) -> None:
        self.access_numbers = count(1)
        self._places: list[Place] = []

    def __enter__(self) -> Self:
        _sweep()
        self.router = Namespace("router")
        self.router.run("sysctl", "-qw", "net.ipv4.ip_forward=1")
        return self

    def __exit__(self, *_: object) -> None:
        for place in self._places:
            for access in place.accesses:
                access.close()
            place.namespace.close()
        self.router.close()

    def place(self, name: str) -> Place:
        """A new place, not connected yet."""
        place = Place(self, Namespace(name), [])
        self._places.append(place)
        return place

    def apply(self) -> None:
        """Make the router do what its accesses say."""
        rules = "\n".join(access.rules() for place in self._places for access in place.accesses)
        chain = f"chain passing {{\ntype filter hook forward priority 0;\n{rules}\n}}"
        text = f"table ip weather\ndelete table ip weather\ntable ip weather {{\n{chain}\n}}\n"
        self.router.run("nft", "-f", "-", text=text)
