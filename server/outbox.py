"""Bounded delivery: finished frames written straight to the sockets of those who may hear them.

Everything that a browser is sent in Socket.IO's name goes through its one outbox: welcome, events, notices,
acknowledgements, in the order in which they were written. Engine.IO's own heartbeat goes beside it; its place
does not matter. Writing does not wait: what the kernel does not take at once stays in the transport's buffer,
and how much of that there may be is what the limits here are about. (`sio.emit` costs five times as much:
docs/performance.md, fan-out.)
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import NewType

from server import metrics, wire
from server.messages import CloseCode, Goodbye, Notice

ConnectionId = NewType("ConnectionId", str)  # "<process>.<number>": unique among all processes, for ever

LINGER_SECONDS = 1.0  # between the last frame and the cut, for the browser to read it


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """How much may wait for one browser before it is cut off and comes back with a fresh snapshot."""

    frames: int
    bytes: int


class Outbox:
    """What is on its way to one browser."""

    def __init__(self, transport: asyncio.WriteTransport, limits: OutboxLimits) -> None:
        self._transport = transport
        self._limits = limits
        self._most_bytes = limits.bytes
        self._held: list[bytes] | None = []  # until the browser has been told that it is connected
        self._written = 0  # bytes, ever
        self._ends: deque[int] = deque()  # where each frame ends that the kernel may not have taken yet
        self.closed = False
        self.ended_by = "browser"  # or the code of our farewell
        self.dropped = 0  # droppable frames that were not sent, because others were waiting

    def write(self, frame: bytes, droppable: bool = False) -> None:
        """Send a frame; a droppable one only when nothing waits before it. A browser too slow is cut off."""
        if self.closed:
            return
        if self._held is not None:
            self._held.append(frame)
            return
        waiting = self._transport.get_write_buffer_size()
        if waiting:
            if droppable:
                self.dropped += 1
                return
            if not self._has_room(waiting):
                self.close(Goodbye(code=CloseCode.TOO_SLOW, come_back=True))
                return
        elif self._ends:
            self._ends.clear()
            self._most_bytes = self._limits.bytes
        self._written += len(frame)
        self._transport.write(frame)
        if self._transport.get_write_buffer_size():
            self._note_waiting(len(frame))

    def open(self, first: bytes) -> None:
        """Send `first`, which says that the browser is connected, and then all that was held back for it."""
        held, self._held = self._held or [], None
        for frame in (first, *held):
            self.write(frame)

    def refuse(self, last: bytes) -> None:
        """Send one frame instead of opening, and hang up."""
        self._held = None
        self.write(last)
        self._hang_up()

    def close(self, farewell: Notice | None = None, *, deaf: bool = False) -> None:
        """Say farewell and hang up; what is written later is dropped. `deaf`: read no more."""
        if self.closed:
            return
        if self._held is not None:  # nothing has been said yet: the browser would not understand a farewell
            self._held = farewell = None
        if farewell is not None:
            self.ended_by = farewell.code if isinstance(farewell, Goodbye) else "replaced"
            self._transport.write(wire.notice_frame(farewell))
        if farewell is not None and not (isinstance(farewell, Goodbye) and farewell.come_back):
            # Socket.IO clients come back by themselves from a lost transport, not from this.
            self._transport.write(wire.frame(wire.packet(wire.DISCONNECT)))
        if deaf and isinstance(self._transport, asyncio.Transport):
            self._transport.pause_reading()
        self._hang_up()

    def _hang_up(self) -> None:
        self.closed = True
        self._transport.write(wire.CLOSE_FRAME)
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self._transport.abort)

    def _has_room(self, waiting: int) -> bool:
        taken = self._written - waiting
        while self._ends and self._ends[0] <= taken:
            self._ends.popleft()
        return waiting <= self._most_bytes and len(self._ends) < self._limits.frames

    def _note_waiting(self, size: int) -> None:
        self._ends.append(self._written)
        # A snapshot may be larger than the limit by itself: it does not count against what follows.
        if size > self._limits.bytes:
            self._most_bytes = size + self._limits.bytes


class Outboxes:
    """All sockets of this process: where the owner of a session, wherever it runs, delivers."""

    def __init__(self) -> None:
        self._outboxes: dict[ConnectionId, Outbox] = {}
        self._emptied = asyncio.Event()

    def add(self, connection: ConnectionId, outbox: Outbox) -> None:
        """Start delivering to a connection."""
        self._outboxes[connection] = outbox

    def discard(self, connection: ConnectionId) -> None:
        """Forget a connection that is gone."""
        self._outboxes.pop(connection, None)
        if not self._outboxes:
            self._emptied.set()

    def deliver(self, frame: bytes, connections: Iterable[ConnectionId], droppable: bool = False) -> None:
        """Write one finished frame to each of these connections; unknown ones are gone already."""
        outboxes = self._outboxes
        written = 0
        for connection in connections:
            if outbox := outboxes.get(connection):
                outbox.write(frame, droppable)
                written += 1
        metrics.deliveries.inc(written)

    def close(self, connections: Iterable[ConnectionId], farewell: Notice) -> None:
        """Say farewell to each of these connections and hang up."""
        for connection in connections:
            if outbox := self._outboxes.get(connection):
                outbox.close(farewell)

    def release(self, connections: Iterable[ConnectionId]) -> None:
        """Send these connections to whoever owns their session next; with one process: back to this door."""
        self.close(connections, Goodbye(code=CloseCode.RESYNC, come_back=True))

    def close_all(self, farewell: Notice) -> None:
        """Say farewell to everybody."""
        self.close(list(self._outboxes), farewell)

    async def wait_until_empty(self, timeout_seconds: float) -> None:
        """Wait until everybody has hung up, but not longer than this."""
        self._emptied.clear()
        if self._outboxes:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_seconds):
                    await self._emptied.wait()

    def __len__(self) -> int:
        return len(self._outboxes)
