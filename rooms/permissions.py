"""Who may ask for what: one closed table, default refused. When it makes sense is the feature's own business.

`docs/protocol.md` prints the whole grid, so a change of rights is always a visible difference there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rooms.commands import (
    AcceptAgreement,
    Admit,
    AdmitAll,
    AnyCommand,
    Arrive,
    AskForHelp,
    AskToUnmute,
    BanSeat,
    BlockSource,
    CallOn,
    ChangeRole,
    CloseHelp,
    CloseWorksheet,
    ComeBack,
    Command,
    DeclineToUnmute,
    DeleteMessage,
    EditDocument,
    EndForAll,
    EndTurn,
    GiveCheckIn,
    Leave,
    LiftBan,
    LockRoom,
    LoseConnection,
    LowerAllHands,
    LowerHand,
    MarkHelpSeen,
    MoveCursor,
    MoveHand,
    Mute,
    OpenWorksheet,
    PassKeys,
    Publish,
    RaiseHand,
    ReactToMessage,
    Remove,
    Rename,
    Return,
    SendMessage,
    SetChatMode,
    SetMicrophones,
    SetSpotlight,
    SetSuccessor,
    ShareField,
    ShowReaction,
    StepAway,
    StopAllCameras,
    StopSource,
    TurnAway,
    UnblockSource,
    UndoRemoval,
    Unpublish,
    UnshareField,
    WriteField,
)
from rooms.ids import SeatId
from rooms.roles import Role, Standing
from rooms.state import Channel, SessionState

Actor = SeatId | Standing  # a seat, or SERVER or HOST_APPLICATION

_NOBODY: frozenset[Standing] = frozenset()
_SERVER = frozenset({Standing.SERVER})
_FACILITATORS = frozenset({Standing.FACILITATOR, Standing.HOST_APPLICATION})
_STAFF = frozenset({Standing.FACILITATOR, Standing.CO_HOST})
_STAFF_AND_HOST = _STAFF | {Standing.HOST_APPLICATION}
_SPEAKERS = _STAFF | {Standing.PARTICIPANT}
_MEMBERS = frozenset({Standing.PARTICIPANT, Standing.OBSERVER})
_SEATED = _STAFF | _MEMBERS
_PEOPLE = _SEATED | {Standing.WAITING}


@dataclass(frozen=True, slots=True)
class Row:
    """Who may ask for one command."""

    anyone: frozenset[Standing] = _NOBODY  # may ask, whomever it is about
    own: frozenset[Standing] = _NOBODY  # may ask when it is about themselves: their seat, message or turn
    spares_facilitators: bool = False  # a co-host may not ask this about a facilitator


PERMISSIONS: Mapping[type[Command], Row] = {
    # coming and going
    Arrive: Row(anyone=_SERVER),
    Return: Row(anyone=_SERVER),
    LoseConnection: Row(anyone=_SERVER),
    # the lobby
    Admit: Row(anyone=_STAFF_AND_HOST),
    AdmitAll: Row(anyone=_STAFF_AND_HOST),
    TurnAway: Row(anyone=_STAFF_AND_HOST),
    GiveCheckIn: Row(anyone=_PEOPLE),
    LockRoom: Row(anyone=_STAFF_AND_HOST),
    # seats
    Leave: Row(anyone=_PEOPLE),
    Rename: Row(anyone=_STAFF_AND_HOST, own=_MEMBERS | {Standing.WAITING}, spares_facilitators=True),
    ChangeRole: Row(anyone=_FACILITATORS),
    SetSuccessor: Row(anyone=_STAFF),
    AcceptAgreement: Row(anyone=_PEOPLE),
    StepAway: Row(anyone=_MEMBERS),
    ComeBack: Row(anyone=_SEATED),
    # hands and turns
    RaiseHand: Row(anyone=_SPEAKERS),
    LowerHand: Row(anyone=_STAFF, own=frozenset({Standing.PARTICIPANT})),
    LowerAllHands: Row(anyone=_STAFF),
    MoveHand: Row(anyone=_STAFF),
    CallOn: Row(anyone=_STAFF),
    EndTurn: Row(anyone=_STAFF, own=frozenset({Standing.PARTICIPANT})),
    # chat: see also CHANNEL_WRITERS
    SendMessage: Row(anyone=_PEOPLE),
    DeleteMessage: Row(anyone=_STAFF, own=_MEMBERS),
    ReactToMessage: Row(anyone=_SPEAKERS),
    SetChatMode: Row(anyone=_STAFF_AND_HOST),
    ShowReaction: Row(anyone=_SPEAKERS),
    # sound and picture
    Publish: Row(anyone=_SPEAKERS),
    Unpublish: Row(anyone=_SPEAKERS),
    Mute: Row(anyone=_STAFF_AND_HOST),
    SetMicrophones: Row(anyone=_STAFF_AND_HOST),
    StopSource: Row(anyone=_STAFF_AND_HOST),
    StopAllCameras: Row(anyone=_STAFF_AND_HOST),
    BlockSource: Row(anyone=_STAFF_AND_HOST, spares_facilitators=True),
    UnblockSource: Row(anyone=_STAFF_AND_HOST, spares_facilitators=True),
    AskToUnmute: Row(anyone=_STAFF),
    DeclineToUnmute: Row(anyone=_SPEAKERS),
    SetSpotlight: Row(anyone=_STAFF),
    # keys of an end-to-end encrypted room
    PassKeys: Row(anyone=_SEATED),
    # help and limits
    AskForHelp: Row(anyone=_MEMBERS),
    MarkHelpSeen: Row(anyone=_STAFF),
    CloseHelp: Row(anyone=_STAFF, own=_MEMBERS),
    Remove: Row(anyone=_STAFF_AND_HOST, spares_facilitators=True),
    BanSeat: Row(anyone=_STAFF_AND_HOST, spares_facilitators=True),
    UndoRemoval: Row(anyone=_STAFF_AND_HOST),
    LiftBan: Row(anyone=_FACILITATORS),
    EndForAll: Row(anyone=_STAFF_AND_HOST),
    # worksheets
    OpenWorksheet: Row(anyone=_STAFF),
    CloseWorksheet: Row(anyone=_STAFF),
    EditDocument: Row(anyone=_SPEAKERS),
    MoveCursor: Row(anyone=_SPEAKERS),
    WriteField: Row(anyone=_SPEAKERS),
    ShareField: Row(anyone=_SPEAKERS),
    UnshareField: Row(anyone=_SPEAKERS),
}

CHANNEL_WRITERS: Mapping[Channel, frozenset[Standing]] = {
    Channel.ROOM: _SPEAKERS,  # members as far as the chat mode goes
    Channel.STAFF_LINE: _PEOPLE,
    Channel.BACK_CHANNEL: _STAFF,
    Channel.LOBBY: _STAFF,
}


def allows(state: SessionState, actor: Actor, command: AnyCommand) -> bool:
    """Whether the table lets this actor ask for this command now."""
    standing = standing_of(state, actor)
    row = PERMISSIONS.get(type(command), Row())
    subject = subject_of(state, command)
    if standing is None:
        return False
    if row.spares_facilitators and standing is Standing.CO_HOST and _is_facilitator(state, subject):
        return False
    return standing in row.anyone or (standing in row.own and subject == actor)


def standing_of(state: SessionState, actor: Actor) -> Standing | None:
    """Who the actor is for the tables; None without a seat, or while the seat has no connection."""
    if isinstance(actor, Standing):
        return actor
    if (seat := state.seats.get(actor)) is not None:
        return Standing(seat.role.value) if seat.held_until is None else None
    if (waiting := state.waiting.get(actor)) is not None:
        return Standing.WAITING if waiting.connected else None
    return None


def subject_of(state: SessionState, command: AnyCommand) -> SeatId | None:
    """The seat that a command is about, None when it is about nobody in particular."""
    match command:
        case DeleteMessage():
            return next((m.author for m in state.messages if m.message_id == command.message_id), None)
        case EndTurn():
            return state.turn.seat_id if state.turn else None
        case (
            Admit() | TurnAway() | Rename() | ChangeRole() | LowerHand() | MoveHand() | CallOn() | Mute()
            | StopSource() | BlockSource() | UnblockSource() | AskToUnmute() | MarkHelpSeen() | CloseHelp()
            | Remove() | BanSeat() | UndoRemoval() | Arrive() | Return() | LoseConnection()
        ):  # fmt: skip
            return command.seat_id
        case _:
            return None


def _is_facilitator(state: SessionState, seat_id: SeatId | None) -> bool:
    seat = state.seats.get(seat_id) if seat_id is not None else None
    return seat is not None and seat.role is Role.FACILITATOR
