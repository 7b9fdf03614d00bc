"""One living socket: asking and being answered, and hearing what the server tells, in order."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp

from hearth_client.packets import Kind, Packet, decode, encode
from hearth_client.refusals import ConnectionLost, NotLetIn, Refused

Hear = Callable[[str, dict[str, Any], int | None], None]  # name, payload, number (events only)

_PING, _PONG = "2", "3"  # engine.io's own packets are texts
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0


class Connection:
    """A socket on which one has been let in. What is heard goes to `hear`, one call after the other."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, hear: Hear, on_end: Callable[[], None]
    ) -> None:
        self._socket = socket
        self._hear = hear
        self._on_end = on_end
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last_id = 0
        self._goodbye: ConnectionLost | None = None  # what the server said before it hung up
        self.end: ConnectionLost | None = None
        """Why one can no longer ask; None while one can."""
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        http: aiohttp.ClientSession,
        server: str,
        auth: dict[str, Any],
        hear: Hear,
        on_end: Callable[[], None],
    ) -> "Connection":
        """Connect and show who one is; raise `NotLetIn` with the door's code."""
        async with asyncio.timeout(CONNECT_SECONDS):
            socket = await http.ws_connect(
                f"{server}/socket.io/?EIO=4&transport=websocket", max_msg_size=0, compress=0
            )
            connection = cls(socket, hear, on_end)
            try:
                await socket.receive_str()  # engine.io's greeting
                await connection._send(Packet(Kind.CONNECT, auth))
                answer = await connection._next()
            except BaseException:
                await socket.close()
                raise
        if answer.type is not Kind.CONNECT:
            await socket.close()
            raise NotLetIn(_door_code(answer.data))
        connection._reader = asyncio.create_task(connection._read())
        return connection

    async def ask(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Ask and return what was acknowledged; raise `Refused`, `ConnectionLost` or `TimeoutError`."""
        if self.end is not None:
            raise self.end
        self._last_id += 1
        packet_id = self._last_id
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[packet_id] = answer
        try:
            await self._send(Packet(Kind.EVENT, [name, payload], id=packet_id))
            async with asyncio.timeout(ANSWER_SECONDS):
                told = await answer
        finally:
            self._asked.pop(packet_id, None)
        if (error := told.get("error")) is not None:
            raise Refused(error["code"], error.get("detail"))
        return dict(told.get("ok") or {})

    async def close(self) -> None:
        """Hang up."""
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        await self._socket.close()

    async def _send(self, packet: Packet) -> None:
        try:
            await self._socket.send_bytes(encode(packet))
        except ConnectionError as error:
            raise self._goodbye or ConnectionLost() from error

    async def _next(self) -> Packet:
        while True:
            message = await self._socket.receive()
            if message.type is aiohttp.WSMsgType.BINARY:
                return decode(message.data)
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise self._goodbye or ConnectionLost()
            if message.data == _PING:
                await self._socket.send_str(_PONG)

    async def _read(self) -> None:
        try:
            while True:
                self._take(await self._next())
        except (ConnectionLost, ConnectionError):
            pass
        finally:
            self.end = self._goodbye or ConnectionLost()
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(self.end)
            self._on_end()

    def _take(self, packet: Packet) -> None:
        if packet.type is Kind.ACK and packet.id is not None:
            answer = self._asked.get(packet.id)
            if answer is not None and not answer.done():
                answer.set_result(packet.data[0])
        elif packet.type is Kind.EVENT:
            name, payload, *number = packet.data
            if name == "Goodbye":
                self._goodbye = ConnectionLost(payload["code"], may_come_back=payload["come_back"])
            elif name == "ConnectionReplaced":
                self._goodbye = ConnectionLost("replaced", may_come_back=False)
            self._hear(name, payload, number[0] if number else None)


def _door_code(data: Any) -> str:
    """The code in a CONNECT_ERROR: `{"message"?, "data": {"code"}}`."""
    try:
        return str(data["data"]["code"])
    except (KeyError, TypeError):
        return "not_let_in"
