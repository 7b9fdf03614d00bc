"""The few bytes of RTP that a forwarder reads (RFC 3550, RFC 8285, RFC 7741).

Pure: every function takes bytes and offsets and never reads behind the end it
is given. Nothing here decrypts, sends or keeps state.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

HEADER: Final = struct.Struct("!BBHII")
"""First byte, marker and payload type, sequence number, timestamp, SSRC."""

EXTENDED_HEADER: Final = struct.Struct("!BBHIIII")
"""The same with one 32-bit word of one-byte extensions behind it (RFC 8285)."""
ONE_WORD_OF_EXTENSIONS: Final = 0xBEDE0001
U16: Final = struct.Struct("!H")
U32: Final = struct.Struct("!I")

EXTENSION_ONE_BYTE: Final = 0xBEDE
MAX_DATAGRAM_BYTES: Final = 1500
REPLAY_WINDOW_PACKETS: Final = 1024
"""So far behind the newest of its SSRC may a packet of SRTP be (RFC 3711 section 3.3.2): libsrtp, which
remembers so many numbers, can not tell whether an older one was used before, and refuses it."""

Bytes = bytes | bytearray | memoryview


def unwrap(sequence: int, near: int) -> int:
    """The endless number closest to `near` whose low 16 bits are `sequence`."""
    return near + ((sequence - near + 0x8000) & 0xFFFF) - 0x8000


def timestamp_difference(later: int, earlier: int) -> int:
    """`later - earlier` for 32-bit timestamps, signed."""
    return ((later - earlier + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000


def payload_bounds(packet: Bytes, size: int) -> tuple[int, int, int] | None:
    """Where things are in a packet: start and end of its extensions, start of its payload.

    Both extension offsets are 0 without extensions. None when the packet's own
    lengths lead behind `size` bytes (RFC 3550 section 5.1, 5.3.1).
    """
    if size < 12:
        return None
    first = packet[0]
    position = 12 + 4 * (first & 0x0F)
    if not first & 0x10:
        return (0, 0, position) if position <= size else None
    if position + 4 > size:
        return None
    start = position + 4
    end = start + 4 * (packet[position + 2] << 8 | packet[position + 3])
    return (start, end, end) if end <= size else None


def find_extension(packet: Bytes, start: int, end: int, wanted: int) -> int:
    """Offset of the data of one-byte-header extension `wanted`, or 0 (RFC 8285 section 4.2)."""
    while start < end:
        head = packet[start]
        if head == 0:
            start += 1
            continue
        identifier = head >> 4
        length = (head & 0x0F) + 1
        if start + 1 + length > end or identifier == 15:
            return 0
        if identifier == wanted:
            return start + 1
        start += 1 + length
    return 0


def extensions(packet: Bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """All extensions as (id, data), in one-byte or two-byte form (RFC 8285)."""
    if start < 4 or not end:
        return
    two_bytes = (packet[start - 4] << 8 | packet[start - 3]) != EXTENSION_ONE_BYTE
    while start < end:
        head = packet[start]
        if head == 0:
            start += 1
            continue
        if two_bytes:
            if start + 2 > end:
                return
            identifier, length, data = head, packet[start + 1], start + 2
        else:
            identifier, length, data = head >> 4, (head & 0x0F) + 1, start + 1
        if data + length > end or (identifier == 15 and not two_bytes):
            return
        yield identifier, bytes(packet[data : data + length])
        start = data + length


class Vp8Descriptor(NamedTuple):
    """The parts of a VP8 payload descriptor that forwarding touches (RFC 7741 section 4.2).

    Offsets count from the start of the payload and are 0 when the field is absent;
    a 7-bit picture id counts as absent, since browsers send 15 bits.
    """

    picture_id_at: int
    picture_id: int
    tl0_at: int
    tl0: int
    frame_at: int
    starts_frame: bool


NO_VP8: Final = Vp8Descriptor(0, 0, 0, 0, 0, False)


def vp8_descriptor(payload: bytes) -> Vp8Descriptor:
    """Read the descriptor; `NO_VP8` when the payload is too short to hold one."""
    try:
        first = payload[0]
        starts_frame = first & 0x17 == 0x10  # S bit, partition 0
        if not first & 0x80:
            return Vp8Descriptor(0, 0, 0, 0, 1, starts_frame)
        flags = payload[1]
        position = 2
        picture_id_at = picture_id = tl0_at = tl0 = 0
        if flags & 0x80:
            if payload[position] & 0x80:
                picture_id_at = position
                picture_id = (payload[position] & 0x7F) << 8 | payload[position + 1]
                position += 1
            position += 1
        if flags & 0x40:
            tl0_at, tl0 = position, payload[position]
            position += 1
        if flags & 0x30:
            position += 1
        return Vp8Descriptor(picture_id_at, picture_id, tl0_at, tl0, position, starts_frame)
    except IndexError:
        return NO_VP8


def starts_key_frame(codec: str, payload: bytes, vp8: Vp8Descriptor = NO_VP8) -> bool:
    """Whether this payload begins a frame that needs no earlier one.

    VP8: RFC 7741 section 4.3; VP9: RFC 9628 section 4.2; H264: an IDR slice or
    a parameter set (RFC 6184 sections 5.4 to 5.8). Sound always does.
    """
    if not payload:
        return False
    if codec == "VP8":
        return vp8.starts_frame and vp8.frame_at < len(payload) and not payload[vp8.frame_at] & 1
    if codec == "VP9":
        return payload[0] & 0x48 == 0x08
    if codec == "H264":
        return _h264_key(payload)
    return True


def _h264_key(payload: bytes) -> bool:
    kind = payload[0] & 0x1F
    if kind in (5, 7):
        return True
    if kind == 24 and len(payload) > 3:  # STAP-A: the first unit inside
        return payload[3] & 0x1F in (5, 7)
    if kind == 28 and len(payload) > 1:  # FU-A: the start of a fragmented unit
        return bool(payload[1] & 0x80) and payload[1] & 0x1F in (5, 7)
    return False


def vp8_key_frame_size(payload: bytes, frame_at: int) -> tuple[int, int] | None:
    """Width and height in pixels that a VP8 key frame states (RFC 6386 section 9.1)."""
    if payload[frame_at + 3 : frame_at + 6] != b"\x9d\x01\x2a" or len(payload) < frame_at + 10:
        return None
    width, height = struct.unpack_from("<HH", payload, frame_at + 6)
    return width & 0x3FFF, height & 0x3FFF


class Packet:
    """One media packet of a stream, as it is forwarded and kept for repair.

    `number` is the stream's own sequence number without wrapping. The payload is
    kept as the publisher sent it; the VP8 offsets are relative to it.
    """

    __slots__ = (
        "at",
        "codec",
        "doubled",
        "marker",
        "number",
        "padding",
        "payload",
        "picture_id",
        "picture_id_at",
        "timestamp",
        "tl0",
        "tl0_at",
    )

    def __init__(
        self,
        number: int,
        timestamp: int,
        marker: int,
        padding: int,
        payload: bytes,
        codec: str,
        vp8: Vp8Descriptor = NO_VP8,
        at: float = 0.0,
    ) -> None:
        self.at = at
        """When it arrived here."""
        self.doubled: Packet | None = None
        """How it goes to those who get voices twice: see `media.redundancy`."""
        self.number = number
        self.timestamp = timestamp
        self.marker = marker
        """0x80 or 0: the marker bit in the header's second byte."""
        self.padding = padding
        """0x20 or 0: the padding bit in the header's first byte; the payload then ends in padding."""
        self.payload = payload
        self.codec = codec
        self.picture_id_at = vp8.picture_id_at
        self.picture_id = vp8.picture_id
        self.tl0_at = vp8.tl0_at
        self.tl0 = vp8.tl0
