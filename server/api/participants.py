"""Who is in a room now, and the moderation that a host application may do there.

Moderation operations are commands of the room under an address of their own: each takes the command's fields
as its body, is decided by the same tables and rules as a facilitator's click, and is refused with the same
codes (409).
"""

from collections.abc import Mapping
from typing import Any, Literal, cast

import msgspec

from rooms import commands
from rooms.commands import AnyCommand, Command
from rooms.ids import BanId, SeatId
from rooms.roles import Role
from rooms.state import Phase, SessionState, Source
from server.api.calling import Call, Operation
from server.api.problems import ProblemCode, Refusal
from server.sessions import NoOpenSession
from server.stores.contract import LastingBan, Page


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """One person in the open session. `identity` is the one in the join token."""

    seat_id: SeatId
    identity: str | None
    name: str
    role: Role
    state: Literal["waiting", "joined"]
    connected: bool
    since: float  # waiting or seated, seconds since the epoch
    tracks: list[Source]
    blocked: list[Source]
    hand_raised: bool


class Participants(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody in the open session: those who wait, then those in the room, each in order of coming."""

    session_id: str
    phase: Phase
    locked: bool
    participants: list[Participant]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """It has been done, and everybody concerned has been told."""

    done: Literal[True] = True


async def list_participants(call: Call[None]) -> Participants:
    """List who waits and who is in the room's open session."""
    await call.room()
    state = await call.services.live.state(call.room_id)
    if state is None:
        raise Refusal(ProblemCode.NO_OPEN_SESSION)
    return _participants(state)


async def list_bans(call: Call[None]) -> Page[LastingBan]:
    """List who may not come into this room again, oldest ban first."""
    await call.room()
    return await call.stores.bans.page(call.room_id, call.cursor, call.limit)


async def lift_ban(call: Call[None]) -> None:
    """Let a banned person try again, also in a session that is open."""
    await call.room()
    ban_id = BanId(call.path["ban_id"])
    try:
        await call.services.live.command(call.room_id, call.actor, commands.LiftBan(ban_id=ban_id))
    except NoOpenSession:
        if not await call.stores.bans.lift(call.room_id, ban_id, call.actor, call.now):
            raise Refusal(ProblemCode.NOT_FOUND) from None


def moderation_operations() -> list[Operation]:
    """Return the operations that carry out a command: about one participant, or about the whole room."""
    seat = "/rooms/{room_id}/participants/{seat_id}"
    return [
        *(_operation(f"{seat}/{verb}", name, kind) for verb, (name, kind) in _ABOUT_A_SEAT.items()),
        *(
            _operation(f"/rooms/{{room_id}}/{verb}", name, kind)
            for verb, (name, kind) in _ABOUT_THE_ROOM.items()
        ),
    ]


_ABOUT_A_SEAT: Mapping[str, tuple[str, type[Command]]] = {
    "admit": ("admit_participant", commands.Admit),
    "turn-away": ("turn_away_participant", commands.TurnAway),
    "rename": ("rename_participant", commands.Rename),
    "role": ("change_participant_role", commands.ChangeRole),
    "mute": ("mute_participant", commands.Mute),
    "stop": ("stop_participant_track", commands.StopSource),
    "block": ("block_participant_source", commands.BlockSource),
    "unblock": ("unblock_participant_source", commands.UnblockSource),
    "remove": ("remove_participant", commands.Remove),
    "ban": ("ban_participant", commands.BanSeat),
    "undo-removal": ("undo_removal", commands.UndoRemoval),
}
_ABOUT_THE_ROOM: Mapping[str, tuple[str, type[Command]]] = {
    "admit-all": ("admit_all", commands.AdmitAll),
    "lock": ("lock_room", commands.LockRoom),
    "microphones": ("set_microphones", commands.SetMicrophones),
    "stop-cameras": ("stop_all_cameras", commands.StopAllCameras),
    "chat-mode": ("set_chat_mode", commands.SetChatMode),
    "end": ("end_session", commands.EndForAll),
}


def _operation(path: str, name: str, command: type[Command]) -> Operation:
    async def carry_out(call: Call[Any]) -> Done:
        given = msgspec.structs.asdict(call.body) if call.body is not None else {}
        if "seat_id" in call.path:
            given["seat_id"] = SeatId(call.path["seat_id"])
        await call.room()
        try:
            asked = cast(AnyCommand, command(**given))
        except (
            ValueError
        ) as error:  # what a command checks of itself, such as a source that cannot be stopped
            raise Refusal(ProblemCode.MALFORMED, str(error)) from None
        await call.services.live.command(call.room_id, call.actor, asked)
        return Done()

    return Operation(
        method="POST",
        path=path,
        handler=carry_out,
        body=_body_of(command),
        answer=Done,
        name=name,
        documentation=(command.__doc__ or "").strip(),
    )


def _body_of(command: type[Command]) -> type[msgspec.Struct] | None:
    """Return a type with the command's fields but `seat_id`, which is in the path; None when that is all."""
    fields = [
        (field.encode_name, field.type)
        if field.required
        else (field.encode_name, field.type, msgspec.field(default=field.default))
        for field in msgspec.structs.fields(command)
        if field.name != "seat_id"
    ]
    if not fields:
        return None
    return msgspec.defstruct(
        f"{command.__name__}Body", fields, frozen=True, kw_only=True, forbid_unknown_fields=True
    )


def _participants(state: SessionState) -> Participants:
    accounts = state.ledger.accounts
    waiting = [
        Participant(
            seat_id=seat.seat_id,
            identity=accounts.get(seat.seat_id),
            name=seat.name,
            role=seat.role,
            state="waiting",
            connected=seat.connected,
            since=seat.since,
            tracks=[],
            blocked=[],
            hand_raised=False,
        )
        for seat in state.waiting.values()
    ]
    hands = {hand.seat_id for hand in state.hands}
    joined = [
        Participant(
            seat_id=seat.seat_id,
            identity=accounts.get(seat.seat_id),
            name=seat.name,
            role=seat.role,
            state="joined",
            connected=seat.held_until is None,
            since=seat.taken_at,
            tracks=[track.source for track in state.tracks if track.seat_id == seat.seat_id],
            blocked=list(seat.blocked),
            hand_raised=seat.seat_id in hands,
        )
        for seat in state.seats.values()
    ]
    return Participants(
        session_id=state.session_id, phase=state.phase, locked=state.locked, participants=waiting + joined
    )
