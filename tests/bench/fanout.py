"""CPU per delivery of one event to a room: our outbox beside `sio.emit`, `send_bytes`, `transport.write`.

One process serves a room of real WebSockets for each way of delivering; another one holds the other ends.
Only the serving process's CPU time counts, from the event until the last byte is the kernel's. Each way
encodes each event anew, once or as often as it needs. The ways take turns, batch by batch.
"""

import asyncio
import multiprocessing
import os
import socket
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from ctypes import c_longlong
from typing import Any

import socketio
from aiohttp import web

from rooms.events import MessageSent
from rooms.ids import MessageId, SeatId
from rooms.roles import Role
from rooms.state import Channel, Message
from server import wire
from server.legs import Legs
from server.outbox import ConnectionId, Outbox, Outboxes, OutboxLimits
from tests.bench import processes, scenario
from tests.bench.figures import machine, median_and_spread, table
from tests.bench.ticking_readers import read_all
from tests.bench.write_up import write_up

_WAYS = {
    "send": "the kernel alone: `socket.send`",
    "write": "bare `transport.write` of one frame",
    "outbox": "**Hearth's outbox**",
    "send_bytes": "aiohttp's `send_bytes`",
    "emit": "python-socketio's `sio.emit`",
}
_BATCH_EVENTS = 16
_POLL_SECONDS, _POLL_TIMEOUT_SECONDS = 0.002, 30.0
_SEQ = 1000
_ROOM = "room"
_NEVER_SECONDS = 3600
_EVENT = MessageSent(
    message=Message(
        message_id=MessageId("m-4711"),
        channel=Channel.ROOM,
        thread=None,
        author=SeatId("s-1"),
        name="Ana",
        role=Role.PARTICIPANT,
        text="I tried the breathing we talked about, twice, and the second time it did help me a little.",
        sent_at=1_763_900_000.0,
        client_id="a1b2c3d4e5f60718",
    )
)


class Scenario(scenario.Scenario, frozen=True):
    """The room, and how long each way is measured."""

    seats: int
    batches: int


Deliver = Callable[[], Awaitable[None]]


class Rooms:
    """The serving side: everybody who is connected, by way."""

    def __init__(self) -> None:
        self.bare: list[socket.socket] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.transports: list[asyncio.WriteTransport] = []
        self.seats: list[SeatId] = []
        self.entered: list[str] = []
        self.outboxes = Outboxes()
        self.legs = Legs(self.outboxes)
        self.sio = socketio.AsyncServer(
            async_mode="aiohttp", serializer="msgpack", transports=["websocket"], ping_interval=_NEVER_SECONDS
        )
        self.sio.on("connect", self._enter)
        self.app = web.Application()
        self.app.router.add_get("/{way}", self._serve)
        self.sio.attach(self.app)

    async def _enter(self, sid: str, environ: dict[str, Any]) -> None:
        await self.sio.enter_room(sid, _ROOM)
        self.entered.append(sid)

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        answered = web.WebSocketResponse(compress=False)
        await answered.prepare(request)
        transport = request.transport
        assert transport is not None
        match request.match_info["way"]:
            case "send":
                self.bare.append(socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno())))
            case "write":
                self.transports.append(transport)
            case "send_bytes":
                self.sockets.append(answered)
            case "outbox":
                self._take_seat(transport)
            case _:
                raise web.HTTPNotFound
        await answered.receive()
        return answered

    def _take_seat(self, transport: asyncio.WriteTransport) -> None:
        outbox = Outbox(transport, OutboxLimits(frames=256, bytes=524_288))
        outbox.open(wire.frame(wire.packet(wire.CONNECT)))
        number = len(self.seats)
        self.outboxes.add(ConnectionId(f"c.{number}"), outbox)
        self.legs.put(SeatId(f"s-{number}"), ConnectionId(f"c.{number}"))
        self.seats.append(SeatId(f"s-{number}"))

    def are_full(self, seats: int) -> bool:
        """Whether everybody has come."""
        here = (self.bare, self.transports, self.seats, self.sockets, self.entered)
        return all(len(each) == seats for each in here)

    def ways(self) -> dict[str, Deliver]:
        """How to deliver one event to the whole room, in each way."""
        return {
            "send": self._send,
            "write": self._write,
            "outbox": self._hand_to_outbox,
            "send_bytes": self._send_bytes,
            "emit": self._emit,
        }

    async def _send(self) -> None:
        frame = wire.event_frame(_EVENT, _SEQ)
        for bare in self.bare:
            bare.send(frame)

    async def _write(self) -> None:
        frame = wire.event_frame(_EVENT, _SEQ)
        for transport in self.transports:
            transport.write(frame)

    async def _hand_to_outbox(self) -> None:
        self.legs.send(self.seats, wire.event_frame(_EVENT, _SEQ))

    async def _send_bytes(self) -> None:
        payload = wire.packet(wire.EVENT, ["MessageSent", wire.plain(_EVENT), _SEQ])
        for each in self.sockets:
            await each.send_bytes(payload)

    async def _emit(self) -> None:
        await self.sio.emit("MessageSent", (wire.plain(_EVENT), _SEQ), room=_ROOM)
        # Its own tasks write: let them.
        await _until(lambda: all(each.queue.empty() for each in self.sio.eio.sockets.values()), 0)


@asynccontextmanager
async def _rooms(seats: int, server_cpu: int, reader_cpu: int) -> AsyncIterator[tuple[Rooms, Any]]:
    """Serve, and start the reader; return the rooms when all are connected, and the reader's counts."""
    async with AsyncExitStack() as stack:
        rooms = Rooms()
        runner = web.AppRunner(rooms.app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        processes.pin(os.getpid(), server_cpu)
        spawn = multiprocessing.get_context("spawn")
        counts: Any = spawn.Array(c_longlong, len(_WAYS), lock=False)
        port = runner.addresses[0][1]
        reader = spawn.Process(
            target=read_all, args=(port, list(_WAYS), seats, reader_cpu, counts), daemon=True
        )
        reader.start()
        stack.callback(reader.terminate)
        # Two of the ways have said that one is connected.
        greetings = [seats if way in ("outbox", "emit") else 0 for way in _WAYS]
        await _until(lambda: rooms.are_full(seats) and list(counts) == greetings)
        yield rooms, counts


async def _until(is_so: Callable[[], bool], poll_seconds: float = _POLL_SECONDS) -> None:
    """Look until it is so; raise `TimeoutError` when it never is."""
    deadline = time.monotonic() + _POLL_TIMEOUT_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError
        await asyncio.sleep(poll_seconds)


async def _until_read(counts: Any, place: int, wanted: int) -> None:
    """Wait until everything that was delivered has truly come."""
    await _until(lambda: counts[place] == wanted)


async def measure(scene: Scenario) -> dict[str, list[float]]:
    """Microseconds of CPU per delivery, of each batch, by way."""
    figures: dict[str, list[float]] = {way: [] for way in _WAYS}
    async with _rooms(scene.seats, scene.server_cpu, scene.generator_cpu) as (rooms, counts):
        for batch in range(scene.batches + 1):
            for place, (way, deliver) in enumerate(rooms.ways().items()):
                before = counts[place]
                began = time.process_time()
                for _ in range(_BATCH_EVENTS):
                    await deliver()
                    await asyncio.sleep(0)
                used = time.process_time() - began
                await _until_read(counts, place, before + _BATCH_EVENTS * scene.seats)
                if batch:  # the first one warms up
                    figures[way].append(used / (_BATCH_EVENTS * scene.seats) * 1e6)
    return figures


def report(figures: dict[str, list[float]]) -> str:
    """Medians, spread and ratios."""
    ours = statistics.median(figures["outbox"])
    rows = []
    for way, values in figures.items():
        middle_half = statistics.quantiles(values, n=4)
        spread = f"{middle_half[0]:.2f}–{middle_half[2]:.2f}"
        rows.append(
            [_WAYS[way], median_and_spread(values, 2), spread, f"{statistics.median(values) / ours:.2f}"]
        )
    return table(["", "µs per delivery: median (least–most)", "middle half", "of ours"], rows)


def main() -> None:
    """Measure and print."""
    scene = scenario.read("fanout", Scenario, __doc__)
    figures = asyncio.run(measure(scene))
    size = len(wire.event_frame(_EVENT, _SEQ))
    write_up(
        "fanout",
        f"{machine()}.",
        f"One line of chat ({size} bytes) to {scene.seats} seats; "
        f"{scene.batches} batches of {_BATCH_EVENTS} events for each way, in turn.",
        report(figures),
    )
