"""From an owner to the sockets of its session: one message for each process that holds some of them."""

from collections.abc import Callable

from server.cluster.messages import Close, Deliver, Release
from server.cluster.router import Router
from server.messages import ConnectionReplaced, Goodbye
from server.outbox import ConnectionId, Outboxes


class ClusterDelivery:
    """Implements `server.legs.Delivery`."""

    def __init__(self, process: str, outboxes: Outboxes, router: Router) -> None:
        self._process = process
        self._outboxes = outboxes
        self._router = router
        self.released: Callable[[str, list[ConnectionId]], None]

    def deliver(self, frame: bytes, connections: list[ConnectionId], droppable: bool = False) -> None:
        """Send a finished frame to each of these connections."""
        for gateway, theirs in by_gateway(connections).items():
            if gateway == self._process:
                self._outboxes.deliver(frame, theirs, droppable)
            else:
                body = Deliver(frame=frame, connections=theirs, droppable=droppable)
                self._router.send(gateway, body, droppable=droppable)

    def close(self, connections: list[ConnectionId], farewell: Goodbye | ConnectionReplaced) -> None:
        """Say farewell to each of these connections and hang up."""
        for gateway, theirs in by_gateway(connections).items():
            if gateway == self._process:
                self._outboxes.close(theirs, farewell)
            else:
                self._router.send(gateway, Close(connections=theirs, farewell=farewell))

    def release(self, connections: list[ConnectionId]) -> None:
        """Let their gateways find the new owner of their session."""
        for gateway, theirs in by_gateway(connections).items():
            if gateway == self._process:
                self.released(self._process, theirs)
            else:
                self._router.send(gateway, Release(connections=theirs))


def gateway_of(connection: ConnectionId) -> str:
    """Return the process that holds a connection's socket."""
    return connection.partition(".")[0]


def by_gateway(connections: list[ConnectionId]) -> dict[str, list[ConnectionId]]:
    """Sort connections by the process that holds their sockets."""
    sorted_: dict[str, list[ConnectionId]] = {}
    for connection in connections:
        sorted_.setdefault(gateway_of(connection), []).append(connection)
    return sorted_
