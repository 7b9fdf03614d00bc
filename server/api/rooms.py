"""Rooms: the lasting places in which sessions are held."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from rooms.ids import RoomId
from rooms.state import Agreement, ChatMode, RoomSettings
from server.api.calling import Call
from server.api.problems import ProblemCode, Refusal
from server.stores.contract import Page, Room

RoomName = Annotated[str, Meta(min_length=1, max_length=120)]
Capacity = Annotated[int, Meta(ge=2, le=100)]
Duration = Annotated[float, Meta(ge=0, le=3600)]
UndoTime = Annotated[float, Meta(ge=0, le=60)]
PhoneNumber = Annotated[str, Meta(min_length=1, max_length=40)]
AgreementText = Annotated[str, Meta(min_length=1, max_length=20_000)]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]


class AgreementBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words that a person accepts before the microphone opens, by language code."""

    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    text: Annotated[dict[Language, AgreementText], Meta(min_length=1, max_length=50)]


class CreateRoom(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new room's settings. Durations are in seconds; `ends_at` counts from the epoch, unenforced."""

    name: RoomName
    capacity: Capacity = 16
    hold_seconds: Duration = 120.0
    grace_seconds: Duration = 300.0
    undo_seconds: UndoTime = 10.0
    chat_mode: ChatMode = ChatMode.EVERYONE
    members_may_share_screen: bool = False
    end_to_end_encrypted: bool = False
    agreement: AgreementBody | None = None
    ends_at: float | None = None
    crisis_line: PhoneNumber = "988"
    emergency_number: PhoneNumber = "911"


class UpdateRoom(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings to change; those left out stay as they are."""

    name: RoomName | UnsetType = UNSET
    capacity: Capacity | UnsetType = UNSET
    hold_seconds: Duration | UnsetType = UNSET
    grace_seconds: Duration | UnsetType = UNSET
    undo_seconds: UndoTime | UnsetType = UNSET
    chat_mode: ChatMode | UnsetType = UNSET
    members_may_share_screen: bool | UnsetType = UNSET
    end_to_end_encrypted: bool | UnsetType = UNSET
    agreement: AgreementBody | UnsetType | None = UNSET
    ends_at: float | UnsetType | None = UNSET
    crisis_line: PhoneNumber | UnsetType = UNSET
    emergency_number: PhoneNumber | UnsetType = UNSET


async def create_room(call: Call[CreateRoom]) -> Room:
    """Make a room. Its id is random, so that nobody can guess it."""
    room = await call.stores.rooms.create(RoomSettings(**_given(call.body)), call.now)
    await call.stores.audit.record(room.room_id, call.actor, "room_created", {}, call.now)
    return room


async def list_rooms(call: Call[None]) -> Page[Room]:
    """List the rooms that are not archived, oldest first."""
    return await call.stores.rooms.page(call.cursor, call.limit)


async def get_room(call: Call[None]) -> Room:
    """Return one room, archived or not."""
    return await call.room()


async def update_room(call: Call[UpdateRoom]) -> Room:
    """Change a room's settings. They hold from the next session on."""
    room = await call.room()
    changed = msgspec.structs.replace(room.settings, **_given(call.body))
    updated = await call.stores.rooms.change(call.room_id, changed)
    if updated is None:
        raise Refusal(ProblemCode.ROOM_ARCHIVED)
    await call.stores.audit.record(call.room_id, call.actor, "room_changed", {}, call.now)
    return updated


async def archive_room(call: Call[None]) -> None:
    """Close a room for good: its links lead nowhere; what is recorded of it stays. End its session first."""
    await call.room()
    if await call.stores.sessions.find_open(call.room_id) is not None:
        raise Refusal(ProblemCode.SESSION_OPEN)
    if await call.stores.rooms.archive(RoomId(call.room_id), call.now):
        await call.stores.audit.record(call.room_id, call.actor, "room_archived", {}, call.now)


def _given(body: CreateRoom | UpdateRoom) -> dict[str, Any]:
    """Return the fields that the body has, as RoomSettings wants them."""
    given = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not UNSET}
    if agreement := given.get("agreement"):
        given["agreement"] = Agreement(version=agreement.version, text=agreement.text)
    return given
