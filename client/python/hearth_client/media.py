"""Sending a clip and counting what comes: no encoder, no decoder, no jitter buffer."""

import asyncio
import secrets
import struct
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hearth_client import rtp, sdp
from hearth_client.clip import Clip
from hearth_client.transport import Transport

_QUIET, _SPEAKING = 127, 30  # audio levels in −dBov (RFC 6464)
_AUDIO_SECONDS = 0.02  # of one Opus packet
_REPORT_SECONDS = 1.0


@dataclass(slots=True)
class Received:
    """What came in one slot since it was pointed at somebody, or since the beginning if it never was."""

    seat_id: str | None = None
    source: str | None = None
    packets: int = 0
    bytes: int = 0
    frames: int = 0
    key_frames: int = 0


class Outgoing:
    """One RTP stream on its way out."""

    def __init__(self, transport: Transport, ssrc: int, payload_type: int, rate: int) -> None:
        self._transport = transport
        self._payload_type = payload_type
        self._rate = rate
        self._sequence = secrets.randbits(15)
        self._began = secrets.randbits(31)
        self._reported = 0.0
        self.ssrc = ssrc
        self.packets = 0
        self.octets = 0

    def send(
        self, payload: bytes, seconds: float, extensions: Sequence[tuple[int, bytes]], *, marker: bool = False
    ) -> None:
        """Send one packet of what belongs to this second of the stream."""
        self._sequence += 1
        packet = rtp.write_rtp(
            self.ssrc,
            self._payload_type,
            self._sequence,
            self._timestamp(seconds),
            payload,
            extensions,
            marker=marker,
        )
        if not self._transport.send_rtp(packet):
            return
        self.packets += 1
        self.octets += len(payload)

    def report(self, seconds: float) -> None:
        """Send a sender report, at most one a second."""
        now = time.time()
        if now - self._reported < _REPORT_SECONDS:
            return
        self._reported = now
        self._transport.send_rtcp(
            rtp.write_sender_report(self.ssrc, now, self._timestamp(seconds), self.packets, self.octets)
        )

    def _timestamp(self, seconds: float) -> int:
        return self._began + round(seconds * self._rate)


class Media:
    """The one media connection of a seat: an offer, and after `connect` packets both ways.

    Publishing is two things: ask the room (`Publish`), and send. The server drops what was not published.
    """

    def __init__(self, voices: int, pictures: int, layers: tuple[str, ...] = sdp.LAYERS) -> None:
        self._transport = Transport(self._take_rtp, self._take_rtcp)
        base = secrets.randbelow(2**31)
        cameras = {layer: base + 1 + index for index, layer in enumerate(sdp.LAYERS)}
        self._sending = sdp.Sending(base, cameras, base + 4, base + 5)
        self._layers = layers
        self._slots: dict[int, str] = {}
        self._number = 0
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._microphone = Outgoing(self._transport, base, sdp.OPUS, rtp.AUDIO_RATE)
        self._cameras = {
            layer: Outgoing(self._transport, ssrc, sdp.VP8, rtp.VIDEO_RATE) for layer, ssrc in cameras.items()
        }
        self._picture_id = secrets.randbits(14)
        self._wanted: set[str] = set()  # layers of which somebody needs a key frame
        self._started = time.monotonic()
        self._changed = asyncio.Event()
        self._watched = set(sdp.LAYERS)
        self.received: dict[str, Received] = {}
        """By the slot's mid."""
        self.packets_received = 0
        """Of all slots since the beginning, whoever they carried."""
        self.key_frames_asked = 0
        self.offer = sdp.write_offer(self._transport.ours, self._sending, layers, voices, pictures)

    @property
    def is_open(self) -> bool:
        """Whether packets can pass."""
        return self._transport.is_open

    async def connect(self, answer: str) -> None:
        """Connect by the server's answer; raise `NoMedia`, or `ValueError` if it is no answer."""
        read = sdp.read_answer(answer)
        self._slots = read.slots
        await self._transport.connect(read)

    async def close(self) -> None:
        """Stop sending, and hang up."""
        for source in list(self._tasks):
            await self.stop(source)
        await self._transport.close()

    # — sending —

    def send_camera(self, clip: Clip) -> None:
        """Send the clip's pictures round and round, in every layer that was offered and that the clip has."""
        self._begin("camera", self._send_pictures(clip))

    def send_microphone(self, clip: Clip) -> None:
        """Send the clip's sound round and round."""
        self._begin("microphone", self._send_sound(clip))

    async def stop(self, source: str) -> None:
        """Send nothing more of `camera` or `microphone`."""
        task = self._tasks.pop(source, None)
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def sent(self, source: str) -> int:
        """How many packets of `camera` (all layers) or `microphone` have gone out."""
        streams = self._cameras.values() if source == "camera" else [self._microphone]
        return sum(stream.packets for stream in streams)

    def _begin(self, source: str, sending: Any) -> None:
        if source in self._tasks:
            sending.close()
            return
        self._tasks[source] = asyncio.create_task(sending)

    async def _send_pictures(self, clip: Clip) -> None:
        layers = [layer for layer in (self._layers or ("h",)) if layer in clip.pictures]
        positions = dict.fromkeys(layers, 0)
        async for seconds in self._beats(1 / clip.pictures_per_second):
            self._picture_id += 1
            for layer in self._watched.intersection(layers):
                frames = clip.pictures[layer]
                if layer in self._wanted:
                    positions[layer] = clip.next_key_frame(layer, positions[layer])
                    self._wanted.discard(layer)
                self._send_frame(layer, frames[positions[layer]], seconds)
                positions[layer] = (positions[layer] + 1) % len(frames)

    def _send_frame(self, layer: str, frame: bytes, seconds: float) -> None:
        stream = self._cameras[layer]
        names = [(sdp.MID, sdp.CAMERA_MID.encode()), (sdp.RID, layer.encode())] if self._layers else []
        payloads = list(rtp.vp8_payloads(frame, self._picture_id))
        for index, payload in enumerate(payloads):
            extensions = [*names, self._next_number()]
            stream.send(payload, seconds, extensions, marker=index == len(payloads) - 1)
        stream.report(seconds)

    async def _send_sound(self, clip: Clip) -> None:
        stream, position = self._microphone, 0
        async for seconds in self._beats(_AUDIO_SECONDS):
            packet, is_loud = clip.sound[position]
            level = _SPEAKING if is_loud else _QUIET
            stream.send(packet, seconds, [(sdp.LEVEL, bytes([level])), self._next_number()])
            stream.report(seconds)
            position = (position + 1) % len(clip.sound)

    async def _beats(self, every_seconds: float) -> Any:
        """Tick steadily, without drifting; what a busy machine missed is left out."""
        beat = time.monotonic()
        while True:
            yield beat - self._started
            now = time.monotonic()
            beat += every_seconds * max(1, -(-(now - beat) // every_seconds))
            await asyncio.sleep(max(0.0, beat - now))

    def _next_number(self) -> tuple[int, bytes]:
        self._number += 1
        return sdp.NUMBER, struct.pack("!H", self._number & 0xFFFF)

    def send_layers(self, layers: Sequence[str]) -> None:
        """Take a `LayersWanted`: nobody watches the other layers of the camera."""
        self._wanted.update(set(layers) - self._watched)
        self._watched = set(layers)

    # — receiving —

    def point(self, slots: Sequence[dict[str, Any]]) -> None:
        """Take a `SlotsPointed`: from now on these slots carry somebody else, and count from nothing."""
        for slot in slots:
            self.received[slot["mid"]] = Received(slot["seat_id"], slot["source"])
        self._wake()

    def of(self, seat_id: str, source: str) -> Received | None:
        """What comes of one seat's track, or None while no slot carries it."""
        carried = (r for r in self.received.values() if r.seat_id == seat_id and r.source == source)
        return next(carried, None)

    async def receives(self, seat_id: str, source: str, packets: int = 1, key_frames: int = 0) -> Received:
        """Wait until so much of a seat's track has come."""
        while True:
            found = self.of(seat_id, source)
            if found is not None and found.packets >= packets and found.key_frames >= key_frames:
                return found
            await self._changed.wait()

    def _take_rtp(self, data: bytes) -> None:
        packet = rtp.read_rtp(data)
        slot = self._slots.get(packet.ssrc) if packet is not None else None
        if packet is None or slot is None:
            return  # a repair, or nothing of ours
        self.packets_received += 1
        counted = self.received.setdefault(slot, Received())
        counted.packets += 1
        counted.bytes += len(packet.payload)
        if packet.payload_type == sdp.VP8:
            counted.frames += bool(packet.payload and packet.payload[0] & 0x10)
            counted.key_frames += rtp.begins_key_frame(packet.payload)
        self._wake()

    def _take_rtcp(self, data: bytes) -> None:
        for ssrc in rtp.wanted_key_frames(data):
            for layer, camera in self._sending.camera.items():
                if camera == ssrc:
                    self._wanted.add(layer)
                    self.key_frames_asked += 1

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
