"""What one viewer may know of a session: the same shape, with everything else left out.

Evolving a snapshot by the events that its viewer hears gives what a fresh snapshot would be (tests prove it),
so a client that stayed and a client that has just come know the same.
"""

from typing import TypeVar

from msgspec.structs import replace

from rooms import audiences
from rooms.ids import SeatId
from rooms.roles import STAFF
from rooms.state import Copy, Ledger, Message, Readers, SessionState

T = TypeVar("T")


def prune(state: SessionState, viewer: SeatId) -> SessionState:
    """The session as this seat may see it; whoever is not admitted sees as much as one who waits.

    The result shares its parts with `state`: encode it at once, do not keep or change it.
    """
    seat = state.seats.get(viewer)
    if seat is None:
        return _from_the_lobby(state, viewer)
    if seat.role in STAFF:
        return _as_staff(state, viewer)
    return _as_member(state, viewer)


def _as_staff(state: SessionState, viewer: SeatId) -> SessionState:
    return replace(
        state,
        ledger=Ledger(),
        copies=_copies({key: _copy_for_staff(copy, viewer) for key, copy in state.copies.items()}),
    )


def _as_member(state: SessionState, viewer: SeatId) -> SessionState:
    return replace(
        state,
        ledger=Ledger(),
        successor=None,
        details=_own(state.details, viewer),
        waiting={},
        messages=_messages(state, viewer),
        help=_own(state.help, viewer),
        bans=[],
        removals={},
        copies=_copies({key: _copy_for_member(copy, viewer) for key, copy in state.copies.items()}),
    )


def _from_the_lobby(state: SessionState, viewer: SeatId) -> SessionState:
    return SessionState(
        session_id=state.session_id,
        settings=state.settings,
        opened_at=state.opened_at,
        phase=state.phase,
        live_since=state.live_since,
        held_until=state.held_until,
        ended_at=state.ended_at,
        details=_own(state.details, viewer),
        waiting=_own(state.waiting, viewer),
        messages=_messages(state, viewer),
        help=_own(state.help, viewer),
    )


def _own(by_seat: dict[SeatId, T], viewer: SeatId) -> dict[SeatId, T]:
    return {viewer: by_seat[viewer]} if viewer in by_seat else {}


def _messages(state: SessionState, viewer: SeatId) -> list[Message]:
    return [message for message in state.messages if audiences.reads(state, viewer, message)]


def _copy_for_staff(copy: Copy, viewer: SeatId) -> Copy:
    return copy if copy.seat_id == viewer else replace(copy, values={})


def _copy_for_member(copy: Copy, viewer: SeatId) -> Copy:
    if copy.seat_id == viewer:
        return copy
    shared = {field: answer for field, answer in copy.shared.items() if answer.readers is Readers.GROUP}
    return replace(copy, values={}, filled=[], shared=shared)


def _copies(copies: dict[str, Copy]) -> dict[str, Copy]:
    return {key: copy for key, copy in copies.items() if copy.values or copy.filled or copy.shared}
