"""The queue of hands and the turn: one order for all, kept by the room."""

from rooms.commands import CallOn, LowerHand, MoveHand, RaiseHand
from rooms.events import (
    AllHandsLowered,
    AnyEvent,
    HandLowered,
    HandMoved,
    HandRaised,
    TurnEnded,
    TurnGiven,
)
from rooms.ids import SeatId
from rooms.moment import Moment
from rooms.refusals import Code, Refused
from rooms.roles import Role
from rooms.roster import seat_of
from rooms.state import Hand, SessionState, Turn


def position_of(state: SessionState, seat_id: SeatId) -> int | None:
    """A hand's place in the queue, counted from 0; None when it is not up."""
    return next((place for place, hand in enumerate(state.hands) if hand.seat_id == seat_id), None)


def raise_hand(state: SessionState, actor: SeatId, command: RaiseHand, moment: Moment) -> list[AnyEvent]:
    """Decide `RaiseHand`."""
    if seat_of(state, actor).away_since is not None:
        raise Refused(Code.STEPPED_AWAY)
    if position_of(state, actor) is not None:
        raise Refused(Code.HAND_ALREADY_RAISED)
    return [HandRaised(hand=Hand(seat_id=actor, kind=command.kind, raised_at=moment.now))]


def lower_hand(state: SessionState, command: LowerHand) -> list[AnyEvent]:
    """Decide `LowerHand`."""
    _raised(state, command.seat_id)
    return [HandLowered(seat_id=command.seat_id)]


def lower_all_hands(state: SessionState) -> list[AnyEvent]:
    """Decide `LowerAllHands`."""
    if not state.hands:
        raise Refused(Code.NO_HAND_RAISED)
    return [AllHandsLowered()]


def move_hand(state: SessionState, command: MoveHand) -> list[AnyEvent]:
    """Decide `MoveHand`: a place behind the last means the last."""
    position = min(command.position, len(state.hands) - 1)
    if _raised(state, command.seat_id) == position:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [HandMoved(seat_id=command.seat_id, position=position)]


def call_on(state: SessionState, command: CallOn, moment: Moment) -> list[AnyEvent]:
    """Decide `CallOn`."""
    seat = seat_of(state, command.seat_id)
    if seat.role is Role.OBSERVER:
        raise Refused(Code.NOT_ALLOWED)
    if seat.away_since is not None:
        raise Refused(Code.STEPPED_AWAY)
    if state.turn is not None and state.turn.seat_id == command.seat_id:
        raise Refused(Code.NOTHING_TO_CHANGE)
    events: list[AnyEvent] = []
    if state.turn is not None:
        events.append(TurnEnded(seat_id=state.turn.seat_id))
    if position_of(state, command.seat_id) is not None:
        events.append(HandLowered(seat_id=command.seat_id))
    return [*events, TurnGiven(seat_id=command.seat_id, at=moment.now)]


def end_turn(state: SessionState) -> list[AnyEvent]:
    """Decide `EndTurn`."""
    if state.turn is None:
        raise Refused(Code.NO_TURN)
    return [TurnEnded(seat_id=state.turn.seat_id)]


def _raised(state: SessionState, seat_id: SeatId) -> int:
    position = position_of(state, seat_id)
    if position is None:
        raise Refused(Code.NO_HAND_RAISED)
    return position


# — evolutions —


def hand_raised(state: SessionState, event: HandRaised) -> None:
    """Evolve `HandRaised`."""
    state.hands.append(event.hand)


def hand_lowered(state: SessionState, event: HandLowered) -> None:
    """Evolve `HandLowered`."""
    state.hands = [hand for hand in state.hands if hand.seat_id != event.seat_id]


def all_hands_lowered(state: SessionState) -> None:
    """Evolve `AllHandsLowered`."""
    state.hands = []


def hand_moved(state: SessionState, event: HandMoved) -> None:
    """Evolve `HandMoved`."""
    moved = [hand for hand in state.hands if hand.seat_id == event.seat_id]
    others = [hand for hand in state.hands if hand.seat_id != event.seat_id]
    state.hands = [*others[: event.position], *moved, *others[event.position :]]


def turn_given(state: SessionState, event: TurnGiven) -> None:
    """Evolve `TurnGiven`."""
    state.turn = Turn(seat_id=event.seat_id, since=event.at)


def turn_ended(state: SessionState) -> None:
    """Evolve `TurnEnded`."""
    state.turn = None
