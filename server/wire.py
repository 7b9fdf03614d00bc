"""Between bytes and classes: packets, commands and requests by name, events and notices as frames.

A packet is `{"type": int, "nsp": "/", "data": ..., "id"?: int}` (Socket.IO protocol 5, packed by msgpack, not
JSON with attachments). A frame is a packet with its WebSocket header (RFC 6455 §5.2) in front, good for any
number of sockets.
"""

import re
import struct
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec

from rooms.commands import (
    COMMANDS,
    AnyCommand,
    Arrive,
    Command,
    EditDocument,
    LoseConnection,
    PassKeys,
    Return,
    WriteField,
)
from rooms.events import Event
from server.messages import REQUESTS, AnyRequest, Notice, OfferMedia, Request, ShowPictures, Welcome

CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR = range(5)

Asked = AnyCommand | AnyRequest
T = TypeVar("T")

# What the server asks on behalf of a connection; on the wire these names do not exist.
_SERVERS_OWN = (Arrive, Return, LoseConnection)

_ALL: tuple[type[Command] | type[Request], ...] = (*COMMANDS, *REQUESTS)
ASKABLE: Mapping[str, type[Any]] = {asked.__name__: asked for asked in _ALL if asked not in _SERVERS_OWN}

DEFAULT_PACKET_BYTES = 20_480  # 4,000 characters of chat in any script, and some room
PACKET_BYTES: Mapping[str, int] = {
    EditDocument.__name__: 73_728,
    OfferMedia.__name__: 270_336,
    PassKeys.__name__: 65_536,
    WriteField.__name__: 45_056,
    ShowPictures.__name__: 24_576,
}

CLOSE_FRAME = b"\x88\x02" + struct.pack("!H", 1000)  # RFC 6455 §7.4.1: normal closure


class Malformed(Exception):
    """What came in cannot be read as what it claims to be; `path` says where, never what."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class UnknownCommand(Exception):
    """No command or request has this name."""


class Packet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One Socket.IO packet from a browser. `nsp` is always "/": there are no other namespaces."""

    type: int
    nsp: str = "/"
    data: msgspec.Raw = msgspec.Raw(b"\xc0")  # not looked at until it is known to be wanted
    id: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None


_packets = msgspec.msgpack.Decoder(Packet)
_encoder = msgspec.msgpack.Encoder()
_PATH = re.compile(r"`(\$[^`]*)`$")
_UNKNOWN_FIELD = re.compile(r"unknown field `([^`]{1,64})`")


def read_packet(data: bytes) -> Packet:
    """Read one packet from a browser, or raise `Malformed`."""
    try:
        packet = _packets.decode(data)
    except msgspec.ValidationError as error:
        raise Malformed(_path(error)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Malformed("$") from None
    if packet.nsp != "/" or packet.type not in (CONNECT, DISCONNECT, EVENT):
        raise Malformed("$.type")
    return packet


def unpack(packet: Packet) -> object:
    """Return a packet's data as plain values, or raise `Malformed`."""
    try:
        return msgspec.msgpack.decode(packet.data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Malformed("$") from None


def read_asked(packet: Packet, size: int) -> Asked:
    """Return what an event packet of `size` bytes asks; raise `Malformed` or `UnknownCommand`."""
    data = unpack(packet)
    if not isinstance(data, list) or not 1 <= len(data) <= 2 or not isinstance(data[0], str):
        raise Malformed("$")
    name, payload = data[0], data[1] if len(data) == 2 else {}
    asked = ASKABLE.get(name)
    if asked is None:
        raise UnknownCommand
    # The tag is for storage: on the wire the name stands beside the payload, not in it.
    if (
        size > PACKET_BYTES.get(name, DEFAULT_PACKET_BYTES)
        or not isinstance(payload, dict)
        or "type" in payload
    ):
        raise Malformed("$")
    found: Asked = read(payload, asked)
    return found


def read(payload: object, to: type[T]) -> T:
    """Check a decoded payload against a class, strictly; raise `Malformed`."""
    try:
        return msgspec.convert(payload, to, strict=True)
    except msgspec.ValidationError as error:
        raise Malformed(_path(error)) from None
    except RecursionError:
        raise Malformed("$") from None


def event_frame(event: Event, seq: int) -> bytes:
    """Frame an event with the number of the last durable event that it contains or follows."""
    return frame(packet(EVENT, [type(event).__name__, plain(event), seq]))


def notice_frame(notice: Notice) -> bytes:
    """Frame a notice."""
    payload = plain(notice)
    if isinstance(notice, Welcome):
        payload["snapshot"] = plain(notice.snapshot)  # without its own tag, too
    return frame(packet(EVENT, [type(notice).__name__, payload]))


def ack_frame(packet_id: int, acknowledgement: dict[str, Any]) -> bytes:
    """Frame the acknowledgement of the packet with this id."""
    return frame(_encoder.encode({"type": ACK, "nsp": "/", "id": packet_id, "data": [acknowledgement]}))


def packet(kind: int, data: object = None) -> bytes:
    """Encode a packet that expects no acknowledgement."""
    return _encoder.encode({"type": kind, "nsp": "/", "data": data})


def plain(struct_: msgspec.Struct) -> dict[str, Any]:
    """Return a struct as plain values, without the tag that names its class."""
    values: dict[str, Any] = msgspec.to_builtins(struct_, builtin_types=(bytes,))
    values.pop("type", None)
    return values


def frame(payload: bytes) -> bytes:
    """Put the header of an unmasked, final, binary WebSocket frame before the payload."""
    size = len(payload)
    if size < 126:
        return b"\x82" + bytes((size,)) + payload
    if size < 65_536:
        return b"\x82\x7e" + struct.pack("!H", size) + payload
    return b"\x82\x7f" + struct.pack("!Q", size) + payload


def _path(error: msgspec.ValidationError) -> str:
    """Return the place that msgspec names at the end of its message, and what should not be there."""
    text = str(error)
    found = _PATH.search(text)
    place = found.group(1) if found else "$"
    unknown = _UNKNOWN_FIELD.search(text)
    return f"{place}.{unknown.group(1)}" if unknown and unknown.group(1).isidentifier() else place
