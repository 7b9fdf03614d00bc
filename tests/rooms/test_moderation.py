"""Removing, banning, and taking it back."""

from collections.abc import Callable

import pytest

from rooms.audiences import hears
from rooms.commands import (
    Admit,
    AnyCommand,
    Arrive,
    BanSeat,
    BlockSource,
    LiftBan,
    Publish,
    RaiseHand,
    Remove,
    Return,
    TurnAway,
    UndoRemoval,
)
from rooms.events import SeatLeft, SeatRemoved, TrackUnpublished, WaitingEnded
from rooms.ids import AccountId, BanId, SeatId
from rooms.refusals import Code
from rooms.roles import Role, Standing
from rooms.snapshot import prune
from rooms.state import Phase, Reason, Source
from tests.rooms.group import Group, kinds


def removal(seat: SeatId) -> Remove:
    return Remove(seat_id=seat, reason=Reason.DISRUPTION, words="Dan will call you.")


def ban(seat: SeatId, *, for_good: bool = False) -> BanSeat:
    return BanSeat(seat_id=seat, reason=Reason.HARASSMENT, for_good=for_good)


def again(seat: SeatId, role: Role = Role.PARTICIPANT) -> Arrive:
    return Arrive(seat_id=seat, account_id=AccountId(f"account-of-{seat}"), name="Back", role=role)


def test_the_removal_is_the_last_thing_that_the_person_is_told() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, Publish(source=Source.MICROPHONE))
    group.ask(ana, RaiseHand())
    events = group.ask(mia, removal(ana))
    assert kinds(events) == [TrackUnpublished, SeatRemoved, SeatLeft]
    assert kinds([event for event in events if hears(group.state, event, ana)]) == [SeatRemoved]
    later = group.ask(mia, RaiseHand())
    assert not any(hears(group.state, event, ana) for event in later)


def test_the_room_hears_that_a_seat_is_empty_and_not_why() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    events = group.ask(mia, removal(ana))
    assert kinds([event for event in events if hears(group.state, event, ben)]) == [SeatLeft]
    assert prune(group.state, ben).removals == {}


def test_somebody_removed_may_knock_again() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, removal(ana))
    assert group.refusal(Standing.SERVER, Return(seat_id=ana)) is Code.NO_SUCH_SEAT
    group.ask(Standing.SERVER, again(ana))
    assert ana in group.state.waiting


def test_a_removed_co_host_waits_like_everybody_else() -> None:
    group = Group()
    mia, dan = group.facilitator(), group.co_host()
    group.ask(mia, removal(dan))
    group.ask(Standing.SERVER, again(dan, Role.CO_HOST))
    assert group.state.waiting[dan].role is Role.PARTICIPANT


@pytest.mark.parametrize("for_good", [False, True])
def test_somebody_banned_may_not_come_back(for_good: bool) -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, ban(ana, for_good=for_good))
    assert group.refusal(Standing.SERVER, again(ana)) is Code.BANNED
    assert [b.for_good for b in group.state.bans] == [for_good]


def test_somebody_can_be_banned_from_the_lobby() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.arrive("Ana")
    events = group.ask(mia, ban(ana))
    assert kinds(events)[-2:] == [SeatRemoved, WaitingEnded]
    assert hears(group.state, events[-2], ana)
    assert group.refusal(Standing.SERVER, again(ana)) is Code.BANNED


def test_a_ban_is_lifted_by_a_facilitator() -> None:
    group = Group()
    mia, dan, ana = group.facilitator(), group.co_host(), group.member("Ana")
    group.ask(dan, ban(ana))
    lift = LiftBan(ban_id=group.state.bans[0].ban_id)
    assert group.refusal(dan, lift) is Code.NOT_ALLOWED
    group.ask(mia, lift)
    assert group.ask(Standing.SERVER, again(ana))
    assert group.refusal(mia, LiftBan(ban_id=BanId("none"))) is Code.NO_SUCH_BAN


@pytest.mark.parametrize("command", [removal, ban])
def test_a_removal_or_ban_is_undone_in_time_into_the_same_place(
    command: Callable[[SeatId], Remove | BanSeat],
) -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    group.ask(mia, BlockSource(seat_id=ana, source=Source.CAMERA))
    group.ask(mia, command(ana))
    group.pass_time(9.0)
    group.ask(mia, UndoRemoval(seat_id=ana))
    seat = group.state.seats[ana]
    assert list(group.state.seats) == [mia, ana, ben]
    assert (seat.held_until, seat.blocked) == (
        group.now + group.state.settings.hold_seconds,
        [Source.CAMERA],
    )
    assert (group.state.bans, group.state.removals) == ([], {})
    group.ask(Standing.SERVER, Return(seat_id=ana))


@pytest.mark.parametrize("kept_out", [ban, lambda seat: TurnAway(seat_id=seat)])
def test_an_undo_brings_nobody_back_who_was_kept_out_since(kept_out: Callable[[SeatId], AnyCommand]) -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, removal(ana))
    group.ask(Standing.SERVER, again(ana))
    group.ask(mia, kept_out(ana))
    assert group.refusal(mia, UndoRemoval(seat_id=ana)) is Code.TOO_LATE_TO_UNDO


def test_an_undo_can_come_too_late() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, removal(ana))
    group.pass_time(11.0)
    assert group.refusal(mia, UndoRemoval(seat_id=ana)) is Code.TOO_LATE_TO_UNDO
    assert group.refusal(mia, UndoRemoval(seat_id=mia)) is Code.NO_SUCH_SEAT


def test_nobody_is_put_back_who_has_come_back() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, removal(ana))
    group.ask(Standing.SERVER, again(ana))
    assert group.refusal(mia, UndoRemoval(seat_id=ana)) is Code.ALREADY_SEATED
    group.ask(mia, Admit(seat_id=ana))
    assert group.refusal(mia, UndoRemoval(seat_id=ana)) is Code.ALREADY_SEATED


def test_the_last_facilitator_is_not_removed_and_nobody_removes_themselves() -> None:
    group = Group()
    mia, dan = group.facilitator(), group.co_host()
    assert group.refusal(Standing.HOST_APPLICATION, removal(mia)) is Code.LAST_FACILITATOR
    assert group.refusal(dan, removal(dan)) is Code.NOT_ALLOWED
    assert group.refusal(dan, removal(mia)) is Code.NOT_ALLOWED


def test_removing_the_last_who_is_present_of_the_staff_holds_the_room() -> None:
    group = Group()
    mia, dan = group.facilitator(), group.co_host()
    group.drop(mia)
    group.ask(Standing.HOST_APPLICATION, removal(dan))
    assert group.state.phase is Phase.HELD
