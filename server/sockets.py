"""Socket.IO's machinery, bent to our needs. All that we touch of python-socketio's and engine.io's insides
is here.

python-socketio and engine.io do the handshakes, the heartbeat and the bookkeeping of connections. Changed
are: how a frame comes in (it is weighed before it is read, and read strictly), how a packet goes out
(through the connection's outbox, so that everything keeps its order), compression (never), and how long a
connection may say nothing (not long). Rules about people are not here.
"""

import asyncio
import logging
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import socketio
from aiohttp import WSMsgType, hdrs, web

from server import messages, metrics, wire
from server.messages import CloseCode, Goodbye, WireCode
from server.outbox import Outbox, OutboxLimits

PING_SECONDS = 5.0  # between heartbeats, and for the answer: who is gone is noticed within ten seconds
SEND_BUFFER_BYTES = 131_072  # the kernel doubles it; what does not fit counts against the outbox
MOST_WAITING = 64  # of one browser's questions; each waits for the one before
RUBBISH_FINE = 10.0  # tokens, for a frame that cannot be read

_SOCKET = "hearth.socket"  # where engine.io's environ carries our socket
_ASKED = "asked"  # the one Socket.IO event: what the browser called it is `wire`'s business

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """How much a connection may ask of us."""

    frame_bytes: int
    frames_per_second: float
    frames_burst: float
    handshake_seconds: float
    per_address: int
    outbox: OutboxLimits


class Bucket:
    """Tokens for what comes in: below zero is too fast, far below is a flood."""

    BYTES_PER_TOKEN = 8192  # a frame costs one token, and one more for each of these

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, size: int, now: float) -> None:
        """Pay for a frame of `size` bytes at a monotonic time in seconds."""
        earned = (now - self._at) * self._per_second
        self._tokens = min(self._burst, self._tokens + earned) - 1 - size / self.BYTES_PER_TOKEN
        self._at = now

    def fine(self, tokens: float) -> None:
        """Pay extra, for rubbish."""
        self._tokens -= tokens

    @property
    def is_too_fast(self) -> bool:
        """What comes in now is not read."""
        return self._tokens < 0

    @property
    def is_flooded(self) -> bool:
        """So much came although it was not read that this is no browser of ours."""
        return self._tokens < -2 * self._burst


class ConnectRefused(Exception):
    """Nobody is let in with this; `code` is what the browser is told, a `DoorCode`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Door(Protocol):
    """What the gateway does with connections."""

    async def connected(self, socket: "Socket", packet: wire.Packet) -> None:
        """Somebody says who they are; raise `ConnectRefused` to turn them away."""

    async def asked(self, socket: "Socket", packet: wire.Packet, size: int) -> dict[str, Any]:
        """Somebody asks; return the acknowledgement. One question of a connection at a time, in order."""

    def disconnected(self, socket: "Socket") -> None:
        """A connection that had been let in is gone."""


class Socket:
    """One WebSocket, in the shape in which engine.io wants it, with the outbox beside it."""

    def __init__(self, handler: Callable[["Socket"], Awaitable[None]], server: Any) -> None:
        self._handler = handler
        self._limits: SocketLimits = server.hearth_limits
        self._all: set[Socket] = server.hearth_sockets
        self._web_socket = web.WebSocketResponse(
            compress=False, autoping=False, max_msg_size=self._limits.frame_bytes, timeout=1.0
        )
        self._bucket = Bucket(self._limits.frames_per_second, self._limits.frames_burst, time.monotonic())
        self._turn = asyncio.Lock()  # fair: who asks first is answered first
        self._waiting = 0
        self.outbox: Outbox
        self.said_hello = False

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        """Speak with the browser until one of the two hangs up. Called by engine.io."""
        request: web.Request = environ["aiohttp.request"]
        await self._web_socket.prepare(request)
        transport = request.transport
        if transport is None:  # hung up meanwhile
            return self._web_socket
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self.outbox = Outbox(transport, self._limits.outbox)
        environ[_SOCKET] = self
        self._all.add(self)
        deadline = asyncio.get_running_loop().call_later(self._limits.handshake_seconds, self._expect_hello)
        try:
            await self._handler(self)
        finally:
            deadline.cancel()
            self._all.discard(self)
            self.outbox.closed = True
        return self._web_socket

    def _expect_hello(self) -> None:
        if not self.said_hello:
            self.outbox.close()

    async def send(self, message: str | bytes) -> None:
        """Send one of engine.io's own packets: open, ping, close. Called by engine.io."""
        if self.outbox.closed:
            raise OSError
        await self._web_socket.send_str(message if isinstance(message, str) else message.decode())

    async def wait(self) -> str | bytes:
        """Return what comes in next, or raise OSError when nothing will. Called by engine.io."""
        message = await self._web_socket.receive()
        while message.type in (WSMsgType.PING, WSMsgType.PONG):  # no browser's page sends any
            if self.weigh(len(message.data)) and message.type is WSMsgType.PING:
                await self._web_socket.pong(message.data)
            message = await self._web_socket.receive()
        data: str | bytes = message.data
        if message.type is WSMsgType.BINARY:
            return data
        if message.type is not WSMsgType.TEXT:
            raise OSError
        # Text is the heartbeat's. It is weighed too, and whatever is no pong and no close becomes a no-op.
        self.weigh(len(data))
        return data if data in ("1", "3") else "6"

    async def close(self) -> None:
        """Close the WebSocket. Called by engine.io."""
        await self._web_socket.close()

    def weigh(self, size: int) -> bool:
        """Take note of a frame before it is read. False: do not read it."""
        self._bucket.take(size, time.monotonic())
        if self._bucket.is_flooded:
            log.warning("connection flooded us and was cut")
            self.outbox.close(Goodbye(code=CloseCode.FLOOD, come_back=False), deaf=True)
        return not self._bucket.is_too_fast

    def fine(self) -> None:
        """Take note of a frame that could not be read."""
        self._bucket.fine(RUBBISH_FINE)

    async def in_turn(self, answer: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """Answer when everything asked before on this connection has been answered."""
        if self._waiting >= MOST_WAITING:
            return messages.error(WireCode.BUSY)
        self._waiting += 1
        try:
            async with self._turn:
                return await answer()
        finally:
            self._waiting -= 1


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """A Socket.IO server with one door, over WebSocket and msgpack only."""

    def __init__(self, door: Door, limits: SocketLimits, origins: frozenset[str]) -> None:
        libraries = log.getChild("socketio"), log.getChild("engineio")
        for library in libraries:
            library.setLevel(logging.ERROR)  # below that they tell who said what
        super().__init__(
            async_mode="aiohttp",
            serializer="msgpack",
            transports=["websocket"],
            cors_allowed_origins=[],  # `answer` looks at the origin before engine.io sees the request
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            max_http_buffer_size=limits.frame_bytes,
            monitor_clients=False,  # the read deadline of each WebSocket does the same without a task
            logger=libraries[0],
            engineio_logger=libraries[1],
        )
        self._door = door
        self._limits = limits
        self._origins = origins
        self._addresses: Counter[str] = Counter()
        self.eio.hearth_limits = limits
        self.eio.hearth_sockets = set()
        self.eio._async = {**self.eio._async, "websocket": Socket}
        self.on("connect", self._on_connect)
        self.on("disconnect", self._on_disconnect)
        self.on(_ASKED, self._on_asked)

    async def answer(self, request: web.Request, address: str) -> web.StreamResponse:
        """Answer `/socket.io/`: a WebSocket for a page of an allowed origin, or for no page at all."""
        origin = request.headers.get("Origin")
        if origin is not None and origin not in self._origins:
            return web.Response(status=403, text="origin not allowed")
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return web.Response(status=400, text="WebSocket only")
        if not request.headers.get(hdrs.SEC_WEBSOCKET_KEY, "").isascii():  # aiohttp would raise
            return web.Response(status=400, text="WebSocket only")
        if self._addresses[address] >= self._limits.per_address:
            return web.Response(status=429, text="too many connections", headers={"Retry-After": "5"})
        self._addresses[address] += 1
        try:
            response: web.StreamResponse = await self.eio.handle_request(request)
            return response
        finally:
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]

    def hang_up(self) -> None:
        """Close every connection, also those that have not said hello."""
        for current in list(self.eio.hearth_sockets):
            current.outbox.close()

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        """Take in one frame. (Overrides python-socketio's, which reads before it weighs.)"""
        current: Socket = self.environ[eio_sid][_SOCKET]
        wanted = current.weigh(len(data))
        if current.outbox.closed:
            return
        try:
            packet = wire.read_packet(data if isinstance(data, bytes) else b"")
        except wire.Malformed:
            current.fine()
            return
        if packet.type == wire.CONNECT and not current.said_hello:
            current.said_hello = True
            await self._handle_connect(eio_sid, "/", packet)
        elif packet.type == wire.EVENT and current.said_hello:
            if wanted:
                await self._handle_event(eio_sid, "/", packet.id, [_ASKED, current, packet, len(data)])
                return
            metrics.commands.labels(WireCode.TOO_FAST).inc()
            if packet.id is not None:
                current.outbox.write(wire.ack_frame(packet.id, messages.error(WireCode.TOO_FAST)))
        elif packet.type == wire.DISCONNECT:
            current.outbox.close()
        else:
            current.fine()

    async def _send_packet(self, eio_sid: str, pkt: Any) -> None:
        """Send one packet through the connection's outbox. (Overrides the way through engine.io's queue.)"""
        if (environ := self.environ.get(eio_sid)) is None:
            return
        outbox: Outbox = environ[_SOCKET].outbox
        frame = wire.frame(pkt.encode())
        if pkt.packet_type == wire.CONNECT:
            outbox.open(frame)
        elif pkt.packet_type == wire.CONNECT_ERROR:
            outbox.refuse(frame)
        else:
            outbox.write(frame)

    async def _on_connect(self, sid: str, environ: dict[str, Any], packet: wire.Packet) -> None:
        try:
            await self._door.connected(environ[_SOCKET], packet)
        except ConnectRefused as refused:
            raise socketio.exceptions.ConnectionRefusedError(refused.code, {"code": refused.code}) from None

    async def _on_disconnect(self, sid: str, reason: str) -> None:
        self._door.disconnected(self.get_environ(sid)[_SOCKET])

    async def _on_asked(self, sid: str, current: Socket, packet: wire.Packet, size: int) -> dict[str, Any]:
        return await current.in_turn(lambda: self._door.asked(current, packet, size))
