"""What the browsers' fake cameras and microphones show and say: a drawn moving picture, a voice-like sound.

Drawn here rather than kept as files: small, free of anybody's likeness, and different for every person.
"""

import math
import random
import struct
import wave
from pathlib import Path

from hearth_client.portrait import Portrait

WIDTH, HEIGHT, SECONDS = 640, 360, 2
SAMPLES_PER_SECOND = 48_000
_GRAIN = bytes(value & 0x07 for value in range(256))


def write_camera(
    path: Path, look: int, frames_per_second: int, height: int = HEIGHT, *, grain: bool = False
) -> None:
    """A .y4m clip of two seconds: somebody who sways and blinks; `look` chooses among a few.

    With `grain` it costs as many bits as a real camera in a dim room.
    """
    portrait = Portrait("", look)
    width, frames = height * WIDTH // HEIGHT, SECONDS * frames_per_second
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{frames_per_second}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(frames):
            luma, *chromas = portrait.draw(width, height, number / frames).planes
            file.write(b"FRAME\n" + b"".join([_grainy(luma) if grain else luma, *chromas]))


def _grainy(luma: bytes | bytearray) -> bytes:
    noise = random.randbytes(len(luma)).translate(_GRAIN)
    mixed = int.from_bytes(luma, "big") ^ int.from_bytes(noise, "big")
    return mixed.to_bytes(len(luma), "big")


def write_microphone(path: Path, pitch_hz: float) -> None:
    """A .wav clip of two seconds: a buzz in syllables, which noise suppression takes for a voice."""
    samples = []
    for index in range(SECONDS * SAMPLES_PER_SECOND):
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
