"""People with browsers, for tests: each a raw Socket.IO client on a WebSocket, written from the protocol."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import msgspec

CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR = range(5)

Heard = tuple[str, Any]  # name and payload of an event or notice


class Refused(Exception):
    """The server did not let the connection in."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Hung(Exception):
    """The server hung up."""


class Person:
    """One living connection. What is heard is kept in order in `heard`, acknowledgements too."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: list[Heard] = []
        self.log: list[str] = []  # names of what came in, acknowledgements as "ack <id>"
        self.is_hung_up = False
        self._acks: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._next_id = 0
        self._came_in = asyncio.Condition()
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def connect(
        cls, http: aiohttp.ClientSession, url: str, auth: object, headers: dict[str, str] | None = None
    ) -> "Person":
        """Open a connection and say hello; raise `Refused`."""
        person = cls(await open_socket(http, url, headers))
        await person.send({"type": CONNECT, "nsp": "/", "data": auth})
        answer = await person._packet()
        if answer["type"] == CONNECT_ERROR:
            await person.socket.close()
            raise Refused(answer["data"]["data"]["code"])
        assert answer["type"] == CONNECT
        person._reader = asyncio.create_task(person._read())
        return person

    async def ask(self, name: str, **payload: object) -> dict[str, Any]:
        """Ask and return the acknowledgement."""
        return await self.begin(name, **payload)

    def begin(self, name: str, **payload: object) -> "asyncio.Future[dict[str, Any]]":
        """Ask, and return what will be the acknowledgement."""
        self._next_id += 1
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._acks[self._next_id] = answer
        packet = {"type": EVENT, "nsp": "/", "id": self._next_id, "data": [name, payload]}
        self._sending = asyncio.ensure_future(self.send(packet))
        return answer

    def expect(self, packet_id: int, answer: "asyncio.Future[dict[str, Any]]") -> None:
        """Take an acknowledgement for a packet that `send` was given."""
        self._acks[packet_id] = answer

    async def send(self, packet: object) -> None:
        """Send one packet."""
        await self.socket.send_bytes(msgspec.msgpack.encode(packet))

    async def hears(self, name: str, **fields: object) -> dict[str, Any]:
        """Wait until an event or notice with these fields has been heard; return its payload."""

        def found() -> dict[str, Any] | None:
            for heard, payload in self.heard:
                if heard == name and all(payload.get(key) == value for key, value in fields.items()):
                    return dict(payload)
            return None

        async with self._came_in:
            await self._came_in.wait_for(lambda: found() is not None or self.is_hung_up)
        if (payload := found()) is None:
            raise Hung(f"waiting for {name}; heard {self.log}")
        return payload

    async def comes_to(self, is_so: Callable[["Person"], bool]) -> None:
        """Wait until what was heard makes this true."""
        async with self._came_in:
            await self._came_in.wait_for(lambda: is_so(self) or self.is_hung_up)
        if not is_so(self):
            raise Hung(f"heard {self.log}")

    async def is_cut(self) -> None:
        """Wait until the server has hung up."""
        async with self._came_in:
            await self._came_in.wait_for(lambda: self.is_hung_up)

    def stop_reading(self) -> None:
        """Read nothing more from the network, while the connection stays."""
        assert self._reader is not None
        self._reader.cancel()
        connection = self.socket._conn
        assert connection is not None
        assert connection.transport is not None
        connection.transport.pause_reading()

    async def leave(self) -> None:
        """Hang up."""
        if self._reader is not None:
            self._reader.cancel()
        await self.socket.close()

    @property
    def welcome(self) -> dict[str, Any]:
        """The welcome, which must have been heard first of all."""
        name, payload = self.heard[0]
        assert name == "Welcome"
        return dict(payload)

    @property
    def resume(self) -> dict[str, str]:
        """What proves the seat."""
        return {"seat_id": self.seat_id, "secret": self.welcome["secret"]}

    @property
    def seat_id(self) -> str:
        """The own seat."""
        return str(self.welcome["snapshot"]["seat_id"])

    def names(self) -> list[str]:
        """Names of all that was heard."""
        return [name for name, _ in self.heard]

    async def _read(self) -> None:
        try:
            while True:
                self._take(await self._packet())
                async with self._came_in:
                    self._came_in.notify_all()
        except Hung:
            pass
        finally:
            self.is_hung_up = True
            for answer in self._acks.values():
                if not answer.done():
                    answer.cancel()
            async with self._came_in:
                self._came_in.notify_all()

    def _take(self, packet: dict[str, Any]) -> None:
        if packet["type"] == EVENT:
            name, payload = packet["data"][0], packet["data"][1]
            self.heard.append((name, payload))
            self.log.append(name)
        elif packet["type"] == ACK:
            self.log.append(f"ack {packet['id']}")
            answer = self._acks.pop(packet["id"])
            if not answer.done():
                answer.set_result(packet["data"][0])
        elif packet["type"] == DISCONNECT:
            self.log.append("DISCONNECT")

    async def _packet(self) -> dict[str, Any]:
        while True:
            message = await self.socket.receive()
            if message.type is aiohttp.WSMsgType.TEXT:
                if message.data == "2":
                    await self.socket.send_str("3")
            elif message.type is aiohttp.WSMsgType.BINARY:
                return dict(msgspec.msgpack.decode(message.data))
            else:
                raise Hung


async def open_socket(
    http: aiohttp.ClientSession, url: str, headers: dict[str, str] | None = None
) -> aiohttp.ClientWebSocketResponse:
    """Open a WebSocket and read engine.io's greeting."""
    socket = await http.ws_connect(
        f"{url}/socket.io/?EIO=4&transport=websocket", headers=headers, max_msg_size=0
    )
    greeting = await socket.receive_str()
    assert greeting.startswith("0{")
    return socket
