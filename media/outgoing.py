"""One slot of a subscriber: a receiving line with a constant SSRC, pointed at streams in turn.

The slot knows which stream fills it and which one it waits for; `media.core` sends.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from media import rtcp
from media.ids import AUDIO_CLOCK_HZ, VIDEO_CLOCK_HZ
from media.rewriting import Offsets, Rewriter
from media.rtp import REPLAY_WINDOW_PACKETS, Packet, timestamp_difference, unwrap
from media.streams import Stream

if TYPE_CHECKING:
    from media.link import Link

REMEMBERED_SPANS: Final = 4
MAX_REPORT_DEVIATION_SECONDS: Final = 1.0
MAX_UNSENT: Final = 0x4000
"""So many numbers in a row may a stream leave unsent in its slot. Both ends of an SRTP stream can follow
0x8000 (RFC 3711 section 3.3.1): the rest is for one more jump of the publisher's, and for loss on the way."""

Subscription = tuple[Any, "OutSlot", "Link", int, int, int, int, int, int, int]
"""What the hot loop needs to send a stream's packet in one slot, as a plain tuple since
unpacking it is the fastest way to ten values: SRTP handle, slot, link, payload type, SSRC,
what to add to sequence number, timestamp, picture id and TL0PICIDX, and the header
extension word (0: no extensions)."""


@dataclass(frozen=True, slots=True)
class CodecTypes:
    """A subscriber's payload types for one codec."""

    payload_type: int
    repair_type: int | None
    redundant_type: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a slot's life that one stream filled."""

    stream: Stream
    offsets: Offsets
    redundant: bool = False
    """Whether its packets carry the ones before them again (`media.redundancy`)."""

    @property
    def first_sent(self) -> int:
        """The slot's own endless number of the first packet of this span."""
        return self.offsets.first + self.offsets.sequence


class OutSlot:
    """A receiving line of one peer."""

    def __init__(
        self,
        link: Link,
        name: str,
        mid: str,
        is_picture: bool,
        codecs: dict[str, CodecTypes],
        extension_word: int,
    ) -> None:
        """`extension_word`: the one-byte extension for the transport-wide number, or 0."""
        self.link = link
        self.name = name
        self.mid = mid
        self.is_picture = is_picture
        self.codecs = codecs
        self.ssrc = random.getrandbits(31) | 1
        self.repair_ssrc = self.ssrc ^ 0x4000_0000
        self.stream: Stream | None = None
        self.wanted: Stream | None = None
        self.newest_sent = random.getrandbits(14)
        """The endless number that is the highest SRTP has seen: `media.core` keeps it. It begins in the lower
        half, so that no receiver sees an early wrap."""
        self.repair_sequence = random.getrandbits(14)
        self.reported_highest = 0
        """The newest number that the client's last receiver report names, without wrapping."""
        self.extension_word = extension_word
        self._prefers_redundancy = False
        self._prefers_copies = False
        clock_hz = VIDEO_CLOCK_HZ if is_picture else AUDIO_CLOCK_HZ
        self._clock_hz = clock_hz
        self._rewriter = Rewriter(clock_hz, random.getrandbits(31))
        self.subscription: Subscription | None = None
        """How the stream that fills the slot is sent."""
        self._spans: deque[Span] = deque(maxlen=REMEMBERED_SPANS)
        self._packets = self._octets = 0
        self._packets_before = self._octets_before = 0

    # -- pointing ---------------------------------------------------------------

    def point(self, stream: Stream | None) -> None:
        """Show `stream` from its next key frame on; None empties the slot at once."""
        if self.wanted is not None and self.wanted is not stream:
            self._stop_waiting()
        if stream is None:
            self._detach()
        elif stream is not self.stream and stream is not self.wanted:
            self._wait_for(stream)

    def leave(self, stream: Stream) -> None:
        """`stream` may not be shown any more; whatever else is wanted stays so."""
        if self.wanted is stream:
            self._stop_waiting()
        if self.stream is stream:
            self._detach()

    def restart(self) -> None:
        """The stream's numbers or codec began anew, or went out of reach: take it over again."""
        if self.stream is not None and self.wanted is None:
            self._wait_for(self.stream)
        self._detach()

    def keeps_up(self, packet: Packet) -> bool:
        """Whether SRTP can follow from what was sent last to this packet of the stream shown.

        If not the stream is taken over again: the numbers between were never used, so the slot goes on
        from the last one that was. `media.core` asks wherever packets are left out.
        """
        if packet.number + self._spans[-1].offsets.sequence - self.newest_sent <= MAX_UNSENT:
            return True
        self.restart()
        return False

    @property
    def redundant(self) -> bool:
        """Whether the present stretch carries each packet twice."""
        return bool(self._spans) and self._spans[-1].redundant

    def prefer_redundancy(self, preferred: bool) -> None:
        """Carry each voice packet twice from now on, or no more, if the client can read it."""
        types = self.codecs.get("OPUS")
        if preferred == self._prefers_redundancy or types is None or types.redundant_type is None:
            return
        self._prefers_redundancy = preferred
        self.restart()

    def prefer_copies(self, preferred: bool) -> None:
        """Send each packet a second time by RTX from now on, or no more."""
        if preferred == self._prefers_copies:
            return
        self._prefers_copies = preferred
        self._note_copies()

    def _note_copies(self) -> None:
        """Let the stream know whether this slot wants copies of it."""
        if self.stream is not None:
            others = [each for each in self.stream.copied if each is not self]
            self.stream.copied = [*others, self] if self._prefers_copies else others

    def _wait_for(self, stream: Stream) -> None:
        self.wanted = stream
        stream.waiting.append(self)
        stream.refresh()
        if self.is_picture:
            stream.want_key_frame()

    def _stop_waiting(self) -> None:
        stream, self.wanted = self.wanted, None
        if stream is not None:
            stream.waiting = [each for each in stream.waiting if each is not self]
            stream.refresh()

    def _detach(self) -> None:
        stream, mine = self.stream, self.subscription
        self.stream = self.subscription = None
        if stream is None:
            return
        if self.link.pacer:
            self.link.pacer.drop(lambda held: held[0] is mine)
        stream.subscriptions = [each for each in stream.subscriptions if each is not mine]
        stream.redundant = [each for each in stream.redundant if each is not mine]
        stream.copied = [each for each in stream.copied if each is not self]
        if stream.newest is not None:
            self._rewriter.end(stream.newest, self._spans[-1].offsets)
        self._packets += stream.packets - self._packets_before
        self._octets += stream.octets - self._octets_before
        stream.refresh()

    def begin(self, packet: Packet, captured_at: float) -> Subscription | None:
        """`packet` is the first of the wanted stream: it fills the slot from here on.

        None when the client lacks the codec; the slot then waits on.
        """
        stream = self.wanted
        types = self.codecs.get(packet.codec)
        if stream is None or types is None:
            return None
        self._detach()
        # Not from the last that was numbered: what waited and was dropped never came to SRTP, which
        # would lose count. What it has seen stays used up.
        offsets = self._rewriter.begin(packet, captured_at, self.newest_sent + 1)
        doubled_type = types.redundant_type if self._prefers_redundancy else None
        self._spans.append(Span(stream, offsets, doubled_type is not None))
        self.stream = stream
        self._packets_before, self._octets_before = stream.packets, stream.octets
        self.subscription = (
            self.link.encrypt_handle,
            self,
            self.link,
            types.payload_type if doubled_type is None else doubled_type,
            self.ssrc,
            offsets.sequence,
            offsets.timestamp,
            offsets.picture_id,
            offsets.tl0,
            self.extension_word,
        )
        if doubled_type is None:
            stream.subscriptions = [*stream.subscriptions, self.subscription]
        else:
            stream.redundant = [*stream.redundant, self.subscription]
        self._note_copies()
        self._stop_waiting()
        return self.subscription

    # -- repair and reports -----------------------------------------------------

    def padding_type(self) -> int | None:
        """The payload type of RTX packets without content; None where they would tell nothing."""
        types = (each.repair_type for each in self.codecs.values() if each.repair_type is not None)
        return next(types, None) if self.extension_word else None

    def number_in_slot(self, number: int) -> int | None:
        """The 16-bit number under which the present stream's packet goes out; None if it is older."""
        offsets = self._spans[-1].offsets
        return (number + offsets.sequence) & 0xFFFF if number >= offsets.first else None

    def first_of_span(self) -> int:
        """The current stream's number of its first packet in this slot."""
        return self._spans[-1].offsets.first

    def sent_packet(self, sequence: int) -> tuple[Packet, Span, CodecTypes] | None:
        """The packet that went out with this 16-bit number, if it is worth sending again.

        Of a picture only what the present stream sent: it began with a key frame, so nothing
        older is needed. Of a voice nothing behind the replay window, however long it is kept.
        """
        if not self._spans:
            return None
        number = unwrap(sequence, self.newest_sent)
        if not self.newest_sent - REPLAY_WINDOW_PACKETS < number <= self.newest_sent:
            return None
        spans = [self._spans[-1]] if self.is_picture else reversed(self._spans)
        for span in spans:
            if number >= span.first_sent:
                packet = span.stream.history.get(number - span.offsets.sequence)
                types = self.codecs.get(packet.codec) if packet is not None else None
                if packet is None or types is None:
                    return None
                return packet, span, types
        return None

    def truly_lost(self, sequences: Sequence[int]) -> Sequence[int]:
        """Of the numbers a client misses, those that the next packet does not bring again."""
        if not self.redundant:
            return sequences
        missing = set(sequences)
        return [each for each in sequences if (each + 1) & 0xFFFF in missing]

    def report(self, now: float, unix_now: float) -> bytes:
        """The sender report of this slot; empty while nothing fills it."""
        stream = self.stream
        if stream is None:
            return b""
        timestamp = self._rewriter.timestamp_at(now)
        source = stream.clock.timestamp_at(now)
        if source is not None:
            exact = self._spans[-1].offsets.timestamp_of(source)
            deviation = abs(timestamp_difference(exact, timestamp)) / self._clock_hz
            if deviation < MAX_REPORT_DEVIATION_SECONDS:
                timestamp = exact
        packets = self._packets + stream.packets - self._packets_before
        octets = self._octets + stream.octets - self._octets_before
        return rtcp.sender_report(self.ssrc, unix_now, timestamp, packets, octets)
