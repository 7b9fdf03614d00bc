"""What becomes of a decrypted media packet: its place in the order, history, repair, and who gets it.

Part of the hot loop, without its sockets and keys: those are in `media.core`.
"""

from __future__ import annotations

from collections.abc import Callable

from media.counters import Counters
from media.link import Link
from media.outgoing import Subscription
from media.redundancy import MAX_BLOCKS, alone, doubled, unpack
from media.rtp import (
    NO_VP8,
    REPLAY_WINDOW_PACKETS,
    U16,
    Packet,
    Vp8Descriptor,
    starts_key_frame,
    unwrap,
    vp8_descriptor,
    vp8_key_frame_size,
)
from media.streams import Stream

Fan = Callable[[list[Subscription], Packet], None]


class Intake:
    """Takes the packets of all streams, once each, and hands them to `fan`."""

    def __init__(self, counters: Counters, fan: Fan) -> None:
        self._counters = counters
        self._fan = fan

    def note_alive(self, stream: Stream, octets: int, marker: int, now: float) -> None:
        """A packet of this size belongs to `stream`: it is coming. `marker`: its bit, 0x80 or 0."""
        started = not stream.is_alive(now)
        stream.last_at = now
        stream.packets += 1
        stream.octets += octets
        stream.frames += marker >> 7
        if started:
            stream.link.owner.on_stream_started(stream)

    def accept(
        self,
        stream: Stream,
        padding: int,
        second: int,
        sequence: int,
        timestamp: int,
        payload: bytes,
        now: float,
    ) -> None:
        """A decrypted packet of a known stream: count it, keep it, send it on."""
        codec = stream.codecs.get(second & 0x7F)
        if codec is None:
            self._accept_doubled(stream, second, sequence, timestamp, payload, now)
            return
        self.note_alive(stream, len(payload), second & 0x80, now)
        if not stream.awake:
            return
        reception = stream.reception
        restarts = reception.restarts
        number = reception.place(sequence)
        if reception.restarts != restarts:
            self._restart(stream)
        vp8 = vp8_descriptor(payload) if codec == "VP8" else NO_VP8
        packet = Packet(number, timestamp, second & 0x80, padding, payload, codec, vp8, now)
        if number > reception.highest:
            self._advance(stream, packet, now)
            subscriptions, redundant = stream.subscriptions, stream.redundant
        elif reception.highest - number < REPLAY_WINDOW_PACKETS and stream.missing.arrived(number, now):
            # So none is taken twice, however late.
            subscriptions = self._not_stray(stream.subscriptions, number)
            redundant = self._not_stray(stream.redundant, number)
        else:
            self._counters.packets_duplicate += 1
            return
        reception.arrived(number, timestamp, now)
        stream.history.put(packet)
        if (stream.waiting or stream.keyframes.wanted) and stream.newest is packet:
            self._offer(stream, packet, vp8, now)
        if subscriptions:
            self._fan(subscriptions, packet)
        if redundant:
            self._fan(redundant, doubled(packet, stream.history.get(number - 1)))
        if stream.copied:
            self._copy(stream, number)

    def _copy(self, stream: Stream, number: int) -> None:
        """Let a packet go again with the next tick to those whose links lose and have room."""
        for slot in stream.copied:
            sequence, link = slot.number_in_slot(number), slot.link
            if sequence is not None and link.credit > 0 and link.pacer.hold_repair((slot, sequence)):
                self._counters.packets_copied += 1

    def _accept_doubled(
        self, stream: Stream, second: int, sequence: int, timestamp: int, payload: bytes, now: float
    ) -> None:
        """A voice packet that carries earlier ones again (RFC 2198): take those first that are missing."""
        found = unpack(payload) if second & 0x7F == stream.redundant_type else None
        if found is None:
            self._counters.datagrams_malformed += 1
            return
        own, earlier = found
        reception, kind = stream.reception, stream.plain_type
        number = unwrap(sequence, reception.highest)
        for distance, block in zip(range(len(earlier), 0, -1), earlier, strict=True):
            before = number - distance
            is_new = reception.highest < before <= reception.highest + MAX_BLOCKS
            wanted = reception.highest >= 0 and (is_new or before in stream.missing)
            if wanted and stream.awake and block.payload:
                if not stream.may_be_recovered(now):
                    self._counters.sound_over_ceiling += 1
                    continue
                self._counters.packets_recovered += 1
                at = (timestamp - block.offset) & 0xFFFF_FFFF
                self.accept(stream, 0, kind, before & 0xFFFF, at, block.payload, now)
                reception.recovered()
        self.accept(stream, 0, second & 0x80 | kind, sequence, timestamp, own, now)

    def _restart(self, stream: Stream) -> None:
        """The stream's numbers jumped: all who show it take it over again."""
        stream.missing.forget()
        self._take_over(stream)

    def _take_over(self, stream: Stream) -> None:
        """Let all who show the stream take it over again, from its next key frame on."""
        for subscription in [*stream.subscriptions, *stream.redundant]:
            subscription[1].restart()

    def _advance(self, stream: Stream, packet: Packet, now: float) -> None:
        """`packet` is newer than all before: note what was skipped, and a change of codec."""
        expected = stream.reception.highest + 1
        if packet.number != expected:
            stream.missing.skipped(expected, packet.number, now)
            stream.link.lossy[stream.ssrc] = stream
            stream.link.owner.on_gap()
            if not stream.may_skip(packet.number - expected, now):
                self._take_over(stream)  # so that the slots leave nothing out
        if packet.codec != stream.codec:
            if stream.codec:  # each slot has a payload type of its own for the new one, or none
                self._take_over(stream)
            stream.codec = packet.codec
        stream.newest = packet

    def _not_stray(self, subscriptions: list[Subscription], number: int) -> list[Subscription]:
        """Without the slots that took the stream over after this late packet.

        One such packet would use up or overtake numbers and kill the slot's SRTP stream.
        """
        kept = [each for each in subscriptions if number >= each[1].first_of_span()]
        self._counters.packets_stray += len(subscriptions) - len(kept)
        return kept

    def _offer(self, stream: Stream, packet: Packet, vp8: Vp8Descriptor, now: float) -> None:
        """Let waiting slots take over if `packet` begins what can be decoded by itself."""
        if not starts_key_frame(packet.codec, packet.payload, vp8):
            return
        stream.keyframes.arrived()
        if packet.codec == "VP8":
            stream.size = vp8_key_frame_size(packet.payload, vp8.frame_at) or stream.size
        captured_at = stream.clock.captured_at(packet.timestamp, now)
        begun: list[Subscription] = []
        for slot in list(stream.waiting):
            subscription = slot.begin(packet, captured_at)
            if subscription is None:
                self._counters.codec_missing += 1
                continue
            begun.append(subscription)
            slot.link.owner.on_slot_begun(slot, (packet.timestamp + subscription[6]) & 0xFFFF_FFFF)
        if stream.is_picture:
            self._fan(begun, packet)
            return
        first = marked(packet)
        self._fan([each for each in begun if not each[1].redundant], first)
        self._fan([each for each in begun if each[1].redundant], alone(first))

    def repaired(
        self,
        link: Link,
        ssrc: int,
        second: int,
        timestamp: int,
        padding: int,
        payload: bytes,
        now: float,
    ) -> None:
        """Unpack a retransmission (RFC 4588 section 4) if it is one we miss.

        Browsers also send old packets and mere padding this way, to probe for bandwidth.
        """
        stream = link.repairs.get(ssrc)
        if stream is None or stream.newest is None or not stream.awake:
            return
        if padding:
            payload = payload[: -payload[-1]] if payload[-1] <= len(payload) else b""
        if len(payload) < 3:
            return
        sequence: int = U16.unpack_from(payload)[0]
        if unwrap(sequence, stream.reception.highest) not in stream.missing:
            self._counters.packets_duplicate += 1
            return
        self._counters.packets_repaired += 1
        kind = next((k for k, name in stream.codecs.items() if name == stream.codec), 0)
        self.accept(stream, 0, second & 0x80 | kind, sequence, timestamp, payload[2:], now)


def marked(packet: Packet) -> Packet:
    """A copy with the marker bit: the first packet of a new voice (RFC 3551 section 4.1)."""
    return Packet(packet.number, packet.timestamp, 0x80, packet.padding, packet.payload, packet.codec)
