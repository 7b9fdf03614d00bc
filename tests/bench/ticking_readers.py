"""The other ends of many WebSockets, in a process of their own that reads on a tick.

It never waits on a socket: so nobody pays for waking it, as nobody does whose browsers are elsewhere.
"""

import os
import socket
import time
from collections.abc import Sequence
from typing import Any

from server import wire
from tests.bench import processes

TICK_SECONDS = 0.002
_REQUEST = (
    "GET /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
_SOCKET_IO = "socket.io/?EIO=4&transport=websocket"
_MASKED, _NO_MASK = 0x80, bytes(4)


class Reader:
    """One WebSocket, counting the binary messages that come."""

    def __init__(self, port: int, path: str) -> None:
        self.messages = 0
        self._buffer = bytearray()
        self._socket = socket.create_connection(("127.0.0.1", port))
        speaks_socket_io = path == "emit"
        self._socket.sendall(_REQUEST.format(path=_SOCKET_IO if speaks_socket_io else path).encode())
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += self._socket.recv(4096)
        del self._buffer[: self._buffer.index(b"\r\n\r\n") + 4]
        if speaks_socket_io:
            hello = wire.packet(wire.CONNECT)
            self._socket.sendall(bytes((0x82, _MASKED | len(hello))) + _NO_MASK + hello)
        self._socket.setblocking(False)

    def read(self) -> None:
        """Take in what has come."""
        try:
            while data := self._socket.recv(65_536):
                self._buffer += data
        except BlockingIOError:
            pass
        start = 0
        while (end := _frame_end(self._buffer, start)) <= len(self._buffer):
            self.messages += self._buffer[start] == 0x82
            start = end
        del self._buffer[:start]


def read_all(port: int, paths: Sequence[str], seats: int, cpu: int, counts: Any) -> None:
    """Connect so many to each path, then keep in `counts` how many messages came, by path."""
    processes.pin(os.getpid(), cpu)
    readers = [[Reader(port, path) for _ in range(seats)] for path in paths]
    while True:
        for place, some in enumerate(readers):
            for reader in some:
                reader.read()
            counts[place] = sum(reader.messages for reader in some)
        time.sleep(TICK_SECONDS)


def _frame_end(data: bytearray, start: int) -> int:
    """Where an unmasked frame ends that starts here (RFC 6455 section 5.2), if all of it is there."""
    if len(data) < start + 4:
        return len(data) + 1
    size = data[start + 1]
    if size < 126:
        return start + 2 + size
    if size > 126:
        raise ValueError("a frame this large was not sent")
    return start + 4 + int.from_bytes(data[start + 2 : start + 4])
