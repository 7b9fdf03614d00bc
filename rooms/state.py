"""A session as plain data. Only `evolve` (in `room`) writes to it.

A viewer's snapshot is the same shape with everything left out that the viewer may not know (see `snapshot`),
so one `evolve` serves the room, its replicas and every viewer.
"""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from rooms.ids import (
    AccountId,
    BanId,
    FieldId,
    InviteId,
    MessageId,
    SeatId,
    SessionId,
    TemplateId,
    WorksheetId,
)
from rooms.roles import Role


class Phase(StrEnum):
    """Where a session stands between opening and close."""

    OPENING = "opening"  # nobody of the staff has come yet: people wait in the lobby
    LIVE = "live"
    HELD = "held"  # the last of the staff dropped: connections stay, microphones are not forwarded
    ENDED = "ended"


class Source(StrEnum):
    """What a track carries (LiveKit's names)."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_SOUND = "screen_sound"


class HandKind(StrEnum):
    """Why a hand is up."""

    SHARE = "share"
    REPLY = "reply"
    QUESTION = "question"
    CANNOT_HEAR = "cannot_hear"


class ChatMode(StrEnum):
    """Who may write to the whole room. The line to the staff is open in every mode."""

    OFF = "off"
    STAFF_ONLY = "staff_only"
    EVERYONE = "everyone"


class Channel(StrEnum):
    """Where a message goes."""

    ROOM = "room"  # everybody admitted
    STAFF_LINE = "staff_line"  # one seat (`thread`) and the staff; also for those waiting
    BACK_CHANNEL = "back_channel"  # staff among themselves
    LOBBY = "lobby"  # from staff to all who wait


class Reaction(StrEnum):
    """The closed set of reactions; pictures are the client's business."""

    HEART = "heart"
    THANKS = "thanks"
    STRENGTH = "strength"
    ME_TOO = "me_too"
    APPLAUSE = "applause"


class Reason(StrEnum):
    """Why somebody was removed or banned: kept in the audit log, never shown to other members."""

    NEEDS_OTHER_CARE = "needs_other_care"
    DISRUPTION = "disruption"
    NOT_PRIVATE = "not_private"  # somebody else can see or hear the group
    INTOXICATED = "intoxicated"
    HARASSMENT = "harassment"
    WRONG_PERSON = "wrong_person"
    OTHER = "other"


class Microphones(StrEnum):
    """What staff decided for all members' microphones."""

    OPEN = "open"
    MUTED_ON_ENTRY = "muted_on_entry"  # all were muted; each may open the own one by hand
    CLOSED = "closed"  # only staff speak until they open them again


class SheetMode(StrEnum):
    """How a worksheet is filled."""

    SHARED = "shared"  # one document for all
    PRIVATE = "private"  # a copy each


class Readers(StrEnum):
    """With whom a private answer is shared."""

    STAFF = "staff"
    GROUP = "group"


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """The words that a person accepts before the microphone opens, by language code."""

    version: int
    text: dict[str, str]


class RoomSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the practice decided for this room; fixed for the length of a session."""

    name: str
    capacity: int = 16  # seats, staff included
    hold_seconds: float = 120.0  # how long a dropped seat is kept
    grace_seconds: float = 300.0  # how long a room without staff is held before it closes
    undo_seconds: float = 10.0
    chat_mode: ChatMode = ChatMode.EVERYONE
    members_may_share_screen: bool = False
    end_to_end_encrypted: bool = False  # sound and picture: clients agree on keys that the server never has
    agreement: Agreement | None = None
    ends_at: float | None = None  # seconds since the epoch; shown, not enforced
    crisis_line: str = "988"
    emergency_number: str = "911"


class CheckIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person told the staff in the green room. Staff alone read it."""

    alone: Literal["yes", "maybe_not", "no"] | None = None
    mood: Annotated[int, msgspec.Meta(ge=0, le=10)] | None = None
    place: Annotated[str, msgspec.Meta(max_length=200)] | None = None  # where the person is tonight
    phone: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    note: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
    call_first: bool = False  # "please talk to me before I go in"


class WaitingSeat(msgspec.Struct, kw_only=True):
    """One person in the lobby. Staff see all of them; the person sees only this one."""

    seat_id: SeatId
    name: str
    role: Role
    since: float
    connected: bool = True
    lost_at: float | None = None
    check_in: CheckIn | None = None
    late: bool = False  # came after the group had started
    open_link: bool = False  # came by a link that lets anybody in, as somebody new each time


class Seat(msgspec.Struct, kw_only=True):
    """A person's place in the room, as every admitted person sees it."""

    seat_id: SeatId
    name: str
    role: Role
    order: int  # place in the circle; never changes
    taken_at: float
    held_until: float | None = None  # set while the connection is lost
    away_since: float | None = None  # set during a private pause
    blocked: list[Source] = msgspec.field(default_factory=list)  # kept off by staff; sorted


class SeatDetail(msgspec.Struct, kw_only=True):
    """What staff and the person alone know of a seat."""

    seat_id: SeatId
    check_in: CheckIn | None = None
    agreement_version: int | None = None
    agreed_at: float | None = None
    open_link: bool = False  # as in WaitingSeat


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One open sound or picture of a seat. Off means: not in the list."""

    seat_id: SeatId
    source: Source


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """A raised hand; the queue's order is the list's order."""

    seat_id: SeatId
    kind: HandKind
    raised_at: float


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """Who has been called on, and since when (seconds since the epoch)."""

    seat_id: SeatId
    since: float


class Message(msgspec.Struct, kw_only=True):
    """One line of chat. A deleted one keeps its place and loses its text."""

    message_id: MessageId
    channel: Channel
    thread: SeatId | None  # the member's seat, for STAFF_LINE only
    author: SeatId
    name: str  # as it was when the line was written
    role: Role
    text: str
    sent_at: float
    client_id: str  # the author's own id for the line: the same one again is the same message
    reply_to: MessageId | None = None
    deleted_by: Literal["author", "staff"] | None = None
    reactions: dict[Reaction, list[SeatId]] = msgspec.field(default_factory=dict)


class HelpSignal(msgspec.Struct, kw_only=True):
    """A quiet call for help. Only staff and the person know. It outlives the seat, until staff close it."""

    seat_id: SeatId
    name: str  # as it was when help was asked for
    asked_at: float
    seen_by: list[SeatId] = msgspec.field(default_factory=list)


class Ban(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may not come back; staff see the name, never the account."""

    ban_id: BanId
    name: str
    reason: Reason
    for_good: bool  # also in later sessions of this room
    banned_at: float
    link_closed: bool = False  # the open link by which the person came lets nobody new in meanwhile


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """A removal that can still be undone; carries the seat to put back."""

    seat: Seat
    detail: SeatDetail
    ban_id: BanId | None
    undo_until: float


class Worksheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet on the table: which template, and how it is filled."""

    worksheet_id: WorksheetId
    template_id: TemplateId
    template_version: int
    mode: SheetMode
    fields: tuple[FieldId, ...]
    opened_at: float
    closed: bool = False


class SharedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a private copy as its readers see it."""

    value: str
    readers: Readers


class Copy(msgspec.Struct, kw_only=True):
    """One person's private copy. An empty one is not kept, neither here nor in a viewer's snapshot."""

    worksheet_id: WorksheetId
    seat_id: SeatId
    values: dict[FieldId, str] = msgspec.field(default_factory=dict)  # the owner alone is sent these
    filled: list[FieldId] = msgspec.field(
        default_factory=list
    )  # staff see this progress; in the template's order
    shared: dict[FieldId, SharedAnswer] = msgspec.field(default_factory=dict)


class Ledger(msgspec.Struct, kw_only=True):
    """What no client is ever sent: whose seats these are, and what the session has decided about accounts."""

    accounts: dict[SeatId, AccountId] = msgspec.field(default_factory=dict)  # also of seats that have left
    banned: dict[BanId, AccountId] = msgspec.field(default_factory=dict)
    open_links: dict[AccountId, InviteId] = msgspec.field(default_factory=dict)  # by which the account came
    closed_links: dict[BanId, InviteId] = msgspec.field(default_factory=dict)  # no new account comes by these
    orders: dict[SeatId, int] = msgspec.field(default_factory=dict)  # never given twice; also of left seats
    turned_away: list[AccountId] = msgspec.field(default_factory=list)
    blocked: dict[AccountId, list[Source]] = msgspec.field(
        default_factory=dict
    )  # hard mutes, for those who come again
    roles: dict[AccountId, Role] = msgspec.field(
        default_factory=dict
    )  # given or taken here: outweighs the token


class SessionState(msgspec.Struct, kw_only=True):
    """Everything that is so in a session now."""

    session_id: SessionId
    settings: RoomSettings
    opened_at: float
    phase: Phase = Phase.OPENING
    live_since: float | None = None
    held_until: float | None = None  # when a held room closes
    ended_at: float | None = None
    locked: bool = False
    chat_mode: ChatMode = ChatMode.EVERYONE
    microphones: Microphones = Microphones.OPEN
    spotlight: SeatId | None = None
    successor: SeatId | None = None  # staff only: who takes over when the last of the staff drops
    turn: Turn | None = None
    seats: dict[SeatId, Seat] = msgspec.field(default_factory=dict)  # in circle order
    details: dict[SeatId, SeatDetail] = msgspec.field(default_factory=dict)
    waiting: dict[SeatId, WaitingSeat] = msgspec.field(default_factory=dict)  # in order of arrival
    tracks: list[Track] = msgspec.field(
        default_factory=list
    )  # ephemeral: rebuilt by the clients after a crash
    hands: list[Hand] = msgspec.field(default_factory=list)
    messages: list[Message] = msgspec.field(default_factory=list)
    help: dict[SeatId, HelpSignal] = msgspec.field(default_factory=dict)
    bans: list[Ban] = msgspec.field(default_factory=list)  # staff only
    removals: dict[SeatId, Removal] = msgspec.field(
        default_factory=dict
    )  # staff only: what may still be undone
    worksheets: dict[WorksheetId, Worksheet] = msgspec.field(default_factory=dict)
    copies: dict[str, Copy] = msgspec.field(default_factory=dict)  # by "<worksheet>/<seat>"
    ledger: Ledger = msgspec.field(default_factory=Ledger)
