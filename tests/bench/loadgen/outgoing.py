"""What one person sends: pictures and sounds, built beforehand but for number, time and check sum."""

import secrets
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from hearth_client import rtp, sdp

MAGIC = 0x4845_4152
TRAILER = struct.Struct(
    "!IHBIQ"
)  # MAGIC, sender, is picture, position in the stream, sent at (Unix time, ns)
CHECK_SUM = struct.Struct("!I")
PICTURE_HEAD_BYTES = 4  # VP8 payload descriptor with a picture id (RFC 7741 section 4.2): servers rewrite it

_HEADER = struct.Struct("!BBHII")
_PICTURE_EXTENSION = struct.Struct("!HHBHx")
_LAYER_EXTENSIONS = struct.Struct("!HHBHBcBcx")
_LAYER_NAMED_PACKETS = 100  # as browsers do, until they may trust that the server knows
_SOUND_EXTENSIONS = struct.Struct("!HHBBBHxxx")
_ONE_BYTE_HEADERS = 0xBEDE  # RFC 8285 section 4.2
_LOUDNESS = 30  # −dBov: everybody speaks
_KEY_FRAME = b"\x50\x00\x00\x9d\x01\x2a\x80\x02\x68\x01"  # frame tag, start code, 640 x 360
_DELTA_FRAME = b"\x51\x00\x00"

Body = tuple[bytes, int]  # payload without head and trailer, and its CRC so far


@dataclass(frozen=True, slots=True)
class Traffic:
    """The media of one person."""

    pictures_per_second: float = 30
    packets_per_picture: int = 3
    picture_payload_bytes: int = 1100
    sounds_per_second: float = 50
    sound_payload_bytes: int = 100

    def __str__(self) -> str:
        pictures = self.pictures_per_second * self.packets_per_picture
        return (
            f"{pictures} packets/s of {self.picture_payload_bytes} bytes (one layer, VP8), "
            f"{self.sounds_per_second} packets/s of {self.sound_payload_bytes} bytes (Opus)"
        )


PICTURES = {
    "l": Traffic(packets_per_picture=1, picture_payload_bytes=600),
    "m": Traffic(packets_per_picture=3, picture_payload_bytes=900),
    "h": Traffic(packets_per_picture=5, picture_payload_bytes=1100),
}
"""A camera's simulcast layers: about 0.15, 0.65 and 1.3 Mbit/s."""
SILENCE = Traffic(sounds_per_second=2.5)
"""A microphone of somebody who listens: Opus sends a packet in 400 ms (DTX)."""


class TransportNumber:
    """Transport-wide sequence numbers: one row for all streams of a connection."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Return the next number."""
        self._last = (self._last + 1) & 0xFFFF
        return self._last


class Outgoing:
    """One RTP stream on its way out; `due` is on the monotonic clock."""

    def __init__(
        self,
        sender: int,
        *,
        is_picture: bool,
        ssrc: int,
        numbers: TransportNumber,
        traffic: Traffic,
        layer: str = "",
    ) -> None:
        """`layer`: named in the first packets, for servers that learn SSRCs so (RFC 8852)."""
        self.ssrc = ssrc
        self.layer = layer
        self.is_wanted = True
        """False: the server has said that nobody watches this layer, so it is not sent."""
        self.is_picture = is_picture
        self.key_frame_wanted = True
        self.packets = 0
        self.octets = 0
        self._sender = sender
        self._numbers = numbers
        self._first_sequence = secrets.randbits(15)
        self._first_time = secrets.randbits(31)
        per_second = traffic.pictures_per_second if is_picture else traffic.sounds_per_second
        self.interval = 1 / per_second
        self._burst = traffic.packets_per_picture if is_picture else 1
        self._clock_step = int((rtp.VIDEO_RATE if is_picture else rtp.AUDIO_RATE) / per_second)
        self._beats = 0
        size = traffic.picture_payload_bytes if is_picture else traffic.sound_payload_bytes
        self._key, self._delta, self._rest = (
            self._body(start, size) for start in (_KEY_FRAME, _DELTA_FRAME, b"")
        )
        self.due = time.monotonic() + secrets.randbelow(1000) / 1000 * self.interval

    @property
    def timestamp(self) -> int:
        """The RTP timestamp of what was sent last."""
        return (self._first_time + self._beats * self._clock_step) & 0xFFFF_FFFF

    def burst(self) -> Iterator[bytes]:
        """The packets of the next picture or sound."""
        self._beats += 1
        for index in range(self._burst):
            if not self.is_picture:
                yield self._packet(self._sound_head(), self._rest)
                continue
            body = self._rest
            if index == 0:
                body = self._key if self.key_frame_wanted else self._delta
                self.key_frame_wanted = False
            yield self._packet(self._picture_head(index), body)

    def _picture_head(self, index: int) -> bytes:
        marker = 0x80 if index == self._burst - 1 else 0
        number = self._numbers.next()
        if self.layer and self.packets < _LAYER_NAMED_PACKETS:
            mid, layer = sdp.CAMERA_MID.encode(), self.layer.encode()
            extension = _LAYER_EXTENSIONS.pack(
                _ONE_BYTE_HEADERS, 2, sdp.NUMBER << 4 | 1, number, sdp.MID << 4, mid, sdp.RID << 4, layer
            )
        else:
            extension = _PICTURE_EXTENSION.pack(_ONE_BYTE_HEADERS, 1, sdp.NUMBER << 4 | 1, number)
        descriptor = struct.pack("!BBH", 0x90 if index == 0 else 0x80, 0x80, 0x8000 | self._beats & 0x7FFF)
        return self._header(marker | sdp.VP8) + extension + descriptor

    def _sound_head(self) -> bytes:
        number = self._numbers.next()
        return self._header(sdp.OPUS) + _SOUND_EXTENSIONS.pack(
            _ONE_BYTE_HEADERS, 2, sdp.LEVEL << 4, _LOUDNESS, sdp.NUMBER << 4 | 1, number
        )

    def _header(self, second: int) -> bytes:
        sequence = (self._first_sequence + self.packets) & 0xFFFF
        return _HEADER.pack(0x90, second, sequence, self.timestamp, self.ssrc)

    def _packet(self, head: bytes, body: Body) -> bytes:
        payload, check_sum = body
        trailer = TRAILER.pack(MAGIC, self._sender, self.is_picture, self.packets, time.time_ns())
        self.packets += 1
        self.octets += len(payload) + len(trailer) + CHECK_SUM.size
        return b"".join((head, payload, trailer, CHECK_SUM.pack(zlib.crc32(trailer, check_sum))))

    def _body(self, start: bytes, payload_bytes: int) -> Body:
        head_bytes = PICTURE_HEAD_BYTES if self.is_picture else 0
        filling = payload_bytes - head_bytes - len(start) - TRAILER.size - CHECK_SUM.size
        body = start + bytes((place * 37 + 11) & 0xFF for place in range(filling))
        return body, zlib.crc32(body)
