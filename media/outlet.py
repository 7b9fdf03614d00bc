"""Sending what is not the common case: repairs, RTCP, plain datagrams.

The common case, a media packet to all who receive it, is `media.core.Core.fan`.
"""

from __future__ import annotations

import socket
import time
from typing import Any, Final

from media import aiortc_private as private
from media.counters import Counters
from media.estimator import RING_MASK
from media.ids import Address
from media.link import Link
from media.outgoing import CodecTypes, OutSlot, Span
from media.redundancy import alone
from media.rtp import (
    EXTENDED_HEADER,
    HEADER,
    MAX_DATAGRAM_BYTES,
    ONE_WORD_OF_EXTENSIONS,
    U16,
    Packet,
)

BUFFER_BYTES: Final = 2048
PADDING: Final = bytes(254) + b"\xff"
"""As much as one packet can have (RFC 3550 section 5.1)."""


class Outlet:
    """The way out of the shared socket, through one buffer."""

    def __init__(self, sock: socket.socket, counters: Counters) -> None:
        self._socket = sock
        self._counters = counters
        self._scratch = private.Scratch(BUFFER_BYTES)

    def resend(self, slot: OutSlot, sequence: int) -> int:
        """Answer one NACK; the size of the packet sent again, 0 if it is gone or not to be sent.

        Pictures go by RTX on an SSRC of their own (RFC 4588). A voice has none: its
        packet is made again byte for byte, which its SRTP stream allows.
        """
        found = slot.sent_packet(sequence)
        if found is None:
            return 0
        packet, span, types = found
        offsets = span.offsets
        timestamp = offsets.timestamp_of(packet.timestamp)
        if not slot.is_picture:
            return self._resend_voice(slot, packet, span, types, sequence)
        if types.repair_type is None:
            return 0
        if slot.link.credit <= 0:
            if slot.wanted is not None:  # another picture is about to replace this one
                return 0
            return len(packet.payload) if slot.link.pacer.hold_repair((slot, sequence)) else 0
        slot.repair_sequence = (slot.repair_sequence + 1) & 0xFFFF
        payload = bytearray(packet.payload)
        if packet.picture_id_at:
            picture_id = 0x8000 | ((packet.picture_id + offsets.picture_id) & 0x7FFF)
            U16.pack_into(payload, packet.picture_id_at, picture_id)
            if packet.tl0_at:
                payload[packet.tl0_at] = (packet.tl0 + offsets.tl0) & 0xFF
        second = packet.marker | types.repair_type
        head = self._repair_header(slot, packet.padding, second, timestamp, 2 + len(payload))
        return self._resent(slot.link, head + U16.pack(sequence) + payload)

    def _resend_voice(
        self, slot: OutSlot, packet: Packet, span: Span, types: CodecTypes, sequence: int
    ) -> int:
        is_first = packet.number == span.offsets.first
        kind, sent = types.payload_type, packet
        if span.redundant and types.redundant_type is not None:
            kind = types.redundant_type
            known = alone(packet) if is_first else packet.doubled
            if known is None:  # never sent in this form
                return 0
            sent = known
        marker = 0x80 if is_first else packet.marker
        timestamp = span.offsets.timestamp_of(packet.timestamp)
        head = HEADER.pack(0x80 | packet.padding, marker | kind, sequence, timestamp, slot.ssrc)
        return self._resent(slot.link, head + sent.payload)

    def _resent(self, link: Link, packet: bytes) -> int:
        return len(packet) if self._protect_and_send(link, packet, private.protect) else 0

    def pad(self, slot: OutSlot, octets: int) -> int:
        """Send packets of mere padding on the slot's RTX stream; the octets sent, at least `octets`."""
        kind = slot.padding_type()
        sent = 0
        while kind is not None and sent < octets:
            slot.repair_sequence = (slot.repair_sequence + 1) & 0xFFFF
            head = self._repair_header(slot, 0x20, kind, 0, len(PADDING))
            if not self._protect_and_send(slot.link, head + PADDING, private.protect):
                break
            self._counters.padding_sent += 1
            sent += len(head) + len(PADDING)
        return sent

    def _repair_header(self, slot: OutSlot, padding: int, second: int, timestamp: int, octets: int) -> bytes:
        """The header of an RTX packet of so many octets of payload; it uses up their credit."""
        sequence, ssrc, link = slot.repair_sequence, slot.repair_ssrc, slot.link
        word = slot.extension_word
        if not word:
            return HEADER.pack(0x80 | padding, second, sequence, timestamp, ssrc)
        link.sent_number = (link.sent_number + 1) & 0xFFFF
        size = EXTENDED_HEADER.size + octets
        link.sent[link.sent_number & RING_MASK] = (time.monotonic(), size)
        link.credit -= size
        return EXTENDED_HEADER.pack(
            0x90 | padding,
            second,
            sequence,
            timestamp,
            ssrc,
            ONE_WORD_OF_EXTENSIONS,
            word | link.sent_number << 8,
        )

    def send_rtcp(self, link: Link, packet: bytes) -> None:
        """Encrypt and send an RTCP packet; nothing before the link has its keys."""
        if packet and self._protect_and_send(link, packet, private.protect_rtcp):
            self._counters.rtcp_sent += 1

    def _protect_and_send(self, link: Link, packet: bytes, protect: Any) -> bool:
        if link.encrypt_handle is None or len(packet) > MAX_DATAGRAM_BYTES:
            return False
        out = self._scratch
        out.view[: len(packet)] = packet
        out.length[0] = len(packet)
        if protect(link.encrypt_handle, out.pointer, out.length):
            self._counters.encryption_failed += 1
            return False
        return self.send_plain(out.view[: out.length[0]], link.address)

    def send_plain(self, data: bytes | memoryview, address: Address | None) -> bool:
        """Send a datagram as it is (STUN, DTLS); a full buffer drops only this one."""
        if address is None:
            return False
        try:
            self._socket.sendto(data, address)
        except OSError:
            self._counters.packets_blocked += 1
            return False
        return True
