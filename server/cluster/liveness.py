"""Who is alive: one Redis key per process, which it renews from its event loop and which passes away with it.

`<prefix>node:<process>` lives for three seconds; `<prefix>nodes` is the set of those that may be looked
for. A Redis that has lost its memory says that everybody is dead, so nobody's death is believed for one
lifetime after Redis has restarted, or has forgotten us ourselves.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

import msgspec

from server.cluster.redis_link import LinkDown, RedisLink
from server.cluster.rounds import keep_on

log = logging.getLogger(__name__)

LIFETIME_SECONDS = 3.0
RENEWAL_SECONDS = 1.0
LOOK_SECONDS = 0.25
FORGETTING_SECONDS = 60.0  # after which a dead process is looked for no more


class NodeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What others need to know of a process, and by what its supervisor knows it."""

    host: str = ""
    pid: int = 0
    sessions: int = 0
    draining: bool = False


class Unsure(Exception):
    """Nobody can say now who is alive: Redis is away, or has just come back."""


class Liveness:
    """Our own sign of life, and a watch over everybody else's."""

    def __init__(
        self, process: str, prefix: str, link: RedisLink, describe: Callable[[], NodeRecord]
    ) -> None:
        self._process = process
        self._prefix = prefix
        self._link = link
        self._describe = describe
        self._redis_run = ""  # Redis's own name for its present life
        self._trusted_from = 0.0  # monotonic: from when on a missing key means a death
        self._lease_until = 0.0  # monotonic: until when others certainly take us to be alive
        self._alive: dict[str, NodeRecord] = {}
        self._dead_since: dict[str, float] = {}  # monotonic
        self._renewing: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self.died: Callable[[str], None] = _nobody_minds
        self.lapsed: Callable[[], None] = _nothing_to_check

    async def start(self) -> None:
        """Show ourselves and look around once; raise `LinkDown`."""
        await self._renew()
        await self._look()
        self._renewing = asyncio.create_task(keep_on(self._renew_later))
        self._looking = asyncio.create_task(keep_on(self._look_later))

    async def stop(self) -> None:
        """Vanish at once, so that nobody waits for our key to pass away."""
        tasks = [task for task in (self._renewing, self._looking) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await self._link.execute(
                ("DEL", node_key(self._prefix, self._process)),
                ("SREM", nodes_key(self._prefix), self._process),
            )
        except LinkDown:
            log.info("left without taking leave of Redis; the key passes by itself")

    @property
    def others(self) -> dict[str, NodeRecord]:
        """The other living processes, as of the last look."""
        return self._alive

    async def is_alive(self, process: str) -> bool:
        """Look whether a process lives. False is certain; raises `Unsure` rather than guess."""
        if process == self._process:
            return True
        try:
            await self._look(process)
        except LinkDown:
            raise Unsure from None
        if process in self._alive:
            return True
        if time.monotonic() < self._trusted_from:
            raise Unsure
        return False

    async def show(self) -> None:
        """Let others know at once what has changed about us; raise `LinkDown`."""
        await self._renew()

    async def _renew_later(self) -> None:
        await asyncio.sleep(RENEWAL_SECONDS)
        had_lapsed = time.monotonic() > self._lease_until
        try:
            await self._renew()
        except LinkDown:
            return
        if had_lapsed:  # we stood still, or were cut off: others may have taken what was ours
            self.lapsed()

    async def _renew(self) -> None:
        asked_at = time.monotonic()  # before asking: the key may have been set late, never early
        record = msgspec.json.encode(self._describe())
        milliseconds = int(LIFETIME_SECONDS * 1000)
        await self._link.execute(
            ("SET", node_key(self._prefix, self._process), record, "PX", milliseconds),
            ("SADD", nodes_key(self._prefix), self._process),
        )
        self._lease_until = asked_at + LIFETIME_SECONDS

    async def _look_later(self) -> None:
        await asyncio.sleep(LOOK_SECONDS)
        with suppress(LinkDown):
            await self._look()

    async def _look(self, *also: str) -> None:
        """Read who is alive, and tell of those who are not any more."""
        (members,) = await self._link.execute(("SMEMBERS", nodes_key(self._prefix)))
        names = sorted({*(member.decode() for member in members), *also, *self._alive, self._process})
        keys = [node_key(self._prefix, name) for name in names]
        server, values = await self._link.execute(("INFO", "server"), ("MGET", *keys))
        records = dict(zip(names, values, strict=True))
        self._note_redis(_facts(server), knows_us=records.pop(self._process) is not None)
        trusted = time.monotonic() >= self._trusted_from
        for name, value in records.items():
            if value is not None:
                self._alive[name] = read_record(value)
                self._dead_since.pop(name, None)
            elif trusted and self._alive.pop(name, None) is not None:
                log.warning("a process is gone", extra={"other_process": name})
                self.died(name)
        await self._forget([name for name, value in records.items() if value is None])

    def _note_redis(self, facts: dict[str, str], *, knows_us: bool) -> None:
        """After a restart or a loss of memory, wait until everybody has had time to show up again."""
        run, up_seconds = facts.get("run_id", ""), float(facts.get("uptime_in_seconds", 0))
        if run == self._redis_run and knows_us:
            return
        wait_seconds = LIFETIME_SECONDS
        if self._redis_run:
            log.warning("Redis has forgotten who is alive; believing in no death for a while")
        elif up_seconds > LIFETIME_SECONDS + 1:  # it counts whole seconds
            wait_seconds = 0.0
        self._redis_run = run
        self._trusted_from = time.monotonic() + wait_seconds

    async def _forget(self, dead: list[str]) -> None:
        """Strike off those who have long been dead, so that the set does not grow with every start."""
        now = time.monotonic()
        for name in dead:
            since = self._dead_since.setdefault(name, now)
            if now - since > FORGETTING_SECONDS:
                del self._dead_since[name]
                await self._link.execute(("SREM", nodes_key(self._prefix), name))


def node_key(prefix: str, process: str) -> str:
    """Return the key that lives as long as the process."""
    return f"{prefix}node:{process}"


def nodes_key(prefix: str) -> str:
    """Return the set of all processes that may be looked for."""
    return f"{prefix}nodes"


def read_record(value: bytes) -> NodeRecord:
    """Return what a process shows of itself."""
    try:
        return msgspec.json.decode(value, type=NodeRecord)
    except msgspec.DecodeError:
        return NodeRecord()  # a later version's: it lives, that is what counts


def _facts(info: object) -> dict[str, str]:
    """Return what INFO answers as a mapping; redis-py may have read it already."""
    if isinstance(info, dict):
        return {str(key): str(value) for key, value in info.items()}
    text = info.decode() if isinstance(info, bytes) else str(info)
    return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)


def _nobody_minds(process: str) -> None:
    pass


def _nothing_to_check() -> None:
    pass
