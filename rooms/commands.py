"""Everything one may ask of a room. The class name is the name on the wire, the docstring its documentation.

Who may ask is in `permissions`, when it makes sense is in the feature's own module. Sizes are limits of the
wire: more is `malformed`. A command with `seat_id` is about that seat.
"""

from typing import Annotated, get_args

import msgspec

from rooms.ids import (
    AccountId,
    BanId,
    FieldId,
    InviteId,
    MessageId,
    SeatId,
    TemplateId,
    WorksheetId,
)
from rooms.roles import Role
from rooms.state import (
    Channel,
    ChatMode,
    CheckIn,
    HandKind,
    Microphones,
    Reaction,
    Readers,
    Reason,
    SheetMode,
    Source,
)

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Words = Annotated[str, msgspec.Meta(max_length=500)]  # a sentence or two from staff to one person
ChatText = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Answer = Annotated[str, msgspec.Meta(max_length=10_000)]
Update = Annotated[bytes, msgspec.Meta(min_length=1, max_length=65_536)]  # one Yjs update, v1 encoding

SealedKey = Annotated[
    bytes, msgspec.Meta(min_length=1, max_length=512)
]  # for one device; nobody else can read it


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Base of all commands: immutable, and unknown fields are refused."""


# — coming and going: asked by the server on behalf of a connection —


class Arrive(Command, frozen=True, kw_only=True):
    """Somebody with a valid token is here without a seat: staff are seated at once, everybody else waits.

    An account that was here before comes back with the `seat_id` it had (`lobby.former_seat`).
    """

    seat_id: SeatId
    account_id: AccountId
    name: Name
    role: Role
    check_in: CheckIn | None = None
    blocked: tuple[Source, ...] = ()  # what the token does not grant
    open_link: InviteId | None = None  # the link that made this account, and makes one for whoever opens it


class Return(Command, frozen=True, kw_only=True):
    """The seat has a living connection again. `open`: which of its tracks its client still has open."""

    seat_id: SeatId
    open: tuple[Source, ...] = ()


class LoseConnection(Command, frozen=True, kw_only=True):
    """The seat's last connection is gone; the seat is held."""

    seat_id: SeatId


# — the lobby —


class Admit(Command, frozen=True, kw_only=True):
    """Let one waiting person in."""

    seat_id: SeatId


class AdmitAll(Command, frozen=True, kw_only=True):
    """Let in, in order, as many as fit of those who wait, are connected and did not ask to talk first."""


class TurnAway(Command, frozen=True, kw_only=True):
    """Send a waiting person away for this session, with words to read."""

    seat_id: SeatId
    words: Words = ""


class GiveCheckIn(Command, frozen=True, kw_only=True):
    """Tell the staff how one is and where, or tell them anew. Always about one's own seat."""

    check_in: CheckIn


class LockRoom(Command, frozen=True, kw_only=True):
    """Close (or open) the door: nobody new gets a seat; held seats may still return."""

    locked: bool


# — seats —


class Leave(Command, frozen=True, kw_only=True):
    """Give up one's own seat. To come back later means to wait in the lobby again.

    Answered by `Goodbye` alone.
    """


class Rename(Command, frozen=True, kw_only=True):
    """Change the name that others see; the server resolves collisions ("Ana (2)")."""

    seat_id: SeatId
    name: Name


class ChangeRole(Command, frozen=True, kw_only=True):
    """Promote or demote an admitted seat."""

    seat_id: SeatId
    role: Role


class SetSuccessor(Command, frozen=True, kw_only=True):
    """Say who becomes co-host if the last of the staff drops; null for nobody."""

    seat_id: SeatId | None


class AcceptAgreement(Command, frozen=True, kw_only=True):
    """Accept the group's agreement, in the version that was shown."""

    version: int


class StepAway(Command, frozen=True, kw_only=True):
    """Private pause: nothing is sent from or played to this seat until it comes back."""


class ComeBack(Command, frozen=True, kw_only=True):
    """End one's private pause; microphone and camera stay off."""


# — hands and turns —


class RaiseHand(Command, frozen=True, kw_only=True):
    """Join the queue of hands."""

    kind: HandKind = HandKind.SHARE


class LowerHand(Command, frozen=True, kw_only=True):
    """Take a hand down: one's own, or anyone's for staff."""

    seat_id: SeatId


class LowerAllHands(Command, frozen=True, kw_only=True):
    """Clear the queue."""


class MoveHand(Command, frozen=True, kw_only=True):
    """Put a hand at a place in the queue, counted from 0."""

    seat_id: SeatId
    position: Annotated[int, msgspec.Meta(ge=0, le=100)]


class CallOn(Command, frozen=True, kw_only=True):
    """Give somebody the turn; a raised hand of that seat comes down. Never opens a microphone."""

    seat_id: SeatId


class EndTurn(Command, frozen=True, kw_only=True):
    """End the turn that is on: one's own, or anyone's for staff."""


# — chat —


class SendMessage(Command, frozen=True, kw_only=True):
    """Write a line. `client_id` makes a retry harmless: the same id from the same seat is one message."""

    client_id: Id
    text: ChatText
    channel: Channel = Channel.ROOM
    thread: SeatId | None = None  # staff answering one person on the staff line
    reply_to: MessageId | None = None


class DeleteMessage(Command, frozen=True, kw_only=True):
    """Take a message's text away; its place stays."""

    message_id: MessageId


class ReactToMessage(Command, frozen=True, kw_only=True):
    """Put one's reaction on a message, or take it off."""

    message_id: MessageId
    reaction: Reaction
    on: bool = True


class SetChatMode(Command, frozen=True, kw_only=True):
    """Say who may write to the room."""

    mode: ChatMode


class ShowReaction(Command, frozen=True, kw_only=True):
    """Show a reaction over one's own seat for some seconds; nothing is kept."""

    reaction: Reaction


# — sound and picture —


class Publish(Command, frozen=True, kw_only=True):
    """Open one's own track. `on_entry` is true when the client does so by itself, not by a press.

    Microphone and camera need the agreement accepted, if there is one. While all are muted, a member's
    microphone does not open on entry: neither by `on_entry`, nor in the first three seconds in the seat.
    A member may share a screen where `members_may_share_screen` says so. One screen at a time; its sound
    needs it open, and closes with it.
    """

    source: Source
    on_entry: bool = False


class Unpublish(Command, frozen=True, kw_only=True):
    """Close one's own track."""

    source: Source


class Mute(Command, frozen=True, kw_only=True):
    """Turn somebody's microphone off; the person may turn it on again."""

    seat_id: SeatId


class SetMicrophones(Command, frozen=True, kw_only=True):
    """Mute all members, late joiners too (`muted_on_entry`, `closed`), or let them speak again (`open`).

    Opens nobody's microphone.
    """

    microphones: Microphones


class StopSource(Command, frozen=True, kw_only=True):
    """Stop one seat's camera or screen once; the person may start it again."""

    seat_id: SeatId
    source: Source  # never the microphone: that is `Mute`

    def __post_init__(self) -> None:
        if self.source is Source.MICROPHONE:
            raise ValueError("a microphone is muted, not stopped")


class StopAllCameras(Command, frozen=True, kw_only=True):
    """Stop every member's camera once."""


class BlockSource(Command, frozen=True, kw_only=True):
    """Hard mute: keep a microphone, camera or screen off until lifted, across reconnects and devices."""

    seat_id: SeatId
    source: Source


class UnblockSource(Command, frozen=True, kw_only=True):
    """Lift a hard mute, not one's own. The person opens the track, not the server."""

    seat_id: SeatId
    source: Source


class AskToUnmute(Command, frozen=True, kw_only=True):
    """Ask somebody to turn the microphone on; it can be declined."""

    seat_id: SeatId


class DeclineToUnmute(Command, frozen=True, kw_only=True):
    """Answer that request with "not now"."""


class SetSpotlight(Command, frozen=True, kw_only=True):
    """Show one seat large for all, or nobody (null)."""

    seat_id: SeatId | None


# — keys of an end-to-end encrypted room —


class KeyLetter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one device writes to another: opaque to the server, which neither reads nor keeps it."""

    seat_id: SeatId  # to whom
    sealed: SealedKey


class PassKeys(Command, frozen=True, kw_only=True):
    """Pass keys to other seats, a letter each. All are passed or none: every addressee must be connected."""

    letters: Annotated[tuple[KeyLetter, ...], msgspec.Meta(min_length=1, max_length=100)]


# — help and limits —


class AskForHelp(Command, frozen=True, kw_only=True):
    """Tell the staff, quietly. Nothing shows in the room."""


class MarkHelpSeen(Command, frozen=True, kw_only=True):
    """Staff: I have seen it."""

    seat_id: SeatId


class CloseHelp(Command, frozen=True, kw_only=True):
    """The signal has been dealt with; also the person may withdraw it."""

    seat_id: SeatId


class Remove(Command, frozen=True, kw_only=True):
    """Ask a seated person to step out; coming back leads through the lobby. Not oneself: see `Leave`."""

    seat_id: SeatId
    reason: Reason
    words: Words = ""


class BanSeat(Command, frozen=True, kw_only=True):
    """Remove somebody, seated or waiting, who may not come back: this session, or for good. Not oneself.

    Whoever came by an open link could open it again as somebody new: unless `close_link` is false, it lets
    nobody new in for as long as the ban lasts.
    """

    seat_id: SeatId
    reason: Reason
    words: Words = ""
    for_good: bool = False
    close_link: bool = True


class UndoRemoval(Command, frozen=True, kw_only=True):
    """Take a removal or a fresh ban back within the undo time; the seat is held until the person returns."""

    seat_id: SeatId


class LiftBan(Command, frozen=True, kw_only=True):
    """Let a banned person try again."""

    ban_id: BanId


class EndForAll(Command, frozen=True, kw_only=True):
    """Close the session for everybody. Answered by `Goodbye` alone."""


# — worksheets —


class OpenWorksheet(Command, frozen=True, kw_only=True):
    """Put a worksheet on the table."""

    template_id: TemplateId
    mode: SheetMode


class CloseWorksheet(Command, frozen=True, kw_only=True):
    """Take it off: readable, no longer writable."""

    worksheet_id: WorksheetId


class EditDocument(Command, frozen=True, kw_only=True):
    """Change a shared worksheet: one Yjs update; its roots are plain texts named by field id.

    The Yjs client id is the seat's `order` * 2**32 + 32 random bits, so that a document tells who wrote what;
    new text under another seat's ids is `bad_update`.
    """

    worksheet_id: WorksheetId
    update: Update


class MoveCursor(Command, frozen=True, kw_only=True):
    """Where one is typing in a shared worksheet (null: nowhere); Yjs relative positions. Ephemeral."""

    worksheet_id: WorksheetId
    field: FieldId | None
    anchor: Annotated[bytes, msgspec.Meta(max_length=256)] = b""
    head: Annotated[bytes, msgspec.Meta(max_length=256)] = b""


class WriteField(Command, frozen=True, kw_only=True):
    """Write an answer on one's own private copy."""

    worksheet_id: WorksheetId
    field: FieldId
    value: Answer


class ShareField(Command, frozen=True, kw_only=True):
    """Show an answer of one's own copy to staff or to the group; null for `field` means the whole copy."""

    worksheet_id: WorksheetId
    field: FieldId | None
    readers: Readers


class UnshareField(Command, frozen=True, kw_only=True):
    """Take it back; null for `field` means the whole copy."""

    worksheet_id: WorksheetId
    field: FieldId | None


# The closed list, for the type checker too: a `match` over it that misses one does not pass.
AnyCommand = (
    Arrive
    | Return
    | LoseConnection
    | Admit
    | AdmitAll
    | TurnAway
    | GiveCheckIn
    | LockRoom
    | Leave
    | Rename
    | ChangeRole
    | SetSuccessor
    | AcceptAgreement
    | StepAway
    | ComeBack
    | RaiseHand
    | LowerHand
    | LowerAllHands
    | MoveHand
    | CallOn
    | EndTurn
    | SendMessage
    | DeleteMessage
    | ReactToMessage
    | SetChatMode
    | ShowReaction
    | Publish
    | Unpublish
    | Mute
    | SetMicrophones
    | StopSource
    | StopAllCameras
    | BlockSource
    | UnblockSource
    | AskToUnmute
    | DeclineToUnmute
    | SetSpotlight
    | PassKeys
    | AskForHelp
    | MarkHelpSeen
    | CloseHelp
    | Remove
    | BanSeat
    | UndoRemoval
    | LiftBan
    | EndForAll
    | OpenWorksheet
    | CloseWorksheet
    | EditDocument
    | MoveCursor
    | WriteField
    | ShareField
    | UnshareField
)

COMMANDS: tuple[type[Command], ...] = get_args(AnyCommand)
