"""libsrtp never has to refuse a number, and a client's can always follow: real keys on both sides.

What is too old for its window never comes to it, and what was numbered and never came to it leaves no gap
in which it would lose count (RFC 3711 section 3.3.1).
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from pylibsrtp import Policy, Session

from media.core import Core
from media.counters import Counters
from media.delivery import Delivery
from media.ids import Source
from media.link import Link
from media.outgoing import MAX_UNSENT, CodecTypes, OutSlot
from media.pacer import MAX_HELD, UNPACED
from media.reception import MAX_JUMP, PublisherClock
from media.rtp import HEADER, REPLAY_WINDOW_PACKETS
from media.streams import SKIPPED_PER_SECOND, SOUND_HISTORY, Stream
from tests.media.owner import Nobody

OPUS, VP8, RTX = 111, 96, 97
KEY_FRAME = b"\x90\xe0\x80\x00\x00\x00\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"
DELTA_FRAME = b"\x90\xe0\x80\x00\x00\x00\x11" + bytes(9)
PACED = 0x31 << 24
"""The header extension of a picture's packets, which makes them wait for credit."""
FAR = 0x8000
"""From so many numbers on an SRTP stream can not be followed."""


class Way:
    """Two streams of a kind, and a slot of a subscriber whose keys repeat as those of its kind do."""

    def __init__(self, sock: socket.socket, source: Source, word: int = 0) -> None:
        self._sock = sock
        self.now = 100.0
        self.counters = Counters()
        self.core = Core(sock, self.counters, lambda data, address: None)
        self.link = Link(Nobody())
        self.link.address = sock.getsockname()
        is_picture = source.is_picture
        types = {"VP8": CodecTypes(VP8, RTX)} if is_picture else {"OPUS": CodecTypes(OPUS, None)}
        self.slot = OutSlot(self.link, "v0", "4", is_picture, types, word)
        self.delivery = Delivery(self.link, self.core, [self.slot], self.counters)
        self._kind = VP8 if is_picture else OPUS
        self._session = Session(_policy(Policy.SSRC_ANY_OUTBOUND, repeats=not is_picture))
        self._client = Session(_policy(Policy.SSRC_ANY_INBOUND, repeats=False))
        self.link.encrypt_handle = self._session._srtp[0]
        codecs = {self._kind: "VP8" if is_picture else "OPUS"}
        self.streams = [Stream(self.link, source, "h", codecs, PublisherClock()) for _ in range(2)]
        for stream in self.streams:
            stream.forwardable = True

    def take(
        self, stream: Stream, sequence: int, now: float | None = None, payload: bytes = KEY_FRAME
    ) -> None:
        sequence &= 0xFFFF
        at = self.now if now is None else now
        self.core._intake.accept(stream, 0, self._kind, sequence, sequence * 960, payload, at)

    def lost(self) -> int:
        """How many packets came since the last call; none of them reaches the client."""
        count = 0
        with suppress(BlockingIOError):
            while self._sock.recv(2048):
                count += 1
        return count

    def heard(self) -> list[int]:
        """What came to the client since the last call and could be decrypted there, by number."""
        found = list[int]()
        while True:
            try:
                sealed = self._sock.recv(2048)
            except BlockingIOError:
                return found
            _, _, sequence, _, ssrc = HEADER.unpack_from(self._client.unprotect(sealed))
            assert ssrc == self.slot.ssrc
            found.append(sequence)

    def sent_as(self, sequence: int) -> int:
        """The number in the slot of what its stream sent as `sequence`."""
        number = self.slot.number_in_slot(0x10000 + sequence)
        assert number is not None
        return number


def _policy(ssrc_type: int, *, repeats: bool) -> Policy:
    policy = Policy(bytes(28), ssrc_type, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM)
    policy.window_size, policy.allow_repeat_tx = REPLAY_WINDOW_PACKETS, repeats
    return policy


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))
        made.setblocking(False)
        yield made


def test_a_voice_that_jumping_numbers_left_in_the_history_is_not_sent_again(sock: socket.socket) -> None:
    way = Way(sock, Source.MICROPHONE)
    voice = way.streams[0]
    way.slot.point(voice)
    # None of these takes the place of the first in the ring of the history.
    for sequence in [1, *range(2, REPLAY_WINDOW_PACKETS, SOUND_HISTORY), REPLAY_WINDOW_PACKETS]:
        way.take(voice, sequence)
    assert way.core.outlet.resend(way.slot, way.sent_as(1)), "libsrtp still takes it"
    way.take(voice, REPLAY_WINDOW_PACKETS + 2)
    assert voice.history.get(0x10000 + 1) is not None
    assert not way.core.outlet.resend(way.slot, way.sent_as(1))
    assert way.counters.encryption_failed == 0


def test_a_voice_that_left_its_slot_long_ago_is_not_sent_again(sock: socket.socket) -> None:
    way = Way(sock, Source.MICROPHONE)
    before, after = way.streams
    way.slot.point(before)
    way.take(before, 1)
    first = way.sent_as(1)
    way.slot.point(after)
    for sequence in range(1, REPLAY_WINDOW_PACKETS):
        way.take(after, sequence)
    assert way.core.outlet.resend(way.slot, first), "libsrtp still takes it"
    way.take(after, REPLAY_WINDOW_PACKETS)
    assert not way.core.outlet.resend(way.slot, first)
    assert way.counters.encryption_failed == 0


@pytest.mark.parametrize(
    ("newer", "duplicates"), [(REPLAY_WINDOW_PACKETS - 1, 0), (REPLAY_WINDOW_PACKETS, 1)]
)
def test_a_repair_that_a_thousand_packets_overtook_is_not_sent_on(
    sock: socket.socket, newer: int, duplicates: int
) -> None:
    way = Way(sock, Source.CAMERA)
    picture = way.streams[0]
    way.slot.point(picture)
    for sequence in [1, *range(3, 3 + newer)]:
        way.take(picture, sequence)
    way.take(picture, 2, now=100.5)
    assert way.counters.packets_duplicate == duplicates
    assert way.counters.packets_forwarded == 2 + newer - duplicates
    assert way.counters.encryption_failed == 0


def jumps(way: Way, stream: Stream, first: int, octets_left: float, leaps: int) -> int:
    """The publisher jumps as far as it may, `leaps` times, with so much credit; the number after the last."""
    way.link.credit = octets_left
    for leap in range(leaps):
        way.now += MAX_JUMP / SKIPPED_PER_SECOND
        way.take(stream, first + leap * MAX_JUMP, payload=DELTA_FRAME)
    return first + leaps * MAX_JUMP


def shown(way: Way, stream: Stream) -> tuple[int, int]:
    """The slot shows `stream`, so far on that SRTP counts roll-overs; next to come, newest sent."""
    way.slot.point(stream)
    way.take(stream, 1)
    end = jumps(way, stream, 1 + MAX_JUMP, octets_left=UNPACED, leaps=FAR // MAX_JUMP)
    return end, way.heard()[-1]


def goes_on(way: Way, stream: Stream, first: int) -> None:
    """A key frame and more of `stream` come to the client under one number after the other."""
    way.take(stream, first)
    for sequence in range(first + 1, first + 50):
        way.take(stream, sequence, payload=DELTA_FRAME)
    heard = way.heard()
    assert [(each - heard[0]) & 0xFFFF for each in heard] == list(range(50))
    assert way.counters.encryption_failed == 0


@pytest.mark.parametrize("waits", [False, True], ids=["emptied", "replaced"])
def test_what_waited_and_was_dropped_uses_up_no_numbers(sock: socket.socket, waits: bool) -> None:
    way = Way(sock, Source.CAMERA, PACED)
    before, after = way.streams
    end, newest = shown(way, before)
    jumps(way, before, end, octets_left=0.0, leaps=FAR // MAX_JUMP + 3)
    assert way.counters.packets_held == FAR // MAX_JUMP + 3
    way.slot.point(after if waits else None)
    way.link.credit = UNPACED
    way.slot.point(after)
    way.take(after, 1)
    assert way.heard() == [(newest + 1) & 0xFFFF], "numbers that were never used are used now"
    goes_on(way, after, 2)


def test_a_slot_that_moves_on_again_and_again_while_nothing_can_be_sent_stays_bright(
    sock: socket.socket,
) -> None:
    way = Way(sock, Source.CAMERA, PACED)
    one, other = way.streams
    at = {one: shown(way, one)[0], other: 1}
    for turn in range(19):
        picture = way.streams[turn % 2]
        way.link.credit = 0.0
        way.slot.point(picture)
        way.take(picture, at[picture])
        at[picture] = jumps(way, picture, at[picture] + MAX_JUMP, octets_left=0.0, leaps=2)
    assert not way.heard()
    way.link.credit = UNPACED
    way.slot.point(one)
    goes_on(way, one, at[one])


def test_a_queue_that_overflows_makes_the_slot_take_its_stream_over_again(sock: socket.socket) -> None:
    way = Way(sock, Source.CAMERA, PACED)
    picture = way.streams[0]
    end, newest = shown(way, picture)
    after = jumps(way, picture, end, octets_left=0.0, leaps=MAX_HELD + FAR // MAX_JUMP)
    way.delivery.stop_pacing()
    assert way.slot.wanted is picture
    assert picture.keyframes.wanted
    assert way.counters.packets_held_in_vain == MAX_HELD + FAR // MAX_JUMP, (
        "of no use without the ones before"
    )
    way.take(picture, after)
    assert way.heard() == [(newest + 1) & 0xFFFF]
    goes_on(way, picture, after + 1)


def test_a_queue_that_overflows_a_little_goes_out_as_before(sock: socket.socket) -> None:
    way = Way(sock, Source.CAMERA, PACED)
    picture = way.streams[0]
    way.slot.point(picture)
    way.take(picture, 1)
    way.heard()
    way.link.credit = 0.0
    for sequence in range(2, MAX_HELD + 100):
        way.take(picture, sequence, payload=DELTA_FRAME)
    heard = list[int]()
    for _ in range(MAX_HELD):
        way.link.credit = 1.0
        way.delivery._send_waiting()
        heard += way.heard()
    assert heard == [way.sent_as(sequence) & 0xFFFF for sequence in range(100, MAX_HELD + 100)]
    assert way.slot.stream is picture


def test_what_is_left_out_for_a_picture_about_to_come_does_not_end_the_slot(sock: socket.socket) -> None:
    way = Way(sock, Source.CAMERA, PACED)
    before, after = way.streams
    end, newest = shown(way, before)
    way.slot.point(after)
    end = jumps(way, before, end, octets_left=0.0, leaps=FAR // MAX_JUMP + 3)
    assert way.counters.packets_held_in_vain
    jumps(way, before, end, octets_left=UNPACED, leaps=3)
    assert way.slot.stream is None, "what comes now is out of reach, and about to be replaced"
    assert way.slot.wanted is after
    way.take(after, 1)
    assert way.heard() == [(newest + 1) & 0xFFFF]
    goes_on(way, after, 2)


def test_what_is_left_out_within_reach_does_not_interrupt(sock: socket.socket) -> None:
    way = Way(sock, Source.CAMERA, PACED)
    before, after = way.streams
    end, _ = shown(way, before)
    way.slot.point(after)
    end = jumps(way, before, end, octets_left=0.0, leaps=MAX_UNSENT // MAX_JUMP)
    jumps(way, before, end, octets_left=UNPACED, leaps=3)
    assert len(way.heard()) == 3
    assert way.counters.encryption_failed == 0


def test_what_waits_is_not_sent_again_before_it_was_sent(sock: socket.socket) -> None:
    way = Way(sock, Source.CAMERA, PACED)
    picture, after = way.streams
    way.slot.point(picture)
    way.take(picture, 1)
    way.link.credit = 0.0
    way.take(picture, 2, payload=DELTA_FRAME)
    waiting = way.sent_as(2) & 0xFFFF
    way.link.credit = UNPACED
    assert not way.core.outlet.resend(way.slot, waiting)
    way.slot.point(after)
    way.take(after, 1)
    found = way.slot.sent_packet(waiting)
    assert found is not None
    assert found[1].stream is after, "the number belongs to what was sent under it"


def test_a_late_repair_of_what_was_shown_before_is_not_sent_on_under_numbers_used_again(
    sock: socket.socket,
) -> None:
    way = Way(sock, Source.CAMERA, PACED)
    before, after = way.streams
    way.slot.point(before)
    for sequence in (1, 2, 4):
        way.take(before, sequence)
    way.link.credit = 0.0
    for sequence in (6, 7, 8):
        way.take(before, sequence, payload=DELTA_FRAME)
    way.slot.point(after)
    way.link.credit = UNPACED
    way.take(after, 1)
    first = way.heard()[0]
    for late in (3, 5):
        way.take(before, late, now=100.2, payload=DELTA_FRAME)
    for sequence in range(2, 8):
        way.take(after, sequence, payload=DELTA_FRAME)
    assert way.heard() == [(first + step) & 0xFFFF for step in range(5, 11)]
    assert way.counters.encryption_failed == 0


@pytest.mark.parametrize("source", [Source.CAMERA, Source.MICROPHONE])
def test_a_client_that_loses_packets_of_one_who_leaps_can_follow(sock: socket.socket, source: Source) -> None:
    way = Way(sock, source)
    leaper, honest = way.streams
    end, _ = shown(way, leaper)
    for leap in range(FAR // MAX_JUMP + 3):  # at once: it takes as long as a short outage of the listener's
        way.take(leaper, end + leap * MAX_JUMP)
    assert way.lost() == FAR // MAX_JUMP + 3
    way.slot.point(honest)
    goes_on(way, honest, 1)


def test_numbers_left_out_as_links_lose_them_do_not_interrupt(sock: socket.socket) -> None:
    way = Way(sock, Source.CAMERA)
    picture = way.streams[0]
    last = shown(way, picture)[0] - MAX_JUMP
    for _ in range(100):
        last += int(SKIPPED_PER_SECOND) // 10
        way.now += 0.1
        way.take(picture, last, payload=DELTA_FRAME)
    last += MAX_JUMP
    way.take(picture, last, payload=DELTA_FRAME)
    assert way.slot.stream is picture
    assert len(way.heard()) == 101
