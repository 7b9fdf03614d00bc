"""Removing and banning, and taking it back."""

from msgspec.structs import replace

from rooms import publications
from rooms.commands import BanSeat, LiftBan, Remove, UndoRemoval
from rooms.events import (
    AccountBanned,
    AnyEvent,
    BanLifted,
    RemovalUndone,
    SeatBanned,
    SeatDetailed,
    SeatLeft,
    SeatRemoved,
    SeatTaken,
    SessionEnded,
    WaitingEnded,
)
from rooms.ids import BanId, SeatId
from rooms.moment import Moment
from rooms.names import unique_name
from rooms.permissions import Actor
from rooms.refusals import Code, Refused
from rooms.roles import STAFF, Role, Standing
from rooms.roster import person_of, seat_of
from rooms.seats import keep_a_facilitator
from rooms.state import Ban, Removal, Seat, SeatDetail, SessionState, WaitingSeat


def remove(state: SessionState, actor: Actor, command: Remove, moment: Moment) -> list[AnyEvent]:
    """Decide `Remove`: the person may come back through the lobby, staff too."""
    seat = seat_of(state, command.seat_id)
    _may_go(state, actor, seat)
    return _put_out(state, seat, command, moment, ban_id=None)


def ban(state: SessionState, actor: Actor, command: BanSeat, moment: Moment) -> list[AnyEvent]:
    """Decide `BanSeat`, about a seat or about somebody who waits."""
    person = person_of(state, command.seat_id)
    if isinstance(person, Seat):
        _may_go(state, actor, person)
    account = state.ledger.accounts[command.seat_id]
    link = state.ledger.open_links.get(account) if command.close_link else None
    new_ban = Ban(
        ban_id=BanId(moment.fresh_id()),
        name=person.name,
        reason=command.reason,
        for_good=command.for_good,
        banned_at=moment.now,
        link_closed=link is not None,
    )
    return [
        SeatBanned(ban=new_ban),
        AccountBanned(ban_id=new_ban.ban_id, account_id=account, closed_link=link),
        *_put_out(state, person, command, moment, new_ban.ban_id),
    ]


def _may_go(state: SessionState, actor: Actor, seat: Seat) -> None:
    if seat.seat_id == actor:
        raise Refused(Code.NOT_ALLOWED)
    keep_a_facilitator(state, seat)


def _put_out(
    state: SessionState,
    person: Seat | WaitingSeat,
    command: Remove | BanSeat,
    moment: Moment,
    ban_id: BanId | None,
) -> list[AnyEvent]:
    told = SeatRemoved(
        seat_id=person.seat_id,
        reason=command.reason,
        words=command.words,
        undo_until=moment.now + state.settings.undo_seconds,
        ban_id=ban_id,
    )
    if isinstance(person, WaitingSeat):
        return [told, WaitingEnded(seat_id=person.seat_id)]
    closed = publications.close_all(state, person.seat_id, "staff")
    return [*closed, told, SeatLeft(seat_id=person.seat_id, at=moment.now)]


def undo(state: SessionState, command: UndoRemoval, moment: Moment) -> list[AnyEvent]:
    """Decide `UndoRemoval`: the ban that came with the removal goes as well."""
    removal = state.removals.get(command.seat_id)
    if removal is None:
        raise Refused(Code.NO_SUCH_SEAT)
    if moment.now > removal.undo_until or _is_kept_out_since(state, command.seat_id, removal):
        raise Refused(Code.TOO_LATE_TO_UNDO)
    if command.seat_id in state.waiting or command.seat_id in state.seats:
        raise Refused(Code.ALREADY_SEATED)
    if len(state.seats) >= state.settings.capacity:
        raise Refused(Code.ROOM_FULL)
    events: list[AnyEvent] = []
    if removal.ban_id in state.ledger.banned:
        events.append(BanLifted(ban_id=removal.ban_id))
    seat = replace(
        removal.seat,
        name=unique_name(removal.seat.name, [other.name for other in state.seats.values()]),
        held_until=moment.now + state.settings.hold_seconds,
        blocked=list(removal.seat.blocked),
    )
    return [
        *events,
        RemovalUndone(seat_id=command.seat_id),
        SeatTaken(seat=seat),
        SeatDetailed(detail=replace(removal.detail)),
    ]


def _is_kept_out_since(state: SessionState, seat_id: SeatId, removal: Removal) -> bool:
    """Whether the person came back to the lobby and was banned or turned away there."""
    account = state.ledger.accounts[seat_id]
    banned = {who for ban_id, who in state.ledger.banned.items() if ban_id != removal.ban_id}
    return account in banned or account in state.ledger.turned_away


def lift_ban(state: SessionState, command: LiftBan) -> list[AnyEvent]:
    """Decide `LiftBan`."""
    if command.ban_id not in state.ledger.banned:
        raise Refused(Code.NO_SUCH_BAN)
    return [BanLifted(ban_id=command.ban_id)]


def end_for_all(actor: Actor, moment: Moment) -> list[AnyEvent]:
    """Decide `EndForAll`."""
    by_host = actor is Standing.HOST_APPLICATION
    return [SessionEnded(at=moment.now, why="ended_by_host_application" if by_host else "ended_by_staff")]


# — evolutions —


def seat_removed(state: SessionState, event: SeatRemoved) -> None:
    """Evolve `SeatRemoved`: remember what an undo would put back; removed staff come back as participants."""
    seat = state.seats.get(event.seat_id)
    if seat is None:
        return
    state.removals[event.seat_id] = Removal(
        seat=replace(seat, blocked=list(seat.blocked)),
        detail=replace(state.details.get(event.seat_id, SeatDetail(seat_id=event.seat_id))),
        ban_id=event.ban_id,
        undo_until=event.undo_until,
    )
    _set_role(state, event.seat_id, seat.role, Role.PARTICIPANT)


def removal_undone(state: SessionState, event: RemovalUndone) -> None:
    """Evolve `RemovalUndone`."""
    removal = state.removals.pop(event.seat_id, None)
    if removal is not None:
        _set_role(state, event.seat_id, removal.seat.role, removal.seat.role)


def _set_role(state: SessionState, seat_id: SeatId, had: Role, has: Role) -> None:
    if had in STAFF and (account := state.ledger.accounts.get(seat_id)) is not None:
        state.ledger.roles[account] = has


def seat_banned(state: SessionState, event: SeatBanned) -> None:
    """Evolve `SeatBanned`."""
    state.bans.append(event.ban)


def account_banned(state: SessionState, event: AccountBanned) -> None:
    """Evolve `AccountBanned`."""
    state.ledger.banned[event.ban_id] = event.account_id
    if event.closed_link is not None:
        state.ledger.closed_links[event.ban_id] = event.closed_link


def ban_lifted(state: SessionState, event: BanLifted) -> None:
    """Evolve `BanLifted`."""
    state.bans = [ban for ban in state.bans if ban.ban_id != event.ban_id]
    state.ledger.banned.pop(event.ban_id, None)
    state.ledger.closed_links.pop(event.ban_id, None)
