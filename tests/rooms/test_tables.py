"""The closed tables are closed: no row is absent, none is for something that does not exist."""

import msgspec
import pytest

from rooms.audiences import AUDIENCES, Circle
from rooms.commands import COMMANDS, Admit, Command, DeleteMessage, LowerHand, Rename, SendMessage
from rooms.events import EVENTS, Event
from rooms.ids import MessageId, SeatId
from rooms.permissions import CHANNEL_WRITERS, PERMISSIONS, allows, subject_of
from rooms.reasons import REASONS
from rooms.refusals import Code
from rooms.roles import Role, Standing
from rooms.state import Channel
from tests.rooms.group import Group


def test_every_command_has_a_row_in_the_permission_table() -> None:
    assert PERMISSIONS.keys() == set(COMMANDS)


def test_every_command_says_with_what_it_may_be_refused() -> None:
    assert REASONS.keys() == set(COMMANDS)


def test_every_refusal_belongs_to_some_command() -> None:
    used = {code for codes in REASONS.values() for code in codes} | {Code.SESSION_ENDED, Code.NOT_ALLOWED}
    assert used == set(Code)


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_command_that_names_a_seat_is_about_that_seat(kind: type[Command]) -> None:
    fields = msgspec.structs.fields(kind)
    if not any(field.name == "seat_id" and field.type is SeatId for field in fields):
        return
    command = kind(**{field.name: SeatId("someone") for field in fields if field.required})
    assert subject_of(Group().state, command) == "someone"  # type: ignore[arg-type]  # one of COMMANDS


def test_every_event_has_a_row_in_the_audience_table() -> None:
    assert AUDIENCES.keys() == set(EVENTS)


def test_every_channel_has_its_writers() -> None:
    assert CHANNEL_WRITERS.keys() == set(Channel)


def test_the_closed_lists_hold_every_class_that_was_declared() -> None:
    assert set(COMMANDS) == set(Command.__subclasses__())
    assert set(EVENTS) == set(Event.__subclasses__())


@pytest.mark.parametrize("event", [event for event in EVENTS if event.__name__.startswith("Account")])
def test_what_tells_of_accounts_is_told_to_nobody(event: type[Event]) -> None:
    assert AUDIENCES[event] is Circle.NOBODY


def test_those_who_wait_may_ask_for_little() -> None:
    allowed = {c.__name__ for c, row in PERMISSIONS.items() if Standing.WAITING in row.anyone | row.own}
    assert allowed == {"GiveCheckIn", "Leave", "Rename", "AcceptAgreement", "SendMessage"}


def test_observers_neither_publish_nor_write_to_the_room() -> None:
    allowed = {c.__name__ for c, row in PERMISSIONS.items() if Standing.OBSERVER in row.anyone | row.own}
    assert not allowed & {
        "Publish",
        "RaiseHand",
        "ReactToMessage",
        "ShowReaction",
        "EditDocument",
        "WriteField",
    }
    assert Standing.OBSERVER not in CHANNEL_WRITERS[Channel.ROOM]


def test_a_person_may_ask_about_the_own_seat_what_staff_may_ask_about_any() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.member("Ben")
    assert allows(group.state, ana, LowerHand(seat_id=ana))
    assert not allows(group.state, ana, LowerHand(seat_id=ben))
    assert allows(group.state, mia, LowerHand(seat_id=ben))


def test_an_author_may_delete_the_own_line_only() -> None:
    group = Group()
    group.facilitator()
    ana, ben = group.member("Ana"), group.member("Ben")
    group.ask(ana, SendMessage(client_id="1", text="hello"))
    line = MessageId(group.state.messages[0].message_id)
    assert allows(group.state, ana, DeleteMessage(message_id=line))
    assert not allows(group.state, ben, DeleteMessage(message_id=line))


def test_a_co_host_may_not_rename_a_facilitator() -> None:
    group = Group()
    mia, dan, ana = group.facilitator(), group.co_host(), group.member("Ana")
    assert not allows(group.state, dan, Rename(seat_id=mia, name="Nobody"))
    assert allows(group.state, dan, Rename(seat_id=ana, name="Anna"))


def test_whoever_has_no_connection_or_no_seat_may_ask_for_nothing() -> None:
    group = Group()
    mia, dan, ana = group.facilitator(), group.co_host(), group.arrive("Ana")
    group.drop(dan)
    assert allows(group.state, mia, Admit(seat_id=ana))
    assert not allows(group.state, dan, Admit(seat_id=ana))
    assert not allows(group.state, group.state.session_id, Admit(seat_id=ana))  # type: ignore[arg-type]


def test_nobody_but_the_server_may_let_connections_come_and_go() -> None:
    for name in ("Arrive", "Return", "LoseConnection"):
        row = PERMISSIONS[next(c for c in COMMANDS if c.__name__ == name)]
        assert row.anyone == {Standing.SERVER}
        assert not row.own


def test_each_role_has_a_standing() -> None:
    assert {Standing(role.value) for role in Role} < set(Standing)
