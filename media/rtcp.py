"""Reading and writing the RTCP packets a forwarder needs (RFC 3550, RFC 4585, RFC 5104).

Pure. Reduced-size packets (RFC 5506) are written; compound ones are read. Unknown
and malformed parts are skipped: the caller counts what it did not understand.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

SENDER_REPORT: Final = 200
RECEIVER_REPORT: Final = 201
BYE: Final = 203
TRANSPORT_FEEDBACK: Final = 205
PAYLOAD_FEEDBACK: Final = 206

NTP_EPOCH_SECONDS: Final = 2_208_988_800
"""Seconds between 1900 (NTP) and 1970 (Unix)."""

MAX_NACKS: Final = 512
"""Most lost packets read from one generic NACK: more is not a repair any more."""


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What a receiver says about one stream (RFC 3550 section 6.4.1)."""

    ssrc: int
    fraction_lost: float
    """Share lost since the last report, 0 to 1."""
    cumulative_lost: int
    highest_sequence: int
    jitter: int
    last_report: int
    """Middle 32 bits of the NTP time of the last sender report; 0 for none."""
    delay_since_last_report: int
    """In 1/65536 s."""


@dataclass(frozen=True, slots=True)
class SenderReport:
    """A sender's clock pair: NTP seconds since 1970 and the same moment's RTP timestamp."""

    ssrc: int
    ntp_seconds: float
    ntp_middle: int
    """Middle 32 bits of the NTP time, to be given back as `last_report`."""
    rtp_timestamp: int


@dataclass(frozen=True, slots=True)
class Nack:
    """Sequence numbers (16 bits) that a receiver misses (RFC 4585 section 6.2.1)."""

    media_ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameRequest:
    """Picture loss indication or full intra request (RFC 4585 section 6.3.1, RFC 5104 section 4.3.1)."""

    media_ssrc: int


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """Transport-wide congestion feedback, still packed: see `media.twcc.read`."""

    body: bytes


Part = SenderReport | ReportBlock | Nack | KeyFrameRequest | TransportFeedback


def parse(data: bytes) -> Iterator[Part]:
    """The parts of a decrypted compound packet, in order; stops at the first broken length."""
    position = 0
    while position + 4 <= len(data):
        first, kind, words = struct.unpack_from("!BBH", data, position)
        end = position + 4 * (words + 1)
        if first >> 6 != 2 or end > len(data):
            return
        yield from _part(first & 0x1F, kind, data[position:end])
        position = end


def _part(count: int, kind: int, packet: bytes) -> Iterator[Part]:
    if kind == SENDER_REPORT and len(packet) >= 28:
        ssrc, high, low, timestamp = struct.unpack_from("!IIII", packet, 4)
        ntp = high - NTP_EPOCH_SECONDS + low / 2**32
        middle = (high & 0xFFFF) << 16 | low >> 16
        yield SenderReport(ssrc, ntp, middle, timestamp)
        yield from _report_blocks(packet, 28, count)
    elif kind == RECEIVER_REPORT:
        yield from _report_blocks(packet, 8, count)
    elif kind == TRANSPORT_FEEDBACK and len(packet) >= 16:
        if count == 1:
            yield Nack(_u32(packet, 8), _nacked(packet))
        elif count == 15:
            yield TransportFeedback(packet[12:])
    elif kind == PAYLOAD_FEEDBACK and len(packet) >= 12:
        if count == 1:
            yield KeyFrameRequest(_u32(packet, 8))
        elif count == 4:
            for entry in range(12, len(packet) - 7, 8):
                yield KeyFrameRequest(_u32(packet, entry))


def _report_blocks(packet: bytes, position: int, count: int) -> Iterator[ReportBlock]:
    for start in range(position, min(position + 24 * count, len(packet) - 23), 24):
        ssrc, lost, highest, jitter, last, delay = struct.unpack_from("!IIIIII", packet, start)
        cumulative = lost & 0xFFFFFF
        if cumulative >= 0x800000:
            cumulative -= 0x1000000
        yield ReportBlock(ssrc, (lost >> 24) / 256, cumulative, highest, jitter, last, delay)


def _nacked(packet: bytes) -> tuple[int, ...]:
    sequences: list[int] = []
    for start in range(12, len(packet) - 3, 4):
        base, following = struct.unpack_from("!HH", packet, start)
        sequences.append(base)
        sequences += [(base + bit + 1) & 0xFFFF for bit in range(16) if following >> bit & 1]
        if len(sequences) >= MAX_NACKS:
            break
    return tuple(sequences[:MAX_NACKS])


def _u32(packet: bytes, position: int) -> int:
    value: int = struct.unpack_from("!I", packet, position)[0]
    return value


def ntp_middle(unix_seconds: float) -> int:
    """Middle 32 bits of the NTP form of a Unix time."""
    return int((unix_seconds + NTP_EPOCH_SECONDS) * 65536) & 0xFFFF_FFFF


def sender_report(ssrc: int, unix_seconds: float, rtp_timestamp: int, packets: int, octets: int) -> bytes:
    """A sender report without report blocks."""
    ntp = int((unix_seconds + NTP_EPOCH_SECONDS) * 2**32)
    return struct.pack(
        "!BBHIQIII",
        0x80,
        SENDER_REPORT,
        6,
        ssrc,
        ntp & 0xFFFF_FFFF_FFFF_FFFF,
        rtp_timestamp & 0xFFFF_FFFF,
        packets & 0xFFFF_FFFF,
        octets & 0xFFFF_FFFF,
    )


def receiver_reports(ssrc: int, blocks: Sequence[ReportBlock]) -> bytes:
    """Receiver reports with all `blocks`, at most 31 in each."""
    out = b""
    for start in range(0, len(blocks), 31):
        some = blocks[start : start + 31]
        out += struct.pack("!BBHI", 0x80 | len(some), RECEIVER_REPORT, 1 + 6 * len(some), ssrc)
        out += b"".join(_pack_block(block) for block in some)
    return out


def _pack_block(block: ReportBlock) -> bytes:
    lost = min(255, int(block.fraction_lost * 256)) << 24
    lost |= max(-0x800000, min(0x7FFFFF, block.cumulative_lost)) & 0xFFFFFF
    return struct.pack(
        "!IIIIII",
        block.ssrc,
        lost,
        block.highest_sequence & 0xFFFF_FFFF,
        block.jitter & 0xFFFF_FFFF,
        block.last_report,
        block.delay_since_last_report & 0xFFFF_FFFF,
    )


def nack(ssrc: int, media_ssrc: int, sequences: Iterable[int]) -> bytes:
    """A generic NACK for 16-bit `sequences`, given in sending order."""
    entries: list[tuple[int, int]] = []
    for sequence in sequences:
        if entries and 0 < (distance := (sequence - entries[-1][0]) & 0xFFFF) <= 16:
            base, following = entries[-1]
            entries[-1] = base, following | 1 << (distance - 1)
        else:
            entries.append((sequence & 0xFFFF, 0))
    head = struct.pack("!BBHII", 0x81, TRANSPORT_FEEDBACK, 2 + len(entries), ssrc, media_ssrc)
    return head + b"".join(struct.pack("!HH", *entry) for entry in entries)


def picture_loss(ssrc: int, media_ssrc: int) -> bytes:
    """Ask the sender of `media_ssrc` for a key frame."""
    return struct.pack("!BBHII", 0x81, PAYLOAD_FEEDBACK, 2, ssrc, media_ssrc)


def transport_feedback(ssrc: int, media_ssrc: int, body: bytes) -> bytes:
    """Wrap a body made by `media.twcc.FeedbackWriter`."""
    head = struct.pack("!BBHII", 0x8F, TRANSPORT_FEEDBACK, 2 + len(body) // 4, ssrc, media_ssrc)
    return head + body
