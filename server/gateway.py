"""The one door: says who is there, turns frames into questions, and answers; decides nothing about the room.

Also the one place that maps what went wrong to what the asker is told.
"""

import itertools
import logging
from typing import Annotated, Any

import msgspec

from rooms.commands import Name
from rooms.ids import RoomId
from rooms.refusals import Code, Refused
from rooms.state import CheckIn, Source
from server import metrics, wire
from server.arrivals import Arrival, Resume, TurnedBack
from server.fresh import fresh_id
from server.identity import MOST_TOKEN_CHARACTERS, Tokens, Unauthorised
from server.messages import PROTOCOL_VERSION, DoorCode, WireCode, error
from server.outbox import ConnectionId, Outboxes
from server.session_task import Busy, Moved
from server.sessions import Sessions
from server.sockets import ConnectRefused, Socket
from server.stores.contract import StorageUnavailable
from server.wire import Malformed, UnknownCommand

log = logging.getLogger(__name__)


class Hello(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a browser says when it connects: `auth` of Socket.IO's CONNECT."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_TOKEN_CHARACTERS)]
    protocol: int
    resume: Resume | None = None
    check_in: CheckIn | None = None
    name: Name | None = None
    open: Annotated[tuple[Source, ...], msgspec.Meta(max_length=len(Source))] = ()


class Gateway:
    """Implements `Door` for the sockets of this process."""

    def __init__(self, process: str, tokens: Tokens, sessions: Sessions, outboxes: Outboxes) -> None:
        self._process = process
        self._tokens = tokens
        self._sessions = sessions
        self._outboxes = outboxes
        self._numbers = itertools.count(1)
        self._places: dict[Socket, tuple[ConnectionId, RoomId]] = {}
        self.is_draining = False

    async def connected(self, socket: Socket, packet: wire.Packet) -> None:
        """See `Door`."""
        connection = ConnectionId(f"{self._process}.{next(self._numbers)}")
        self._outboxes.add(connection, socket.outbox)
        try:
            arrival = self._arrival(connection, packet)
            await self._sessions.attach(arrival)
        except Exception as fault:
            self._outboxes.discard(connection)
            code = door_code(fault)
            metrics.door_refusals.labels(code).inc()
            raise ConnectRefused(code) from None
        metrics.connections.inc()
        self._places[socket] = (connection, arrival.claims.room_id)

    async def asked(self, socket: Socket, packet: wire.Packet, size: int) -> dict[str, Any]:
        """See `Door`."""
        if (place := self._places.get(socket)) is None:
            return error(WireCode.MOVED)
        connection, room_id = place
        with metrics.command_seconds.time():
            try:
                answer = {"ok": await self._sessions.ask(room_id, connection, wire.read_asked(packet, size))}
            except Exception as fault:
                if _is_rubbish(fault):
                    socket.fine()
                answer = acknowledgement(fault)
        metrics.commands.labels(answer["error"]["code"] if "error" in answer else "ok").inc()
        return answer

    def disconnected(self, socket: Socket) -> None:
        """See `Door`."""
        if (place := self._places.pop(socket, None)) is not None:
            connection, room_id = place
            metrics.connections.dec()
            metrics.connection_ends.labels(socket.outbox.ended_by).inc()
            self._outboxes.discard(connection)
            self._sessions.lose(room_id, connection)

    def _arrival(self, connection: ConnectionId, packet: wire.Packet) -> Arrival:
        if self.is_draining:
            raise TurnedBack(DoorCode.TRY_AGAIN)
        hello = wire.read(wire.unpack(packet), Hello)
        if hello.protocol != PROTOCOL_VERSION:
            raise TurnedBack(DoorCode.PROTOCOL_UNKNOWN)
        return Arrival(
            connection=connection,
            claims=self._tokens.read(hello.token),
            resume=hello.resume,
            name=hello.name,
            check_in=hello.check_in,
            open=hello.open,
        )


def _is_rubbish(fault: Exception) -> bool:
    """Whether no client of ours asks that; reading it may have cost much."""
    return isinstance(fault, Malformed) or (isinstance(fault, Refused) and fault.code is Code.BAD_UPDATE)


def acknowledgement(fault: Exception) -> dict[str, Any]:
    """Return what the asker is told of a question that came to nothing. Our own mistakes are logged."""
    match fault:
        case Refused():
            return error(fault.code, fault.detail)
        case Malformed():
            return error(WireCode.MALFORMED, fault.path)
        case UnknownCommand():
            return error(WireCode.UNKNOWN_COMMAND)
        case Busy():
            return error(WireCode.BUSY)
        case Moved():
            return error(WireCode.MOVED)
        case StorageUnavailable():
            metrics.storage_failures.inc()
            return error(WireCode.STORAGE_UNAVAILABLE)
        case _:
            return error(WireCode.INTERNAL, _log_mistake(fault))


def door_code(fault: Exception) -> str:
    """Return why somebody is not let in, as a `DoorCode`. Our own mistakes are logged."""
    match fault:
        case TurnedBack() | Unauthorised() | Refused():
            return fault.code
        case Malformed():
            return DoorCode.MALFORMED
        case Busy() | Moved() | StorageUnavailable():
            return DoorCode.TRY_AGAIN
        case _:
            _log_mistake(fault)
            return DoorCode.TRY_AGAIN


def _log_mistake(fault: Exception) -> str:
    """Log a fault of ours with its trace and return a short reference to find it by."""
    reference = fresh_id()[:8]
    log.error("a question failed", exc_info=fault, extra={"reference": reference})
    return reference
