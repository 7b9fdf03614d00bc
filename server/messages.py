"""What passes between a client and a process besides commands and events: requests to the process, and its notices.

Requests are asked like commands (name, payload, acknowledgement) and answered by the process that owns the session; they
change no rule of the room. Notices are sent to one connection, or to all in a room, carry no sequence number and are never
stored. Both lists are closed; `docs/protocol.md` and `client/src/protocol.ts` are generated from them.

The journey of a connection (Socket.IO 4 wire, websocket only, msgpack packets, namespace `/`, path `/socket.io`):

1. CONNECT with auth `{"token": str, "protocol": 1, "resume"?: {"seat_id": str, "secret": str}, "check_in"?: CheckIn, "name"?: str}`
   within 5 seconds. Refused: CONNECT_ERROR with data `{"code": str}`: `token_invalid`, `token_expired`, `token_not_yet_valid`,
   `token_used`, `banned`, `removed`, `session_ended`, `room_full`, `room_locked`, `protocol_unknown`, `try_again` ….
2. The server emits `Welcome`, with a snapshot. There is one path for start and resume: every connection begins with a snapshot.
3. Events: `[ClassName, payload, seq]`. Sequence numbers ascend and need not be dense for one viewer: what one may not hear is left out.
4. Commands and requests: `emit(ClassName, payload, ack)`; ack `{"ok": {...}}` or `{"error": {"code": str, "detail"?: str}}`.
   Besides the room's refusals: `malformed` (detail: path), `unknown_command`, `busy`, `too_fast`, `moved`, `storage_unavailable`, `internal`.
5. When one's standing changes (admitted, role changed, removal undone), a `Snapshot` comes in place of the events that led to it.
"""

from typing import Annotated, Any, Literal

import msgspec

from rooms.commands import Id
from rooms.ids import SeatId, WorksheetId
from rooms.roles import Standing
from rooms.state import SessionState, Source

PROTOCOL_VERSION = 1

Sdp = Annotated[str, msgspec.Meta(min_length=1, max_length=262_144)]


class Request(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True
):
    """Base of all requests."""


class Sync(Request, frozen=True, kw_only=True):
    """Send me a fresh `Snapshot`."""


class OfferMedia(Request, frozen=True, kw_only=True):
    """An SDP offer for this seat's one peer connection; a later one is built beside the first and takes its place. Ok: `{"sdp": str}`."""

    sdp: Sdp


class ShownPicture(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """One picture on the client's page, in CSS pixels times the device's pixel ratio."""

    seat_id: SeatId
    source: Literal[Source.CAMERA, Source.SCREEN]
    width: Annotated[int, msgspec.Meta(ge=0, le=16_384)]
    height: Annotated[int, msgspec.Meta(ge=0, le=16_384)]


class ShowPictures(Request, frozen=True, kw_only=True):
    """Which pictures this client shows, the most wanted first. What is not listed is not sent."""

    pictures: Annotated[list[ShownPicture], msgspec.Meta(max_length=64)]


class ReportMedia(Request, frozen=True, kw_only=True):
    """The client's own figures since its last report, for choosing layers and for the quality words. At most one a second."""

    received_packets: Annotated[int, msgspec.Meta(ge=0)]
    lost_packets: Annotated[int, msgspec.Meta(ge=0)]
    round_trip_ms: Annotated[float, msgspec.Meta(ge=0)] | None = None
    decoded_frames: Annotated[int, msgspec.Meta(ge=0)] = 0
    freezes: Annotated[int, msgspec.Meta(ge=0)] = 0


class GetTurnCredentials(Request, frozen=True, kw_only=True):
    """Fresh relay credentials. Ok: `{"ice_servers": IceServer[]}`."""


class GetTemplates(Request, frozen=True, kw_only=True):
    """The library of worksheet templates in one language. Ok: `{"templates": Template[]}` (see `care/library`)."""

    language: Id


class ExportWorksheet(Request, frozen=True, kw_only=True):
    """What this viewer may read of a worksheet, as JSON. Ok: `{"worksheet": {...}}`."""

    worksheet_id: WorksheetId


REQUESTS: tuple[type[Request], ...] = tuple(Request.__subclasses__())


class Notice(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all notices."""


class IceServer(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `RTCConfiguration.iceServers`."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class Snapshot(Notice, frozen=True, kw_only=True):
    """Everything this viewer may know now; replaces whatever the client held."""

    epoch: int
    seq: int
    now: float  # the server's clock, seconds since the epoch
    seat_id: SeatId
    standing: Standing  # waiting, or the admitted seat's role
    session: SessionState  # pruned for this viewer
    documents: dict[WorksheetId, bytes]  # shared worksheets, each as one Yjs update


class Welcome(Notice, frozen=True, kw_only=True):
    """The first thing a connection is told. Keep `secret`: with it the seat can be taken up again from any socket."""

    secret: str
    snapshot: Snapshot
    ice_servers: list[IceServer]
    staff_names: list[
        str
    ]  # whom a waiting person may hope to see: display names of the staff present


class SlotPointing(msgspec.Struct, frozen=True, kw_only=True):
    """One receiving slot now carries this seat's track (null: nobody's). `rtp_timestamp`: the first frame of the new picture."""

    slot: str  # "v0" … voices, "p0" … pictures, "screen", "screen_sound"
    mid: str
    seat_id: SeatId | None
    source: Source | None
    rtp_timestamp: int | None = None


class SlotsPointed(Notice, frozen=True, kw_only=True):
    """Only the slots that changed."""

    slots: list[SlotPointing]


class LayersWanted(Notice, frozen=True, kw_only=True):
    """To a publisher: the simulcast layers of its camera that somebody watches ("l", "m", "h")."""

    layers: list[str]


class Speaking(Notice, frozen=True, kw_only=True):
    """Who can be heard now."""

    seat_ids: list[SeatId]


class QualityChanged(Notice, frozen=True, kw_only=True):
    """How well a seat's media comes through."""

    seat_id: SeatId
    quality: Literal["good", "weak", "lost"]


class MediaLost(Notice, frozen=True, kw_only=True):
    """The server has no media from or to this seat: offer anew."""


class StaffPresent(Notice, frozen=True, kw_only=True):
    """To those waiting: the display names of the staff in the room."""

    names: list[str]


class ConnectionReplaced(Notice, frozen=True, kw_only=True):
    """This seat goes on in another window or on another device; this socket is closed and must not come back by itself."""


class Goodbye(Notice, frozen=True, kw_only=True):
    """The last thing before the server closes the socket, and whether to come back by oneself."""

    code: Literal[
        "removed",
        "banned",
        "turned_away",
        "left",
        "session_ended",
        "resync",
        "too_slow",
        "flood",
        "draining",
    ]
    come_back: bool


NOTICES: tuple[type[Notice], ...] = tuple(Notice.__subclasses__())


def error(code: str, detail: str | None = None) -> dict[str, Any]:
    """The acknowledgement of something that was not done."""
    return {
        "error": {"code": code} if detail is None else {"code": code, "detail": detail}
    }
