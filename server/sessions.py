"""The seam between sockets and sessions: where a gateway, the API or another process asks an owner.

`Sessions` is what they see. Everything that crosses it can be packed (msgpack) and means the same in any
process, so an owner may live elsewhere. `LocalSessions` is the whole of it for one process.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import msgspec

from media.sfu import Sfu
from rooms import room
from rooms.commands import AnyCommand
from rooms.events import AnyEvent, SessionOpened
from rooms.ids import RoomId, SeatId, SessionId
from rooms.roles import STAFF, Standing
from rooms.state import Ban, SessionState
from server.arrivals import Arrival, Arrivals, TurnedBack
from server.config import Turn
from server.documents import Documents
from server.fresh import fresh_id
from server.identity import Unauthorised
from server.messages import CloseCode, DoorCode, Goodbye, OfferMedia, Request
from server.outbox import ConnectionId
from server.reactions import MediaSwitchboard, SessionMedia
from server.requests import Requests
from server.session_task import Busy, Moved, SessionTask, Surroundings
from server.stores import contract
from server.stores.opening import Stores
from server.wire import Asked

log = logging.getLogger(__name__)


class NoOpenSession(Exception):
    """The room has no session now."""


class OwnedElsewhere(Moved):
    """Another living process owns the session."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self.owner = owner


class Sessions(Protocol):
    """What may be asked of the owners of sessions, wherever they are."""

    async def attach(self, arrival: Arrival) -> SeatId:
        """Seat a connection, and return its seat; its welcome comes by delivery.

        Raises what `Arrivals.seat` does, `Busy` or `Moved`.
        """

    async def ask(self, room_id: RoomId, connection: ConnectionId, asked: Asked) -> dict[str, Any]:
        """Ask a command or request for a connection; return what stands under `ok`.

        Raises `Refused`, `Malformed`, `Busy`, `Moved` or `StorageUnavailable`.
        """

    def lose(self, room_id: RoomId, connection: ConnectionId) -> None:
        """A connection is gone."""


@dataclass(frozen=True, slots=True)
class Running:
    """One session that this process owns."""

    task: SessionTask
    arrivals: Arrivals
    requests: Requests
    runner: asyncio.Task[None]


@dataclass(frozen=True, slots=True)
class Claiming:
    """How a process comes to own a session that was another's.

    `check_gone` raises `OwnedElsewhere` or `Moved` unless that owner is surely gone. For `patience_seconds`
    the session then waits for connections that outlived it.
    """

    check_gone: Callable[[str], Awaitable[None]]
    patience_seconds: float


async def _nobody_else(owner: str) -> None:
    """Return: with one process, whoever owned a session before us is gone, and its connections with it."""


# Some tries of a browser: if all are back by then, whoever comes first, a restart is no news for the room.
ALONE = Claiming(_nobody_else, patience_seconds=8.0)


class LocalSessions:
    """The sessions that this process owns; with one process, all."""

    def __init__(
        self,
        *,
        process: str,
        stores: Stores,
        around: Surroundings,
        sfu: Sfu | None,
        switchboard: MediaSwitchboard,
        relay: Turn,
        claiming: Claiming = ALONE,
    ) -> None:
        self._process = process
        self._stores = stores
        self._around = around
        self._sfu = sfu
        self._switchboard = switchboard
        self._relay = relay
        self._claiming = claiming
        self._running: dict[RoomId, Running] = {}
        self._starting: dict[RoomId, asyncio.Task[Running]] = {}

    # — life —

    async def start(self) -> None:
        """Bring back every open session: its seats are held until their people return."""
        for session in await self._stores.sessions.all_open():
            await self._need(session.room_id)

    async def stop(self) -> None:
        """Let go of every session and tell people to come back; what waits is answered `Moved`."""
        farewell = Goodbye(code=CloseCode.DRAINING, come_back=True)
        running = list(self._running.values())
        for each in running:
            each.task.give_up(farewell)
        await asyncio.gather(*(each.runner for each in running))

    def count_seats(self) -> int:
        """Return how many seats these sessions have, held ones too."""
        return sum(len(running.task.state.seats) for running in self._running.values())

    def __len__(self) -> int:
        return len(self._running)

    # — for gateways —

    async def attach(self, arrival: Arrival) -> SeatId:
        """See `Sessions`. Raises `OwnedElsewhere` too."""
        running = await self._need_for(arrival)
        return await running.task.in_turn(lambda: running.arrivals.seat(arrival))

    async def ask(self, room_id: RoomId, connection: ConnectionId, asked: Asked) -> dict[str, Any]:
        """See `Sessions`."""
        running = self._ours(room_id)
        if isinstance(asked, OfferMedia) and not await self._make_way(running, connection):
            raise Busy
        return await running.task.in_turn(lambda: _answer(running, connection, asked))

    async def _make_way(self, running: Running, connection: ConnectionId) -> bool:
        """Wait, outside of the session's turn, until one more may connect sound and picture; staff first."""
        task = running.task
        seat_id = task.legs.seat(connection)
        if self._sfu is None or seat_id is None or seat_id not in task.state.seats:
            return True  # whoever has no seat is told so in turn
        urgent = task.state.seats[seat_id].role in STAFF
        return await self._sfu.make_way(task.session_id, seat_id, urgent=urgent)

    def lose(self, room_id: RoomId, connection: ConnectionId) -> None:
        """See `Sessions`."""
        if running := self._running.get(room_id):
            running.task.lose(connection)

    # — for the cluster —

    async def locate(self, room_id: RoomId) -> None:
        """Own the room's session if nobody does; raise `OwnedElsewhere`, `NoOpenSession` or `Moved`."""
        await self._need(room_id)

    async def take_over(self, room_id: RoomId) -> None:
        """Take the room's session from its living owner, who wants to be rid of it."""
        if room_id not in self._running:
            await self._bring_back(room_id, willing=True)

    async def rejoin(self, room_id: RoomId, seats: Mapping[ConnectionId, SeatId]) -> None:
        """Take up connections that had these seats, or tell those that have them afresh how things stand.

        Raises `Busy`, `Moved` or `StorageUnavailable`; then some may have been taken up.
        """
        running = self._ours(room_id)
        for connection, seat_id in seats.items():
            await running.task.in_turn(partial(running.arrivals.rejoin, seat_id, connection))

    def give_up(self, room_id: RoomId) -> None:
        """Own the room's session no longer; its connections go to the next owner."""
        if running := self._running.get(room_id):
            running.task.give_up()

    def owned(self) -> dict[RoomId, SessionTask]:
        """Return the sessions that this process owns."""
        return {room_id: running.task for room_id, running in self._running.items()}

    # — for the API —

    async def command(self, room_id: RoomId, actor: contract.Actor, command: AnyCommand) -> None:
        """Carry out a command of a host application.

        Raises `Refused`, `NoOpenSession`, `Busy`, `Moved` or `StorageUnavailable`.
        """
        running = await self._need(room_id)
        task = running.task
        await task.in_turn(lambda: task.carry_out(Standing.HOST_APPLICATION, command, actor))

    async def state(self, room_id: RoomId) -> SessionState | None:
        """Return the state of the room's open session, to be read at once and not kept; None without one."""
        try:
            return (await self._need(room_id)).task.state
        except NoOpenSession:
            return None
        except OwnedElsewhere:
            return await self._stored_state(room_id)

    async def _stored_state(self, room_id: RoomId) -> SessionState | None:
        """Return what the events of another process's session have led to: all but tracks and cursors."""
        session = await self._stores.sessions.find_open(room_id)
        events = await self._stores.events.load(session.session_id) if session else []
        return rebuild(events)[0] if events else None

    # — opening and bringing back —

    async def _need_for(self, arrival: Arrival) -> Running:
        """Return the room's session; open one if there is none and the token is good for it."""
        claims = arrival.claims
        try:
            return await self._need(claims.room_id)
        except NoOpenSession:
            pass
        found = await self._stores.rooms.find(claims.room_id)
        if found is None or found.archived_at is not None:
            raise TurnedBack(DoorCode.TOKEN_INVALID)
        try:
            claims.check_window(self._around.clock())
            if await self._stores.used_tokens.is_used(claims.token_id):
                raise TurnedBack(DoorCode.TOKEN_USED)
        except (Unauthorised, TurnedBack):
            if arrival.resume is None:
                raise
            raise TurnedBack(DoorCode.SESSION_ENDED) from None
        session_id = SessionId(fresh_id())
        await self._stores.sessions.create(session_id, claims.room_id, self._process, self._around.clock())
        try:
            return await self._need(claims.room_id)
        except NoOpenSession:  # we joined somebody's search that had begun before the session was there
            return await self._need(claims.room_id)

    async def _need(self, room_id: RoomId) -> Running:
        """Return the room's open session, brought back from storage if need be; raise `NoOpenSession`."""
        if (running := self._running.get(room_id)) and not running.task.given_up:
            return running
        starting = self._starting.get(room_id)
        if starting is None:
            starting = asyncio.create_task(self._bring_back(room_id))
            self._starting[room_id] = starting
            starting.add_done_callback(lambda _: self._starting.pop(room_id, None))
        return await asyncio.shield(starting)

    def _ours(self, room_id: RoomId) -> Running:
        if (running := self._running.get(room_id)) is None:
            raise Moved
        return running

    async def _bring_back(self, room_id: RoomId, *, willing: bool = False) -> Running:
        """Claim the session, unless it is brand-new and ours, and rebuild it from its events.

        `willing`: its owner has asked for it.
        """
        if running := self._running.get(room_id):  # given up, and not yet done with its last answers
            await asyncio.wait([running.runner])
        session = await self._stores.sessions.find_open(room_id)
        if session is None:
            raise NoOpenSession
        is_new_here = session.owner != self._process
        if is_new_here and not willing:
            await self._claiming.check_gone(session.owner)
        epoch: int | None = session.epoch
        if (
            is_new_here or session.head_seq
        ):  # a second life here is a new epoch too: the first may still be writing
            epoch = await self._stores.sessions.claim(session.session_id, session.epoch, self._process)
        if epoch is None:
            raise Moved
        events = await self._stores.events.load(session.session_id)
        if not events:
            events = [await self._opening_event(session)]
            await self._stores.events.append(
                session.session_id, epoch, events, contract.SERVER, session.opened_at
            )
        running = self._run(session, epoch, events)
        if is_new_here:
            running.task.wait_for_connections(self._claiming.patience_seconds)
        return running

    async def _opening_event(self, session: contract.Session) -> SessionOpened:
        found = await self._stores.rooms.find(session.room_id)
        if found is None:
            raise NoOpenSession
        bans = await self._stores.bans.of_room(session.room_id)
        return SessionOpened(
            session_id=session.session_id,
            settings=found.settings,
            opened_at=session.opened_at,
            banned={ban.ban_id: ban.account_id for ban in bans},
            closed_links={ban.ban_id: ban.closed_link for ban in bans if ban.closed_link is not None},
            bans=[
                Ban(
                    ban_id=ban.ban_id,
                    name=ban.name,
                    reason=ban.reason,
                    for_good=True,
                    banned_at=ban.banned_at,
                    link_closed=ban.closed_link is not None,
                )
                for ban in bans
            ],
        )

    def _run(self, session: contract.Session, epoch: int, events: list[AnyEvent]) -> Running:
        """Rebuild the state from its events and start the owner task."""
        state, documents = rebuild(events)
        task = SessionTask(
            msgspec.structs.replace(session, epoch=epoch, head_seq=len(events)),
            state,
            documents,
            self._around,
        )
        media = SessionMedia(self._sfu, session.session_id, task.legs)
        task.reactions = media
        media.follow(state)  # who steps away or is silenced stays so, also before anything happens
        self._switchboard.add(session.session_id, media)
        runner = asyncio.create_task(task.run(), name=f"session {session.session_id}")
        running = Running(
            task=task,
            arrivals=Arrivals(task, media, self._stores.seat_secrets, self._stores.used_tokens, self._relay),
            requests=Requests(task, media, self._relay),
            runner=runner,
        )
        self._running[session.room_id] = running
        runner.add_done_callback(lambda done: self._ended(running, done))
        return running

    def _ended(self, running: Running, runner: asyncio.Task[None]) -> None:
        task = running.task
        if self._running.get(task.room_id) is running:
            del self._running[task.room_id]
        self._switchboard.discard(task.session_id)
        if not runner.cancelled() and (fault := runner.exception()) is not None:
            reference = fresh_id()[:8]
            log.error("a session's task failed", exc_info=fault, extra={"reference": reference})


def rebuild(events: list[AnyEvent]) -> tuple[SessionState, Documents]:
    """Return what the stored events of a session, from the first on, have led to."""
    opened = events[0]
    if not isinstance(opened, SessionOpened):
        raise ValueError("a session's first event is not SessionOpened")
    state, documents = room.open_session(opened), Documents()
    for event in events[1:]:
        room.evolve(state, event)
        documents.evolve(event)
    return state, documents


async def _answer(running: Running, connection: ConnectionId, asked: Asked) -> dict[str, Any]:
    task = running.task
    seat_id = task.legs.seat(connection)
    if seat_id is None:  # replaced or cut while the question waited
        raise Moved
    running.arrivals.heard(seat_id)
    if isinstance(asked, Request):
        return await running.requests.answer(seat_id, asked)
    await task.carry_out(seat_id, asked)
    return {"seq": task.seq}
