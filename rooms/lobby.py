"""The door: who may wait, who is let in, who is sent away."""

from msgspec.structs import replace

from rooms import publications, seats
from rooms.commands import Admit, Arrive, GiveCheckIn, LockRoom, LoseConnection, Return, TurnAway
from rooms.events import (
    AccountBound,
    AnyEvent,
    CheckInGiven,
    RoomLocked,
    SeatHeld,
    SeatResumed,
    TurnedAway,
    WaitingDisconnected,
    WaitingEnded,
    WaitingReconnected,
    WaitingStarted,
)
from rooms.ids import SeatId
from rooms.moment import Moment
from rooms.names import clean_name
from rooms.refusals import Code, Refused
from rooms.roles import STAFF
from rooms.roster import former_seat, seat_of, staff_are_present
from rooms.state import Phase, SeatDetail, SessionState, WaitingSeat

# Far above any group: what a flood at the door may cost.
LOBBY_LIMIT = 100


# — coming and going —


def arrive(state: SessionState, command: Arrive, moment: Moment) -> list[AnyEvent]:
    """Decide `Arrive`. A lock keeps out members, not staff: they are the ones who can open it."""
    _account_may_come(state, command)
    name = clean_name(command.name)
    if not name:
        raise Refused(Code.TEXT_EMPTY)
    role = state.ledger.roles.get(command.account_id, command.role)
    person = WaitingSeat(
        seat_id=command.seat_id,
        name=name,
        role=role,
        since=moment.now,
        check_in=command.check_in,
        late=state.phase is not Phase.OPENING,
        open_link=command.open_link is not None,
    )
    blocked = tuple(sorted(command.blocked))
    bound = AccountBound(
        seat_id=command.seat_id,
        account_id=command.account_id,
        blocked=blocked,
        open_link=command.open_link,
    )
    if role in STAFF:
        return [bound, *seats.take(state, [person], moment, blocked)]
    if state.locked:
        raise Refused(Code.ROOM_LOCKED)
    if len(state.seats) >= state.settings.capacity or len(state.waiting) >= LOBBY_LIMIT:
        raise Refused(Code.ROOM_FULL)
    return [bound, WaitingStarted(waiting=person)]


def _account_may_come(state: SessionState, command: Arrive) -> None:
    ledger = state.ledger
    if command.account_id in ledger.banned.values():
        raise Refused(Code.BANNED)
    if command.account_id in ledger.turned_away:
        raise Refused(Code.TURNED_AWAY)
    former = former_seat(state, command.account_id)
    if former is None and command.open_link in ledger.closed_links.values():
        raise Refused(Code.LINK_CLOSED)
    if former in state.seats or former in state.waiting:
        raise Refused(Code.ALREADY_SEATED)
    if former != command.seat_id and (former is not None or command.seat_id in ledger.accounts):
        raise Refused(Code.NO_SUCH_SEAT, "an account keeps its one seat id")


def come_back_online(state: SessionState, command: Return, moment: Moment) -> list[AnyEvent]:
    """Decide `Return`: what the client has not kept open is closed."""
    if (waiting := state.waiting.get(command.seat_id)) is not None:
        return [] if waiting.connected else [WaitingReconnected(seat_id=command.seat_id)]
    seat = seat_of(state, command.seat_id)
    closed = publications.close_all(state, command.seat_id, "server", but=command.open)
    if seat.held_until is None:
        return closed
    return [*closed, SeatResumed(seat_id=command.seat_id, at=moment.now)]


def lose_connection(state: SessionState, command: LoseConnection, moment: Moment) -> list[AnyEvent]:
    """Decide `LoseConnection`: the seat with its tracks, or the place in the lobby, is kept for a while.

    Media may outlive the connection; whoever returns goes on as before, but for what staff close meanwhile.
    """
    if (waiting := state.waiting.get(command.seat_id)) is not None:
        return [WaitingDisconnected(seat_id=command.seat_id, at=moment.now)] if waiting.connected else []
    seat = seat_of(state, command.seat_id)
    if seat.held_until is not None:
        return []
    until = moment.now + state.settings.hold_seconds
    return [SeatHeld(seat_id=command.seat_id, at=moment.now, until=until)]


# — decisions of staff —


def admit(state: SessionState, command: Admit, moment: Moment) -> list[AnyEvent]:
    """Decide `Admit`. Somebody whose connection is just gone is admitted into a held seat."""
    _door_is_open(state)
    return seats.take(state, [_waiting(state, command.seat_id)], moment)


def admit_all(state: SessionState, moment: Moment) -> list[AnyEvent]:
    """Decide `AdmitAll`: whoever asked to talk first, or is not there just now, is for `Admit`."""
    _door_is_open(state)
    ready = [
        person
        for person in state.waiting.values()
        if person.connected and not (person.check_in and person.check_in.call_first)
    ]
    if not ready:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return seats.take(state, ready[: state.settings.capacity - len(state.seats)], moment)


def turn_away(state: SessionState, command: TurnAway) -> list[AnyEvent]:
    """Decide `TurnAway`."""
    _waiting(state, command.seat_id)
    return [
        TurnedAway(seat_id=command.seat_id, words=command.words),
        WaitingEnded(seat_id=command.seat_id),
    ]


def lock(state: SessionState, command: LockRoom) -> list[AnyEvent]:
    """Decide `LockRoom`."""
    if state.locked is command.locked:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [RoomLocked(locked=command.locked)]


def give_check_in(actor: SeatId, command: GiveCheckIn) -> list[AnyEvent]:
    """Decide `GiveCheckIn`."""
    return [CheckInGiven(seat_id=actor, check_in=command.check_in)]


def due(state: SessionState, now: float) -> list[AnyEvent]:
    """Whose place in the lobby has been kept long enough."""
    return [
        WaitingEnded(seat_id=person.seat_id)
        for person in state.waiting.values()
        if person.lost_at is not None and person.lost_at + state.settings.hold_seconds <= now
    ]


def _door_is_open(state: SessionState) -> None:
    """The room locks itself while no staff are present."""
    if not staff_are_present(state):
        raise Refused(Code.NO_STAFF_PRESENT)
    if state.locked:
        raise Refused(Code.ROOM_LOCKED)
    if len(state.seats) >= state.settings.capacity:
        raise Refused(Code.ROOM_FULL)


def _waiting(state: SessionState, seat_id: SeatId) -> WaitingSeat:
    if seat_id not in state.waiting:
        raise Refused(Code.NOT_WAITING)
    return state.waiting[seat_id]


# — evolutions —


def account_bound(state: SessionState, event: AccountBound) -> None:
    """Evolve `AccountBound`. What staff have decided about an account outweighs its token."""
    state.ledger.accounts[event.seat_id] = event.account_id
    if event.open_link is not None:
        state.ledger.open_links[event.account_id] = event.open_link
    if event.blocked:
        state.ledger.blocked.setdefault(event.account_id, list(event.blocked))


def room_locked(state: SessionState, event: RoomLocked) -> None:
    """Evolve `RoomLocked`."""
    state.locked = event.locked


def waiting_started(state: SessionState, event: WaitingStarted) -> None:
    """Evolve `WaitingStarted`."""
    state.waiting[event.waiting.seat_id] = replace(event.waiting)


def waiting_reconnected(state: SessionState, event: WaitingReconnected) -> None:
    """Evolve `WaitingReconnected`."""
    if (waiting := state.waiting.get(event.seat_id)) is not None:
        waiting.connected, waiting.lost_at = True, None


def waiting_disconnected(state: SessionState, event: WaitingDisconnected) -> None:
    """Evolve `WaitingDisconnected`."""
    if (waiting := state.waiting.get(event.seat_id)) is not None:
        waiting.connected, waiting.lost_at = False, event.at


def waiting_ended(state: SessionState, event: WaitingEnded) -> None:
    """Evolve `WaitingEnded`."""
    state.waiting.pop(event.seat_id, None)
    seats.forget_detail(state, event.seat_id)


def turned_away(state: SessionState, event: TurnedAway) -> None:
    """Evolve `TurnedAway`."""
    if (account := state.ledger.accounts.get(event.seat_id)) is not None:
        state.ledger.turned_away.append(account)


def check_in_given(state: SessionState, event: CheckInGiven) -> None:
    """Evolve `CheckInGiven`: it lies on the card at the door, and with the seat once admitted."""
    if (waiting := state.waiting.get(event.seat_id)) is not None:
        waiting.check_in = event.check_in
    else:
        detail = state.details.setdefault(event.seat_id, SeatDetail(seat_id=event.seat_id))
        detail.check_in = event.check_in
