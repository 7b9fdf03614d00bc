"""The gateway's side: which process owns the session of each of our connections, and finding the next owner.

All connections of a room go the same way. When an owner is gone, lets go, or something that it sent was
lost, they are astray until an owner has taken them up (again) and sent each a snapshot; what they ask waits
meanwhile.
"""

import asyncio
import logging
import random
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from rooms.ids import RoomId, SeatId
from server.arrivals import Arrival
from server.cluster.faults import OwnersMistake
from server.cluster.messages import Ask, Attach, Close, Deliver, Lose, Rejoin, RollCall
from server.cluster.rounds import keep_on
from server.cluster.router import Router
from server.messages import CloseCode, Goodbye
from server.outbox import ConnectionId, Outboxes
from server.session_task import Busy, Moved
from server.sessions import LocalSessions, NoOpenSession, OwnedElsewhere
from server.stores.contract import StorageUnavailable
from server.wire import Asked

log = logging.getLogger(__name__)

ATTACH_ATTEMPTS = 3
PATIENCE_SECONDS = 4.0  # that a question waits for an owner to be found
SEARCH_SECONDS = 30.0  # until connections are sent back to the door
SHORTEST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
ROLL_CALL_SECONDS = 2.0

_PASSING = (Moved, Busy, StorageUnavailable, OwnersMistake)
_SENT_BACK = Goodbye(code=CloseCode.RESYNC, come_back=True)
_ENDED = Goodbye(code=CloseCode.SESSION_ENDED, come_back=False)


class Route:
    """Where the connections of one room go."""

    def __init__(self, room_id: RoomId) -> None:
        self.room_id = room_id
        self.owner = ""  # a process; empty while it has to be found
        self.seats: dict[ConnectionId, SeatId | None] = {}  # None: on its way in
        self.astray: set[ConnectionId] = set()
        self.searching: asyncio.Task[None] | None = None

    def seated(self) -> set[ConnectionId]:
        """Return the connections that have a seat."""
        return {connection for connection, seat_id in self.seats.items() if seat_id is not None}


class Routes:
    """All routes of this process. Implements `server.sessions.Sessions`."""

    def __init__(self, process: str, local: LocalSessions, router: Router, outboxes: Outboxes) -> None:
        self._process = process
        self._local = local
        self._router = router
        self._outboxes = outboxes
        self._by_room: dict[RoomId, Route] = {}
        self._by_connection: dict[ConnectionId, Route] = {}
        self._call_now = asyncio.Event()
        self._to_call: set[str] = set()  # owners that may not know of an ended connection
        self._calling: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to compare notes with the owners of our connections' sessions."""
        self._calling = asyncio.create_task(keep_on(self._call_rolls))

    async def stop(self) -> None:
        """Look for no owners any more."""
        tasks = [route.searching for route in self._by_room.values()]
        running = [task for task in (self._calling, *tasks) if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    # — for the gateway —

    async def attach(self, arrival: Arrival) -> SeatId:
        """See `Sessions`."""
        connection, room_id = arrival.connection, arrival.claims.room_id
        route = self._by_room.setdefault(room_id, Route(room_id))
        route.seats[connection] = None
        self._by_connection[connection] = route
        try:
            seat_id = await self._attach(route, arrival)
        except BaseException:
            self._forget(connection)
            raise
        if connection in route.seats:
            route.seats[connection] = seat_id
        else:  # it hung up meanwhile
            self._tell_lost(route, connection)
        return seat_id

    async def ask(self, room_id: RoomId, connection: ConnectionId, asked: Asked) -> dict[str, Any]:
        """See `Sessions`."""
        if (route := self._by_connection.get(connection)) is None:
            raise Moved
        await self._found(route)
        if not route.owner:
            raise Moved
        try:
            if route.owner == self._process:
                return await self._local.ask(room_id, connection, asked)
            question = Ask(room_id=room_id, connection=connection, asked=asked)
            answer: dict[str, Any] = await self._router.ask(route.owner, question)
        except Moved:
            self._lead_astray(route, [connection])
            raise
        return answer

    def lose(self, room_id: RoomId, connection: ConnectionId) -> None:
        """See `Sessions`."""
        if (route := self._forget(connection)) is not None:
            self._tell_lost(route, connection)

    # — what others tell us —

    def deliver(self, sender: str, delivery: Deliver) -> None:
        """Write a frame to those of the connections whose session the sender owns, as far as we know."""
        connections = self._owned_by(sender, delivery.connections)
        self._outboxes.deliver(delivery.frame, connections, delivery.droppable)

    def close(self, sender: str, closing: Close) -> None:
        """Hang up on those of the connections whose session the sender owns."""
        self._outboxes.close(self._owned_by(sender, closing.connections), closing.farewell)

    def released(self, sender: str, connections: Iterable[ConnectionId]) -> None:
        """The sender owns these connections' session no longer."""
        for route in {self._by_connection[each] for each in self._owned_by(sender, connections)}:
            self._lose_owner(route)

    def missed(self, sender: str) -> None:
        """Something that the sender sent was lost: have it tell everybody afresh."""
        for route in self._routes_to(sender):
            self._lead_astray(route, route.seated())

    def died(self, process: str) -> None:
        """A process is gone."""
        self._to_call.discard(process)
        for route in self._routes_to(process):
            self._lose_owner(route)

    def call_rolls_now(self) -> None:
        """Compare notes at once: we may have missed something."""
        self._call_now.set()

    # — attaching and finding the owner —

    async def _attach(self, route: Route, arrival: Arrival) -> SeatId:
        for _ in range(ATTACH_ATTEMPTS):
            await self._found(route)
            if route.owner in ("", self._process):
                try:
                    seat_id = await self._local.attach(arrival)
                except OwnedElsewhere as elsewhere:
                    self._point(route, elsewhere.owner)
                else:
                    self._point(route, self._process)
                    return seat_id
            try:
                return SeatId(await self._router.ask(route.owner, Attach(arrival=arrival)))
            except Moved:
                self._lose_owner(route)
        raise Moved

    def _point(self, route: Route, owner: str) -> None:
        if route.owner != owner:
            route.owner = owner
            self._lead_astray(route, route.seated())

    def _lose_owner(self, route: Route) -> None:
        route.owner = ""
        self._lead_astray(route, route.seated())

    def _lead_astray(self, route: Route, connections: Iterable[ConnectionId]) -> None:
        route.astray |= route.seated().intersection(connections)
        if route.astray and route.searching is None:
            route.searching = asyncio.create_task(self._search(route))

    async def _found(self, route: Route) -> None:
        """Wait until the route's connections are taken up; raise `Moved` when that takes too long."""
        if route.searching is not None:
            await asyncio.wait([route.searching], timeout=PATIENCE_SECONDS)
            if route.searching is not None:
                raise Moved

    async def _search(self, route: Route) -> None:
        """Lead the connections that are astray to the session's owner, whoever that is now."""
        try:
            if farewell := await self._lead_back(route):
                self._outboxes.close(list(route.seats), farewell)
        except Exception as error:  # our mistake: let no connection hang in the air for it
            log.error("a search for an owner failed", exc_info=error)
            self._outboxes.close(list(route.seats), _SENT_BACK)
        finally:
            route.searching = None

    async def _lead_back(self, route: Route) -> Goodbye | None:
        """Return None when all are taken up, else what to say to them."""
        clock = asyncio.get_running_loop().time
        deadline, pause = clock() + SEARCH_SECONDS, SHORTEST_PAUSE_SECONDS
        while route.astray:
            try:
                await self._try_to_lead_back(route)
            except NoOpenSession:
                return _ENDED
            except _PASSING:
                if clock() > deadline:
                    return _SENT_BACK
                await asyncio.sleep(random.uniform(0.5, 1.0) * pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        return None

    async def _try_to_lead_back(self, route: Route) -> None:
        if not route.owner:
            route.owner = await self._owner_of(route.room_id)
            route.astray = route.seated()
        owner, going = route.owner, route.astray
        route.astray = set()
        seats = {connection: seat_id for connection in going if (seat_id := route.seats.get(connection))}
        try:
            if owner == self._process:
                await self._local.rejoin(route.room_id, seats)
            elif seats:
                await self._router.ask(owner, Rejoin(room_id=route.room_id, seats=seats))
        except BaseException:
            route.astray |= going & route.seats.keys()
            route.owner = ""
            raise
        for connection in seats.keys() - route.seats.keys():  # hung up meanwhile
            self._tell_lost(route, connection)

    async def _owner_of(self, room_id: RoomId) -> str:
        """Return the process that owns the room's session: ourselves, if nobody living does."""
        try:
            await self._local.locate(room_id)
        except OwnedElsewhere as elsewhere:
            return elsewhere.owner
        return self._process

    # — connections that are gone —

    def _forget(self, connection: ConnectionId) -> Route | None:
        if (route := self._by_connection.pop(connection, None)) is None:
            return None
        del route.seats[connection]
        route.astray.discard(connection)
        if not route.seats:
            del self._by_room[route.room_id]
        return route

    def _tell_lost(self, route: Route, connection: ConnectionId) -> None:
        if route.owner == self._process:
            self._local.lose(route.room_id, connection)
        elif route.owner:
            self._router.send(route.owner, Lose(room_id=route.room_id, connection=connection))
            self._to_call.add(route.owner)

    # — comparing notes —

    async def _call_rolls(self) -> None:
        """Tell each owner every two seconds who is here, and mend what it sees otherwise."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ROLL_CALL_SECONDS):
                await self._call_now.wait()
        self._call_now.clear()
        owners = {route.owner for route in self._by_room.values()} - {"", self._process} | self._to_call
        await asyncio.gather(*(self._call_roll(owner) for owner in owners))

    async def _call_roll(self, owner: str) -> None:
        rooms = {route.room_id: list(route.seats) for route in self._routes_to(owner)}
        try:
            async with asyncio.timeout(ROLL_CALL_SECONDS):
                unknown = await self._router.ask(owner, RollCall(rooms=rooms))
        except (*_PASSING, TimeoutError):
            return  # if it is gone we shall hear of that
        self._to_call.discard(owner)
        for connection in self._owned_by(owner, unknown):
            self._lead_astray(self._by_connection[connection], [connection])

    def _routes_to(self, owner: str) -> list[Route]:
        return [route for route in self._by_room.values() if route.owner == owner]

    def _owned_by(self, owner: str, connections: Iterable[ConnectionId]) -> list[ConnectionId]:
        """Return those of the connections that we have and whose session this process owns."""
        routes = self._by_connection
        return [each for each in connections if (route := routes.get(each)) and route.owner == owner]
