"""What the browsers' fake cameras and microphones show and say: a drawn moving picture, a voice-like sound.

Drawn here rather than kept as files: small, free of anybody's likeness, and different for every person.
"""

import colorsys
import math
import struct
import wave
from pathlib import Path

WIDTH, HEIGHT, FRAMES_PER_SECOND, FRAMES = 640, 360, 15, 30
SAMPLES_PER_SECOND = 48_000


def _ycbcr(hue: float, lightness: float) -> tuple[int, int, int]:
    """ITU-R BT.601, full range."""
    red, green, blue = (255 * part for part in colorsys.hls_to_rgb(hue, lightness, 0.35))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return round(luma), round(128 + (blue - luma) * 0.564), round(128 + (red - luma) * 0.713)


def _plane(width: int, height: int, ground: int, figure: int, shift: float) -> bytes:
    """One plane with a head and shoulders, moved sideways by `shift` of the width."""
    rows = []
    for y in range(height):
        row = bytearray([ground]) * width
        head = (0.17 * height) ** 2 - (y - 0.38 * height) ** 2
        body = (y - 0.58 * height) * 1.1 if y > 0.58 * height else 0.0
        half = math.sqrt(head) if head > 0 else min(body, 0.3 * height)
        middle = round(width * (0.5 + shift))
        left, right = max(0, middle - round(half)), min(width, middle + round(half))
        row[left:right] = bytes([figure]) * max(0, right - left)
        rows.append(bytes(row))
    return b"".join(rows)


def write_camera(path: Path, hue: float) -> None:
    """A .y4m clip of two seconds: a figure that sways, in its own colour (`hue` from 0 to 1)."""
    ground, figure = _ycbcr(hue, 0.78), _ycbcr(hue, 0.35)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            shift = 0.06 * math.sin(2 * math.pi * number / FRAMES)
            file.write(b"FRAME\n" + _plane(WIDTH, HEIGHT, ground[0], figure[0], shift))
            for part in (1, 2):
                file.write(_plane(WIDTH // 2, HEIGHT // 2, ground[part], figure[part], shift))


def write_microphone(path: Path, pitch_hz: float) -> None:
    """A .wav clip of two seconds: a buzz in syllables, which noise suppression takes for a voice."""
    samples = []
    for index in range(2 * SAMPLES_PER_SECOND):
        time = index / SAMPLES_PER_SECOND
        syllable = max(0.0, math.sin(2 * math.pi * 3 * time)) ** 0.5
        voice = sum(math.sin(2 * math.pi * pitch_hz * harmonic * time) / harmonic for harmonic in range(1, 9))
        samples.append(round(9_000 * syllable * voice / 2))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_PER_SECOND)
        file.writeframes(
            struct.pack(f"<{len(samples)}h", *(max(-32_768, min(32_767, sample)) for sample in samples))
        )
