"""A client of the forwarder without a browser: aiortc's DTLS over a bare UDP socket.

Sends and receives single packets, so that a test can leave some out, bend others, and see
each that comes. Follows the contract in `media/sdp.py`.
"""

from __future__ import annotations

import asyncio
import re
import struct
from collections.abc import Callable, Sequence
from typing import Any

import aioice.stun
from aiortc import RTCCertificate
from pylibsrtp import Error as SrtpError

from media import rtcp, sdp
from media.aiortc_private import Dtls, SrtpSessions, fingerprint_of
from media.ids import Source
from media.rtp import HEADER, extensions, payload_bounds
from media.sfu import Sfu, SlotPointing

OPUS, DOUBLED, VP8, VP8_REPAIR = 111, 63, 96, 97
LEVEL, NUMBER, MID, RID, REPAIRED_RID = 1, 3, 4, 10, 11
KEY_FRAME = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"
"""The head of a VP8 key frame of 640x360."""
DELTA_FRAME = b"\x11\x02\x00" + bytes(7)


def vp8(picture_id: int, frame: bytes = DELTA_FRAME, tl0: int = 1) -> bytes:
    """A payload that begins a frame, with picture id, TL0PICIDX and temporal layer 0."""
    return struct.pack("!BBHBB", 0x90, 0xE0, 0x8000 | picture_id & 0x7FFF, tl0 & 0xFF, 0) + frame


class Received:
    """One decrypted RTP packet."""

    def __init__(self, data: bytes, sealed: bytes) -> None:
        _, second, self.sequence, self.timestamp, self.ssrc = HEADER.unpack_from(data)
        bounds = payload_bounds(data, len(data))
        assert bounds is not None
        self.marker, self.payload_type = second >> 7, second & 0x7F
        self.extensions = dict(extensions(data, bounds[0], bounds[1]))
        self.payload = data[bounds[2] :]
        self.sealed = sealed
        """As it was on the wire."""

    @property
    def picture_id(self) -> int:
        value: int = struct.unpack_from("!H", self.payload, 2)[0]
        return value & 0x7FFF


class Told:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.slots: dict[str, dict[str, SlotPointing]] = {}
        self.speaking: list[str] = []
        self.layers: dict[str, list[str]] = {}
        """Wanted of each one's camera."""
        self.screen_layers: dict[str, list[str]] = {}
        self.qualities: list[tuple[str, str]] = []
        self.connected: list[str] = []
        self.lost: list[str] = []
        self._changed = asyncio.Event()

    def wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], Any], seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while not holds():
                await self._changed.wait()

    def slots_pointed(self, room: str, peer: str, slots: Sequence[SlotPointing]) -> None:
        self.slots.setdefault(peer, {}).update({each.slot: each for each in slots})
        self.wake()

    def speakers_changed(self, room: str, speaking: Sequence[str]) -> None:
        self.speaking = list(speaking)
        self.wake()

    def layers_wanted(self, room: str, peer: str, source: Source, layers: Sequence[str]) -> None:
        (self.screen_layers if source is Source.SCREEN else self.layers)[peer] = list(layers)
        self.wake()

    def quality_changed(self, room: str, peer: str, quality: str) -> None:
        self.qualities.append((peer, quality))
        self.wake()

    def peer_connected(self, room: str, peer: str) -> None:
        self.connected.append(peer)
        self.wake()

    def peer_lost(self, room: str, peer: str) -> None:
        self.lost.append(peer)
        self.wake()

    def shows(self, viewer: str, whom: str, source: Source) -> SlotPointing | None:
        slots = self.slots.get(viewer, {}).values()
        return next((s for s in slots if s.peer == whom and s.source is source), None)


class Client(asyncio.DatagramProtocol):
    """One peer of the room "room"."""

    role = "controlling"

    def __init__(self, sfu: Sfu, told: Told, name: str, voices: int = 3, pictures: int = 3) -> None:
        self.sfu, self.told, self.name = sfu, told, name
        self.host = "127.0.0.1"
        self.rewrite_answer: Callable[[str], str] = str
        self.rids: tuple[str, ...] = ("l", "m", "h")
        self.screen_rids: tuple[str, ...] = ()
        """Our browser client has "l" and "h", both in full size."""
        self.doubles = False
        """Whether this client can send and read each voice packet twice (RFC 2198)."""
        self._voices, self._pictures = voices, pictures
        self._certificate = RTCCertificate.generateCertificate()
        self._incoming: asyncio.Queue[bytes] = asyncio.Queue()
        self._sessions: SrtpSessions | None = None
        self._dtls: Dtls | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._server: tuple[str, int] = ("", 0)
        self._server_user = self._server_password = ""
        self._number = 0
        self.received: list[Received] = []
        self.reports: list[rtcp.Part] = []
        self.raw_rtcp: list[bytes] = []
        self.answers = 0
        self.slot_ssrcs: dict[str, tuple[int, int]] = {}
        self.mids: dict[str, str] = {}
        base = 1000 * (hash(name) & 0xFFFF) + 1
        self.ssrcs = {
            (Source.MICROPHONE, ""): base,
            (Source.CAMERA, "l"): base + 1,
            (Source.CAMERA, "m"): base + 2,
            (Source.CAMERA, "h"): base + 3,
            (Source.SCREEN, ""): base + 4,
            (Source.SCREEN_SOUND, ""): base + 5,
            (Source.SCREEN, "l"): base + 6,
            (Source.SCREEN, "h"): base + 7,
        }
        self.refused: list[bytes] = []
        """What could not be decrypted: forged or a repetition."""
        self.loses: Callable[[int, int], bool] = lambda ssrc, sequence: False
        """Whether a packet gets lost on the way here, by SSRC and sequence number."""

    # -- connecting -------------------------------------------------------------

    def offer(self) -> str:
        lines = [
            self._line("audio", "sendonly", 0, Source.MICROPHONE),
            self._line("video", "sendonly", 1, Source.CAMERA),
            self._line("video", "sendonly", 2, Source.SCREEN),
            self._line("audio", "sendonly", 3, Source.SCREEN_SOUND),
        ]
        kinds = ["audio"] * self._voices + ["video"] * self._pictures + ["video", "audio"]
        lines += [self._line(kind, "recvonly", 4 + i) for i, kind in enumerate(kinds)]
        mids = " ".join(str(i) for i in range(len(lines)))
        head = f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {mids}\r\n"
        return head + "".join(lines)

    def _line(self, kind: str, direction: str, mid: int, source: Source | None = None) -> str:
        out = [f"m={kind} 9 UDP/TLS/RTP/SAVPF {f'{OPUS}' if kind == 'audio' else f'{VP8} {VP8_REPAIR}'}"]
        out += ["c=IN IP4 0.0.0.0", "a=ice-ufrag:abcd", "a=ice-pwd:0123456789abcdef0123456789"]
        out += [f"a=fingerprint:sha-256 {fingerprint_of(self._certificate)}", "a=setup:actpass"]
        out += [f"a=mid:{mid}", "a=rtcp-mux", "a=rtcp-rsize", f"a={direction}"]
        out += [f"a=extmap:{MID} {sdp.MID}", f"a=extmap:{NUMBER} {sdp.TRANSPORT_NUMBER}"]
        if kind == "audio":
            out += [f"a=rtpmap:{OPUS} opus/48000/2", f"a=fmtp:{OPUS} minptime=10;useinbandfec=1"]
            out += [f"a=extmap:{LEVEL} {sdp.AUDIO_LEVEL}"]
            if self.doubles:
                out += [f"a=rtpmap:{DOUBLED} red/48000/2", f"a=fmtp:{DOUBLED} {OPUS}/{OPUS}"]
        else:
            out += [f"a=rtpmap:{VP8} VP8/90000", f"a=rtpmap:{VP8_REPAIR} rtx/90000"]
            out += [f"a=fmtp:{VP8_REPAIR} apt={VP8}"]
            out += [f"a=extmap:{RID} {sdp.RID}", f"a=extmap:{REPAIRED_RID} {sdp.REPAIRED_RID}"]
        rids = {Source.CAMERA: self.rids, Source.SCREEN: self.screen_rids}.get(source) if source else ()
        if rids:
            out += [f"a=rid:{rid} send" for rid in rids]
            out += [f"a=simulcast:send {';'.join(rids)}"]
        elif source is not None:
            ssrc = self.ssrcs[source, "h" if source is Source.CAMERA else ""]
            if source.is_picture:
                out += [f"a=ssrc-group:FID {ssrc} {ssrc + 500}"]
            out += [f"a=ssrc:{ssrc} cname:test"]
        return "\r\n".join(out) + "\r\n"

    async def connect(self) -> None:
        await self.open_socket()
        answer = self.rewrite_answer(await self.sfu.answer("room", self.name, self.offer()))
        self.read_answer(answer)
        before = self.told.connected.count(self.name)
        self.check()
        self._dtls = Dtls(self, self._certificate, role="client")
        fingerprint = self._value(answer, "fingerprint:sha-256 ")
        async with asyncio.timeout(10):
            assert await self._dtls.start("sha-256", fingerprint)
        self._sessions = self._dtls.sessions([])
        await self.told.until(lambda: self.told.connected.count(self.name) > before)

    async def open_socket(self) -> None:
        """A fresh socket, so also a fresh address."""
        if self._transport is not None:
            self._transport.close()
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(self.host, 0))

    def _value(self, text: str, name: str) -> str:
        found = re.search(rf"a={re.escape(name)}(.+)\r\n", text)
        assert found is not None
        return found[1]

    def read_answer(self, answer: str) -> None:
        self._server_user = self._value(answer, "ice-ufrag:")
        self._server_password = self._value(answer, "ice-pwd:")
        host, port = self._value(answer, "candidate:").split()[4:6]
        self._server = (host, int(port))
        for part in answer.split("m=")[1:]:
            ssrcs = [int(each) for each in re.findall(r"a=ssrc:(\d+) cname", part)]
            if ssrcs:
                name = self._value(part, "msid:").split()[1]
                self.slot_ssrcs[name] = (ssrcs[0], ssrcs[-1])
                self.mids[name] = self._value(part, "mid:")

    def check(self, password: str | None = None, nominate: bool = True) -> None:
        """Send one connectivity check."""
        message = aioice.stun.Message(
            aioice.stun.Method.BINDING,
            aioice.stun.Class.REQUEST,
            attributes={"USERNAME": f"{self._server_user}:abcd", "PRIORITY": 1},
        )
        if nominate:
            message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity((password or self._server_password).encode())
        self.send_raw(bytes(message))

    async def close(self) -> None:
        if self._dtls is not None:
            await self._dtls.stop()
        if self._transport is not None:
            self._transport.close()

    # -- packets in ---------------------------------------------------------------

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data[0] < 4:
            self.answers += 1
        elif data[0] < 64:
            self._incoming.put_nowait(data)
        elif self._sessions is not None:
            self._open(data, self._sessions)
        self.told.wake()

    def _open(self, data: bytes, sessions: SrtpSessions) -> None:
        try:
            if 191 < data[1] < 224:
                plain = sessions.decrypt.unprotect_rtcp(data)
                self.raw_rtcp.append(plain)
                self.reports += list(rtcp.parse(plain))
            else:
                _, _, sequence, _, ssrc = HEADER.unpack_from(data)
                if not self.loses(ssrc, sequence):
                    self.received.append(Received(sessions.decrypt.unprotect(data), data))
        except SrtpError:
            self.refused.append(data)

    async def _recv(self) -> bytes:
        return await self._incoming.get()

    async def _send(self, data: bytes) -> None:
        self.send_raw(data)

    def in_slot(self, slot: str) -> list[Received]:
        return [each for each in self.received if each.ssrc == self.slot_ssrcs[slot][0]]

    def repairs(self, slot: str) -> list[Received]:
        return [each for each in self.received if each.ssrc == self.slot_ssrcs[slot][1]]

    # -- packets out ----------------------------------------------------------------

    def send_raw(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.sendto(data, self._server)

    def application_data(self, payload: bytes) -> bytes:
        """A DTLS record of what we have no channel for."""
        assert self._dtls is not None
        connection = self._dtls._transport._ssl
        assert connection is not None
        connection.send(payload)
        return connection.bio_read(1500)

    def send(
        self, ssrc: int, payload_type: int, sequence: int, timestamp: int, payload: bytes,
        marker: bool = False, ids: Sequence[tuple[int, bytes]] = (),
    ) -> None:  # fmt: skip
        """Encrypt and send an RTP packet; the transport-wide number is put in."""
        assert self._sessions is not None
        self._number += 1
        elements = [*ids, (NUMBER, struct.pack("!H", self._number & 0xFFFF))]
        packed = b"".join(bytes([i << 4 | len(data) - 1]) + data for i, data in elements)
        packed += bytes(-len(packed) % 4)
        second = payload_type | (0x80 if marker else 0)
        head = HEADER.pack(0x90, second, sequence & 0xFFFF, timestamp & 0xFFFF_FFFF, ssrc)
        head += struct.pack("!HH", 0xBEDE, len(packed) // 4) + packed
        self.send_raw(self._sessions.encrypt.protect(head + payload))

    def speak(self, sequence: int, level: int = 30, payload: bytes = b"opus") -> None:
        """One 20 ms packet of the microphone."""
        ids = [(LEVEL, bytes([level]))]
        ssrc = self.ssrcs[Source.MICROPHONE, ""]
        self.send(ssrc, OPUS, sequence, sequence * 960, payload, ids=ids)

    def speak_doubled(self, sequence: int, payload: bytes, before: bytes) -> None:
        """The same with the packet before it inside."""
        ssrc = self.ssrcs[Source.MICROPHONE, ""]
        head = struct.pack("!IB", (0x80 | OPUS) << 24 | 960 << 10 | len(before), OPUS)
        self.send(ssrc, DOUBLED, sequence, sequence * 960, head + before + payload)

    def film(self, layer: str, sequence: int, frame: bytes = DELTA_FRAME) -> None:
        """One frame of one packet of a camera layer."""
        self.picture(Source.CAMERA, layer, sequence, frame)

    def picture(self, source: Source, layer: str, sequence: int, frame: bytes = DELTA_FRAME) -> None:
        """The same of either picture, with its ids as browsers send them."""
        ids = [(MID, b"1" if source is Source.CAMERA else b"2"), (RID, layer.encode())]
        payload = vp8(sequence, frame)
        self.send(self.ssrcs[source, layer], VP8, sequence, sequence * 6000, payload, True, ids)

    def keep_speaking(self, sequence: int) -> None:
        """A packet now and every 20 ms until the socket closes, as a microphone does."""
        if self._transport is None or self._transport.is_closing():
            return
        self.speak(sequence)
        asyncio.get_running_loop().call_later(0.02, self.keep_speaking, sequence + 1)

    def keep_filming(self, layer: str, sequence: int) -> None:
        """A frame now and every 50 ms until the socket closes, as a camera does."""
        if self._transport is None or self._transport.is_closing():
            return
        self.film(layer, sequence)
        asyncio.get_running_loop().call_later(0.05, self.keep_filming, layer, sequence + 1)

    def film_again(self, layer: str, sequence: int, repair_sequence: int, frame: bytes = DELTA_FRAME) -> None:
        """Resend a frame by RTX."""
        ids = [(MID, b"1"), (REPAIRED_RID, layer.encode())]
        payload = struct.pack("!H", sequence & 0xFFFF) + vp8(sequence, frame)
        ssrc = self.ssrcs[Source.CAMERA, layer] + 500
        self.send(ssrc, VP8_REPAIR, repair_sequence, sequence * 6000, payload, True, ids)

    def send_rtcp(self, data: bytes) -> None:
        assert self._sessions is not None
        self.send_raw(self._sessions.encrypt.protect_rtcp(data))
