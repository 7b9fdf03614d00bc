"""The one place that wires the parts together, starts them and stops them in order."""

import asyncio
import gc
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from care import library
from media.sfu import Sfu, SfuSettings
from rooms.ids import RoomId
from server.addresses import client_address, counted_as, networks
from server.api.routes import add_api
from server.config import Config
from server.config_reading import BadConfig, Fault
from server.fresh import fresh_id
from server.gateway import Gateway
from server.housekeeping import run_background
from server.identity import Tokens
from server.messages import CloseCode, Goodbye
from server.monitoring import Monitoring
from server.outbox import LINGER_SECONDS, Outboxes, OutboxLimits
from server.pages import Pages, find_client
from server.reactions import MediaSwitchboard
from server.session_task import Surroundings
from server.sessions import ALONE, LocalSessions
from server.sockets import SocketLimits, SocketServer
from server.stores.contract import StorageUnavailable
from server.stores.opening import Stores, open_stores
from server.watchdog import Watchdog

if TYPE_CHECKING:
    from server.cluster.cluster import Cluster

log = logging.getLogger(__name__)

STOP_SECONDS = 5.0  # for requests that are still being answered
IDLE_SECONDS = 75.0  # between requests, and for the headers of one; longer than proxies keep theirs idle

Clock = Callable[[], float]


class Process:
    """One running server: gateway and owner in one."""

    def __init__(self, config: Config, stores: Stores, clock: Clock) -> None:
        name = self.name = fresh_id()  # as in `Session.owner`
        self._media = config.media
        switchboard = MediaSwitchboard()
        self.stores = stores
        self.outboxes = Outboxes()
        self.sfu = Sfu(_sfu_settings(config), switchboard)
        self.cluster = _cluster(name, config, self.outboxes, stores)
        self.sessions = LocalSessions(
            process=name,
            stores=stores,
            around=Surroundings(
                events=stores.events,
                delivery=self.cluster.delivery if self.cluster else self.outboxes,
                library=library.load(),
                clock=clock,
                inbox_limit=config.limits.inbox_commands,
            ),
            sfu=self.sfu,
            switchboard=switchboard,
            relay=config.turn,
            claiming=self.cluster.claiming if self.cluster else ALONE,
        )
        self.gateway = Gateway(name, Tokens(config.secret_key), self.cluster or self.sessions, self.outboxes)
        self.sockets = SocketServer(self.gateway, _socket_limits(config), config.origins)

    async def start(self) -> None:
        """Open the media port and bring back the open sessions, those that nobody else owns."""
        with _listening("media.port", self._media.bind, self._media.port):
            await self.sfu.start()
        if self.cluster is None:
            await self.sessions.start()
        else:
            await self.cluster.start(self.sessions)

    async def drain(self) -> None:
        """Take nobody in any more, say goodbye to everybody, and let them read it."""
        self.gateway.is_draining = True
        if self.cluster is not None:
            await self.cluster.drain()
        await self.sessions.stop()
        self.outboxes.close_all(Goodbye(code=CloseCode.DRAINING, come_back=True))
        self.sockets.hang_up()
        await self.outboxes.wait_until_empty(LINGER_SECONDS)

    async def is_ready(self) -> bool:
        """Tell whether people may be sent here: not while stopping, nor without a database."""
        try:
            await self.stores.rooms.find(RoomId("readiness"))
        except StorageUnavailable:
            return False
        return not self.gateway.is_draining

    async def close(self) -> None:
        """Leave the cluster and close the media port."""
        if self.cluster is not None:
            await self.cluster.stop()
        await self.sfu.close()


PROCESS: web.AppKey[Process] = web.AppKey("process", Process)


async def build(config: Config, clock: Clock = time.time) -> web.Application:
    """Open the database and return the application: it starts the rest when it starts, and closes all.

    Raises `StorageUnavailable` when the database cannot be opened.
    """
    stores = await open_stores(config.database)
    app = web.Application()
    process = app[PROCESS] = Process(config, stores, clock)
    proxies = networks(config.trusted_proxies)

    async def answer_socket(request: web.Request) -> web.StreamResponse:
        return await process.sockets.answer(request, counted_as(client_address(request, proxies)))

    async def background(app: web.Application) -> AsyncIterator[None]:
        keeping = asyncio.create_task(run_background(stores, config, clock))
        yield
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    app.cleanup_ctx.extend([_life, background])
    app.on_shutdown.append(_drain)
    app.router.add_get("/socket.io/", answer_socket)
    Monitoring(config, process.sessions, process.sfu, process.is_ready).add_to(app)
    add_api(app, stores, process.cluster or process.sessions, config, clock, process.sfu.connection_test)
    Pages(config, find_client()).add_to(app)
    return app


def run(config: Config, on_serving: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGTERM or SIGINT, then stop in good order. `on_serving` is called when people may come.

    Raises `BadConfig` when a port cannot be had.
    """
    asyncio.run(_serve(config, on_serving))


async def _serve(config: Config, on_serving: Callable[[], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = await build(config)
    watchdog = Watchdog()
    watchdog.start()
    runner = web.AppRunner(
        app, access_log=None, keepalive_timeout=IDLE_SECONDS, shutdown_timeout=STOP_SECONDS
    )
    try:
        await runner.setup()
        with _listening("port", config.host, config.port):
            await web.TCPSite(runner, config.host, config.port).start()
        # What has been loaded stays for ever: a full collection that looked through it all would take 0.1 s,
        # and no packet is forwarded meanwhile.
        gc.collect()
        gc.freeze()
        log.info("serving", extra={"port": config.port, "process_name": app[PROCESS].name})
        on_serving()
        await stop.wait()
        log.info("stopping")
    finally:
        await runner.cleanup()
        watchdog.stop()


@contextmanager
def _listening(setting: str, host: str, port: int) -> Iterator[None]:
    """Say which port cannot be opened, and why."""
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise BadConfig([Fault(setting, f"cannot listen on {host}:{port}: {why}")]) from error


async def _life(app: web.Application) -> AsyncIterator[None]:
    process = app[PROCESS]
    async with AsyncExitStack() as stack:
        stack.push_async_callback(process.stores.close)
        stack.push_async_callback(process.close)
        await process.start()
        yield


async def _drain(app: web.Application) -> None:
    await app[PROCESS].drain()


def _cluster(name: str, config: Config, outboxes: Outboxes, stores: Stores) -> "Cluster | None":
    """Return this process's place among others; with none configured, nothing of it is even imported."""
    if not config.redis_url:
        return None
    from server.cluster.cluster import Cluster

    return Cluster(name, config, outboxes, stores.sessions)


def _sfu_settings(config: Config) -> SfuSettings:
    media = config.media
    return SfuSettings(
        bind_host=media.bind,
        port=media.port,
        public_addresses=media.public_addresses,
        stun_server=media.stun_address,
        voice_slots=media.voice_slots,
        picture_slots=media.picture_slots,
    )


def _socket_limits(config: Config) -> SocketLimits:
    limits = config.limits
    return SocketLimits(
        frame_bytes=limits.frame_bytes,
        frames_per_second=limits.commands_per_second,
        frames_burst=limits.commands_burst,
        handshake_seconds=limits.handshake_seconds,
        per_address=limits.connections_per_address,
        outbox=OutboxLimits(frames=limits.outbox_frames, bytes=limits.outbox_bytes),
    )
