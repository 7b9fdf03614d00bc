"""What host applications are told, and how a message to them is signed. Sending is in `webhook_delivery`.

Messages carry ids only, under LiveKit's names where the meaning is the same: `participant.identity` is the
account id of the join token, `participant.seat_id` the seat. The signature follows the common scheme of
`HMAC-SHA256(secret, "<timestamp>.<body>")`, so that a message cannot be replayed later.
"""

import hashlib
import hmac
from dataclasses import dataclass

from rooms.events import (
    Event,
    HelpAsked,
    RoleChanged,
    SeatBanned,
    SeatHeld,
    SeatLeft,
    SeatRemoved,
    SeatResumed,
    SeatTaken,
    SessionEnded,
    SessionHeld,
    SessionOpened,
    SessionResumed,
    SessionWentLive,
    TurnedAway,
    WaitingStarted,
)
from rooms.ids import SeatId

SIGNATURE_HEADER = "Hearth-Signature"
DELIVERY_HEADER = "Hearth-Delivery"
SIGNATURE_TOLERANCE_SECONDS = 300

EVENT_NAMES = (
    "room_started",
    "room_live",
    "room_held",
    "room_resumed",
    "room_finished",
    "participant_waiting",
    "participant_turned_away",
    "participant_joined",
    "participant_connection_lost",
    "participant_connection_resumed",
    "participant_role_changed",
    "participant_left",
    "participant_removed",
    "participant_banned",
    "help_asked",
)


@dataclass(frozen=True, slots=True)
class Hook:
    """One thing worth telling: its name, whom it is about, and codes that go with it."""

    name: str
    seat_id: SeatId | None = None
    details: tuple[tuple[str, str], ...] = ()


def hook_of(event: Event) -> Hook | None:
    """Return what host applications are told of an event; None: nothing."""
    match event:
        case SessionOpened():
            return Hook("room_started")
        case SessionWentLive():
            return Hook("room_live")
        case SessionHeld():
            return Hook("room_held")
        case SessionResumed():
            return Hook("room_resumed")
        case SessionEnded(why=why):
            return Hook("room_finished", details=(("why", why),))
        case SeatBanned(ban=ban):
            return Hook("participant_banned", details=(("ban_id", ban.ban_id), ("reason", ban.reason)))
        case _:
            return _of_participant(event)


def _of_participant(event: Event) -> Hook | None:
    match event:
        case WaitingStarted(waiting=waiting):
            return Hook("participant_waiting", waiting.seat_id)
        case TurnedAway(seat_id=seat_id):
            return Hook("participant_turned_away", seat_id)
        case SeatTaken(seat=seat):
            return Hook("participant_joined", seat.seat_id, (("role", seat.role),))
        case SeatHeld(seat_id=seat_id):
            return Hook("participant_connection_lost", seat_id)
        case SeatResumed(seat_id=seat_id):
            return Hook("participant_connection_resumed", seat_id)
        case RoleChanged(seat_id=seat_id, role=role):
            return Hook("participant_role_changed", seat_id, (("role", role),))
        case SeatLeft(seat_id=seat_id):
            return Hook("participant_left", seat_id)
        case SeatRemoved(seat_id=seat_id, reason=reason):
            return Hook("participant_removed", seat_id, (("reason", reason),))
        case HelpAsked(seat_id=seat_id):
            return Hook("help_asked", seat_id)
        case _:
            return None


def endpoint_secret(secret_key: str, endpoint_id: str) -> str:
    """Return the secret shared with an endpoint. It is derived, so that none is stored."""
    code = hmac.digest(secret_key.encode(), f"webhook:{endpoint_id}".encode(), "sha256")
    return f"whsec_{code.hex()}"


def signature(secret: str, body: bytes, now: float) -> str:
    """Return the value of the signature header: `t=<seconds since the epoch>,v1=<hexadecimal digits>`."""
    timestamp = str(int(now))
    return f"t={timestamp},v1={_code(secret, timestamp, body)}"


def is_signed(header: str, secret: str, body: bytes, now: float) -> bool:
    """Tell whether a message is Hearth's own and fresh: what a receiver must check."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    timestamp = parts.get("t", "")
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > SIGNATURE_TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(parts.get("v1", "").encode(), _code(secret, timestamp, body).encode())


def _code(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
