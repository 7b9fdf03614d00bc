"""A TCP proxy before Redis whose subscriptions can be made to go nowhere, as a lost route does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_CHUNK = 65_536


class Proxy:
    """Passes bytes on, until told not to."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._pipes: set[asyncio.Task[None]] = set()
        self._passing: dict[asyncio.StreamWriter, asyncio.Event] = {}  # by the writer towards the client
        self._subscribers: set[asyncio.StreamWriter] = set()
        self.connections = 0

    def freeze_subscriptions(self) -> None:
        """Let nothing pass any more on connections that have subscribed; they stay open. New ones work."""
        for client in self._subscribers:
            self._passing[client].clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on."""
        self.connections += 1
        self._passing[writer] = passing = asyncio.Event()
        passing.set()
        try:
            redis_reader, redis_writer = await asyncio.open_connection(self._host, self._port)
        except OSError:
            writer.close()
            return
        up = asyncio.create_task(self._pipe(reader, redis_writer, passing, writer))
        down = asyncio.create_task(self._pipe(redis_reader, writer, passing, None))
        self._pipes |= {up, down}
        await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
        for task in (up, down):
            task.cancel()
        writer.close()
        redis_writer.close()

    async def _pipe(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        passing: asyncio.Event,
        client: asyncio.StreamWriter | None,
    ) -> None:
        while data := await reader.read(_CHUNK):
            if client is not None and b"SUBSCRIBE" in data:
                self._subscribers.add(client)
            await passing.wait()
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def running_proxy(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """Run a proxy before the Redis at `url`; give it and its own address."""
    host, _, port = url.removeprefix("redis://").partition("/")[0].partition(":")
    proxy = Proxy(host, int(port))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    try:
        yield proxy, f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        server.close()
        for task in proxy._pipes:
            task.cancel()
        await asyncio.gather(*proxy._pipes, return_exceptions=True)
        await server.wait_closed()
