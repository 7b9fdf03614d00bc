"""Which living connection each seat of one session has, and telling them things.

A seat has one leg at most. Delivery goes out as finished frames to connections, wherever their sockets are.
"""

from collections.abc import Iterable
from typing import Protocol

from rooms.ids import SeatId
from server import wire
from server.messages import ConnectionReplaced, Goodbye, Notice
from server.outbox import ConnectionId


class Delivery(Protocol):
    """The way to the sockets, in this process or another; frames to one connection keep their order."""

    def deliver(self, frame: bytes, connections: list[ConnectionId], droppable: bool = False) -> None:
        """Send a finished frame to each of these connections."""

    def close(self, connections: list[ConnectionId], farewell: Goodbye | ConnectionReplaced) -> None:
        """Say farewell to each of these connections and hang up."""

    def release(self, connections: list[ConnectionId]) -> None:
        """Send these connections to whoever owns their session next."""


class Legs:
    """The connections of one session's seats."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._by_seat: dict[SeatId, ConnectionId] = {}
        self._by_connection: dict[ConnectionId, SeatId] = {}

    def put(self, seat_id: SeatId, connection: ConnectionId) -> None:
        """Give the seat this connection. The one it had is told, closed, and means nothing any more."""
        if (old := self._by_seat.get(seat_id)) is not None:
            del self._by_connection[old]
            self._delivery.close([old], ConnectionReplaced())
        self._by_seat[seat_id] = connection
        self._by_connection[connection] = seat_id

    def drop(self, connection: ConnectionId) -> SeatId | None:
        """Forget a connection that is gone; return the seat that lost it, None for one that was replaced."""
        seat_id = self._by_connection.pop(connection, None)
        if seat_id is not None:
            del self._by_seat[seat_id]
        return seat_id

    def seat(self, connection: ConnectionId) -> SeatId | None:
        """Return whose connection this is; None when it was replaced or cut."""
        return self._by_connection.get(connection)

    def seats(self) -> list[SeatId]:
        """Return the seats that have a connection."""
        return list(self._by_seat)

    def __contains__(self, seat_id: SeatId) -> bool:
        return seat_id in self._by_seat

    def tell(self, seats: Iterable[SeatId], notice: Notice, droppable: bool = False) -> None:
        """Send a notice to those of the seats that are connected."""
        if connections := self._of(seats):
            self._delivery.deliver(wire.notice_frame(notice), connections, droppable)

    def send(self, seats: Iterable[SeatId], frame: bytes, droppable: bool = False) -> None:
        """Send a finished frame to those of the seats that are connected."""
        if connections := self._of(seats):
            self._delivery.deliver(frame, connections, droppable)

    def connections(self) -> list[ConnectionId]:
        """Return all connections that have a seat."""
        return list(self._by_connection)

    def cut(self, seats: Iterable[SeatId], farewell: Goodbye | ConnectionReplaced) -> None:
        """Say farewell to these seats and hang up; nothing reaches them any more."""
        connections = self._of(seats)
        for connection in connections:
            self.drop(connection)
        if connections:
            self._delivery.close(connections, farewell)

    def turn_away(self, connection: ConnectionId, farewell: Goodbye | ConnectionReplaced) -> None:
        """Say farewell to a connection that has no seat here."""
        self._delivery.close([connection], farewell)

    def release(self) -> None:
        """Send everybody to the session's next owner; nothing from here reaches them any more."""
        connections = self.connections()
        self._by_seat.clear()
        self._by_connection.clear()
        if connections:
            self._delivery.release(connections)

    def _of(self, seats: Iterable[SeatId]) -> list[ConnectionId]:
        by_seat = self._by_seat
        return [by_seat[seat_id] for seat_id in seats if seat_id in by_seat]
