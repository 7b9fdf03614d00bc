"""Questions, answers and deliveries between processes, over lines that may lose things but never hide it.

Each process listens on one channel. Whatever it sends to another is numbered without gaps, so the receiver
notices when something was lost: at the next message, and there is one every two seconds (the roll call and
its answer). Nothing is sent again by itself except questions, which their receiver carries out once however
often they come.
"""

import asyncio
import itertools
import logging
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import Any, Protocol

from server import metrics
from server.cluster.faults import exception_of, fault_of
from server.cluster.messages import (
    MOST_BYTES,
    Answer,
    AnyBody,
    AnyQuestion,
    Envelope,
    Unreadable,
    pack,
    unpack,
)
from server.cluster.redis_link import RedisLink
from server.session_task import Busy, Moved

log = logging.getLogger(__name__)

ATTEMPT_SECONDS = 1.0
ATTEMPTS = 8
MOST_AT_ONCE = 512  # questions of others that we work on
REMEMBERED = 4096  # answers that are kept for questions that come again


class Hearer(Protocol):
    """What a process does with what others say to it."""

    async def answer(self, sender: str, question: AnyQuestion) -> Any:
        """Answer a question, or raise what the asker shall see raised."""

    def take(self, sender: str, body: AnyBody) -> None:
        """Take note of something that wants no answer."""

    def missed(self, sender: str) -> None:
        """Something that this process sent us was lost."""


@dataclass(slots=True)
class _Pending:
    receiver: str
    answer: asyncio.Future[Any]


class Router:
    """One process's conversations with all others."""

    def __init__(self, process: str, prefix: str, link: RedisLink) -> None:
        self._process = process
        self._prefix = prefix
        self._link = link
        self.hearer: Hearer
        self._sent: Counter[str] = Counter()  # to whom, how many; kept for ever, for the dead may come back
        self._heard: Counter[str] = Counter()
        self._questions = itertools.count(1)
        self._pending: dict[int, _Pending] = {}
        self._answers: OrderedDict[tuple[str, int], Answer | None] = OrderedDict()  # None: we work on it
        self._working: set[asyncio.Task[None]] = set()
        self.unreadable = 0

    async def close(self) -> None:
        """Stop answering."""
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        for pending in self._pending.values():
            if not pending.answer.done():
                pending.answer.set_exception(Moved())

    # — speaking —

    def send(self, receiver: str, body: AnyBody, *, question: int = 0, droppable: bool = False) -> None:
        """Send a message; it may be lost, which the receiver will notice. A droppable one is not missed."""
        if droppable and self._link.is_crowded:
            return
        envelope = Envelope(self._process, self._sent[receiver] + 1, body, question)
        message = pack(envelope)
        if len(message) > MOST_BYTES:
            log.error("a message to another process is too large", extra={"bytes": len(message)})
            return
        self._sent[receiver] += 1
        metrics.router_messages.labels("sent").inc()
        self._link.publish(channel(self._prefix, receiver), message)

    async def ask(self, receiver: str, question: AnyQuestion) -> Any:
        """Return the answer, or raise what the other raised.

        Raises `Moved` when the other is gone and `Busy` when it is silent; it may have done what was asked.
        """
        number = next(self._questions)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pending[number] = _Pending(receiver, answer)
        try:
            for _ in range(ATTEMPTS):
                self.send(receiver, question, question=number)
                done, _ = await asyncio.wait([answer], timeout=ATTEMPT_SECONDS)
                if done:
                    metrics.router_questions.labels(_outcome(answer)).inc()
                    return answer.result()
            metrics.router_questions.labels("silent").inc()
            raise Busy
        finally:
            del self._pending[number]

    def give_up_on(self, process: str) -> None:
        """Wait no longer for the answers of a process that is gone."""
        for pending in self._pending.values():
            if pending.receiver == process and not pending.answer.done():
                pending.answer.set_exception(Moved())

    # — hearing —

    def heard(self, data: bytes) -> None:
        """Take in one message from our channel."""
        try:
            envelope = unpack(data)
        except Unreadable:
            self.unreadable += 1
            log.warning("unreadable message on our channel", extra={"count": self.unreadable})
            return
        before = self._heard[envelope.sender]
        if envelope.number <= before:  # said twice
            return
        self._heard[envelope.sender] = envelope.number
        metrics.router_messages.labels("heard").inc()
        if envelope.number > before + 1:
            metrics.router_holes.inc()
            self.hearer.missed(envelope.sender)
        match envelope.body:
            case Answer() as answer:
                self._take_answer(envelope, answer)
            case body if isinstance(body, AnyQuestion):
                self._take_question(envelope, body)
            case body:
                self.hearer.take(envelope.sender, body)

    def _take_answer(self, envelope: Envelope, answer: Answer) -> None:
        pending = self._pending.get(envelope.question)
        if pending is None or pending.receiver != envelope.sender or pending.answer.done():
            return
        if answer.fault is None:
            pending.answer.set_result(answer.result)
        else:
            pending.answer.set_exception(exception_of(answer.fault))

    def _take_question(self, envelope: Envelope, question: AnyQuestion) -> None:
        key = (envelope.sender, envelope.question)
        if key in self._answers:
            if (answer := self._answers[key]) is not None:
                self.send(envelope.sender, answer, question=envelope.question)
            return
        if len(self._working) >= MOST_AT_ONCE:
            self.send(envelope.sender, Answer(fault=fault_of(Busy())), question=envelope.question)
            return
        self._answers[key] = None
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        task = asyncio.create_task(self._answer(key, question))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _answer(self, key: tuple[str, int], question: AnyQuestion) -> None:
        sender, number = key
        try:
            answer = Answer(result=await self.hearer.answer(sender, question))
        except Exception as error:  # it belongs to whoever asked
            answer = Answer(fault=fault_of(error))
        if key in self._answers:
            self._answers[key] = answer
        self.send(sender, answer, question=number)


def _outcome(answer: asyncio.Future[Any]) -> str:
    return "gone" if isinstance(answer.exception(), Moved) else "answered"


def channel(prefix: str, process: str) -> str:
    """Return the channel on which a process listens."""
    return f"{prefix}n:{process}"
