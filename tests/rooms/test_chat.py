"""Chat: channels and their readers, exactly once, deleted, reacted to."""

import pytest

from rooms.audiences import hears
from rooms.commands import (
    Admit,
    DeleteMessage,
    Leave,
    ReactToMessage,
    SendMessage,
    SetChatMode,
    ShowReaction,
)
from rooms.events import MessageSent
from rooms.ids import MessageId, SeatId
from rooms.refusals import Code
from rooms.roles import Role
from rooms.state import Channel, ChatMode, Message, Reaction
from tests.rooms.group import Group


def say(
    group: Group,
    seat: SeatId,
    text: str,
    channel: Channel = Channel.ROOM,
    thread: SeatId | None = None,
    reply_to: MessageId | None = None,
) -> Message:
    count = len(group.state.messages)
    command = SendMessage(client_id=f"c{count}", text=text, channel=channel, thread=thread, reply_to=reply_to)
    [event] = group.ask(seat, command)
    assert isinstance(event, MessageSent)
    return event.message


def test_the_same_line_sent_again_is_there_once() -> None:
    group = Group()
    group.facilitator()
    ana, ben = group.member("Ana"), group.member("Ben")
    line = SendMessage(client_id="7", text="hello")
    assert len(group.ask(ana, line)) == 1
    assert group.ask(ana, line) == []
    assert len(group.ask(ben, line)) == 1
    assert [message.author for message in group.state.messages] == [ana, ben]


def test_a_line_keeps_the_name_and_role_under_which_it_was_written() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    message = say(group, ana, "hello")
    assert (message.name, message.role) == ("Ana", Role.PARTICIPANT)


@pytest.mark.parametrize(
    ("mode", "member", "staff"),
    [
        (ChatMode.EVERYONE, None, None),
        (ChatMode.STAFF_ONLY, Code.CHAT_CLOSED, None),
        (ChatMode.OFF, Code.CHAT_CLOSED, Code.CHAT_CLOSED),
    ],
)
def test_the_mode_says_who_writes_to_the_room(
    mode: ChatMode, member: Code | None, staff: Code | None
) -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    if mode is not group.state.chat_mode:
        group.ask(mia, SetChatMode(mode=mode))
    for seat, code in ((ana, member), (mia, staff)):
        if code is None:
            say(group, seat, "hello")
        else:
            assert group.refusal(seat, SendMessage(client_id="x", text="hello")) is code
    say(group, ana, "may I?", Channel.STAFF_LINE)


def test_the_staff_line_is_between_one_member_and_the_staff() -> None:
    group = Group()
    mia, dan, ana, ben = (
        group.facilitator(),
        group.co_host(),
        group.member("Ana"),
        group.member("Ben"),
    )
    [event] = group.ask(ana, SendMessage(client_id="1", text="help", channel=Channel.STAFF_LINE))
    assert [seat for seat in (mia, dan, ana, ben) if hears(group.state, event, seat)] == [mia, dan, ana]
    assert say(group, mia, "I am here", Channel.STAFF_LINE, thread=ana).thread == ana


def test_members_cannot_write_on_anothers_staff_line_and_staff_say_on_whose() -> None:
    group = Group()
    mia, dan, ana, ben = (
        group.facilitator(),
        group.co_host(),
        group.member("Ana"),
        group.member("Ben"),
    )

    def line(thread: SeatId | None) -> SendMessage:
        return SendMessage(client_id="1", text="hello", channel=Channel.STAFF_LINE, thread=thread)

    assert group.refusal(ana, line(ben)) is Code.NOT_ALLOWED
    assert group.refusal(mia, line(None)) is Code.NO_SUCH_SEAT
    assert group.refusal(mia, line(dan)) is Code.NO_SUCH_SEAT


def test_a_thread_from_the_lobby_goes_on_in_the_room() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.arrive("Ana")
    say(group, ana, "I am late", Channel.STAFF_LINE)
    group.ask(mia, Admit(seat_id=ana))
    assert say(group, mia, "Welcome", Channel.STAFF_LINE, thread=ana).thread == ana


def test_the_back_channel_and_the_lobby_are_for_staff_to_write() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.arrive("Ben")
    for channel in (Channel.BACK_CHANNEL, Channel.LOBBY):
        for seat in (ana, ben):
            command = SendMessage(client_id="1", text="hello", channel=channel)
            assert group.refusal(seat, command) is Code.NOT_ALLOWED
        say(group, mia, "hello", channel)


def test_a_line_to_the_lobby_is_heard_by_all_who_wait_and_by_staff_alone() -> None:
    group = Group()
    mia, ana, ben = group.facilitator(), group.member("Ana"), group.arrive("Ben")
    [event] = group.ask(mia, SendMessage(client_id="1", text="Five minutes", channel=Channel.LOBBY))
    assert [seat for seat in (mia, ana, ben) if hears(group.state, event, seat)] == [mia, ben]


def test_a_reply_stays_in_its_channel() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    secret = say(group, mia, "psst", Channel.BACK_CHANNEL)
    first = say(group, ana, "hello")
    assert say(group, mia, "hi", reply_to=first.message_id).reply_to == first.message_id
    reply = SendMessage(client_id="x", text="?", reply_to=secret.message_id)
    assert group.refusal(ana, reply) is Code.NO_SUCH_MESSAGE


def test_text_of_nothing_is_refused_and_control_characters_go() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    assert group.refusal(ana, SendMessage(client_id="1", text=" \n\t")) is Code.TEXT_EMPTY
    assert say(group, ana, " one\r\ntwo\x00\x1b ").text == "one\ntwo"


def test_a_deleted_line_keeps_its_place_and_loses_its_text() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    own, other = say(group, ana, "oops"), say(group, ana, "rude")
    group.ask(mia, ReactToMessage(message_id=own.message_id, reaction=Reaction.HEART))
    group.ask(ana, DeleteMessage(message_id=own.message_id))
    group.ask(mia, DeleteMessage(message_id=other.message_id))
    assert [(m.text, m.deleted_by, m.reactions) for m in group.state.messages] == [
        ("", "author", {}),
        ("", "staff", {}),
    ]
    assert group.refusal(ana, DeleteMessage(message_id=own.message_id)) is Code.NO_SUCH_MESSAGE


def test_a_reaction_is_put_on_and_taken_off() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    line = say(group, mia, "well done").message_id
    on = ReactToMessage(message_id=line, reaction=Reaction.APPLAUSE)
    off = ReactToMessage(message_id=line, reaction=Reaction.APPLAUSE, on=False)
    group.ask(ana, on)
    assert group.state.messages[0].reactions == {Reaction.APPLAUSE: [ana]}
    assert group.refusal(ana, on) is Code.NOTHING_TO_CHANGE
    group.ask(ana, off)
    assert group.state.messages[0].reactions == {}
    assert group.refusal(ana, off) is Code.NOTHING_TO_CHANGE


def test_nobody_reacts_to_what_they_cannot_read() -> None:
    group = Group()
    mia, ana = group.facilitator(), group.member("Ana")
    secret = say(group, mia, "psst", Channel.BACK_CHANNEL).message_id
    command = ReactToMessage(message_id=secret, reaction=Reaction.HEART)
    assert group.refusal(ana, command) is Code.NO_SUCH_MESSAGE


def test_a_reaction_over_the_own_seat_leaves_no_trace() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    [event] = group.ask(ana, ShowReaction(reaction=Reaction.HEART))
    assert not event.durable


def test_a_line_outlives_its_authors_seat() -> None:
    group = Group()
    group.facilitator()
    ana = group.member("Ana")
    say(group, ana, "goodbye")
    group.ask(ana, Leave())
    assert group.state.messages[0].name == "Ana"


def test_one_person_cannot_fill_the_chat_for_everybody_who_comes() -> None:
    group = Group()
    group.facilitator()
    ana, ben = group.member("Ana"), group.member("Ben")
    line = "x" * 4000
    for number in range(61):
        group.ask(ana, SendMessage(client_id=str(number), text=line))
    assert group.refusal(ana, SendMessage(client_id="more", text=line)) is Code.TOO_MUCH_WRITTEN
    assert group.ask(ana, SendMessage(client_id="0", text=line)) == []
    group.ask(ben, SendMessage(client_id="0", text="I am here, too."))
