"""Staff first: opening, holding, handing over, closing, and what time alone brings."""

from rooms import room
from rooms.commands import (
    Admit,
    ChangeRole,
    EndForAll,
    Leave,
    Publish,
    RaiseHand,
    Return,
    SendMessage,
    SetSuccessor,
    StepAway,
)
from rooms.events import (
    RoleChanged,
    SeatLeft,
    SessionEnded,
    SessionHeld,
    SessionResumed,
    SessionWentLive,
    SuccessorSet,
    WaitingEnded,
)
from rooms.refusals import Code
from rooms.roles import Role, Standing
from rooms.state import Channel, Phase, RoomSettings, Source
from tests.rooms.group import Group, kinds

SETTINGS = RoomSettings(name="Group", hold_seconds=60.0, grace_seconds=300.0)


def test_a_session_goes_live_when_the_first_of_the_staff_comes() -> None:
    group = Group()
    group.arrive("Ana")
    assert room.next_deadline(group.state) is None
    assert group.state.live_since is None
    group.co_host()
    assert SessionWentLive in kinds(group.decisions[-1])
    assert group.state.phase is Phase.LIVE


def test_a_session_to_which_nobody_came_closes_by_itself() -> None:
    group = Group(SETTINGS)
    assert group.pass_time(899.0) == []
    [ended] = group.pass_time(1.0)
    assert isinstance(ended, SessionEnded)
    assert ended.why == "nobody_came"


def test_a_session_that_everybody_left_before_staff_came_closes_by_itself_and_not_before() -> None:
    group = Group(SETTINGS)
    ana = group.arrive("Ana")
    assert group.pass_time(10_000.0) == []
    group.drop(ana)
    assert kinds(group.pass_time(60.0)) == [WaitingEnded, SessionEnded]


def test_when_the_last_of_the_staff_drops_the_room_is_held() -> None:
    group = Group(SETTINGS)
    mia, dan = group.facilitator(), group.co_host()
    group.member("Ana")
    assert SessionHeld not in kinds(group.drop(mia))
    assert SessionHeld in kinds(group.drop(dan))
    assert group.state.held_until == group.now + 300.0


def test_when_the_last_of_the_staff_leaves_the_room_is_held() -> None:
    group = Group(SETTINGS)
    mia = group.facilitator()
    group.member("Ana")
    assert kinds(group.ask(mia, Leave())) == [SeatLeft, SessionHeld]


def test_a_held_room_lets_nobody_in_and_members_neither_speak_up_nor_write() -> None:
    group = Group(SETTINGS)
    mia, ana = group.facilitator(), group.member("Ana")
    ben = group.arrive("Ben")
    group.drop(mia)
    assert group.refusal(Standing.HOST_APPLICATION, Admit(seat_id=ben)) is Code.NO_STAFF_PRESENT
    assert group.refusal(ana, Publish(source=Source.MICROPHONE)) is Code.SESSION_HELD
    assert group.refusal(ana, SendMessage(client_id="1", text="hello?")) is Code.SESSION_HELD
    group.ask(ana, SendMessage(client_id="2", text="are you there?", channel=Channel.STAFF_LINE))
    assert group.arrive("Carl") in group.state.waiting


def test_a_held_room_goes_on_when_staff_return() -> None:
    group = Group(SETTINGS)
    mia = group.facilitator()
    group.drop(mia)
    assert SessionResumed in kinds(group.ask(Standing.SERVER, Return(seat_id=mia)))
    assert (group.state.phase, group.state.held_until) == (Phase.LIVE, None)


def test_a_held_room_goes_on_when_other_staff_come() -> None:
    group = Group(SETTINGS)
    group.drop(group.facilitator())
    group.co_host()
    assert group.state.phase is Phase.LIVE


def test_a_held_room_closes_after_its_grace() -> None:
    group = Group(SETTINGS)
    mia = group.facilitator()
    group.member("Ana")
    group.drop(mia)
    happened = group.pass_time(400.0)
    assert kinds(happened) == [SeatLeft, SessionEnded]
    assert group.state.phase is Phase.ENDED


def test_the_successor_takes_over_and_the_room_is_not_held() -> None:
    group = Group(SETTINGS)
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, SetSuccessor(seat_id=ana))
    events = group.drop(mia)
    assert kinds(events)[-2:] == [RoleChanged, SuccessorSet]
    assert group.state.seats[ana].role is Role.CO_HOST
    assert (group.state.phase, group.state.successor) == (Phase.LIVE, None)


def test_a_successor_who_is_away_takes_over_on_coming_back_online() -> None:
    group = Group(SETTINGS)
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, SetSuccessor(seat_id=ana))
    group.drop(ana)
    assert SessionHeld in kinds(group.drop(mia))
    events = group.ask(Standing.SERVER, Return(seat_id=ana))
    assert kinds(events)[-3:] == [RoleChanged, SuccessorSet, SessionResumed]


def test_a_successor_in_a_private_pause_is_not_called_upon() -> None:
    group = Group(SETTINGS)
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, SetSuccessor(seat_id=ana))
    group.ask(ana, StepAway())
    assert SessionHeld in kinds(group.drop(mia))


def test_a_successor_is_a_participant_and_stays_one_only_while_seated() -> None:
    group = Group(SETTINGS)
    mia, dan = group.facilitator(), group.co_host()
    ana, olga = group.member("Ana"), group.member("Olga", Role.OBSERVER)
    assert group.refusal(mia, SetSuccessor(seat_id=dan)) is Code.NOT_ALLOWED
    assert group.refusal(mia, SetSuccessor(seat_id=olga)) is Code.NOT_ALLOWED
    group.ask(mia, SetSuccessor(seat_id=ana))
    assert group.refusal(mia, SetSuccessor(seat_id=ana)) is Code.NOTHING_TO_CHANGE
    group.ask(ana, Leave())
    assert group.state.successor is None


def test_a_successor_who_gets_another_role_is_successor_no_more() -> None:
    group = Group(SETTINGS)
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(mia, SetSuccessor(seat_id=ana))
    group.ask(mia, ChangeRole(seat_id=ana, role=Role.OBSERVER))
    assert group.state.successor is None


def test_after_the_end_everything_is_refused() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    group.ask(ana, Publish(source=Source.MICROPHONE))
    events = group.ask(mia, EndForAll())
    assert kinds(events) == [SessionEnded]
    assert not group.state.tracks
    assert group.refusal(ana, RaiseHand()) is Code.SESSION_ENDED
    assert group.refusal(Standing.SERVER, Return(seat_id=ana)) is Code.SESSION_ENDED
    assert room.next_deadline(group.state) is None
    assert room.tick(group.state, group.moment()) == []


def test_the_end_says_who_ended_it() -> None:
    group = Group()
    group.facilitator()
    [event] = group.ask(Standing.HOST_APPLICATION, EndForAll())
    assert isinstance(event, SessionEnded)
    assert event.why == "ended_by_host_application"


def test_nothing_is_due_before_the_next_deadline() -> None:
    group = Group(SETTINGS)
    group.facilitator()
    ana = group.member("Ana")
    assert room.next_deadline(group.state) is None
    group.drop(ana)
    assert room.next_deadline(group.state) == group.now + 60.0
    group.now += 59.9
    assert room.tick(group.state, group.moment()) == []
