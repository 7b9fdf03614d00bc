"""The door: who waits, who is let in, who is sent away, who cannot come."""

from rooms.commands import (
    Admit,
    AdmitAll,
    Arrive,
    GiveCheckIn,
    Leave,
    LockRoom,
    LoseConnection,
    Rename,
    Return,
    SendMessage,
    TurnAway,
)
from rooms.events import SeatTaken, TurnedAway, WaitingEnded, WaitingStarted
from rooms.ids import AccountId, SeatId
from rooms.refusals import Code
from rooms.roles import Role, Standing
from rooms.state import Channel, CheckIn, RoomSettings
from tests.rooms.group import Group, kinds


def test_a_member_waits_and_staff_are_seated_at_once() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.arrive("Ana")
    assert list(group.state.seats) == [mia]
    assert list(group.state.waiting) == [ana]


def test_an_observer_waits_like_everybody_else() -> None:
    group = Group()
    group.facilitator()
    olga = group.arrive("Olga", Role.OBSERVER)
    assert olga in group.state.waiting


def test_people_may_wait_before_staff_have_come_but_nobody_can_let_them_in() -> None:
    group = Group()
    ana = group.arrive("Ana")
    assert group.refusal(Standing.HOST_APPLICATION, Admit(seat_id=ana)) is Code.NO_STAFF_PRESENT
    assert group.refusal(Standing.HOST_APPLICATION, AdmitAll()) is Code.NO_STAFF_PRESENT


def test_somebody_admitted_takes_the_check_in_along() -> None:
    group = Group()
    mia = group.facilitator()
    ana = group.arrive("Ana", check_in=CheckIn(mood=3))
    group.ask(mia, Admit(seat_id=ana))
    assert not group.state.waiting
    assert group.state.details[ana].check_in == CheckIn(mood=3)


def test_who_comes_after_the_group_has_started_is_late() -> None:
    group = Group()
    early = group.arrive("Ana")
    group.facilitator()
    late = group.arrive("Ben")
    assert not group.state.waiting[early].late
    assert group.state.waiting[late].late


def test_all_are_let_in_except_who_asked_to_talk_first_or_is_not_there() -> None:
    group = Group()
    mia = group.facilitator()
    group.arrive("Ana", check_in=CheckIn(call_first=True))
    ben, carl = group.arrive("Ben"), group.arrive("Carl")
    group.drop(carl)
    events = group.ask(mia, AdmitAll())
    assert [event.seat.seat_id for event in events if isinstance(event, SeatTaken)] == [ben]


def test_all_are_let_in_in_order_as_far_as_there_is_room() -> None:
    group = Group(RoomSettings(name="Small", capacity=3))
    mia = group.facilitator()
    ana, ben, carl = group.arrive("Ana"), group.arrive("Ben"), group.arrive("Carl")
    group.ask(mia, AdmitAll())
    assert list(group.state.seats) == [mia, ana, ben]
    assert list(group.state.waiting) == [carl]
    assert group.refusal(mia, Admit(seat_id=carl)) is Code.ROOM_FULL


def test_a_full_room_turns_members_back_and_lets_staff_in() -> None:
    group = Group(RoomSettings(name="Small", capacity=2))
    group.facilitator()
    group.member("Ana")
    ben = Arrive(seat_id=SeatId("ben"), account_id=AccountId("b"), name="Ben", role=Role.PARTICIPANT)
    assert group.refusal(Standing.SERVER, ben) is Code.ROOM_FULL
    assert group.co_host() in group.state.seats


def test_a_locked_room_takes_no_members_in_and_lets_held_ones_return() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    ben = group.arrive("Ben")
    group.drop(ana)
    group.ask(mia, LockRoom(locked=True))
    late = Arrive(seat_id=SeatId("late"), account_id=AccountId("l"), name="Late", role=Role.PARTICIPANT)
    assert group.refusal(mia, Admit(seat_id=ben)) is Code.ROOM_LOCKED
    assert group.refusal(Standing.SERVER, late) is Code.ROOM_LOCKED
    group.ask(Standing.SERVER, Return(seat_id=ana))
    assert group.state.seats[ana].held_until is None


def test_a_lock_keeps_no_staff_out() -> None:
    group = Group()
    mia = group.facilitator()
    group.ask(mia, LockRoom(locked=True))
    assert group.co_host() in group.state.seats
    assert group.refusal(mia, LockRoom(locked=True)) is Code.NOTHING_TO_CHANGE


def test_somebody_turned_away_is_told_so_and_cannot_come_again_in_this_session() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.arrive("Ana")
    events = group.ask(mia, TurnAway(seat_id=ana, words="See you on Thursday."))
    assert kinds(events) == [TurnedAway, WaitingEnded]
    again = Arrive(seat_id=ana, account_id=AccountId("account-of-ana"), name="Ana", role=Role.PARTICIPANT)
    assert group.refusal(Standing.SERVER, again) is Code.TURNED_AWAY
    assert group.refusal(mia, TurnAway(seat_id=ana)) is Code.NOT_WAITING


def test_a_place_in_the_lobby_is_kept_for_a_while() -> None:
    group = Group(RoomSettings(name="Group", hold_seconds=60.0))
    group.facilitator()
    ana, ben = group.arrive("Ana"), group.arrive("Ben")
    group.drop(ana)
    group.drop(ben)
    group.pass_time(30.0)
    group.ask(Standing.SERVER, Return(seat_id=ana))
    assert kinds(group.pass_time(60.0)) == [WaitingEnded]
    assert list(group.state.waiting) == [ana]


def test_somebody_admitted_without_a_connection_is_admitted_into_a_held_seat() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.arrive("Ana")
    group.drop(ana)
    group.ask(mia, Admit(seat_id=ana))
    assert group.state.seats[ana].held_until == group.now + group.state.settings.hold_seconds


def test_those_who_wait_may_write_to_staff_rename_themselves_check_in_and_leave() -> None:
    group = Group()
    group.facilitator()
    ana = group.arrive("Ana")
    group.ask(ana, SendMessage(client_id="1", text="I am on the bus", channel=Channel.STAFF_LINE))
    group.ask(ana, Rename(seat_id=ana, name="Anna"))
    group.ask(ana, GiveCheckIn(check_in=CheckIn(alone="no")))
    assert group.state.waiting[ana].name == "Anna"
    assert group.state.waiting[ana].check_in == CheckIn(alone="no")
    assert group.refusal(ana, SendMessage(client_id="2", text="hello all")) is Code.NOT_ALLOWED
    assert kinds(group.ask(ana, Leave())) == [WaitingEnded]


def test_one_account_has_one_seat_and_gets_it_again() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    twice = Arrive(seat_id=ana, account_id=AccountId("account-of-ana"), name="Ana", role=Role.PARTICIPANT)
    assert group.refusal(Standing.SERVER, twice) is Code.ALREADY_SEATED
    group.ask(ana, Leave())
    other = Arrive(
        seat_id=SeatId("new"), account_id=AccountId("account-of-ana"), name="Ana", role=Role.PARTICIPANT
    )
    assert group.refusal(Standing.SERVER, other) is Code.NO_SUCH_SEAT
    assert kinds(group.ask(Standing.SERVER, twice))[-1] is WaitingStarted


def test_nobody_takes_the_seat_id_of_another_account() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    group.ask(ana, Leave())
    thief = Arrive(seat_id=ana, account_id=AccountId("thief"), name="Ana", role=Role.PARTICIPANT)
    assert group.refusal(Standing.SERVER, thief) is Code.NO_SUCH_SEAT


def test_a_name_of_nothing_visible_is_no_name() -> None:
    group = Group()
    command = Arrive(
        seat_id=SeatId("x"), account_id=AccountId("x"), name=" \u200b\u2800", role=Role.PARTICIPANT
    )
    assert group.refusal(Standing.SERVER, command) is Code.TEXT_EMPTY


def test_losing_a_connection_twice_is_losing_it_once() -> None:
    group = Group()
    group.facilitator()
    ana = group.arrive("Ana")
    assert group.drop(ana)
    assert group.drop(ana) == []
    assert group.refusal(Standing.SERVER, LoseConnection(seat_id=SeatId("nobody"))) is Code.NO_SUCH_SEAT
