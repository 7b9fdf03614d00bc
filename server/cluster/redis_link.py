"""The line to Redis: one connection for commands, one for what others tell us, both bounded and watched.

Redis-py is used with care. Its `listen()` takes the kernel's ETIMEDOUT for "nothing yet" and spins for ever
without yielding, and it never notices a subscription whose packets go nowhere. So messages are read with a
deadline, an answer that comes too early counts as death, and a token of our own must come back every
second. And before Python 3.12 it may swallow a cancellation: it waits for its writer with `asyncio.wait_for`
(https://github.com/python/cpython/issues/96764). So who is to stop is told so, too.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

TOKEN_SECONDS = 1.0  # between two tokens
DEAF_SECONDS = 3.0  # without a token: the subscription is built anew
READ_SECONDS = 1.0
TOO_EARLY_SECONDS = 0.5  # "nothing yet" before this, when asked to wait READ_SECONDS, means a dead connection
ANSWER_SECONDS = 2.0  # for Redis to answer
RETRY_SECONDS = 0.25
MOST_IN_FLIGHT = 256  # messages that wait for Redis; more are lost, which their receivers notice
MOST_IN_FLIGHT_BYTES = 32 * 1024 * 1024
BATCH = 64

_TOKEN = b"token:"


class LinkDown(Exception):
    """Redis cannot be reached, or does not answer in time."""


@dataclass(slots=True)
class _Job:
    """One or more commands for Redis; nobody waits for the answers of a message."""

    commands: Sequence[tuple[bytes | str | int, ...]]
    size: int
    answers: asyncio.Future[list[Any]] | None = None


class RedisLink:
    """What one process says to Redis, in order, and what it hears on its channel."""

    def __init__(
        self, url: str, channel: str, heard: Callable[[bytes], None], rebuilt: Callable[[], None]
    ) -> None:
        """`heard` is called with each message, `rebuilt` when messages may have been missed."""
        self._url = url
        self._channel = channel
        self._heard = heard
        self._rebuilt = rebuilt
        self._jobs: deque[_Job] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._subscribed = asyncio.Event()
        self._closing = False
        self._token_heard_at = 0.0  # monotonic
        self.lost = 0  # messages that were never sent, because too many waited or Redis was away
        self.rebuilds = 0

    async def start(self) -> None:
        """Connect; raise `LinkDown` when that does not succeed in time."""
        self._tasks = [asyncio.create_task(run()) for run in (self._send, self._hear, self._send_tokens)]
        try:
            async with asyncio.timeout(2 * ANSWER_SECONDS):
                await self._subscribed.wait()
        except TimeoutError:
            await self.close()
            raise LinkDown from None

    async def close(self) -> None:
        """Hang up. What has not been sent yet is lost."""
        self._closing = True
        self._wake.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._fail_all()

    @property
    def is_crowded(self) -> bool:
        """So much waits for Redis that only what matters should be added."""
        return len(self._jobs) >= MOST_IN_FLIGHT // 4

    def publish(self, channel: str, message: bytes) -> bool:
        """Send a message after all before it. False: it was dropped, as it also may be later."""
        if (
            not self._tasks
            or len(self._jobs) >= MOST_IN_FLIGHT
            or self._bytes + len(message) > MOST_IN_FLIGHT_BYTES
        ):
            self.lost += 1
            return False
        self._put(_Job([("PUBLISH", channel, message)], len(message)))
        return True

    async def execute(self, *commands: tuple[bytes | str | int, ...]) -> list[Any]:
        """Carry out commands, one right after the other on one connection; return their answers.

        Raises `LinkDown`; they may have been carried out nevertheless.
        """
        answers: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        if not self._tasks or len(self._jobs) >= 2 * MOST_IN_FLIGHT:
            raise LinkDown
        self._put(_Job(commands, 0, answers))
        return await answers

    # — sending —

    def _put(self, job: _Job) -> None:
        self._jobs.append(job)
        self._bytes += job.size
        self._wake.set()

    async def _send(self) -> None:
        """Send what waits, many at a time; the only user of the connection for commands."""
        client = self._client()
        try:
            while not self._closing:
                await self._wake.wait()
                while self._jobs:
                    batch = [self._take() for _ in range(min(BATCH, len(self._jobs)))]
                    if not await _carry_out(client, batch):
                        self.lost += sum(job.answers is None for job in batch)
                        self._fail_all()
                        await client.connection_pool.disconnect()
                        await asyncio.sleep(RETRY_SECONDS)
                self._wake.clear()
        finally:
            await client.aclose()

    def _take(self) -> _Job:
        job = self._jobs.popleft()
        self._bytes -= job.size
        return job

    def _fail_all(self) -> None:
        """Nothing waits out an outage: what is late is worth less than what comes after."""
        while self._jobs:
            job = self._take()
            if job.answers is None:
                self.lost += 1
            elif not job.answers.done():
                job.answers.set_exception(LinkDown())

    async def _send_tokens(self) -> None:
        while True:
            self.publish(self._channel, _TOKEN + str(time.monotonic()).encode())
            await asyncio.sleep(TOKEN_SECONDS)

    # — hearing —

    async def _hear(self) -> None:
        """Stay subscribed, whatever happens to the connection."""
        while not self._closing:
            client = self._client()
            try:
                async with client.pubsub() as subscription:
                    await subscription.subscribe(self._channel)
                    await self._read(subscription)
            except (RedisError, OSError, TimeoutError):
                pass
            finally:
                if self._subscribed.is_set():
                    log.warning("subscription to Redis lost; building it anew")
                self._subscribed.clear()
                with suppress(RedisError, OSError, TimeoutError):
                    await client.aclose()
            self.rebuilds += 1
            await asyncio.sleep(RETRY_SECONDS)

    async def _read(self, subscription: PubSub) -> None:
        """Pass on what comes in; return when the connection is dead or deaf."""
        self._token_heard_at = time.monotonic()
        while not self._closing and time.monotonic() - self._token_heard_at < DEAF_SECONDS:
            asked_at = time.monotonic()
            message = await subscription.get_message(timeout=READ_SECONDS)
            if message is None:
                if time.monotonic() - asked_at < TOO_EARLY_SECONDS:
                    return
            elif message["type"] == "subscribe":
                self._subscribed.set()
                self._rebuilt()
            elif message["type"] == "message":
                self._take_in(message["data"])

    def _take_in(self, data: bytes) -> None:
        if data.startswith(_TOKEN):
            self._token_heard_at = time.monotonic()
        else:
            self._heard(data)

    def _client(self) -> "Redis":
        """Make a client with one connection, which never retries by itself: that would change the order."""
        return Redis.from_url(
            self._url,
            max_connections=1,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )


async def _carry_out(client: "Redis", batch: Sequence[_Job]) -> bool:
    """Send a batch in one go and hand out the answers. False: Redis is away."""
    pipeline = client.pipeline(transaction=False)
    for job in batch:
        for command in job.commands:
            pipeline.execute_command(*command)
    try:
        answers = await pipeline.execute(raise_on_error=False)
    except (RedisError, OSError, TimeoutError):
        for job in batch:
            if job.answers is not None and not job.answers.done():
                job.answers.set_exception(LinkDown())
        return False
    for job in batch:
        mine, answers = answers[: len(job.commands)], answers[len(job.commands) :]
        if job.answers is not None and not job.answers.done():
            fault = next((answer for answer in mine if isinstance(answer, Exception)), None)
            if fault is None:
                job.answers.set_result(mine)
            else:  # Redis answers, but is loading, read-only or forbids it: as good as away
                job.answers.set_exception(LinkDown(type(fault).__name__))
    return True
