"""Packets of publishers who lie, through order, history, repair, pacing and slots, without sockets or keys.

The promise that counts: **under one number of a slot only ever one packet goes out**. Two would break
AES-GCM, and one far from the last would end the slot's SRTP stream (RFC 3711 sections 3.3.1 and 9.1).
"""

from __future__ import annotations

import socket
import struct
from typing import Any, Final, cast

from media.core import Core
from media.counters import Counters
from media.delivery import Delivery
from media.history import KEPT_SECONDS
from media.ids import Source
from media.intake import Intake
from media.link import Link
from media.nack import MAX_MISSING
from media.outgoing import CodecTypes, OutSlot, Subscription
from media.outlet import Outlet
from media.pacer import MAX_HELD, MAX_REPAIRS
from media.reception import MAX_JUMP, PublisherClock
from media.rtp import HEADER, MAX_DATAGRAM_BYTES, REPLAY_WINDOW_PACKETS, Packet
from media.streams import Stream
from tests.fuzz.script import Script
from tests.media.owner import Nobody

OPUS, RED, VP8, VP9, RTX = 111, 63, 96, 98, 97
KEY: Final = b"\x90\xe0\x80\x00\x00\x00\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"
PACED: Final = 0x31 << 24
"""The header extension of a picture's packets, which makes them wait for credit."""
MAX_STEPS: Final = 400
MAX_AHEAD: Final = 0x8000


class _Wire(Outlet):
    """Remembers what went out under which number, instead of sending it."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock, Counters())
        self.outlet = self
        self._sent: dict[tuple[int, int], bytes] = {}
        self._newest: dict[int, int] = {}
        self._repairs: dict[int, int] = {}
        self._original = b""
        self._number = 0

    def fan(self, subscriptions: list[Subscription], packet: Packet) -> None:
        """As `Core.fan`."""
        for each in subscriptions:
            _, slot, link, kind, ssrc, to_number, to_time, to_picture, to_tl0, word = each
            assert slot.stream is not None
            assert slot.stream.forwardable, "what was forbidden meanwhile, having waited"
            if word and link.credit <= 0:
                if slot.wanted is None and slot.subscription is not None:
                    link.pacer.hold((slot.subscription, packet))
                else:
                    slot.keeps_up(packet)
                continue
            link.credit -= len(packet.payload) if word else 0
            number = packet.number + to_number
            newest = self._newest.setdefault(ssrc, number)
            assert abs(number - newest) < MAX_AHEAD, "the roll-over counter is lost"
            assert newest - number < REPLAY_WINDOW_PACKETS, "SRTP can not tell whether it was used before"
            self._newest[ssrc] = max(newest, number)
            timestamp = (packet.timestamp + to_time) & 0xFFFF_FFFF
            head = HEADER.pack(0x80 | packet.padding, packet.marker | kind, number & 0xFFFF, timestamp, ssrc)
            payload = bytearray(packet.payload)
            if packet.picture_id_at:
                picture_id = 0x8000 | ((packet.picture_id + to_picture) & 0x7FFF)
                struct.pack_into("!H", payload, packet.picture_id_at, picture_id)
                if packet.tl0_at:
                    payload[packet.tl0_at] = (packet.tl0 + to_tl0) & 0xFF
            whole = head + bytes(payload)
            assert len(whole) <= MAX_DATAGRAM_BYTES
            assert (ssrc, number) not in self._sent, "two packets under one number"
            self._sent[ssrc, number] = whole
            slot.newest_sent = max(slot.newest_sent, number)

    def resend(self, slot: OutSlot, sequence: int) -> int:
        """A client asks for this number again, or a copy or repair of it has waited for its turn."""
        found = slot.sent_packet(sequence)
        if found is None:
            return 0
        packet, span, _ = found
        assert span.stream.forwardable, "what was forbidden meanwhile"
        self._number = packet.number + span.offsets.sequence
        assert self._number & 0xFFFF == sequence
        self._original = self._sent.get((slot.ssrc, self._number), b"")
        return super().resend(slot, sequence)

    def _protect_and_send(self, link: Link, packet: bytes, protect: Any) -> bool:
        first, _, sequence, _, ssrc = HEADER.unpack_from(packet)
        if ssrc in self._newest:
            behind = self._newest[ssrc] - self._number
            assert behind < REPLAY_WINDOW_PACKETS, "SRTP can not tell whether it was used before"
            # One that came while nothing was sent here may go out for the first time.
            before = self._sent.setdefault((ssrc, self._number), packet)
            assert packet == before, "a voice sent again must be the same to the byte"
            return True
        before_it = self._repairs.get(ssrc, sequence - 1)
        assert sequence == (before_it + 1) & 0xFFFF, "each repair has a number of its own"
        self._repairs[ssrc] = sequence
        payload = packet[HEADER.size + (8 if first & 0x10 else 0) :]
        if self._original:
            assert payload[2:] == self._original[HEADER.size :], "a repair is what was sent"
        return True


class _House:
    """Two publishers' voices and pictures, and two slots of each kind."""

    def __init__(self, sock: socket.socket) -> None:
        self.wire = _Wire(sock)
        self.counters = Counters()
        self.intake = Intake(self.counters, self.wire.fan)
        self.link = Link(Nobody())
        self.streams: list[Stream] = []
        for ssrc, source in enumerate(
            (Source.MICROPHONE, Source.MICROPHONE, Source.CAMERA, Source.CAMERA), 1
        ):
            codecs = {VP8: "VP8", VP9: "VP9"} if source.is_picture else {OPUS: "OPUS"}
            stream = Stream(
                self.link, source, "h", codecs, PublisherClock(), None if source.is_picture else RED
            )
            stream.ssrc, stream.forwardable = ssrc, True
            stream.refresh()
            self.streams.append(stream)
            self.link.repairs[ssrc + 100] = stream
        types = {
            "OPUS": CodecTypes(OPUS, None, RED),
            "VP8": CodecTypes(VP8, RTX),
            "VP9": CodecTypes(VP9, None),
        }
        words = (0, 0, PACED, PACED)
        self.slots = [
            OutSlot(self.link, f"{index}", "0", index > 1, types, words[index]) for index in range(4)
        ]
        self.delivery = Delivery(self.link, cast(Core, self.wire), self.slots, self.counters)
        self.sequences = [0] * 4

    def step(self, script: Script, now: float) -> None:
        """One thing happens."""
        which = script.below(4)
        stream, slot = self.streams[which], self.slots[which]
        kind = script.below(12)
        if kind < 6:
            self.sequences[which] += (1, 1, 1, 2, (30, MAX_JUMP - 96)[which & 1], -3)[kind]
            self._packet(which, script, now)
        elif kind == 6:
            self.sequences[which] = script.below(65536)
            self._packet(which, script, now)
        elif kind == 7:
            slot.point(None if script.below(4) == 0 else self.streams[which & 2 | script.below(2)])
        elif kind == 8 and slot.is_picture:
            self._pace(slot, script)
        elif kind == 8:
            slot.prefer_redundancy(bool(script.below(2)))
        elif kind == 9:
            self.wire.resend(slot, self._near(slot, script))
        elif kind == 10:
            stream.missing.due(now)
            payload = struct.pack("!H", (self.sequences[which] - script.below(40)) & 0xFFFF) + KEY
            self.intake.repaired(self.link, stream.ssrc + 100, 0, 960, script.below(2) * 0x20, payload, now)
        elif script.below(2):
            stream.forbid()
        else:
            stream.forwardable = True
            stream.refresh()

    def _near(self, slot: OutSlot, script: Script) -> int:
        newest = slot.newest_sent if slot.stream is not None else 0
        return (newest - script.below(20) + 3) & 0xFFFF

    def _pace(self, slot: OutSlot, script: Script) -> None:
        """Copies begin or end, a link runs out of credit, or has it again."""
        choice, link = script.below(8), self.link
        if choice < 2:
            slot.prefer_copies(bool(choice))
        elif choice < 4:
            link.credit = 0.0
        elif choice == 4:
            self.delivery.stop_pacing()
        elif choice == 5:
            link.pacer.hold_repair((slot, self._near(slot, script)))
        else:
            link.credit = (60.0, 2000.0)[choice - 6]
            self.delivery._send_waiting()

    def _packet(self, which: int, script: Script, now: float) -> None:
        stream = self.streams[which]
        sequence = self.sequences[which] & 0xFFFF
        timestamp = sequence * (3000 if stream.is_picture else 960) & 0xFFFF_FFFF
        if stream.is_picture:
            payload_type = (VP8, VP8, VP8, VP9)[script.below(4)]
            payload = (KEY, b"\x90\xe0" + script.octets(6), script.octets(script.below(40)))[script.below(3)]
        elif script.below(3):
            payload_type, payload = OPUS, script.octets(1 + script.below(9)) * (1 + script.below(2) * 140)
        else:
            payload_type = RED
            size = script.below(12)
            payload = struct.pack("!IB", (0x80 | OPUS) << 24 | 960 << 10 | size, OPUS) + script.octets(
                size + 2
            )
        if payload and stream.awake:
            padding = 0x20 if script.below(16) == 0 else 0
            self.intake.accept(stream, padding, payload_type, sequence, timestamp, payload, now)

    def check(self) -> None:
        """What must hold at any time."""
        for stream in self.streams:
            assert len(stream.missing) <= MAX_MISSING
            assert not stream.subscriptions or stream.forwardable
        assert len(self.link.pacer) <= MAX_HELD + MAX_REPAIRS
        for slot in self.slots:
            assert slot.stream is None or slot.subscription in [
                *slot.stream.subscriptions,
                *slot.stream.redundant,
            ]


def forwarding(data: bytes) -> None:
    """Whatever publishers send and subscribers ask, each number of a slot means one packet."""
    script = Script(data)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        house = _House(sock)
        now = 100.0
        for slot, stream in zip(house.slots, house.streams, strict=True):
            slot.point(stream)
        for _ in range(MAX_STEPS):
            if script.ended:
                break
            house.step(script, now)
            house.check()
            now += (0.005, 0.02, 0.3, KEPT_SECONDS)[script.below(64) // 21]
