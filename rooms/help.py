"""The quiet call for help: between one person and the staff, until staff close it."""

from rooms.commands import CloseHelp, MarkHelpSeen
from rooms.events import AnyEvent, HelpAsked, HelpClosed, HelpSeen
from rooms.ids import SeatId
from rooms.moment import Moment
from rooms.refusals import Code, Refused
from rooms.state import HelpSignal, SessionState


def ask(state: SessionState, actor: SeatId, moment: Moment) -> list[AnyEvent]:
    """Decide `AskForHelp`."""
    if actor in state.help:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [HelpAsked(seat_id=actor, at=moment.now)]


def mark_seen(state: SessionState, actor: SeatId, command: MarkHelpSeen, moment: Moment) -> list[AnyEvent]:
    """Decide `MarkHelpSeen`."""
    if actor in _signal(state, command.seat_id).seen_by:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [HelpSeen(seat_id=command.seat_id, by=actor, at=moment.now)]


def close(state: SessionState, command: CloseHelp) -> list[AnyEvent]:
    """Decide `CloseHelp`; also when the person is gone already."""
    _signal(state, command.seat_id)
    return [HelpClosed(seat_id=command.seat_id)]


def _signal(state: SessionState, seat_id: SeatId) -> HelpSignal:
    if seat_id not in state.help:
        raise Refused(Code.NO_HELP_ASKED)
    return state.help[seat_id]


# — evolutions —


def help_asked(state: SessionState, event: HelpAsked) -> None:
    """Evolve `HelpAsked`."""
    name = state.seats[event.seat_id].name
    state.help[event.seat_id] = HelpSignal(seat_id=event.seat_id, name=name, asked_at=event.at)


def help_seen(state: SessionState, event: HelpSeen) -> None:
    """Evolve `HelpSeen`."""
    if (signal := state.help.get(event.seat_id)) is not None:
        signal.seen_by.append(event.by)


def help_closed(state: SessionState, event: HelpClosed) -> None:
    """Evolve `HelpClosed`: what was kept of somebody who is gone goes now."""
    state.help.pop(event.seat_id, None)
    if event.seat_id not in state.seats and event.seat_id not in state.waiting:
        state.details.pop(event.seat_id, None)
