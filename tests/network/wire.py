"""A cable between two network namespaces, of any length: two TUN interfaces, joined by a thread.

Delay and jitter are made here, since few kernels are built with what could do it for us (netem; a queue in
nft). Rate and loss are the kernel's business: see `internet`.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import threading
import time
from contextlib import suppress
from typing import Final

TUN_DEVICE: Final = "/dev/net/tun"
TUNSETIFF: Final = 0x400454CA
IFF_TUN_WITHOUT_HEAD: Final = 0x1001  # IFF_TUN | IFF_NO_PI: bare IP packets
PACKET_BYTES: Final = 2048
LOOK_SECONDS: Final = 0.5  # at the longest until the thread sees that it is to end


def open_interface(name: str) -> int:
    """Make a TUN interface in this namespace, and return its descriptor: good wherever the interface goes.

    Raises `OSError` where that is not allowed.
    """
    descriptor = os.open(TUN_DEVICE, os.O_RDWR | os.O_NONBLOCK)
    try:
        fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN_WITHOUT_HEAD))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


class Wire:
    """Carries packets both ways, late by `delay_seconds` and up to `jitter_seconds` more.

    In order, unless `keeps_order` is false: then they overtake one another as their delays fall.
    """

    def __init__(self, names: tuple[str, str]) -> None:
        """Make both interfaces in this namespace. Raises `OSError`."""
        self.delay_seconds = 0.0
        self.jitter_seconds = 0.0
        self.keeps_order = True
        self.overtaken = 0
        """Packets that arrive later than one that was sent after them."""
        first = open_interface(names[0])
        try:
            second = open_interface(names[1])
        except OSError:
            os.close(first)
            raise
        self._other_end = {first: second, second: first}
        self._last_due = dict.fromkeys(self._other_end, 0.0)
        """When the last packet sent towards each end arrives."""
        self._travelling: list[tuple[float, int, int, bytes]] = []
        self._count = 0
        self._is_over = False
        self._thread = threading.Thread(target=self._carry, name="wire", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take both interfaces away."""
        self._is_over = True
        self._thread.join()
        for descriptor in self._other_end:
            os.close(descriptor)

    def _carry(self) -> None:
        # A cable that waits for the CPU adds delays of its own, which browsers take for a full queue.
        with suppress(PermissionError):
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))  # this thread alone
        while not self._is_over:
            now = time.monotonic()
            while self._travelling and self._travelling[0][0] <= now:
                _, _, end, packet = heapq.heappop(self._travelling)
                self._deliver(end, packet)
            wait = self._travelling[0][0] - now if self._travelling else LOOK_SECONDS
            readable, _, _ = select.select(list(self._other_end), [], [], min(wait, LOOK_SECONDS))
            for descriptor in readable:
                self._take(descriptor)

    def _take(self, descriptor: int) -> None:
        """Read what waits at one end, and send it on its way."""
        while True:
            try:
                packet = os.read(descriptor, PACKET_BYTES)
            except OSError:  # nothing more, or the interface is down
                return
            end = self._other_end[descriptor]
            lag = self.delay_seconds + random.uniform(0, self.jitter_seconds)
            if not lag and not self._travelling:
                self._deliver(end, packet)
                continue
            due, last = time.monotonic() + lag, self._last_due[end]
            if self.keeps_order:
                due = max(due, last)
            self.overtaken += due < last
            self._last_due[end] = max(due, last)
            self._count += 1  # so that packets due at the same time keep their order
            heapq.heappush(self._travelling, (due, self._count, end, packet))

    def _deliver(self, end: int, packet: bytes) -> None:
        try:
            os.write(end, packet)
        except OSError:  # the interface is down, or full: the packet is lost, as on any network
            return
