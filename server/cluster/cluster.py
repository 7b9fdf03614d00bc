"""Puts the parts of this folder together: one process among many, from joining to leaving."""

import logging
import os
import socket
from typing import Any, assert_never

from rooms.commands import AnyCommand
from rooms.ids import RoomId, SeatId
from rooms.state import SessionState
from server.arrivals import Arrival
from server.cluster.delivery import ClusterDelivery, gateway_of
from server.cluster.liveness import Liveness, NodeRecord
from server.cluster.messages import (
    Act,
    Answer,
    AnyBody,
    AnyQuestion,
    Ask,
    Attach,
    Close,
    Deliver,
    Lose,
    Rejoin,
    Release,
    RollCall,
    TakeOver,
)
from server.cluster.ownership import Ownership
from server.cluster.redis_link import LinkDown, RedisLink
from server.cluster.router import Router, channel
from server.cluster.routes import Routes
from server.config import Config
from server.outbox import ConnectionId, Outboxes
from server.session_task import Moved
from server.sessions import Claiming, LocalSessions, OwnedElsewhere
from server.stores.contract import Actor, SessionStore, StorageUnavailable
from server.wire import Asked

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 2.5  # for gateways to notice an owner's death and bring its connections to the next


class Cluster:
    """This process among the others. Implements `Sessions` for the gateway and `LiveSessions` for the API.

    Give `delivery` and `claiming` to the `LocalSessions`, then these to `start`.
    """

    def __init__(self, process: str, config: Config, outboxes: Outboxes, sessions: SessionStore) -> None:
        prefix = config.cluster.key_prefix
        self._process = process
        self._outboxes = outboxes
        self._drain_seconds = config.cluster.drain_seconds
        self._link = RedisLink(config.redis_url, channel(prefix, process), self._heard, self._rebuilt)
        self._router = Router(process, prefix, self._link)
        self._liveness = Liveness(process, prefix, self._link, self._describe)
        self._ownership = Ownership(process, self._liveness, self._router, sessions)
        self._local: LocalSessions | None = None
        self._routes: Routes
        self.delivery = ClusterDelivery(process, outboxes, self._router)
        self.claiming = Claiming(self._ownership.check_gone, PATIENCE_SECONDS)

    async def start(self, local: LocalSessions) -> None:
        """Join: hear and be seen, then look after sessions. Raises `StorageUnavailable` without Redis."""
        self._local = local
        self._routes = Routes(self._process, local, self._router, self._outboxes)
        self.delivery.released = self._routes.released
        self._router.hearer = self
        self._liveness.died = self._died
        self._liveness.lapsed = self._ownership.verify_soon
        try:
            await self._link.start()
            await self._liveness.start()
        except LinkDown:
            log.error("Redis cannot be reached: is redis_url right, is it running?")
            raise StorageUnavailable("Redis") from None
        self._routes.start()
        self._ownership.start(local)

    async def drain(self) -> None:
        """Own nothing any more: hand every session to another process, as far as there is one."""
        await self._ownership.drain(self._drain_seconds)

    async def stop(self) -> None:
        """Leave."""
        await self._ownership.stop()
        if self._local is not None:
            await self._routes.stop()
        await self._router.close()
        await self._liveness.stop()
        await self._link.close()

    # — for the gateway —

    async def attach(self, arrival: Arrival) -> SeatId:
        """See `Sessions`."""
        return await self._routes.attach(arrival)

    async def ask(self, room_id: RoomId, connection: ConnectionId, asked: Asked) -> dict[str, Any]:
        """See `Sessions`."""
        return await self._routes.ask(room_id, connection, asked)

    def lose(self, room_id: RoomId, connection: ConnectionId) -> None:
        """See `Sessions`."""
        self._routes.lose(room_id, connection)

    # — for the API —

    async def command(self, room_id: RoomId, actor: Actor, command: AnyCommand) -> None:
        """See `LiveSessions`."""
        try:
            await self._owned_here.command(room_id, actor, command)
        except OwnedElsewhere as elsewhere:
            question = Act(room_id=room_id, actor=actor, command=command)
            await self._router.ask(elsewhere.owner, question)

    async def state(self, room_id: RoomId) -> SessionState | None:
        """See `LiveSessions`."""
        return await self._owned_here.state(room_id)

    # — what other processes say (`Hearer`) —

    async def answer(self, sender: str, question: AnyQuestion) -> Any:
        """Answer a question about a session that is ours; raise `Moved` when it is not."""
        local = self._owned_here
        match question:
            case Attach(arrival=arrival):
                _check_holds(sender, [arrival.connection])
                return await local.attach(arrival)
            case Rejoin(room_id=room_id, seats=seats):
                _check_holds(sender, list(seats))
                await local.rejoin(room_id, seats)
            case Ask(room_id=room_id, connection=connection, asked=asked):
                _check_holds(sender, [connection])
                return await local.ask(room_id, connection, asked)
            case Act(room_id=room_id, actor=actor, command=command):
                await local.command(room_id, actor, command)
            case RollCall(rooms=rooms):
                return self._compare(sender, rooms)
            case TakeOver(room_id=room_id):
                if self._ownership.is_draining:
                    raise Moved
                await local.take_over(room_id)
            case _:
                assert_never(question)
        return None

    def take(self, sender: str, body: AnyBody) -> None:
        """Take note of what wants no answer."""
        match body:
            case Deliver():
                self._routes.deliver(sender, body)
            case Close():
                self._routes.close(sender, body)
            case Release(connections=connections):
                self._routes.released(sender, connections)
            case Lose(room_id=room_id, connection=connection):
                if gateway_of(connection) == sender:
                    self._owned_here.lose(room_id, connection)
            case Answer() | Attach() | Rejoin() | Ask() | Act() | RollCall() | TakeOver():
                raise TypeError(f"{type(body).__name__} is the router's own business")
            case _:
                assert_never(body)

    def missed(self, sender: str) -> None:
        """Something that this process sent us was lost."""
        self._routes.missed(sender)

    def _compare(self, sender: str, rooms: dict[RoomId, list[ConnectionId]]) -> list[ConnectionId]:
        """Drop the gateway's connections that it has no more; return those that we do not know."""
        owned = self._owned_here.owned()
        for room_id, task in owned.items():
            theirs = {each for each in task.legs.connections() if gateway_of(each) == sender}
            for connection in theirs.difference(rooms.get(room_id, ())):
                task.lose(connection)
        return [
            connection
            for room_id, connections in rooms.items()
            for connection in connections
            if room_id not in owned or owned[room_id].legs.seat(connection) is None
        ]

    def _heard(self, data: bytes) -> None:
        try:
            self._router.heard(data)
        except Exception:
            # One message that we make a mistake with must not make us deaf for the next.
            log.exception("a message from another process failed")

    def _rebuilt(self) -> None:
        """We were deaf for a while: ask around at once, which shows what was lost."""
        if self._local is not None:
            self._routes.call_rolls_now()

    def _died(self, process: str) -> None:
        """A process is gone: its connections are, and what it owned is to be found elsewhere."""
        for task in self._owned_here.owned().values():
            for connection in task.legs.connections():
                if gateway_of(connection) == process:
                    task.lose(connection)
        self._router.give_up_on(process)
        self._routes.died(process)
        self._ownership.sweep_soon()

    def _describe(self) -> NodeRecord:
        sessions = len(self._local.owned()) if self._local is not None else 0
        return NodeRecord(
            host=socket.gethostname(),
            pid=os.getpid(),
            sessions=sessions,
            draining=self._ownership.is_draining,
        )

    @property
    def _owned_here(self) -> LocalSessions:
        if self._local is None:
            raise Moved
        return self._local


def _check_holds(sender: str, connections: list[ConnectionId]) -> None:
    """Raise `Moved` unless these are the sender's own connections."""
    if any(gateway_of(connection) != sender for connection in connections):
        raise Moved
