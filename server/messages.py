"""What passes between a client and a process besides commands and events: requests, and notices.

Requests are asked like commands (name, payload, acknowledgement) and answered by the process that owns the
session; they change no rule of the room. Notices are sent to one connection, or to all in a room, carry no
sequence number and are never stored. Both lists are closed; `docs/protocol.md` and `client/src/protocol.ts`
are generated from them.

The journey of a connection (Socket.IO 4, websocket only, msgpack, namespace `/`, path `/socket.io`):

1. CONNECT within 5 seconds with auth `{"token": str, "protocol": 1, "check_in"?: CheckIn, "name"?: str,
   "resume"?: {"seat_id": str, "secret": str}}`. Refused: CONNECT_ERROR with data `{"code": DoorCode}`.
2. The server emits `Welcome`, with a snapshot: start and resume are one.
3. Events: `[ClassName, payload, seq]`. Sequence numbers ascend and need not be dense for one viewer: what one
   may not hear is left out.
4. Commands and requests: `emit(ClassName, payload, ack)`; ack `{"ok": {…}}` or
   `{"error": {"code": str, "detail"?: str}}`, where `code` is a refusal of the room (`rooms.refusals.Code`)
   or a `WireCode`.
5. When one's standing changes (admitted, role changed), a `Snapshot` comes in place of the events that led
   to it.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

import msgspec

from rooms.commands import Id
from rooms.ids import SeatId, WorksheetId
from rooms.roles import Standing
from rooms.state import SessionState, Source

PROTOCOL_VERSION = 1


class WireCode(StrEnum):
    """Refusals of a command or request that come from the wire or the process, not from the room's rules."""

    MALFORMED = "malformed"  # detail: the path of the field that is wrong
    UNKNOWN_COMMAND = "unknown_command"
    BUSY = "busy"  # the session's inbox is full: ask again in a moment
    TOO_FAST = "too_fast"  # this connection asks too often
    MOVED = "moved"  # another process owns the session now: ask again in a moment
    STORAGE_UNAVAILABLE = "storage_unavailable"  # nothing was changed
    INTERNAL = "internal"  # detail: a short reference for the operator


class DoorCode(StrEnum):
    """Why a connection was not let in: `code` in the data of CONNECT_ERROR."""

    TOKEN_INVALID = "token_invalid"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_NOT_YET_VALID = "token_not_yet_valid"
    TOKEN_USED = "token_used"  # resume with the seat's secret instead
    SEAT_GONE = "seat_gone"  # the seat to resume was given up or held too long
    REMOVED = "removed"
    TURNED_AWAY = "turned_away"
    BANNED = "banned"
    LINK_CLOSED = "link_closed"  # this invite lets nobody new in; another one may
    SESSION_ENDED = "session_ended"
    ROOM_FULL = "room_full"
    ROOM_LOCKED = "room_locked"
    PROTOCOL_UNKNOWN = "protocol_unknown"
    MALFORMED = "malformed"  # auth is not as documented
    TRY_AGAIN = "try_again"  # the process is starting, draining or too busy


class CloseCode(StrEnum):
    """Why the server closes a socket: `code` of `Goodbye`."""

    REMOVED = "removed"
    BANNED = "banned"
    TURNED_AWAY = "turned_away"
    LEFT = "left"
    SESSION_ENDED = "session_ended"
    RESYNC = "resync"  # too much to catch up on: connect again for a fresh snapshot
    TOO_SLOW = "too_slow"
    FLOOD = "flood"
    DRAINING = "draining"  # the process is about to stop


Sdp = Annotated[str, msgspec.Meta(min_length=1, max_length=262_144)]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Base of all requests."""


class Sync(Request, frozen=True, kw_only=True):
    """Send me a fresh `Snapshot`."""


class OfferMedia(Request, frozen=True, kw_only=True):
    """An SDP offer for this seat's one peer connection. Ok: `{"sdp": str}`, null where there is no media.

    A later offer is built beside the first and takes its place.
    """

    sdp: Sdp


class ShownPicture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One picture on the client's page, in CSS pixels times the device's pixel ratio."""

    seat_id: SeatId
    source: Source  # camera or screen
    width: Annotated[int, msgspec.Meta(ge=0, le=16_384)]
    height: Annotated[int, msgspec.Meta(ge=0, le=16_384)]

    def __post_init__(self) -> None:
        if self.source not in (Source.CAMERA, Source.SCREEN):
            raise ValueError("no picture")


class ShowPictures(Request, frozen=True, kw_only=True):
    """Which pictures this client shows, the most wanted first. What is not listed is not sent."""

    pictures: Annotated[list[ShownPicture], msgspec.Meta(max_length=64)]


class ReportMedia(Request, frozen=True, kw_only=True):
    """The client's figures since its last report, to choose layers by. At most one a second."""

    received_packets: Annotated[int, msgspec.Meta(ge=0)]
    lost_packets: Annotated[int, msgspec.Meta(ge=0)]
    round_trip_ms: Annotated[float, msgspec.Meta(ge=0)] | None = None
    decoded_frames: Annotated[int, msgspec.Meta(ge=0)] = 0
    freezes: Annotated[int, msgspec.Meta(ge=0)] = 0


class GetTurnCredentials(Request, frozen=True, kw_only=True):
    """Fresh relay credentials, for a peer connection made later. Ok: `{"ice_servers": IceServer[]}`."""


class GetTemplates(Request, frozen=True, kw_only=True):
    """The worksheet templates in one language. Ok: `{"templates": Template[]}` (`care/library`)."""

    language: Id


class InspectConnection(Request, frozen=True, kw_only=True):
    """How a seat's media comes through, in numbers, for staff who help. Ok: `{"connection": {...} | null}`.

    null: the seat has no media connection. Else `quality` (`good`, `weak`, `lost`), `round_trip_ms`,
    `loss_to` and `loss_from` (shares of packets, 0 to 1, before repair), `sending_bps` and `receiving_bps`
    (by the server), `limit_bps` (what the server thinks may be sent), `silent_seconds`.
    """

    seat_id: SeatId


class ExportWorksheet(Request, frozen=True, kw_only=True):
    """What this viewer may read of a worksheet, as JSON. Ok: `{"worksheet": {...}}`."""

    worksheet_id: WorksheetId


# The closed list, for the type checker and for decoding.
AnyRequest = (
    Sync
    | OfferMedia
    | ShowPictures
    | ReportMedia
    | GetTurnCredentials
    | GetTemplates
    | InspectConnection
    | ExportWorksheet
)

REQUESTS: tuple[type[Request], ...] = get_args(AnyRequest)


class Notice(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all notices."""


class IceServer(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `RTCConfiguration.iceServers`."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


IceTransportPolicy = Literal["all", "relay"]
"""`RTCConfiguration.iceTransportPolicy`: by any way, or through the relay alone."""


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
    """The first thing a connection is told. Keep `secret`: with it any socket can take up the seat again."""

    secret: str
    snapshot: Snapshot
    ice_servers: list[IceServer]
    ice_transport_policy: IceTransportPolicy
    staff_names: list[str]  # whom a waiting person may hope to see: display names of the staff present


class SlotPointing(msgspec.Struct, frozen=True, kw_only=True):
    """One receiving slot now carries this seat's track (null: nobody's).

    `rtp_timestamp` is that of the new picture's first frame.
    """

    slot: str  # "v0" … voices, "p0" … pictures, "screen", "screen_sound"
    mid: str
    seat_id: SeatId | None
    source: Source | None
    rtp_timestamp: int | None = None


class SlotsPointed(Notice, frozen=True, kw_only=True):
    """Only the slots that changed."""

    slots: list[SlotPointing]


class LayersWanted(Notice, frozen=True, kw_only=True):
    """To a publisher: the simulcast layers ("l", "m", "h") of its camera or screen that somebody watches."""

    source: Source
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
    """This seat goes on in another window or device; this socket is closed and may not come back."""


class Goodbye(Notice, frozen=True, kw_only=True):
    """The last thing before the server closes the socket, and whether to come back by oneself."""

    code: CloseCode
    come_back: bool


NOTICES: tuple[type[Notice], ...] = tuple(Notice.__subclasses__())


def error(code: str, detail: str | None = None) -> dict[str, Any]:
    """The acknowledgement of something that was not done."""
    return {"error": {"code": code} if detail is None else {"code": code, "detail": detail}}
