"""The hot loop: datagrams in, decrypt in place, rewrite per subscriber, encrypt in place, out.

About 4 microseconds of CPU per forwarded packet, so: plain tuples, local names, two
preallocated buffers, no object per subscriber. `Core.fan` is the one seam where
`sendmmsg`, UDP_SEGMENT or a compiled loop could come later. What is rare (learning a
new SSRC) is done in methods of its own; what a decrypted packet means to its stream is in
`media.intake`.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Final

from media import aiortc_private as private
from media.counters import Counters
from media.estimator import RING_MASK
from media.ids import Address
from media.intake import Intake
from media.link import Link
from media.outgoing import OutSlot, Subscription
from media.outlet import Outlet
from media.rtp import (
    EXTENDED_HEADER,
    HEADER,
    MAX_DATAGRAM_BYTES,
    ONE_WORD_OF_EXTENSIONS,
    U16,
    U32,
    Packet,
    extensions,
    find_extension,
    payload_bounds,
)
from media.streams import Stream

BATCH_DATAGRAMS: Final = 64
BUFFER_BYTES: Final = 2048
PLAIN_HEADER_BYTES: Final = 12
EXTENDED_HEADER_BYTES: Final = 20

MAX_UNKNOWN_SSRCS: Final = 64
"""Distinct SSRCs beyond the offer that one peer may ever show: libsrtp keeps state for each that
was decrypted, and looks through all of it for each packet."""
MAX_REPORTERS: Final = 128
"""The same for senders of RTCP; browsers have one for each line at most."""
SKIP_MASK: Final = 63
"""Of media nobody watches one packet in 64 is decrypted, so that libsrtp can follow its
roll-over counter (RFC 3711 section 3.3.1)."""
SUSPICIOUS: Final = 1000
"""With so many packets under a peer's address that did not prove to be its own, only those of streams
and reporters known before are looked at: a stranger who forges the address cannot name them."""
MOST_UNPROVEN: Final = 4000
"""With so many none is: who can name them reads along on the way, and our work has its bound."""


class Core:
    """Reads one UDP socket for all peers and forwards what is media."""

    def __init__(
        self,
        sock: socket.socket,
        counters: Counters,
        control: Callable[[bytes, Address], None],
    ) -> None:
        """`control` gets what is neither RTP nor RTCP, and all from unknown addresses."""
        self._socket = sock
        self._counters = counters
        self._control = control
        self.links: dict[Address, Link] = {}
        self.outlet = Outlet(sock, counters)
        self._in = private.Scratch(BUFFER_BYTES)
        self._out = private.Scratch(BUFFER_BYTES)
        self._intake = Intake(counters, self.fan)

    # -- in -----------------------------------------------------------------------

    def drain(self) -> None:
        """Handle what is waiting, up to a batch, so that others get their turn."""
        receive, view = self._socket.recvfrom_into, self._in.view
        links, counters, clock = self.links, self._counters, time.monotonic
        for _ in range(BATCH_DATAGRAMS):
            try:
                size, address = receive(view)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                counters.packets_blocked += 1
                return
            if size > MAX_DATAGRAM_BYTES:
                counters.datagrams_oversized += 1
                continue
            link = links.get(address)
            if link is None or size < 12 or not 127 < view[0] < 192:
                self._control(bytes(view[:size]), address)
                continue
            if link.received > link.allowance or link.decrypt_handle is None:
                counters.over_allowance += 1
                continue
            if link.unproven > SUSPICIOUS and not self._is_expected(link):
                counters.over_allowance += 1
                continue
            link.received += 1
            if 191 < view[1] < 224:  # RFC 5761 section 4
                self._rtcp(link, size, clock())
            else:
                self._media(link, size, clock())

    def _rtcp(self, link: Link, size: int, now: float) -> None:
        counters, scratch = self._counters, self._in
        counters.rtcp_received += 1
        # Chromium sends one empty receiver report a second for each picture line, used
        # or not. The first 8 bytes are in the clear: drop them before decryption.
        if size <= 28 and scratch.view[0] == 0x80 and scratch.view[1] == 201:
            counters.rtcp_empty += 1
            link.doubt()
            return
        if link.reports > link.reports_allowed:
            counters.over_allowance += 1
            return
        sender = U32.unpack_from(scratch.view, 4)[0]
        if not self._is_within(link.reporters, sender, MAX_REPORTERS):
            link.doubt()
            return
        scratch.length[0] = size
        if private.unprotect_rtcp(link.decrypt_handle, scratch.pointer, scratch.length):
            counters.decryption_failed += 1
            link.doubt()
            return
        link.reports += 1
        link.alive_at = now
        link.reporters.add(sender)
        link.owner.on_rtcp(bytes(scratch.view[: scratch.length[0]]), now)

    def _media(self, link: Link, size: int, now: float) -> None:
        counters, view = self._counters, self._in.view
        counters.packets_received += 1
        counters.octets_received += size
        first, second, sequence, timestamp, ssrc = HEADER.unpack_from(view)
        bounds = payload_bounds(view, size)
        if bounds is None:
            counters.datagrams_malformed += 1
            link.doubt()
            return
        stream = link.streams.get(ssrc)
        source = stream or link.repairs.get(ssrc)
        if source is None:
            if not self._is_within(link.unknown_ssrcs, ssrc, MAX_UNKNOWN_SSRCS):
                link.doubt()
                return
        elif not source.awake:
            self._pass_over(link, source, stream is not None, size, bounds, now)
            return
        end = self._decrypt(link, size, now)
        if not end:
            return
        self._note_arrival(link, bounds, now)
        if source is None:
            stream = self._learn(link, ssrc, second & 0x7F, bounds)
        payload = bytes(view[bounds[2] : end])
        if not payload or self._is_flood(stream or link.repairs.get(ssrc), now):
            return
        if stream is None:
            self._intake.repaired(link, ssrc, second, timestamp, first & 0x20, payload, now)
            return
        if stream.voice is not None:
            self._hear(link, stream, bounds, now)
        self._intake.accept(stream, first & 0x20, second, sequence, timestamp, payload, now)

    def _is_flood(self, source: Stream | None, now: float) -> bool:
        """Whether this authentic packet is more than its source may send."""
        if source is None or source.may_come(now):
            return False
        self._counters.sound_over_ceiling += 1
        return True

    def _hear(self, link: Link, stream: Stream, bounds: tuple[int, int, int], now: float) -> None:
        """Take the loudness a microphone's packet states (RFC 6464)."""
        view = self._in.view
        at = find_extension(view, bounds[0], bounds[1], link.level_id)
        if at and stream.voice is not None and stream.voice.heard(view[at] & 0x7F, now):
            link.owner.on_speech(stream)

    def _decrypt(self, link: Link, size: int, now: float) -> int:
        """Decrypt the packet in the buffer in place; its new size, 0 if it is not authentic."""
        scratch = self._in
        scratch.length[0] = size
        if private.unprotect(link.decrypt_handle, scratch.pointer, scratch.length):
            self._counters.decryption_failed += 1
            link.doubt()
            return 0
        link.alive_at = now
        return int(scratch.length[0])

    def _pass_over(
        self, link: Link, source: Stream, is_media: bool, size: int, bounds: tuple[int, int, int], now: float
    ) -> None:
        """A packet nobody wants: not decrypted, but for one in 64.

        Unauthenticated it is good for the publisher's congestion feedback, which ignores
        numbers never sent, and for knowing that the layer is alive, and for nothing else.
        """
        self._counters.packets_not_wanted += 1
        self._note_arrival(link, bounds, now)
        if is_media:
            self._intake.note_alive(source, size, self._in.view[1] & 0x80, now)
        source.skipped += 1
        if source.skipped & SKIP_MASK:
            link.doubt()
        else:
            self._decrypt(link, size, now)

    def _note_arrival(self, link: Link, bounds: tuple[int, int, int], now: float) -> None:
        if link.transport_number_id:
            view = self._in.view
            at = find_extension(view, bounds[0], bounds[1], link.transport_number_id)
            if at:
                link.arrivals.append((view[at] << 8 | view[at + 1], now))

    # -- out ----------------------------------------------------------------------

    def fan(self, subscriptions: list[Subscription], packet: Packet) -> None:
        """Send `packet` in each of the slots, rewritten and encrypted for each."""
        scratch = self._out
        out, pointer, length = scratch.view, scratch.pointer, scratch.length
        protect, send = private.protect, self._socket.sendto
        pack_extended, pack_plain = EXTENDED_HEADER.pack_into, HEADER.pack_into
        payload, number, timestamp = packet.payload, packet.number, packet.timestamp
        marker, picture_id_at = packet.marker, packet.picture_id_at
        extended_size = EXTENDED_HEADER_BYTES + len(payload)
        plain_size = PLAIN_HEADER_BYTES + len(payload)
        extended_body = out[EXTENDED_HEADER_BYTES:extended_size]
        plain_body = out[PLAIN_HEADER_BYTES:plain_size]
        extended_first, plain_first = 0x90 | packet.padding, 0x80 | packet.padding
        mark, held = (time.monotonic(), extended_size), 0
        for handle, slot, link, kind, ssrc, to_number, to_time, to_picture, to_tl0, word in subscriptions:
            endless = number + to_number
            sequence = endless & 0xFFFF
            time_out = (timestamp + to_time) & 0xFFFF_FFFF
            if word:
                credit = link.credit
                if credit <= 0:
                    held += 1
                    self._hold(slot, packet)
                    continue
                link.credit = credit - extended_size
                link.sent_number = count = (link.sent_number + 1) & 0xFFFF
                link.sent[count & RING_MASK] = mark
                pack_extended(
                    out,
                    0,
                    extended_first,
                    marker | kind,
                    sequence,
                    time_out,
                    ssrc,
                    ONE_WORD_OF_EXTENSIONS,
                    word | count << 8,
                )
                extended_body[:] = payload
                length[0] = extended_size
                start = EXTENDED_HEADER_BYTES
            else:
                pack_plain(out, 0, plain_first, marker | kind, sequence, time_out, ssrc)
                plain_body[:] = payload
                length[0] = plain_size
                start = PLAIN_HEADER_BYTES
            if picture_id_at:
                picture_id = 0x8000 | ((packet.picture_id + to_picture) & 0x7FFF)
                U16.pack_into(out, start + picture_id_at, picture_id)
                if packet.tl0_at:
                    out[start + packet.tl0_at] = (packet.tl0 + to_tl0) & 0xFF
            if protect(handle, pointer, length):
                self._counters.encryption_failed += 1
                continue
            if endless > slot.newest_sent:
                slot.newest_sent = endless
            try:
                send(out[: length[0]], link.address)  # type: ignore[arg-type]
            except OSError:
                self._counters.packets_blocked += 1
        self._counters.packets_forwarded += len(subscriptions) - held
        self._counters.octets_forwarded += (len(subscriptions) - held) * len(payload)

    def _hold(self, slot: OutSlot, packet: Packet) -> None:
        """Keep a packet until its link has credit; what is about to be replaced is not worth it."""
        if slot.wanted is None and slot.subscription is not None:
            slot.link.pacer.hold((slot.subscription, packet))
            self._counters.packets_held += 1
        else:
            self._counters.packets_held_in_vain += 1
            slot.keeps_up(packet)

    # -- learning and repair ------------------------------------------------------

    def _is_expected(self, link: Link) -> bool:
        """Whether to look at the datagram in the buffer while others are forged under its address."""
        view = self._in.view
        if link.unproven > MOST_UNPROVEN:
            return False
        if 191 < view[1] < 224:
            return U32.unpack_from(view, 4)[0] in link.reporters
        ssrc = U32.unpack_from(view, 8)[0]
        return ssrc in link.streams or ssrc in link.repairs

    def _is_within(self, known: set[int], ssrc: int, most: int) -> bool:
        """Whether `ssrc` may be decrypted; only what proved authentic joins those that are known."""
        if ssrc in known or len(known) < most:
            return True
        self._counters.streams_unknown += 1
        return False

    def _learn(self, link: Link, ssrc: int, payload_type: int, bounds: tuple[int, int, int]) -> Stream | None:
        """Find whose SSRC this is by the packet's mid and rid (RFC 8852); None for repairs."""
        link.unknown_ssrcs.add(ssrc)
        found = dict(extensions(self._in.view, bounds[0], bounds[1]))
        learnt = link.owner.find_stream(found, payload_type)
        if learnt is None:
            self._counters.streams_unknown += 1
            return None
        stream, is_repair = learnt
        if is_repair:
            link.repairs[ssrc] = stream
            return None
        if stream.ssrc:
            link.streams.pop(stream.ssrc, None)
        stream.ssrc = ssrc
        link.streams[ssrc] = stream
        return stream
