"""Staff first: a session is live while staff are present; else it is handed over, held or closed.

What a decision means for the session (`follow_up`) follows from what happens to seats, whichever command does
it, so it is decided last, on the events that the decision has already made.
"""

from collections.abc import Sequence

from rooms.commands import SetSuccessor
from rooms.events import (
    AnyEvent,
    CameBack,
    RoleChanged,
    SeatHeld,
    SeatLeft,
    SeatResumed,
    SeatTaken,
    SessionEnded,
    SessionHeld,
    SessionResumed,
    SessionWentLive,
    SteppedAway,
    SuccessorSet,
)
from rooms.ids import SeatId
from rooms.moment import Moment
from rooms.refusals import Code, Refused
from rooms.roles import STAFF, Role
from rooms.roster import is_present, seat_of
from rooms.state import Phase, SessionState

# How long a session to which no staff came is kept with nobody at its door.
NOBODY_CAME_SECONDS = 900.0


def set_successor(state: SessionState, command: SetSuccessor) -> list[AnyEvent]:
    """Decide `SetSuccessor`: any participant, or nobody."""
    if command.seat_id == state.successor:
        raise Refused(Code.NOTHING_TO_CHANGE)
    if command.seat_id is not None and seat_of(state, command.seat_id).role is not Role.PARTICIPANT:
        raise Refused(Code.NOT_ALLOWED)
    return [SuccessorSet(seat_id=command.seat_id)]


def follow_up(state: SessionState, events: Sequence[AnyEvent], moment: Moment) -> list[AnyEvent]:
    """What a decision means for the session as a whole, given the state before it and its events."""
    if any(isinstance(event, SessionEnded) for event in events):
        return []
    roles, present = _roster_after(state, events)
    if any(roles[seat_id] in STAFF for seat_id in present):
        return _with_staff(state, moment)
    if state.phase not in (Phase.LIVE, Phase.HELD):
        return []
    if state.successor in present and roles[state.successor] is Role.PARTICIPANT:
        promotion: list[AnyEvent] = [
            RoleChanged(seat_id=state.successor, role=Role.CO_HOST),
            SuccessorSet(seat_id=None),
        ]
        return [*promotion, *_with_staff(state, moment)]
    if state.phase is Phase.HELD:
        return []
    return [SessionHeld(at=moment.now, closes_at=moment.now + state.settings.grace_seconds)]


def closes_at(state: SessionState) -> float | None:
    """When the session closes by itself if nobody comes: held too long, or opened and left by all."""
    if state.phase is Phase.OPENING and not state.waiting:
        return state.opened_at + NOBODY_CAME_SECONDS
    return state.held_until


def due(state: SessionState, now: float) -> list[AnyEvent]:
    """Whether the session has come to its end by itself."""
    at = closes_at(state)
    if at is None or at > now:
        return []
    return [SessionEnded(at=now, why="held_too_long" if state.phase is Phase.HELD else "nobody_came")]


def _with_staff(state: SessionState, moment: Moment) -> list[AnyEvent]:
    if state.phase is Phase.OPENING:
        return [SessionWentLive(at=moment.now)]
    if state.phase is Phase.HELD:
        return [SessionResumed(at=moment.now)]
    return []


def _roster_after(state: SessionState, events: Sequence[AnyEvent]) -> tuple[dict[SeatId, Role], set[SeatId]]:
    """Every seat's role, and the seats that are present, once the events have happened."""
    roles = {seat.seat_id: seat.role for seat in state.seats.values()}
    present = {seat.seat_id for seat in state.seats.values() if is_present(seat)}
    for event in events:
        match event:
            case SeatTaken():
                roles[event.seat.seat_id] = event.seat.role
                present |= {event.seat.seat_id} if is_present(event.seat) else set()
            case SeatResumed():
                present |= set() if state.seats[event.seat_id].away_since else {event.seat_id}
            case CameBack():
                present.add(event.seat_id)
            case SeatHeld() | SteppedAway() | SeatLeft():
                present.discard(event.seat_id)
            case RoleChanged():
                roles[event.seat_id] = event.role
            case _:
                pass
    return roles, present


# — evolutions —


def session_went_live(state: SessionState, event: SessionWentLive) -> None:
    """Evolve `SessionWentLive`."""
    state.phase = Phase.LIVE
    state.live_since = event.at


def session_held(state: SessionState, event: SessionHeld) -> None:
    """Evolve `SessionHeld`."""
    state.phase = Phase.HELD
    state.held_until = event.closes_at


def session_resumed(state: SessionState, event: SessionResumed) -> None:
    """Evolve `SessionResumed`."""
    state.phase = Phase.LIVE
    state.held_until = None


def session_ended(state: SessionState, event: SessionEnded) -> None:
    """Evolve `SessionEnded`: seats stay as they were, so that everybody can still be told."""
    state.phase = Phase.ENDED
    state.ended_at = event.at
    state.held_until = None
    state.turn = None
    state.hands = []
    state.tracks = []
