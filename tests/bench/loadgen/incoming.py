"""What comes back: every packet is counted, some are decrypted and compared with what was sent."""

import zlib
from typing import NamedTuple

from pylibsrtp import Error, Session

from tests.bench.loadgen.outgoing import CHECK_SUM, MAGIC, PICTURE_HEAD_BYTES, TRAILER

CHECKED_AT_FIRST = 20  # packets of a stream; then one in `CHECKED_ONE_IN`
CHECKED_ONE_IN = 16


class Origin(NamedTuple):
    """Where a packet was sent from, as it says itself."""

    sender: int
    is_picture: bool
    offset: int  # position in its stream minus the sequence number that it came with: constant


class Incoming:
    """One RTP stream, numbered by its (clear) header."""

    def __init__(self, ssrc: int, sequence: int) -> None:
        self.ssrc = ssrc
        self.packets = 0
        self.missing = 0
        self.checked = 0
        self.bad = 0
        self.last_at = 0.0
        self.highest = sequence - 1  # without wrapping
        self._origin: Origin | None = None

    def count(self, sequence: int, now: float) -> bool:
        """Count a packet; True if it is one to be checked."""
        step = (sequence - self.highest) & 0xFFFF
        if step == 0:
            return False  # sent twice
        if step < 0x8000:
            self.missing += step - 1
            self.highest += step
        else:
            self.missing -= 1  # late, so not missing after all
        self.packets += 1
        self.last_at = now
        return self.packets <= CHECKED_AT_FIRST or not sequence % CHECKED_ONE_IN

    def check(self, sealed: bytes, sequence: int, decrypt: Session) -> int | None:
        """Decrypt and compare a packet; return when it was sent (Unix time, ns), None if it is damaged."""
        self.checked += 1
        try:
            found = _read(decrypt.unprotect(sealed), sequence)
        except Error:
            found = None
        if found is not None and (self._origin is None or _may_follow(self._origin, found[0])):
            self._origin = found[0]
            return found[1]
        self.bad += 1
        return None

    def forget_origin(self) -> None:
        """Take whatever comes next for this stream's content: a server may have pointed it anew."""
        self._origin = None


def _may_follow(before: Origin, now: Origin) -> bool:
    """Whether one stream may carry these in turn: another layer of a camera counts its packets anew."""
    return before == now or (now.is_picture and before.sender == now.sender and before.is_picture)


def _read(packet: bytes, sequence: int) -> tuple[Origin, int] | None:
    """Return a packet's origin and when it was sent, None if something was damaged on the way."""
    start = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    end = len(packet) - CHECK_SUM.size
    if end - TRAILER.size < start:
        return None
    magic, sender, is_picture, position, sent_at = TRAILER.unpack_from(packet, end - TRAILER.size)
    start += PICTURE_HEAD_BYTES if is_picture else 0
    if magic != MAGIC or zlib.crc32(packet[start:end]) != CHECK_SUM.unpack_from(packet, end)[0]:
        return None
    return Origin(sender, bool(is_picture), (position - sequence) & 0xFFFF), sent_at
