"""Seats in the circle: taken, named, given a role, paused, given up."""

from collections.abc import Sequence

from msgspec.structs import replace

from rooms import publications
from rooms.commands import AcceptAgreement, ChangeRole, Rename
from rooms.events import (
    AgreementAccepted,
    AnyEvent,
    CameBack,
    HandLowered,
    RoleChanged,
    SeatDetailed,
    SeatHeld,
    SeatLeft,
    SeatRenamed,
    SeatResumed,
    SeatTaken,
    SteppedAway,
    SuccessorSet,
    TurnEnded,
    WaitingEnded,
)
from rooms.ids import SeatId
from rooms.moment import Moment
from rooms.names import clean_name, unique_name
from rooms.refusals import Code, Refused
from rooms.roles import STAFF, Role
from rooms.roster import has_agreed, person_of, seat_of
from rooms.state import Seat, SeatDetail, SessionState, Source, WaitingSeat


def take(
    state: SessionState, people: Sequence[WaitingSeat], moment: Moment, blocked: Sequence[Source] = ()
) -> list[AnyEvent]:
    """Seat these people, in this order, at the end of the circle or where they sat before.

    `blocked`: what is kept off if nothing is known of the account yet.
    """
    names = [seat.name for seat in state.seats.values()]
    next_order = 1 + max(state.ledger.orders.values(), default=-1)
    events: list[AnyEvent] = []
    for person in people:
        order = state.ledger.orders.get(person.seat_id, next_order)
        next_order += order == next_order
        seat = Seat(
            seat_id=person.seat_id,
            name=unique_name(person.name, names),
            role=person.role,
            order=order,
            taken_at=moment.now,
            held_until=None if person.connected else moment.now + state.settings.hold_seconds,
            blocked=_blocked(state, person.seat_id, blocked),
        )
        names.append(seat.name)
        earlier = state.details.get(person.seat_id, SeatDetail(seat_id=person.seat_id))
        detail = replace(
            earlier,
            check_in=person.check_in or earlier.check_in,
            open_link=person.open_link,
        )
        events += [SeatTaken(seat=seat), SeatDetailed(detail=detail)]
    return events


def _blocked(state: SessionState, seat_id: SeatId, otherwise: Sequence[Source]) -> list[Source]:
    account = state.ledger.accounts.get(seat_id)
    return list(otherwise if account is None else state.ledger.blocked.get(account, otherwise))


def leave(state: SessionState, actor: SeatId, moment: Moment) -> list[AnyEvent]:
    """Decide `Leave`, from the room or from the lobby."""
    if actor in state.waiting:
        return [WaitingEnded(seat_id=actor)]
    return [*publications.close_all(state, actor, "self"), SeatLeft(seat_id=actor, at=moment.now)]


def rename(state: SessionState, command: Rename) -> list[AnyEvent]:
    """Decide `Rename`. In the lobby names may collide: nobody there may learn who sits in the room."""
    person = person_of(state, command.seat_id)
    name = clean_name(command.name)
    if not name:
        raise Refused(Code.TEXT_EMPTY)
    if command.seat_id in state.seats:
        name = unique_name(name, [s.name for s in state.seats.values() if s.seat_id != command.seat_id])
    if name == person.name:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [SeatRenamed(seat_id=command.seat_id, name=name)]


def change_role(state: SessionState, command: ChangeRole) -> list[AnyEvent]:
    """Decide `ChangeRole`. Whoever loses a role loses the open tracks with it."""
    seat = seat_of(state, command.seat_id)
    if seat.role is command.role:
        raise Refused(Code.NOTHING_TO_CHANGE)
    keep_a_facilitator(state, seat)
    events: list[AnyEvent] = []
    if command.role is Role.OBSERVER or (seat.role in STAFF and command.role not in STAFF):
        events += publications.close_all(state, command.seat_id, "staff")
    if command.role is Role.OBSERVER:
        events += _give_up_the_floor(state, command.seat_id)
    if command.seat_id == state.successor:
        events.append(SuccessorSet(seat_id=None))
    return [*events, RoleChanged(seat_id=command.seat_id, role=command.role)]


def keep_a_facilitator(state: SessionState, seat: Seat) -> None:
    """Refuse what would take the last facilitator away."""
    facilitators = [other for other in state.seats.values() if other.role is Role.FACILITATOR]
    if facilitators == [seat]:
        raise Refused(Code.LAST_FACILITATOR)


def accept_agreement(
    state: SessionState, actor: SeatId, command: AcceptAgreement, moment: Moment
) -> list[AnyEvent]:
    """Decide `AcceptAgreement`."""
    agreement = state.settings.agreement
    if agreement is None or has_agreed(state, actor):
        raise Refused(Code.NOTHING_TO_CHANGE)
    if command.version != agreement.version:
        raise Refused(Code.WRONG_AGREEMENT_VERSION)
    return [AgreementAccepted(seat_id=actor, version=command.version, at=moment.now)]


def step_away(state: SessionState, actor: SeatId, moment: Moment) -> list[AnyEvent]:
    """Decide `StepAway`: everything of this seat closes, and a turn ends; a raised hand keeps its place."""
    if seat_of(state, actor).away_since is not None:
        raise Refused(Code.NOTHING_TO_CHANGE)
    events: list[AnyEvent] = list(publications.close_all(state, actor, "self"))
    if state.turn is not None and state.turn.seat_id == actor:
        events.append(TurnEnded(seat_id=actor))
    return [*events, SteppedAway(seat_id=actor, at=moment.now)]


def come_back(state: SessionState, actor: SeatId) -> list[AnyEvent]:
    """Decide `ComeBack`: opens nothing."""
    if seat_of(state, actor).away_since is None:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [CameBack(seat_id=actor)]


def due(state: SessionState, now: float) -> list[AnyEvent]:
    """Whose seat has been held long enough."""
    return [
        SeatLeft(seat_id=seat.seat_id, at=seat.held_until)
        for seat in state.seats.values()
        if seat.held_until is not None and seat.held_until <= now
    ]


def _give_up_the_floor(state: SessionState, seat_id: SeatId) -> list[AnyEvent]:
    events: list[AnyEvent] = []
    if any(hand.seat_id == seat_id for hand in state.hands):
        events.append(HandLowered(seat_id=seat_id))
    if state.turn is not None and state.turn.seat_id == seat_id:
        events.append(TurnEnded(seat_id=seat_id))
    return events


# — evolutions —


def seat_taken(state: SessionState, event: SeatTaken) -> None:
    """Evolve `SeatTaken`: the seats stay sorted by their place in the circle."""
    seat = replace(event.seat, blocked=list(event.seat.blocked))
    state.waiting.pop(seat.seat_id, None)
    state.seats[seat.seat_id] = seat
    state.seats = dict(sorted(state.seats.items(), key=lambda item: item[1].order))
    if seat.seat_id in state.ledger.accounts:
        state.ledger.orders[seat.seat_id] = seat.order


def seat_detailed(state: SessionState, event: SeatDetailed) -> None:
    """Evolve `SeatDetailed`."""
    state.details[event.detail.seat_id] = replace(event.detail)


def seat_held(state: SessionState, event: SeatHeld) -> None:
    """Evolve `SeatHeld`."""
    state.seats[event.seat_id].held_until = event.until


def seat_resumed(state: SessionState, event: SeatResumed) -> None:
    """Evolve `SeatResumed`."""
    state.seats[event.seat_id].held_until = None


def seat_left(state: SessionState, event: SeatLeft) -> None:
    """Evolve `SeatLeft`: all that the seat had in the room goes with it."""
    gone = event.seat_id
    del state.seats[gone]
    state.hands = [hand for hand in state.hands if hand.seat_id != gone]
    state.tracks = [track for track in state.tracks if track.seat_id != gone]
    if state.turn is not None and state.turn.seat_id == gone:
        state.turn = None
    if state.spotlight == gone:
        state.spotlight = None
    if state.successor == gone:
        state.successor = None
    forget_detail(state, gone)


def forget_detail(state: SessionState, gone: SeatId) -> None:
    """Drop what staff knew of a person who is gone, unless the person asked for help."""
    if gone not in state.help:
        state.details.pop(gone, None)


def seat_renamed(state: SessionState, event: SeatRenamed) -> None:
    """Evolve `SeatRenamed`."""
    if (person := state.seats.get(event.seat_id) or state.waiting.get(event.seat_id)) is not None:
        person.name = event.name


def role_changed(state: SessionState, event: RoleChanged) -> None:
    """Evolve `RoleChanged`: it holds for the account for the rest of the session, whatever its token says."""
    state.seats[event.seat_id].role = event.role
    if (account := state.ledger.accounts.get(event.seat_id)) is not None:
        state.ledger.roles[account] = event.role


def successor_set(state: SessionState, event: SuccessorSet) -> None:
    """Evolve `SuccessorSet`."""
    state.successor = event.seat_id


def agreement_accepted(state: SessionState, event: AgreementAccepted) -> None:
    """Evolve `AgreementAccepted`."""
    detail = state.details.setdefault(event.seat_id, SeatDetail(seat_id=event.seat_id))
    detail.agreement_version, detail.agreed_at = event.version, event.at


def stepped_away(state: SessionState, event: SteppedAway) -> None:
    """Evolve `SteppedAway`."""
    state.seats[event.seat_id].away_since = event.at


def came_back(state: SessionState, event: CameBack) -> None:
    """Evolve `CameBack`."""
    state.seats[event.seat_id].away_since = None
