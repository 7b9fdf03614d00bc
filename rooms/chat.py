"""Lines of chat: who may write where, exactly once, taken back, reacted to."""

from typing import Literal

from msgspec.structs import replace

from rooms.audiences import message_of, reads
from rooms.commands import DeleteMessage, ReactToMessage, SendMessage, SetChatMode, ShowReaction
from rooms.events import (
    AnyEvent,
    ChatModeChanged,
    MessageDeleted,
    MessageReacted,
    MessageSent,
    ReactionShown,
)
from rooms.ids import MessageId, SeatId
from rooms.moment import Moment
from rooms.names import clean_text
from rooms.permissions import CHANNEL_WRITERS, standing_of
from rooms.refusals import Code, Refused
from rooms.roles import STAFF
from rooms.roster import person_of, seat_of
from rooms.state import Channel, ChatMode, Message, Phase, Seat, SessionState, WaitingSeat

# Everybody who comes is sent the whole chat, so one person's share of it has a limit: in characters, a line
# counting as some more. That is a line of usual length every three seconds, for 90 minutes.
MOST_WRITTEN = 250_000
LINE_COUNTS = 100


def send(state: SessionState, actor: SeatId, command: SendMessage, moment: Moment) -> list[AnyEvent]:
    """Decide `SendMessage`. A retry of a line that is here already changes nothing and is no mistake."""
    if any(m.author == actor and m.client_id == command.client_id for m in state.messages):
        return []
    author = person_of(state, actor)
    if standing_of(state, actor) not in CHANNEL_WRITERS[command.channel]:
        raise Refused(Code.NOT_ALLOWED)
    if command.channel is Channel.ROOM:
        _room_is_open(state, author)
    thread = _thread(state, author, command)
    if command.reply_to is not None:
        _answered(state, command.reply_to, command.channel, thread)
    text = clean_text(command.text)
    if not text:
        raise Refused(Code.TEXT_EMPTY)
    if sum(LINE_COUNTS + len(m.text) for m in state.messages if m.author == actor) >= MOST_WRITTEN:
        raise Refused(Code.TOO_MUCH_WRITTEN)
    message = Message(
        message_id=MessageId(moment.fresh_id()),
        channel=command.channel,
        thread=thread,
        author=actor,
        name=author.name,
        role=author.role,
        text=text,
        sent_at=moment.now,
        client_id=command.client_id,
        reply_to=command.reply_to,
    )
    return [MessageSent(message=message)]


def _room_is_open(state: SessionState, author: Seat | WaitingSeat) -> None:
    if state.chat_mode is ChatMode.OFF:
        raise Refused(Code.CHAT_CLOSED)
    if author.role in STAFF:
        return
    if state.chat_mode is ChatMode.STAFF_ONLY:
        raise Refused(Code.CHAT_CLOSED)
    if state.phase is Phase.HELD:
        raise Refused(Code.SESSION_HELD)


def _thread(state: SessionState, author: Seat | WaitingSeat, command: SendMessage) -> SeatId | None:
    """A member's staff line is the member's own; staff say whose line they answer on."""
    if command.channel is not Channel.STAFF_LINE:
        if command.thread is not None:
            raise Refused(Code.NOT_ALLOWED)
        return None
    if author.role in STAFF:
        member = command.thread and (state.seats.get(command.thread) or state.waiting.get(command.thread))
        if not member or member.role in STAFF:
            raise Refused(Code.NO_SUCH_SEAT)
        return member.seat_id
    if command.thread not in (None, author.seat_id):
        raise Refused(Code.NOT_ALLOWED)
    return author.seat_id


def _answered(state: SessionState, message_id: MessageId, channel: Channel, thread: SeatId | None) -> None:
    message = message_of(state, message_id)
    if message is None or (message.channel, message.thread) != (channel, thread):
        raise Refused(Code.NO_SUCH_MESSAGE)


def delete(state: SessionState, actor: SeatId, command: DeleteMessage) -> list[AnyEvent]:
    """Decide `DeleteMessage`."""
    message = _readable(state, actor, command.message_id)
    by: Literal["author", "staff"] = "author" if message.author == actor else "staff"
    return [MessageDeleted(message_id=command.message_id, by=by)]


def react(state: SessionState, actor: SeatId, command: ReactToMessage) -> list[AnyEvent]:
    """Decide `ReactToMessage`."""
    message = _readable(state, actor, command.message_id)
    if (actor in message.reactions.get(command.reaction, [])) is command.on:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [
        MessageReacted(message_id=command.message_id, seat_id=actor, reaction=command.reaction, on=command.on)
    ]


def set_mode(state: SessionState, command: SetChatMode) -> list[AnyEvent]:
    """Decide `SetChatMode`."""
    if state.chat_mode is command.mode:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return [ChatModeChanged(mode=command.mode)]


def show_reaction(state: SessionState, actor: SeatId, command: ShowReaction) -> list[AnyEvent]:
    """Decide `ShowReaction`."""
    if seat_of(state, actor).away_since is not None:
        raise Refused(Code.STEPPED_AWAY)
    return [ReactionShown(seat_id=actor, reaction=command.reaction)]


def _readable(state: SessionState, actor: SeatId, message_id: MessageId) -> Message:
    """A message that this seat can read and that has not been deleted."""
    message = message_of(state, message_id)
    if message is None or message.deleted_by is not None or not reads(state, actor, message):
        raise Refused(Code.NO_SUCH_MESSAGE)
    return message


# — evolutions —


def message_sent(state: SessionState, event: MessageSent) -> None:
    """Evolve `MessageSent`."""
    reactions = {reaction: list(seats) for reaction, seats in event.message.reactions.items()}
    state.messages.append(replace(event.message, reactions=reactions))


def message_deleted(state: SessionState, event: MessageDeleted) -> None:
    """Evolve `MessageDeleted`."""
    if (message := message_of(state, event.message_id)) is not None:
        message.text, message.deleted_by, message.reactions = "", event.by, {}


def message_reacted(state: SessionState, event: MessageReacted) -> None:
    """Evolve `MessageReacted`: a reaction that nobody has any more is not kept."""
    if (message := message_of(state, event.message_id)) is None:
        return
    others = [seat for seat in message.reactions.get(event.reaction, []) if seat != event.seat_id]
    seats = [*others, event.seat_id] if event.on else others
    if seats:
        message.reactions[event.reaction] = seats
    else:
        message.reactions.pop(event.reaction, None)


def chat_mode_changed(state: SessionState, event: ChatModeChanged) -> None:
    """Evolve `ChatModeChanged`."""
    state.chat_mode = event.mode
