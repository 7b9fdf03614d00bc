"""Who hears what: one closed table, default nobody.

Audiences are taken on the state after all events of one decision: somebody whom it admits is inside already,
somebody whom it puts out is outside, and hears only what is said at parting (`STAFF_AND_LEAVER`).
Whoever's standing a decision changes is sent one fresh snapshot in place of all its events (`snapshots_due`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from rooms import events as e
from rooms.events import AnyEvent, Event
from rooms.ids import MessageId, SeatId
from rooms.roles import STAFF
from rooms.state import Channel, Message, Readers, SessionState


class Circle(StrEnum):
    """Who hears an event, in the words of `docs/protocol.md`."""

    NOBODY = "nobody: the server's own"
    EVERYBODY = "everybody: admitted and waiting"
    ROOM = "all who are admitted"
    STAFF = "staff"
    STAFF_AND_PERSON = "staff and the person"
    STAFF_AND_LEAVER = "staff and, as the last thing, the person who is put out"
    STAFF_AND_LOBBY = "staff and all who wait"
    PERSON = "the person alone"


class Split(StrEnum):
    """For events whose circle depends on what they tell."""

    BY_PLACE = "all who are admitted; while the person waits: staff and the person"
    BY_CHANNEL = "those who read the message's channel"
    BY_READERS = "readers `group`: all who are admitted; readers `staff`: staff and the person"


@dataclass(frozen=True, slots=True)
class Audience:
    """A circle, and the person in it where there is one. Equal audiences are the same people."""

    circle: Circle
    person: SeatId | None = None


AUDIENCES: Mapping[type[Event], Circle | Split] = {
    # the session
    e.SessionOpened: Circle.NOBODY,
    e.SessionWentLive: Circle.EVERYBODY,
    e.SessionHeld: Circle.EVERYBODY,
    e.SessionResumed: Circle.EVERYBODY,
    e.SessionEnded: Circle.EVERYBODY,
    e.RoomLocked: Circle.ROOM,
    # the lobby
    e.WaitingStarted: Circle.STAFF_AND_PERSON,
    e.WaitingReconnected: Circle.STAFF_AND_PERSON,
    e.WaitingDisconnected: Circle.STAFF_AND_PERSON,
    e.WaitingEnded: Circle.STAFF,
    e.TurnedAway: Circle.STAFF_AND_LEAVER,
    e.CheckInGiven: Circle.STAFF_AND_PERSON,
    e.AccountBound: Circle.NOBODY,
    # seats
    e.SeatTaken: Circle.ROOM,
    e.SeatDetailed: Circle.STAFF_AND_PERSON,
    e.SeatHeld: Circle.ROOM,
    e.SeatResumed: Circle.ROOM,
    e.SeatLeft: Circle.ROOM,
    e.SeatRenamed: Split.BY_PLACE,
    e.RoleChanged: Circle.ROOM,
    e.SuccessorSet: Circle.STAFF,
    e.AgreementAccepted: Circle.STAFF_AND_PERSON,
    e.SteppedAway: Circle.ROOM,
    e.CameBack: Circle.ROOM,
    # hands and turns
    e.HandRaised: Circle.ROOM,
    e.HandLowered: Circle.ROOM,
    e.AllHandsLowered: Circle.ROOM,
    e.HandMoved: Circle.ROOM,
    e.TurnGiven: Circle.ROOM,
    e.TurnEnded: Circle.ROOM,
    # chat
    e.MessageSent: Split.BY_CHANNEL,
    e.MessageDeleted: Split.BY_CHANNEL,
    e.MessageReacted: Split.BY_CHANNEL,
    e.ChatModeChanged: Circle.ROOM,
    e.ReactionShown: Circle.ROOM,
    # sound and picture
    e.TrackPublished: Circle.ROOM,
    e.TrackUnpublished: Circle.ROOM,
    e.SourceBlocked: Circle.ROOM,
    e.SourceUnblocked: Circle.ROOM,
    e.MicrophonesSet: Circle.ROOM,
    e.AskedToUnmute: Circle.STAFF_AND_PERSON,
    e.UnmuteDeclined: Circle.STAFF,
    e.SpotlightSet: Circle.ROOM,
    # keys of an end-to-end encrypted room
    e.KeyPassed: Circle.PERSON,
    # help and limits
    e.HelpAsked: Circle.STAFF_AND_PERSON,
    e.HelpSeen: Circle.STAFF_AND_PERSON,
    e.HelpClosed: Circle.STAFF_AND_PERSON,
    e.SeatRemoved: Circle.STAFF_AND_LEAVER,
    e.SeatBanned: Circle.STAFF,
    e.AccountBanned: Circle.NOBODY,
    e.BanLifted: Circle.STAFF,
    e.RemovalUndone: Circle.STAFF,
    # worksheets
    e.WorksheetOpened: Circle.ROOM,
    e.WorksheetClosed: Circle.ROOM,
    e.DocumentEdited: Circle.ROOM,
    e.CursorMoved: Circle.ROOM,
    e.FieldWritten: Circle.PERSON,
    e.ProgressMade: Circle.STAFF_AND_PERSON,
    e.FieldsShared: Split.BY_READERS,
    e.FieldsUnshared: Split.BY_READERS,
}


def audience_of(state: SessionState, event: AnyEvent) -> Audience:
    """Who hears an event, given the state after the decision that it belongs to."""
    circle = AUDIENCES.get(type(event), Circle.NOBODY)
    if isinstance(circle, Split):
        return _split(state, event)
    if circle in (Circle.STAFF_AND_PERSON, Circle.STAFF_AND_LEAVER, Circle.PERSON):
        return Audience(circle, _person_of(event))
    return Audience(circle)


def listeners(state: SessionState, audience: Audience) -> list[SeatId]:
    """The seats of an audience, waiting ones included; also whoever is put out."""
    candidates = dict.fromkeys((*state.seats, *state.waiting))
    if audience.person is not None:
        candidates[audience.person] = None
    return [seat_id for seat_id in candidates if includes(state, audience, seat_id)]


def includes(state: SessionState, audience: Audience, seat_id: SeatId) -> bool:
    """Whether a seat belongs to an audience."""
    seat = state.seats.get(seat_id)
    is_staff = seat is not None and seat.role in STAFF
    is_inside = seat is not None or seat_id in state.waiting
    match audience.circle:
        case Circle.NOBODY:
            return False
        case Circle.EVERYBODY:
            return is_inside
        case Circle.ROOM:
            return seat is not None
        case Circle.STAFF:
            return is_staff
        case Circle.STAFF_AND_PERSON:
            return is_staff or (is_inside and seat_id == audience.person)
        case Circle.STAFF_AND_LEAVER:
            return is_staff or seat_id == audience.person
        case Circle.STAFF_AND_LOBBY:
            return is_staff or seat_id in state.waiting
        case Circle.PERSON:
            return is_inside and seat_id == audience.person
        case _:
            assert_never(audience.circle)


def hears(state: SessionState, event: AnyEvent, seat_id: SeatId) -> bool:
    """Whether this seat is among an event's listeners, given the state after the decision."""
    return includes(state, audience_of(state, event), seat_id)


def reads(state: SessionState, viewer: SeatId, message: Message) -> bool:
    """Whether this seat may read a message."""
    return includes(state, _of_message(message), viewer)


def message_of(state: SessionState, message_id: MessageId) -> Message | None:
    """The message with this id, if there is one."""
    return next((message for message in state.messages if message.message_id == message_id), None)


def standing_changed(event: AnyEvent) -> SeatId | None:
    """The seat whose standing an event changes, if any."""
    match event:
        case e.WaitingStarted():
            return event.waiting.seat_id
        case e.SeatTaken():
            return event.seat.seat_id
        case e.RoleChanged():
            return event.seat_id
        case _:
            return None


def snapshots_due(events: Iterable[AnyEvent]) -> set[SeatId]:
    """Who is sent a fresh snapshot, and none of these events, after a decision."""
    return {seat_id for event in events if (seat_id := standing_changed(event)) is not None}


def _split(state: SessionState, event: AnyEvent) -> Audience:
    match event:
        case e.SeatRenamed():
            if event.seat_id in state.waiting:
                return Audience(Circle.STAFF_AND_PERSON, event.seat_id)
            return Audience(Circle.ROOM)
        case e.MessageSent():
            return _of_message(event.message)
        case e.MessageDeleted() | e.MessageReacted():
            message = message_of(state, event.message_id)
            return _of_message(message) if message else Audience(Circle.NOBODY)
        case e.FieldsShared() | e.FieldsUnshared():
            if event.readers is Readers.GROUP:
                return Audience(Circle.ROOM)
            return Audience(Circle.STAFF_AND_PERSON, event.seat_id)
        case _:
            raise TypeError(f"{type(event).__name__} has a split audience and no rule for it")


def _of_message(message: Message) -> Audience:
    match message.channel:
        case Channel.ROOM:
            return Audience(Circle.ROOM)
        case Channel.STAFF_LINE:
            return Audience(Circle.STAFF_AND_PERSON, message.thread)
        case Channel.BACK_CHANNEL:
            return Audience(Circle.STAFF)
        case Channel.LOBBY:
            return Audience(Circle.STAFF_AND_LOBBY)
        case _:
            assert_never(message.channel)


def _person_of(event: AnyEvent) -> SeatId:
    match event:
        case e.WaitingStarted():
            return event.waiting.seat_id
        case e.SeatDetailed():
            return event.detail.seat_id
        case (
            e.WaitingReconnected() | e.WaitingDisconnected() | e.TurnedAway() | e.CheckInGiven()
            | e.AgreementAccepted() | e.AskedToUnmute() | e.KeyPassed() | e.HelpAsked() | e.HelpSeen()
            | e.HelpClosed() | e.SeatRemoved() | e.FieldWritten() | e.ProgressMade()
        ):  # fmt: skip
            return event.seat_id
        case _:
            raise TypeError(f"{type(event).__name__} is told to a person and names none")
