"""One task per session: it alone reads and writes the session's state, so nothing here needs a lock.

Whatever is asked waits in a bounded inbox and is done in order: decide on the state as it is, commit the
durable events, and only then let state and documents evolve, act on media, tell those who may hear, and
answer. What cannot be committed has not happened. What time brings (`rooms.room.tick`) and seats whose
connection is gone are seen to between two questions.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from care.library import Library
from rooms import audiences, room, snapshot
from rooms.audiences import Audience
from rooms.commands import AnyCommand, EditDocument, LoseConnection
from rooms.events import AnyEvent, CursorMoved, SeatRemoved, TurnedAway
from rooms.ids import SeatId
from rooms.moment import Moment
from rooms.permissions import Actor as Asker
from rooms.roles import STAFF, Standing
from rooms.state import Phase, SessionState
from server import metrics, wire
from server.documents import Documents
from server.fresh import fresh_id
from server.legs import Delivery, Legs
from server.messages import CloseCode, Goodbye, Snapshot, StaffPresent
from server.outbox import ConnectionId
from server.stores import contract
from server.stores.contract import EventStore, Fenced, StorageUnavailable

log = logging.getLogger(__name__)

T = TypeVar("T")

RETRY_SECONDS = 1.0  # until the database is tried again for what nobody waits for
SHORTEST_SLEEP_SECONDS = 0.01

_FAREWELLS = {
    CloseCode.REMOVED: Goodbye(code=CloseCode.REMOVED, come_back=False),
    CloseCode.BANNED: Goodbye(code=CloseCode.BANNED, come_back=False),
    CloseCode.TURNED_AWAY: Goodbye(code=CloseCode.TURNED_AWAY, come_back=False),
    CloseCode.LEFT: Goodbye(code=CloseCode.LEFT, come_back=False),
    CloseCode.SESSION_ENDED: Goodbye(code=CloseCode.SESSION_ENDED, come_back=False),
}


class Busy(Exception):
    """The session's inbox is full."""


class Moved(Exception):
    """This process does not own the session any more, or the connection has no seat any more."""


class Reactions(Protocol):
    """What else follows from decisions: sound and picture."""

    def follow(self, state: SessionState) -> None:
        """Act on the state after it has evolved by all events of a decision."""

    def close(self) -> None:
        """Let go of everything: the session is over, or not ours."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a session task needs of the process it lives in."""

    events: EventStore
    delivery: Delivery
    library: Library
    clock: Callable[[], float]  # seconds since the epoch
    inbox_limit: int = 256


class SessionTask:
    """The owner of one session. Create it with the state as stored, give it `reactions`, then start `run`."""

    def __init__(
        self, session: contract.Session, state: SessionState, documents: Documents, around: Surroundings
    ) -> None:
        self.session_id = session.session_id
        self.room_id = session.room_id
        self.epoch = session.epoch
        self.seq = session.head_seq
        self.state = state
        self.documents = documents
        self.legs = Legs(around.delivery)
        self.library = around.library
        self.clock = around.clock
        self.reactions: Reactions
        self.given_up = False
        self._events = around.events
        self._inbox_limit = around.inbox_limit
        self._inbox: deque[Callable[[], Awaitable[None]]] = deque()
        self._wake = asyncio.Event()
        self._alarm: asyncio.TimerHandle | None = None
        self._retry_at: float | None = None
        self._staff_told: list[str] = []
        self._patient_until = 0.0

    @property
    def has_ended(self) -> bool:
        """The session is over for everybody."""
        return self.state.phase is Phase.ENDED

    # — in order, one at a time —

    async def run(self) -> None:
        """Own the session until it ends, another process takes it, or `give_up` is called."""
        try:
            while not self.given_up:
                await self._empty_inbox()
                await self._see_to_it()
                if self.has_ended:
                    self.give_up()
                self._set_alarm()
                await self._wake.wait()
                self._wake.clear()
        finally:
            self.give_up()
            await self._empty_inbox()

    async def in_turn(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do some work when everything before it is done, and return what it returns.

        Raises `Busy` or `Moved`.
        """
        if self.given_up:
            raise Moved
        if len(self._inbox) >= self._inbox_limit:
            raise Busy
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def job() -> None:
            if answer.done():  # nobody waits for it any more
                return
            try:
                result = await work() if not self.given_up else _raise_moved()
            except Exception as fault:  # it belongs to whoever asked
                if not answer.done():
                    answer.set_exception(fault)
            else:
                if not answer.done():
                    answer.set_result(result)

        self._inbox.append(job)
        self._wake.set()
        return await answer

    def give_up(self, farewell: Goodbye | None = None) -> None:
        """Stop owning the session: what still waits is answered `Moved`, and everybody is sent elsewhere."""
        if self.given_up:
            return
        self.given_up = True
        self.reactions.close()
        if farewell is None:
            self.legs.release()
        else:
            self.legs.cut(self.legs.seats(), farewell)
        if self._alarm is not None:
            self._alarm.cancel()
        self._wake.set()

    def lose(self, connection: ConnectionId) -> None:
        """A connection is gone. One that had been replaced changes nothing."""
        seat_id = self.legs.drop(connection)
        if seat_id is not None and not self.given_up:
            self._wake.set()

    def wait_for_connections(self, seconds: float) -> None:
        """Hold no seat for want of a connection yet: their gateways are bringing those that are left."""
        self._patient_until = self.clock() + seconds

    def wake(self) -> None:
        """See what time has brought."""
        self._wake.set()

    # — what only runs in turn —

    async def carry_out(
        self, asker: Asker, command: AnyCommand, recorded: contract.Actor | None = None
    ) -> list[AnyEvent]:
        """Decide and commit one command.

        Raises `Refused`, `StorageUnavailable` or `Moved`; then nothing is changed.
        """
        events = self.decide(asker, command)
        await self.commit(events, recorded or _recorded(asker))
        return events

    def decide(self, asker: Asker, command: AnyCommand) -> list[AnyEvent]:
        """Return what would happen, or raise `Refused`. Nothing has changed."""
        events = room.decide(self.state, asker, command, self.moment())
        if isinstance(command, EditDocument):
            order = self.state.seats[SeatId(asker)].order
            self.documents.check(command.worksheet_id, command.update, order)
        return events

    async def commit(
        self, events: Sequence[AnyEvent], by: contract.Actor, entry: contract.Entry | None = None
    ) -> None:
        """Store the durable ones of these events; then let everything follow from all of them.

        `entry`: what somebody takes a seat with. Raises `StorageUnavailable`, `Moved`, `TokenUsed`.
        """
        if not events:
            return
        durable = [event for event in events if event.durable]
        if durable or entry is not None:
            await self._store(durable, by, entry)
        try:
            self._follow(events)
        except BaseException:
            # Stored, and not taken in as a whole: this copy of the state is not to be trusted any more.
            self.give_up()
            raise

    def moment(self) -> Moment:
        """The outside world now."""
        return Moment(now=self.clock(), fresh_id=fresh_id, templates=self.library.rules)

    def snapshot_for(self, seat_id: SeatId) -> Snapshot:
        """What this seat may know now. Encode it at once: it shares its parts with the state."""
        seat = self.state.seats.get(seat_id)
        return Snapshot(
            epoch=self.epoch,
            seq=self.seq,
            now=self.clock(),
            seat_id=seat_id,
            standing=Standing(seat.role.value) if seat else Standing.WAITING,
            session=snapshot.prune(self.state, seat_id),
            documents=self.documents.encoded() if seat else {},
        )

    def staff_names(self) -> list[str]:
        """The display names of the staff who are present."""
        seats = self.state.seats.values()
        return [seat.name for seat in seats if seat.role in STAFF and seat.held_until is None]

    # — inside —

    async def _empty_inbox(self) -> None:
        while self._inbox:
            await self._inbox.popleft()()

    async def _store(
        self, durable: Sequence[AnyEvent], by: contract.Actor, entry: contract.Entry | None
    ) -> None:
        try:
            head = await self._events.append(self.session_id, self.epoch, durable, by, self.clock(), entry)
        except Fenced:
            metrics.fenced.inc()
            self.give_up()
            raise Moved from None
        if head != self.seq + len(durable):  # an earlier commit was reported as failed and was none
            self.give_up()
            raise Moved

    def _follow(self, events: Sequence[AnyEvent]) -> None:
        numbered: list[tuple[AnyEvent, int]] = []
        for event in events:
            self.seq += event.durable
            room.evolve(self.state, event)
            self.documents.evolve(event)
            numbered.append((event, self.seq))
        self.reactions.follow(self.state)
        self._tell(numbered)
        self._say_farewells(events)
        self._tell_the_lobby()

    def _tell(self, numbered: Sequence[tuple[AnyEvent, int]]) -> None:
        """Tell each event to its audience, encoded once; a changed standing brings a snapshot instead."""
        renewed = audiences.snapshots_due(event for event, _ in numbered)
        seats_of: dict[Audience, list[SeatId]] = {}
        for event, seq in numbered:
            audience = audiences.audience_of(self.state, event)
            if audience not in seats_of:
                heard_by = audiences.listeners(self.state, audience)
                seats_of[audience] = [seat_id for seat_id in heard_by if seat_id not in renewed]
            if any(seat_id in self.legs for seat_id in seats_of[audience]):
                frame = wire.event_frame(event, seq)
                self.legs.send(seats_of[audience], frame, droppable=isinstance(event, CursorMoved))
        for seat_id in renewed:
            if seat_id in self.legs and self._is_here(seat_id):
                self.legs.tell([seat_id], self.snapshot_for(seat_id))

    def _say_farewells(self, events: Sequence[AnyEvent]) -> None:
        """Cut whoever has no place any more, on the spot."""
        if self.has_ended:
            self.legs.cut(self.legs.seats(), _FAREWELLS[CloseCode.SESSION_ENDED])
            return
        for seat_id in self.legs.seats():
            if not self._is_here(seat_id):
                self.legs.cut([seat_id], _FAREWELLS[_why_gone(seat_id, events)])

    def _tell_the_lobby(self) -> None:
        names = self.staff_names()
        if names != self._staff_told:
            self._staff_told = names
            self.legs.tell(self.state.waiting, StaffPresent(names=names))

    def _is_here(self, seat_id: SeatId) -> bool:
        return seat_id in self.state.seats or seat_id in self.state.waiting

    async def _see_to_it(self) -> None:
        """Hold the seats without a connection, and do what time has brought."""
        self._retry_at = None
        try:
            while not (self.given_up or self.has_ended) and (seat_id := self._without_connection()):
                await self.carry_out(Standing.SERVER, LoseConnection(seat_id=seat_id))
            while not (self.given_up or self.has_ended):
                events = room.tick(self.state, self.moment())
                if not events:
                    break
                await self.commit(events, contract.SERVER)
        except StorageUnavailable:
            metrics.storage_failures.inc()
            log.warning("storage unavailable; a session waits for it")
            self._retry_at = self.clock() + RETRY_SECONDS
        except Moved:
            pass  # `run` ends

    def _without_connection(self) -> SeatId | None:
        """A seat that counts as connected and is not: its connection was lost, or a process before us was."""
        if self.clock() < self._patient_until:
            return None
        # Staff last: their successor takes over only if really there.
        for seat in sorted(self.state.seats.values(), key=lambda seat: seat.role in STAFF):
            if seat.held_until is None and seat.seat_id not in self.legs:
                return seat.seat_id
        for waiting in self.state.waiting.values():
            if waiting.connected and waiting.seat_id not in self.legs:
                return waiting.seat_id
        return None

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        deadline = self._retry_at or room.next_deadline(self.state)
        if self.clock() < self._patient_until:
            deadline = min(deadline or self._patient_until, self._patient_until)
        if deadline is not None and not self.given_up:
            delay = max(SHORTEST_SLEEP_SECONDS, deadline - self.clock())
            self._alarm = asyncio.get_running_loop().call_later(delay, self._wake.set)


def _raise_moved() -> Any:
    raise Moved


def _why_gone(seat_id: SeatId, events: Sequence[AnyEvent]) -> CloseCode:
    for event in events:
        match event:
            case SeatRemoved(seat_id=removed, ban_id=ban_id) if removed == seat_id:
                return CloseCode.REMOVED if ban_id is None else CloseCode.BANNED
            case TurnedAway(seat_id=turned_away) if turned_away == seat_id:
                return CloseCode.TURNED_AWAY
            case _:
                pass
    return CloseCode.LEFT


def _recorded(asker: Asker) -> contract.Actor:
    """Who the audit log says it was."""
    if isinstance(asker, Standing):
        return contract.SERVER
    return contract.Actor(kind="seat", id=asker)
