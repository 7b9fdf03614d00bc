"""Everything a room may tell. Events carry all that `evolve` needs; who hears which is in `audiences`.

Durable events are numbered and stored before anybody hears of them; a session is rebuilt by evolving them
again. Ephemeral ones (`durable = False`) vanish with the process.
"""

from typing import ClassVar, Literal, get_args

import msgspec

from rooms.ids import (
    AccountId,
    BanId,
    FieldId,
    InviteId,
    MessageId,
    SeatId,
    SessionId,
    WorksheetId,
)
from rooms.roles import Role
from rooms.state import (
    Ban,
    ChatMode,
    CheckIn,
    Hand,
    Message,
    Microphones,
    Reaction,
    Readers,
    Reason,
    RoomSettings,
    Seat,
    SeatDetail,
    Source,
    Track,
    WaitingSeat,
    Worksheet,
)


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all events."""

    durable: ClassVar[bool] = True


# — the session —


class SessionOpened(Event, frozen=True, kw_only=True):
    """The first event of every session."""

    session_id: SessionId
    settings: RoomSettings
    opened_at: float
    banned: dict[BanId, AccountId] = msgspec.field(default_factory=dict)  # for good, from earlier sessions
    closed_links: dict[BanId, InviteId] = msgspec.field(default_factory=dict)
    bans: list[Ban] = msgspec.field(default_factory=list)


class SessionWentLive(Event, frozen=True, kw_only=True):
    """Staff are present: from now on people can be admitted."""

    at: float


class SessionHeld(Event, frozen=True, kw_only=True):
    """The last of the staff dropped: no microphone is forwarded. Ends at `closes_at` unless staff return."""

    at: float
    closes_at: float


class SessionResumed(Event, frozen=True, kw_only=True):
    """Staff are back."""

    at: float


class SessionEnded(Event, frozen=True, kw_only=True):
    """It is over for everybody."""

    at: float
    why: Literal["ended_by_staff", "held_too_long", "nobody_came", "ended_by_host_application"]


class RoomLocked(Event, frozen=True, kw_only=True):
    """The door was closed or opened."""

    locked: bool


# — the lobby —


class WaitingStarted(Event, frozen=True, kw_only=True):
    """Somebody is at the door."""

    waiting: WaitingSeat


class WaitingReconnected(Event, frozen=True, kw_only=True):
    """The waiting person's connection is back."""

    seat_id: SeatId


class WaitingDisconnected(Event, frozen=True, kw_only=True):
    """The waiting person's connection dropped; the place in the lobby is kept for a while."""

    seat_id: SeatId
    at: float


class WaitingEnded(Event, frozen=True, kw_only=True):
    """Somebody no longer waits: gone, or turned away. (An admitted person is announced by `SeatTaken`.)"""

    seat_id: SeatId


class TurnedAway(Event, frozen=True, kw_only=True):
    """Told to the person: not this time, with the staff's words."""

    seat_id: SeatId
    words: str


class CheckInGiven(Event, frozen=True, kw_only=True):
    """The person told the staff how they are."""

    seat_id: SeatId
    check_in: CheckIn


class AccountBound(Event, frozen=True, kw_only=True):
    """Server's own: which account this seat belongs to."""

    seat_id: SeatId
    account_id: AccountId
    blocked: tuple[Source, ...] = ()  # what its token does not grant
    open_link: InviteId | None = None  # the link that made the account


# — seats —


class SeatTaken(Event, frozen=True, kw_only=True):
    """Somebody sits in the circle. The person's own client gets a fresh snapshot first."""

    seat: Seat


class SeatDetailed(Event, frozen=True, kw_only=True):
    """What staff and the person know of a seat."""

    detail: SeatDetail


class SeatHeld(Event, frozen=True, kw_only=True):
    """The connection dropped; others see "reconnecting"."""

    seat_id: SeatId
    at: float
    until: float


class SeatResumed(Event, frozen=True, kw_only=True):
    """The person is back in the same seat."""

    seat_id: SeatId
    at: float


class SeatLeft(Event, frozen=True, kw_only=True):
    """The seat is given up. The room is not told why."""

    seat_id: SeatId
    at: float


class SeatRenamed(Event, frozen=True, kw_only=True):
    """Another name is shown, in the lobby or in the room."""

    seat_id: SeatId
    name: str


class RoleChanged(Event, frozen=True, kw_only=True):
    """Promoted or demoted. The person's own client gets a fresh snapshot first."""

    seat_id: SeatId
    role: Role


class SuccessorSet(Event, frozen=True, kw_only=True):
    """Who takes over when the last of the staff drops."""

    seat_id: SeatId | None


class AgreementAccepted(Event, frozen=True, kw_only=True):
    """The person accepted the agreement."""

    seat_id: SeatId
    version: int
    at: float


class SteppedAway(Event, frozen=True, kw_only=True):
    """Private pause: the person neither sees, hears, sends nor shows anything."""

    seat_id: SeatId
    at: float


class CameBack(Event, frozen=True, kw_only=True):
    """The pause is over."""

    seat_id: SeatId


# — hands and turns —


class HandRaised(Event, frozen=True, kw_only=True):
    """A hand joins the end of the queue."""

    hand: Hand


class HandLowered(Event, frozen=True, kw_only=True):
    """A hand leaves the queue."""

    seat_id: SeatId


class AllHandsLowered(Event, frozen=True, kw_only=True):
    """The queue is empty."""


class HandMoved(Event, frozen=True, kw_only=True):
    """Staff changed the order."""

    seat_id: SeatId
    position: int


class TurnGiven(Event, frozen=True, kw_only=True):
    """Somebody was called on."""

    seat_id: SeatId
    at: float


class TurnEnded(Event, frozen=True, kw_only=True):
    """Nobody has the turn now."""

    seat_id: SeatId


# — chat —


class MessageSent(Event, frozen=True, kw_only=True):
    """A new line, in the order that all see."""

    message: Message


class MessageDeleted(Event, frozen=True, kw_only=True):
    """The text is gone."""

    message_id: MessageId
    by: Literal["author", "staff"]


class MessageReacted(Event, frozen=True, kw_only=True):
    """A reaction was put on a line or taken off."""

    message_id: MessageId
    seat_id: SeatId
    reaction: Reaction
    on: bool


class ChatModeChanged(Event, frozen=True, kw_only=True):
    """Who may write to the room from now on."""

    mode: ChatMode


class ReactionShown(Event, frozen=True, kw_only=True):
    """A reaction over a seat, for some seconds."""

    durable: ClassVar[bool] = False

    seat_id: SeatId
    reaction: Reaction


# — sound and picture —


class TrackPublished(Event, frozen=True, kw_only=True):
    """A microphone, camera or screen is on."""

    durable: ClassVar[bool] = False

    track: Track


class TrackUnpublished(Event, frozen=True, kw_only=True):
    """It is off, and not one more packet of it is forwarded."""

    durable: ClassVar[bool] = False

    seat_id: SeatId
    source: Source
    by: Literal["self", "staff", "server"]


class SourceBlocked(Event, frozen=True, kw_only=True):
    """Kept off by staff."""

    seat_id: SeatId
    source: Source


class SourceUnblocked(Event, frozen=True, kw_only=True):
    """May be opened again, by the person."""

    seat_id: SeatId
    source: Source


class MicrophonesSet(Event, frozen=True, kw_only=True):
    """The rule for all members' microphones."""

    microphones: Microphones


class AskedToUnmute(Event, frozen=True, kw_only=True):
    """Staff ask the person to speak."""

    durable: ClassVar[bool] = False

    seat_id: SeatId
    by: SeatId


class UnmuteDeclined(Event, frozen=True, kw_only=True):
    """Not now."""

    durable: ClassVar[bool] = False

    seat_id: SeatId


class SpotlightSet(Event, frozen=True, kw_only=True):
    """One seat is shown large for all, or none."""

    seat_id: SeatId | None


# — keys of an end-to-end encrypted room —


class KeyPassed(Event, frozen=True, kw_only=True):
    """A key for this seat's device, from another's. The server cannot read it and does not keep it."""

    durable: ClassVar[bool] = False

    seat_id: SeatId  # to whom
    sender: SeatId
    sealed: bytes


# — help and limits —


class HelpAsked(Event, frozen=True, kw_only=True):
    """A quiet call to the staff."""

    seat_id: SeatId
    at: float


class HelpSeen(Event, frozen=True, kw_only=True):
    """One of the staff has seen it."""

    seat_id: SeatId
    by: SeatId
    at: float


class HelpClosed(Event, frozen=True, kw_only=True):
    """Dealt with, or withdrawn."""

    seat_id: SeatId


class SeatRemoved(Event, frozen=True, kw_only=True):
    """Told to the staff and, as the last thing, to the person; the room hears only `SeatLeft`."""

    seat_id: SeatId
    reason: Reason
    words: str
    undo_until: float
    ban_id: BanId | None = None


class SeatBanned(Event, frozen=True, kw_only=True):
    """Staff's list of bans grew."""

    ban: Ban


class AccountBanned(Event, frozen=True, kw_only=True):
    """Server's own: the account behind a ban, and the open link that is closed with it."""

    ban_id: BanId
    account_id: AccountId
    closed_link: InviteId | None = None


class BanLifted(Event, frozen=True, kw_only=True):
    """The ban is gone."""

    ban_id: BanId


class RemovalUndone(Event, frozen=True, kw_only=True):
    """Staff took a removal back; `SeatTaken` follows: the seat where it was, held for the person."""

    seat_id: SeatId


# — worksheets —


class WorksheetOpened(Event, frozen=True, kw_only=True):
    """A worksheet lies on the table."""

    worksheet: Worksheet


class WorksheetClosed(Event, frozen=True, kw_only=True):
    """It can be read and no longer written."""

    worksheet_id: WorksheetId


class DocumentEdited(Event, frozen=True, kw_only=True):
    """A change of the shared document: one Yjs update, already proven sound by the server."""

    worksheet_id: WorksheetId
    seat_id: SeatId
    update: bytes


class CursorMoved(Event, frozen=True, kw_only=True):
    """Where somebody types in a shared document."""

    durable: ClassVar[bool] = False

    worksheet_id: WorksheetId
    seat_id: SeatId
    field: FieldId | None
    anchor: bytes
    head: bytes


class FieldWritten(Event, frozen=True, kw_only=True):
    """An answer on a private copy changed, for its owner. `FieldsShared` tells its readers, if any."""

    worksheet_id: WorksheetId
    seat_id: SeatId
    field: FieldId
    value: str


class ProgressMade(Event, frozen=True, kw_only=True):
    """Which fields of a private copy are filled: staff see this, not the answers."""

    worksheet_id: WorksheetId
    seat_id: SeatId
    filled: list[FieldId]


class FieldsShared(Event, frozen=True, kw_only=True):
    """Answers are open to these readers, or an open answer has changed."""

    worksheet_id: WorksheetId
    seat_id: SeatId
    values: dict[FieldId, str]
    readers: Readers


class FieldsUnshared(Event, frozen=True, kw_only=True):
    """Answers were taken back from those who could read them: whoever is not the owner forgets them."""

    worksheet_id: WorksheetId
    seat_id: SeatId
    fields: list[FieldId]
    readers: Readers  # who could read them until now


# The closed list, for the type checker too: a `match` over it that misses one does not pass.
AnyEvent = (
    SessionOpened
    | SessionWentLive
    | SessionHeld
    | SessionResumed
    | SessionEnded
    | RoomLocked
    | WaitingStarted
    | WaitingReconnected
    | WaitingDisconnected
    | WaitingEnded
    | TurnedAway
    | CheckInGiven
    | AccountBound
    | SeatTaken
    | SeatDetailed
    | SeatHeld
    | SeatResumed
    | SeatLeft
    | SeatRenamed
    | RoleChanged
    | SuccessorSet
    | AgreementAccepted
    | SteppedAway
    | CameBack
    | HandRaised
    | HandLowered
    | AllHandsLowered
    | HandMoved
    | TurnGiven
    | TurnEnded
    | MessageSent
    | MessageDeleted
    | MessageReacted
    | ChatModeChanged
    | ReactionShown
    | TrackPublished
    | TrackUnpublished
    | SourceBlocked
    | SourceUnblocked
    | MicrophonesSet
    | AskedToUnmute
    | UnmuteDeclined
    | SpotlightSet
    | KeyPassed
    | HelpAsked
    | HelpSeen
    | HelpClosed
    | SeatRemoved
    | SeatBanned
    | AccountBanned
    | BanLifted
    | RemovalUndone
    | WorksheetOpened
    | WorksheetClosed
    | DocumentEdited
    | CursorMoved
    | FieldWritten
    | ProgressMade
    | FieldsShared
    | FieldsUnshared
)

EVENTS: tuple[type[Event], ...] = get_args(AnyEvent)
