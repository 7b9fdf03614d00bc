"""A short loop of encoded pictures and sound, made once and sent round and round."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
from av.video.frame import VideoFrame

from hearth_client.portrait import Canvas, Portrait
from hearth_client.voice import SAMPLES_PER_PACKET, SAMPLES_PER_SECOND, speak

SECONDS = 4
PICTURES_PER_SECOND = 15
_KEY_FRAME_EVERY = 15  # pictures: whoever comes in late waits a second at most
_LAYERS = {
    "l": (160, 90, 60_000),
    "m": (320, 180, 160_000),
    "h": (640, 360, 450_000),
}  # size, bits per second


@dataclass(frozen=True, slots=True)
class Clip:
    """Encoded VP8 pictures by layer, and Opus packets of 20 ms, each with whether somebody speaks in it."""

    pictures: dict[str, list[bytes]]
    key_frames: dict[str, list[int]]  # positions in `pictures`
    sound: list[tuple[bytes, bool]]
    pictures_per_second: int = PICTURES_PER_SECOND

    def next_key_frame(self, layer: str, position: int) -> int:
        """The first position from here on where a decoder can begin."""
        return next((at for at in self.key_frames[layer] if at >= position), 0)


def make_clip(
    name: str, look: int = 0, layers: Iterable[str] = tuple(_LAYERS), seconds: int = SECONDS
) -> Clip:
    """Draw and encode somebody of that name; `look` chooses among a few. Takes a second of one core."""
    portrait = Portrait(name, look)
    pictures: dict[str, list[bytes]] = {}
    key_frames: dict[str, list[int]] = {}
    for layer in layers:
        encoded = list(_encode_pictures(portrait, seconds, *_LAYERS[layer]))
        pictures[layer] = [frame for frame, _ in encoded]
        key_frames[layer] = [at for at, (_, is_key) in enumerate(encoded) if is_key]
    return Clip(pictures, key_frames, list(_encode_sound(look, seconds)))


def _encode_pictures(
    portrait: Portrait, seconds: int, width: int, height: int, bits_per_second: int
) -> Iterator[tuple[bytes, bool]]:
    encoder = av.CodecContext.create("libvpx", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.bit_rate, encoder.gop_size = bits_per_second, _KEY_FRAME_EVERY
    encoder.time_base = Fraction(1, PICTURES_PER_SECOND)
    encoder.thread_count = 1  # its threads wait for one another by spinning, which a busy machine pays for
    encoder.options = {
        "deadline": "realtime",
        "cpu-used": "8",
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
    }
    for number in range(seconds * PICTURES_PER_SECOND):
        canvas = portrait.draw(width, height, number / (seconds * PICTURES_PER_SECOND))
        frame = _frame(canvas)
        frame.pts = number
        for packet in encoder.encode(frame):
            yield bytes(packet), packet.is_keyframe
    for packet in encoder.encode(None):
        yield bytes(packet), packet.is_keyframe


def _frame(canvas: Canvas) -> VideoFrame:
    frame = VideoFrame(canvas.width, canvas.height, "yuv420p")
    for plane, pixels in zip(frame.planes, canvas.planes, strict=True):
        rows = io.BytesIO()
        for start in range(0, len(pixels), plane.width):
            rows.write(pixels[start : start + plane.width].ljust(plane.line_size, b"\0"))
        plane.update(rows.getvalue().ljust(plane.buffer_size, b"\0"))
    return frame


def _encode_sound(look: int, seconds: int) -> Iterator[tuple[bytes, bool]]:
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.format, encoder.layout = SAMPLES_PER_SECOND, "s16", "mono"
    encoder.bit_rate = 24_000
    encoder.options = {"application": "voip"}
    for number, (samples, is_loud) in enumerate(speak(seconds, look)):
        frame = av.AudioFrame("s16", "mono", SAMPLES_PER_PACKET)
        frame.sample_rate, frame.pts = SAMPLES_PER_SECOND, number * SAMPLES_PER_PACKET
        frame.planes[0].update(samples.ljust(frame.planes[0].buffer_size, b"\0"))
        for packet in encoder.encode(frame):
            yield bytes(packet), is_loud
