"""One seat's transport: from its offer to its end.

Owns the DTLS connection, the slots it receives in and the streams it sends. What is
forwarded to whom is decided by `media.room`.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from typing import Final, Protocol

from aiortc import RTCCertificate

from media import aiortc_private as private
from media import rtcp, sdp, twcc
from media.answer import AnswerParts, SlotSsrcs, write_answer
from media.counters import Counters
from media.delivery import Delivery
from media.ids import LAYERS, SINGLE_LAYER, Source
from media.link import Link
from media.nack import DEFAULT_ROUND_TRIP_SECONDS
from media.outgoing import CodecTypes, OutSlot
from media.port import Port
from media.reception import PublisherClock
from media.recurring import Recurring
from media.resending import Resending
from media.streams import Stream

log = logging.getLogger(__name__)

CONNECT_SECONDS: Final = 15.0
FEEDBACK_SECONDS: Final = 0.1
REPORT_SECONDS: Final = 1.0
DATAGRAMS_PER_SECOND: Final = 4000
"""Far above any honest peer: three layers, a screen, repairs and reports."""
DATAGRAM_BURST: Final = 2000
UNPROVEN_PER_SECOND: Final = 10_000
"""Of datagrams under a peer's address that need not be its own so many are looked at. To find one forged
costs some 6 microseconds."""
RTCP_PER_SECOND: Final = 400
"""Of those. Browsers send some dozen; a single one may ask for hundreds of packets again."""
RTCP_BURST: Final = 200
REPORTS_PER_DATAGRAM: Final = 20
"""Sender reports of 28 bytes, the last time receiver reports of up to 800."""
MAX_REPORTED_PACKETS: Final = 0x8000
"""More between two receiver reports cannot be true."""
LEAST_PAUSE_SECONDS: Final = 0.005
"""Between two looks at what is missing, so that many gaps, made on purpose, cost little."""
UNIX_MINUS_MONOTONIC: Final = time.time() - time.monotonic()
"""Taken once, so that a step of the system's clock does not disturb lip sync."""


class TransportOwner(Protocol):
    """Who decides what a transport carries; called on the event loop."""

    def transport_connected(self, peer: Peer) -> None:
        """DTLS is done: media can flow."""

    def transport_ended(self, peer: Peer) -> None:
        """It never connected, or the client closed it."""

    def slot_begun(self, peer: Peer, slot: OutSlot, timestamp: int) -> None:
        """A slot shows its stream from this outgoing RTP timestamp on."""

    def stream_started(self, stream: Stream) -> None:
        """A stream's packets began to come, or came back."""

    def speech_began(self, stream: Stream) -> None:
        """A microphone's loudness crossed the threshold."""

    def packets_reported(self, peer: Peer, received: int, lost: int, now: float) -> None:
        """A subscriber told how many of our packets it got."""

    def feedback_given(self, peer: Peer, feedback: twcc.Feedback, now: float) -> None:
        """A subscriber told when each of our packets came."""


class Peer:
    """A transport with its lines."""

    def __init__(
        self,
        owner: TransportOwner,
        port: Port,
        certificate: RTCCertificate,
        offer: sdp.Offer,
        counters: Counters,
    ) -> None:
        self._owner = owner
        self._outlet = port.core.outlet
        self._counters = counters
        self._offer = offer
        self.link = Link(self)
        self.link.allowance, self.link.reports_allowed = DATAGRAM_BURST, RTCP_BURST
        self.endpoint = port.open_endpoint(self.link)
        self._dtls = private.Dtls(self.endpoint, certificate)
        self._sessions: private.SrtpSessions | None = None
        self._ssrc = random.getrandbits(32)
        self._clock = PublisherClock()
        self._feedback = twcc.FeedbackWriter()
        now = time.monotonic()
        self.feedback_turns = Recurring(FEEDBACK_SECONDS, now)
        self.report_turns = Recurring(REPORT_SECONDS, now)
        self._sent_number = 0
        self.resending = Resending(self._outlet, counters)
        self._task: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._next_request: asyncio.TimerHandle | None = None
        self._asked_at = float("-inf")
        self.connected = False
        self.closed = False
        self.round_trip_seconds = DEFAULT_ROUND_TRIP_SECONDS
        self.uplink_loss = 0.0
        self._mids: dict[str, sdp.Line] = {line.mid: line for line in offer.lines}
        self._repair_types = {codec.repair_type for line in offer.lines for codec in line.codecs}
        self.slots: dict[str, OutSlot] = {}
        self.streams: dict[tuple[Source, str], Stream] = {}
        for line in offer.lines:
            if line.slot is not None:
                self._open_slot(line, line.slot)
            elif line.source is not None:
                self._open_streams(line, line.source)
        self._layers = {
            source: [self.streams[source, each] for each in LAYERS if (source, each) in self.streams]
            for source in Source
        }
        self._voice_slots = [slot for name, slot in self.slots.items() if name.startswith("v")]
        self._slot_by_ssrc = {slot.ssrc: slot for slot in self.slots.values()}
        self.delivery = Delivery(self.link, port.core, list(self.slots.values()), counters)

    def _open_slot(self, line: sdp.Line, name: str) -> None:
        codecs = {
            each.name: CodecTypes(each.payload_type, each.repair_type, each.redundant_type)
            for each in line.codecs
        }
        number = line.extensions.get(sdp.TRANSPORT_NUMBER, 0)
        is_picture = line.kind == "video"
        # The extension element's head byte (id, length 2) in front of number and padding.
        word = (number << 4 | 1) << 24 if number and is_picture else 0
        self.slots[name] = OutSlot(self.link, name, line.mid, is_picture, codecs, word)

    def _open_streams(self, line: sdp.Line, source: Source) -> None:
        self.link.level_id = line.extensions.get(sdp.AUDIO_LEVEL, self.link.level_id)
        self.link.transport_number_id = line.extensions.get(
            sdp.TRANSPORT_NUMBER, self.link.transport_number_id
        )
        codecs = {codec.payload_type: codec.name for codec in line.codecs}
        redundant_type = line.codecs[0].redundant_type
        for layer in line.rids or (SINGLE_LAYER,):
            stream = Stream(self.link, source, layer, codecs, self._clock, redundant_type)
            self.streams[source, layer] = stream
            if line.ssrc is not None and not line.rids:
                stream.ssrc = line.ssrc
                self.link.streams[line.ssrc] = stream
            if line.repair_ssrc is not None and not line.rids:
                self.link.repairs[line.repair_ssrc] = stream

    # -- life -------------------------------------------------------------------

    def start(self, settled: Callable[[], None]) -> None:
        """Wait for checks and handshake, in a task of its own; then call `settled`, well or not."""
        self._task = asyncio.get_running_loop().create_task(self._connect())
        self._task.add_done_callback(self._connecting_over)
        self._task.add_done_callback(lambda _: settled())

    def _connecting_over(self, task: asyncio.Task[None]) -> None:
        """A fault on the way, ours or of what the peer sent, ends the transport like any other failure."""
        fault = None if task.cancelled() else task.exception()
        if fault is None:
            return
        log.error("a transport could not be connected", exc_info=fault)
        if not self.closed:
            self._owner.transport_ended(self)

    async def _connect(self) -> None:
        offer = self._offer
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self.endpoint.reached.wait()
                is_open = await self._dtls.start(offer.fingerprint_algorithm, offer.fingerprint)
        except TimeoutError:
            is_open = False
        if self.closed:
            return
        if not is_open:
            self._owner.transport_ended(self)
            return
        voices = [slot.ssrc for slot in self.slots.values() if not slot.is_picture]
        self._sessions = self._dtls.sessions(voices)
        self.link.decrypt_handle = self._sessions.decrypt_handle
        self.link.encrypt_handle = self._sessions.encrypt_handle
        self.connected = True
        self._dtls.on_change(self._dtls_changed)
        self._owner.transport_connected(self)

    def _dtls_changed(self) -> None:
        if not self.closed and not self._dtls.is_open:
            self._owner.transport_ended(self)

    def close(self) -> None:
        """Forward nothing more, at once; then say goodbye and forget the peer."""
        if self.closed:
            return
        self.closed = True
        if self._next_request is not None:
            self._next_request.cancel()
        for slot in self.slots.values():
            slot.point(None)
        for stream in self.streams.values():
            stream.forbid()
        self.link.decrypt_handle = self.link.encrypt_handle = None
        self._ending = asyncio.get_running_loop().create_task(self._end())

    async def _end(self) -> None:
        try:
            await self._dtls.stop()
        finally:
            self.endpoint.close()
        if self._task is not None and not self._task.done():
            self._task.cancel()

    async def ended(self) -> None:
        """Wait until everything started here is over; call `close` first."""
        tasks = [task for task in (self._ending, self._task) if task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)

    def answer(self, candidates: list[tuple[str, int]], fingerprint: str) -> str:
        """The answer to this peer's offer."""
        slots = {name: SlotSsrcs(slot.ssrc, slot.repair_ssrc) for name, slot in self.slots.items()}
        parts = AnswerParts(self.endpoint.user, self.endpoint.password, fingerprint, candidates, slots)
        return write_answer(self._offer, parts)

    def sends_numbers(self) -> bool:
        """Whether packets with transport-wide numbers went out since the last call."""
        before, self._sent_number = self._sent_number, self.link.sent_number
        return self._sent_number != before

    def layers_of(self, source: Source) -> list[Stream]:
        """The streams of one source, from the smallest layer; fixed from the offer on."""
        return self._layers[source]

    # -- LinkOwner --------------------------------------------------------------

    def find_stream(self, found: dict[int, bytes], payload_type: int) -> tuple[Stream, bool] | None:
        """See `LinkOwner`: by mid and rid or repaired rid (RFC 8843 section 9.2, RFC 8852)."""
        texts = {number: data.decode("ascii", "replace") for number, data in found.items()}
        for line in self._mids.values():
            if line.source is None:
                continue
            ids = line.extensions
            mid = texts.get(ids.get(sdp.MID, 0))
            layer = texts.get(ids.get(sdp.RID, 0))
            repaired = texts.get(ids.get(sdp.REPAIRED_RID, 0))
            names_line = mid == line.mid if mid is not None else bool(line.rids)
            stream = self.streams.get((line.source, repaired or layer or SINGLE_LAYER))
            if names_line and stream is not None and (layer or repaired or not line.rids):
                return stream, repaired is not None or payload_type in self._repair_types
        return None

    def on_gap(self) -> None:
        """See `LinkOwner`: ask as soon as what is waiting in the socket has been read."""
        self._ask_at(0.0)

    def _ask_at(self, at: float) -> None:
        """Ask for what is missing at this time or soon after, but never in quick succession."""
        at = max(at, self._asked_at + LEAST_PAUSE_SECONDS)
        if self._next_request is not None:
            if self._next_request.when() <= at:
                return
            self._next_request.cancel()
        self._next_request = asyncio.get_running_loop().call_at(at, self._ask_for_missing)

    def on_slot_begun(self, slot: OutSlot, timestamp: int) -> None:
        """See `LinkOwner`."""
        self._owner.slot_begun(self, slot, timestamp)

    def on_stream_started(self, stream: Stream) -> None:
        """See `LinkOwner`."""
        self._owner.stream_started(stream)

    def on_speech(self, stream: Stream) -> None:
        """See `LinkOwner`."""
        self._owner.speech_began(stream)

    def on_rtcp(self, data: bytes, now: float) -> None:
        """See `LinkOwner`."""
        for part in rtcp.parse(data):
            match part:
                case rtcp.SenderReport():
                    stream = self.link.streams.get(part.ssrc)
                    if stream is not None:
                        stream.clock.reported(part, now)
                case rtcp.ReportBlock():
                    self._on_report(part, now)
                case rtcp.Nack():
                    self.resending.answer(self._slot_by_ssrc.get(part.media_ssrc), part, now)
                case rtcp.KeyFrameRequest():
                    self._on_key_frame_wanted(part, now)
                case rtcp.TransportFeedback():
                    feedback = twcc.read(part.body)
                    if feedback is not None:
                        self._owner.feedback_given(self, feedback, now)

    def _on_report(self, block: rtcp.ReportBlock, now: float) -> None:
        slot = self._slot_by_ssrc.get(block.ssrc)
        if slot is None or slot.stream is None:
            return
        if not slot.extension_word:  # else transport-wide feedback tells, and sooner
            expected = (block.highest_sequence - slot.reported_highest) & 0xFFFF_FFFF
            lost = round(expected * block.fraction_lost)
            if slot.reported_highest and expected < MAX_REPORTED_PACKETS:
                self._owner.packets_reported(self, expected - lost, lost, now)
            slot.reported_highest = block.highest_sequence
        if block.last_report:
            sent = rtcp.ntp_middle(now + UNIX_MINUS_MONOTONIC)
            trip = (sent - block.last_report - block.delay_since_last_report) & 0xFFFF_FFFF
            if trip < 5 * 65536:
                self.round_trip_seconds += (trip / 65536 - self.round_trip_seconds) * 0.25

    def _on_key_frame_wanted(self, request: rtcp.KeyFrameRequest, now: float) -> None:
        slot = self._slot_by_ssrc.get(request.media_ssrc)
        stream = slot.stream if slot is not None else None
        if stream is not None and stream.is_picture:
            self._counters.key_frames_wanted_by_subscribers += 1
            stream.want_key_frame()

    # -- what is due from time to time ------------------------------------------

    def _ask_for_missing(self) -> None:
        """Ask the publisher for what is due; then again when more is."""
        self._next_request = None
        link, now = self.link, time.monotonic()
        self._asked_at = now
        for ssrc, stream in list(link.lossy.items()):
            stream.missing.round_trip_seconds = self.round_trip_seconds
            numbers = stream.missing.due(now)
            if numbers:
                self._counters.packets_asked_for += len(numbers)
                wanted = (number & 0xFFFF for number in numbers)
                self._outlet.send_rtcp(link, rtcp.nack(self._ssrc, ssrc, wanted))
            if not stream.missing:
                del link.lossy[ssrc]
            self._counters.packets_abandoned += stream.missing.abandoned
            stream.missing.abandoned = 0
        if link.lossy:
            self._ask_at(min(stream.missing.next_at() for stream in link.lossy.values()))

    def repair(self, now: float) -> None:
        """Ask the publisher for key frames; every 20 ms."""
        link = self.link
        for stream in list(link.asking):
            if not stream.keyframes.wanted:
                link.asking.discard(stream)
            elif stream.ssrc and stream.keyframes.due(now):
                self._counters.key_frames_asked_for += 1
                self._outlet.send_rtcp(link, rtcp.picture_loss(self._ssrc, stream.ssrc))

    def give_feedback(self, seconds: float, limit_bps: float) -> None:
        """Tell the publisher when its packets came; every 100 ms, `seconds` after the last.

        `limit_bps`: what may be sent to this peer; a share of it is for repairs.
        """
        link = self.link
        self.resending.pass_time(seconds, limit_bps)
        link.allowance = min(
            link.allowance + int(DATAGRAMS_PER_SECOND * seconds), link.received + DATAGRAM_BURST
        )
        link.unproven = max(0, link.unproven - int(UNPROVEN_PER_SECOND * seconds))
        link.reports_allowed = min(
            link.reports_allowed + int(RTCP_PER_SECOND * seconds), link.reports + RTCP_BURST
        )
        if not link.arrivals:
            return
        arrivals, link.arrivals = link.arrivals, []
        body = self._feedback.build(arrivals)
        if body is not None:
            media_ssrc = next((s.ssrc for s in self.streams.values() if s.ssrc), 0)
            feedback = rtcp.transport_feedback(self._ssrc, media_ssrc, body)
            self._outlet.send_rtcp(link, feedback)

    def report(self, now: float) -> None:
        """Sender reports for filled slots, receiver reports for streams; every second."""
        self.resending.begin_second(self._voice_slots, now)
        unix_now = now + UNIX_MINUS_MONOTONIC
        sent = [slot.report(now, unix_now) for slot in self.slots.values() if slot.stream is not None]
        blocks = [
            stream.reception.report(
                stream.ssrc,
                stream.clock.middle,
                stream.clock.since_report(now) if stream.clock.middle else 0.0,
            )
            for stream in self.streams.values()
            if stream.awake and stream.ssrc and stream.reception.received
        ]
        if blocks:
            self.uplink_loss += (max(b.fraction_lost for b in blocks) - self.uplink_loss) * 0.3
        sent.append(rtcp.receiver_reports(self._ssrc, blocks))
        for start in range(0, len(sent), REPORTS_PER_DATAGRAM):
            self._outlet.send_rtcp(self.link, b"".join(sent[start : start + REPORTS_PER_DATAGRAM]))
