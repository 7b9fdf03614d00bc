"""The relay for people whose network lets no UDP through: its address and a seat's own credentials."""

from media import turn
from rooms.ids import SeatId
from server.config import Turn
from server.messages import IceServer


def ice_servers(relay: Turn, seat_id: SeatId, now: float) -> list[IceServer]:
    """Return relay credentials for one seat, good for `relay.ttl_seconds`; nothing without a relay."""
    if not relay.urls:
        return []
    username, credential = turn.credentials(relay.secret, seat_id, relay.ttl_seconds, now)
    return [IceServer(urls=list(relay.urls), username=username, credential=credential)]
