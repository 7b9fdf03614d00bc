"""Who was in the room, and when: folded from a session's events, for the practice's records."""

from collections.abc import Iterable

import msgspec

from rooms.events import (
    AccountBound,
    AnyEvent,
    RoleChanged,
    SeatHeld,
    SeatLeft,
    SeatRenamed,
    SeatResumed,
    SeatTaken,
    SessionEnded,
)
from rooms.ids import AccountId, SeatId
from rooms.roles import Role


class Span(msgspec.Struct, kw_only=True):
    """A stretch of time with a living connection in the room (not the lobby); `to_at` null while it lasts."""

    from_at: float
    to_at: float | None = None


class Attendance(msgspec.Struct, kw_only=True):
    """One seat's time in the room; name and role as they were last."""

    seat_id: SeatId
    account_id: AccountId
    name: str
    role: Role
    spans: list[Span] = msgspec.field(default_factory=list)


def attendance_of(events: Iterable[AnyEvent]) -> list[Attendance]:
    """Everybody who was ever admitted, in the order in which they first came in."""
    accounts: dict[SeatId, AccountId] = {}
    present: dict[SeatId, Attendance] = {}
    for event in events:
        match event:
            case AccountBound():
                accounts[event.seat_id] = event.account_id
            case SeatTaken():
                _come_in(present, event, accounts)
            case SeatResumed():
                present[event.seat_id].spans.append(Span(from_at=event.at))
            case SeatHeld() | SeatLeft():
                _end(present[event.seat_id], event.at)
            case SeatRenamed() if event.seat_id in present:
                present[event.seat_id].name = event.name
            case RoleChanged():
                present[event.seat_id].role = event.role
            case SessionEnded():
                for attendance in present.values():
                    _end(attendance, event.at)
            case _:
                pass
    return list(present.values())


def _come_in(present: dict[SeatId, Attendance], event: SeatTaken, accounts: dict[SeatId, AccountId]) -> None:
    """A seat that is taken again goes on; one that is put back by an undo waits for its connection."""
    seat = event.seat
    former = present.get(seat.seat_id)
    attendance = Attendance(
        seat_id=seat.seat_id,
        account_id=accounts[seat.seat_id],
        name=seat.name,
        role=seat.role,
        spans=former.spans if former else [],
    )
    if seat.held_until is None:
        attendance.spans.append(Span(from_at=seat.taken_at))
    present[seat.seat_id] = attendance


def _end(attendance: Attendance, at: float) -> None:
    if attendance.spans and attendance.spans[-1].to_at is None:
        attendance.spans[-1].to_at = at
