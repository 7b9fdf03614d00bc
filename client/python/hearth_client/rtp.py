"""RTP (RFC 3550) with one-byte header extensions (RFC 8285), VP8 payloads (RFC 7741), some RTCP."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

VIDEO_RATE, AUDIO_RATE = 90_000, 48_000  # RTP clock ticks per second
MOST_PAYLOAD_BYTES = 1_100

_HEADER = struct.Struct("!BBHII")
_NTP_EPOCH = 2_208_988_800  # 1970 in seconds of NTP's count from 1900


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """What is looked at in a packet that came in."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def write_rtp(
    ssrc: int,
    payload_type: int,
    sequence: int,
    timestamp: int,
    payload: bytes,
    extensions: Sequence[tuple[int, bytes]],
    *,
    marker: bool = False,
) -> bytes:
    """Put a packet together; `extensions` are pairs of id (1–14) and 1 to 16 bytes."""
    second = payload_type | (0x80 if marker else 0)
    if not extensions:
        return _HEADER.pack(0x80, second, sequence & 0xFFFF, timestamp & 0xFFFF_FFFF, ssrc) + payload
    packed = b"".join(bytes([number << 4 | len(data) - 1]) + data for number, data in extensions)
    packed += bytes(-len(packed) % 4)
    head = _HEADER.pack(0x90, second, sequence & 0xFFFF, timestamp & 0xFFFF_FFFF, ssrc)
    return head + struct.pack("!HH", 0xBEDE, len(packed) // 4) + packed + payload


def read_rtp(data: bytes) -> RtpPacket | None:
    """Read a packet, or None if it is cut short."""
    if len(data) < _HEADER.size:
        return None
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    start = _HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * struct.unpack_from("!H", data, start + 2)[0]
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if end < start:
        return None
    return RtpPacket(second & 0x7F, sequence, timestamp, ssrc, data[start:end])


def vp8_payloads(frame: bytes, picture_id: int) -> Iterator[bytes]:
    """Split one encoded frame over packets, each with a descriptor that carries the picture id (15 bits)."""
    for start in range(0, len(frame), MOST_PAYLOAD_BYTES):
        begins = 0x10 if start == 0 else 0
        head = struct.pack("!BBH", 0x80 | begins, 0x80, 0x8000 | picture_id & 0x7FFF)
        yield head + frame[start : start + MOST_PAYLOAD_BYTES]


def begins_key_frame(payload: bytes) -> bool:
    """Whether a VP8 payload is the first of a key frame (RFC 7741 section 4.2 and 4.3)."""
    if len(payload) < 2 or not payload[0] & 0x10 or payload[0] & 0x07:
        return False
    start = 1
    if payload[0] & 0x80:
        flags = payload[1]
        start = 2
        if flags & 0x80:
            start += 2 if len(payload) > start and payload[start] & 0x80 else 1
        start += bool(flags & 0x40) + bool(flags & 0x30)
    return len(payload) > start and not payload[start] & 0x01


def write_sender_report(ssrc: int, now: float, timestamp: int, packets: int, octets: int) -> bytes:
    """Say which RTP timestamp belongs to which moment (`now`, seconds since the epoch), and what was sent."""
    seconds, fraction = divmod(now + _NTP_EPOCH, 1)
    ntp = int(seconds) << 32 | int(fraction * 2**32)
    body = struct.pack(
        "!IQIII", ssrc, ntp, timestamp & 0xFFFF_FFFF, packets & 0xFFFF_FFFF, octets & 0xFFFF_FFFF
    )
    return struct.pack("!BBH", 0x80, 200, len(body) // 4) + body


def wanted_key_frames(rtcp: bytes) -> Iterator[int]:
    """The SSRCs for which a compound packet asks for a key frame: PLI (RFC 4585), FIR (RFC 5104)."""
    position = 0
    while position + 12 <= len(rtcp):
        first, kind, words = struct.unpack_from("!BBH", rtcp, position)
        if kind == 206 and first & 0x1F == 1:
            yield struct.unpack_from("!I", rtcp, position + 8)[0]
        elif kind == 206 and first & 0x1F == 4:
            for entry in range(position + 12, min(len(rtcp), position + 4 + 4 * words) - 7, 8):
                yield struct.unpack_from("!I", rtcp, entry)[0]
        position += 4 + 4 * words
