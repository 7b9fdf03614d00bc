"""Questions that several features ask of the seats."""

from rooms.ids import AccountId, SeatId
from rooms.refusals import Code, Refused
from rooms.roles import STAFF
from rooms.state import Seat, SessionState, WaitingSeat


def seat_of(state: SessionState, seat_id: SeatId) -> Seat:
    """An admitted seat, or the refusal `no_such_seat`."""
    if seat_id not in state.seats:
        raise Refused(Code.NO_SUCH_SEAT)
    return state.seats[seat_id]


def person_of(state: SessionState, seat_id: SeatId) -> Seat | WaitingSeat:
    """Somebody admitted or waiting, or the refusal `no_such_seat`."""
    if (waiting := state.waiting.get(seat_id)) is not None:
        return waiting
    return seat_of(state, seat_id)


def former_seat(state: SessionState, account_id: AccountId) -> SeatId | None:
    """The seat that an account has or had in this session; whoever comes again keeps it, and all in it."""
    return next((seat for seat, account in state.ledger.accounts.items() if account == account_id), None)


def is_present(seat: Seat) -> bool:
    """Whether somebody is really there: connected, and not in a private pause."""
    return seat.held_until is None and seat.away_since is None


def staff_are_present(state: SessionState) -> bool:
    """Whether anybody of the staff is really there."""
    return any(seat.role in STAFF and is_present(seat) for seat in state.seats.values())


def has_agreed(state: SessionState, seat_id: SeatId) -> bool:
    """Whether the seat has accepted what the room asks for, if it asks for anything."""
    agreement = state.settings.agreement
    detail = state.details.get(seat_id)
    return agreement is None or (detail is not None and detail.agreement_version == agreement.version)
