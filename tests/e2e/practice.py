"""A practice for browser tests: real server processes, a room, and a link for each person.

Processes are the program as an operator runs it (`python -m server serve`), on one database. A killed one
comes back on the same ports, as it does under a supervisor.
"""

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from rooms.ids import AccountId
from rooms.roles import Role
from rooms.state import Agreement, RoomSettings
from server.stores.contract import Invite
from server.stores.opening import open_stores

ROOT = Path(__file__).parents[2]
READY_TIMEOUT_SECONDS = 60

SocketFactory = Callable[[Any], socket.socket]

AGREEMENT = Agreement(
    version=1,
    text={
        "en": "What is said here stays here. Come alone, and let others finish.",
        "es": "Lo que se dice aquí se queda aquí. Ven a solas y deja terminar a los demás.",
    },
)


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """Return a loopback port that nobody uses at this moment."""
    with closing(socket.socket(socket.AF_INET, kind)) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class ServerProcess:
    """One `hearth serve`."""

    environment: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    media_port: int = field(default_factory=lambda: free_port(socket.SOCK_DGRAM))
    host: str = "localhost"
    prefix: Sequence[str] = ()
    """What to put before its command, such as what moves it to a network of its own."""
    socket_factory: SocketFactory | None = None
    """Makes sockets that reach it, if ours do not."""

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        """Its process id, once started."""
        return self._process.pid

    async def start(self) -> None:
        """Start, also again after `kill`, and wait until it is ready."""
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("HEARTH_")},
            **self.environment,
            "HEARTH_PORT": str(self.port),
            "HEARTH_MEDIA_PORT": str(self.media_port),
        }
        with self.log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self.prefix,
                sys.executable,
                "-m",
                "server",
                "serve",
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
            )
        await self._wait_until_ready()

    async def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_SECONDS
        async with aiohttp.ClientSession(connector=self._connector()) as http:
            while True:
                try:
                    async with http.get(f"{self.url}/readyz") as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientConnectionError:
                    pass
                if time.monotonic() > deadline or self._process.returncode is not None:
                    raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")
                # Another program's start is no event of ours.
                await asyncio.sleep(0.05)

    def _connector(self) -> aiohttp.TCPConnector:
        return aiohttp.TCPConnector(socket_factory=self.socket_factory)

    def is_named(self, name: str) -> bool:
        """Tell whether it last started under this name, which owns sessions."""
        lines = map(json.loads, self.log.read_text().splitlines())
        starts = [line for line in lines if "process_name" in line]
        return bool(starts) and starts[-1]["process_name"] == name

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def kill(self) -> None:
        """End it at once, as a crash would."""
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> None:
        """End it in good order."""
        if self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 15)
            except TimeoutError:
                await self.kill()


@dataclass
class Practice:
    """Some processes on one database, and a room in it."""

    folder: Path
    database_url: str = ""  # empty: SQLite in the folder
    redis_url: str = ""
    process_count: int = 1
    processes: list[ServerProcess] = field(default_factory=list)

    async def __aenter__(self) -> "Practice":
        self._environment = {
            "HEARTH_DATA_DIR": str(self.folder),
            "HEARTH_SECRET_KEY": secrets.token_hex(32),
            "HEARTH_MEDIA_BIND": "0.0.0.0",  # Firefox has no loopback candidates
            "HEARTH_LOG_FORMAT": "json",
        }
        if self.database_url:
            self._environment["HEARTH_DATABASE_URL"] = self.database_url
        if self.redis_url:
            self._environment |= {
                "HEARTH_REDIS_URL": self.redis_url,
                "HEARTH_CLUSTER_KEY_PREFIX": f"e2e-{secrets.token_hex(8)}:",
            }
        try:
            for number in range(self.process_count):
                process = self.make_process(self._environment, self.folder / f"server-{number}.log")
                await process.start()
                self.processes.append(process)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self.processes:
            await process.stop()

    def make_process(self, environment: dict[str, str], log: Path) -> ServerProcess:
        """A process that has not been started; elsewhere than here for those who want that."""
        return ServerProcess(environment, log)

    async def kill_owner_and_restart(self) -> None:
        """Kill the process that owns the open session, and start it again as a supervisor would."""
        owner = await self.owner()
        await owner.kill()
        await owner.start()

    async def owner(self) -> ServerProcess:
        """The process that owns the open session."""
        stores = await open_stores(self._store_url())
        try:
            (session,) = await stores.sessions.all_open()
        finally:
            await stores.close()
        (owner,) = (process for process in self.processes if process.is_named(session.owner))
        return owner

    def log(self) -> str:
        """Everything the processes have written."""
        return "".join(process.log.read_text() for process in self.processes)

    async def invite(
        self, people: Sequence[tuple[str, Role]], settings: RoomSettings, **limits: Any
    ) -> dict[str, str]:
        """Make a room; return for each person by name what follows the server's address in their link.

        `limits` are those of the invites, such as `expires_at`.
        """
        stores = await open_stores(self._store_url())
        try:
            now = time.time()
            room = await stores.rooms.create(settings, now)
            paths = {}
            for name, role in people:
                code = secrets.token_urlsafe(32)
                invite = Invite(
                    invite_id=secrets.token_hex(8),
                    room_id=room.room_id,
                    role=role,
                    name=name,
                    account_id=AccountId(f"account-of-{name.lower()}"),
                    created_at=now,
                    **limits,
                )
                await stores.invites.create(invite, code)
                paths[name] = f"/join#i.{code}"
            return paths
        finally:
            await stores.close()

    def _store_url(self) -> str:
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.folder / 'hearth.sqlite3'}"
        return "postgresql+asyncpg://" + self.database_url.partition("://")[2]


class PracticeByIpv6(Practice):
    """A practice with embedded defaults that has no address but one of IPv6."""

    def make_process(self, environment: dict[str, str], log: Path) -> ServerProcess:
        """See `Practice`."""
        process = super().make_process(environment, log)
        process.host = "[::1]"
        own = {"HEARTH_HOST": "::1", "HEARTH_MEDIA_BIND": "::1", "HEARTH_PUBLIC_URL": process.url}
        process.environment = {**process.environment, **own}
        return process
