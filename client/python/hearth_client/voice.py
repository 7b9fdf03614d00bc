"""A quiet hum with the rhythm of speech, and of nobody's voice."""

import math
import random
import struct
from collections.abc import Iterator

SAMPLES_PER_SECOND = 16_000
SAMPLES_PER_PACKET = 320  # 20 ms

_LOUDNESS = 2_600  # of 32,767
_HARMONICS = ((1, 1.0), (2, 0.55), (3, 0.35), (4, 0.22), (6, 0.1))
_PAUSE = 0.3  # of the loop, at its end


def speak(seconds: int, look: int) -> Iterator[tuple[bytes, bool]]:
    """Packets of 16-bit samples, each with whether it belongs to speech; the same `look` hums the same."""
    chance = random.Random(look)
    pitch = 110.0 + 35.0 * (look % 4)
    packets = seconds * SAMPLES_PER_SECOND // SAMPLES_PER_PACKET
    speaking = round(packets * (1 - _PAUSE))
    loud, wanted, glide, phase = 0.0, 0.0, pitch, 0.0
    for number in range(packets):
        if number % 9 == 0:  # a syllable of 180 ms
            wanted = chance.uniform(0.4, 1.0) if chance.random() < 0.8 else 0.05
            glide = pitch * chance.uniform(0.92, 1.1)
        if number >= speaking:
            wanted = 0.0
        samples = []
        for _ in range(SAMPLES_PER_PACKET):
            loud += (wanted - loud) * 0.0012
            phase += 2 * math.pi * glide / SAMPLES_PER_SECOND
            samples.append(int(_LOUDNESS * loud * sum(part * math.sin(phase * n) for n, part in _HARMONICS)))
        yield struct.pack(f"<{SAMPLES_PER_PACKET}h", *samples), number < speaking
