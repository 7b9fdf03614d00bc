"""What libsrtp would refuse to encrypt as too old never comes to it: real keys, the bounds of its window."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from pylibsrtp import Policy, Session

from media.core import Core
from media.counters import Counters
from media.ids import Source
from media.link import Link
from media.outgoing import CodecTypes, OutSlot
from media.reception import PublisherClock
from media.rtp import REPLAY_WINDOW_PACKETS
from media.streams import SOUND_HISTORY, Stream
from tests.media.owner import Nobody

OPUS, VP8, RTX = 111, 96, 97
KEY_FRAME = b"\x90\xe0\x80\x00\x00\x00\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"


class Way:
    """Two streams of a kind, and a slot of a subscriber whose keys repeat as those of its kind do."""

    def __init__(self, sock: socket.socket, source: Source) -> None:
        self.counters = Counters()
        self.core = Core(sock, self.counters, lambda data, address: None)
        self.link = Link(Nobody())
        self.link.address = sock.getsockname()
        is_picture = source.is_picture
        types = {"VP8": CodecTypes(VP8, RTX)} if is_picture else {"OPUS": CodecTypes(OPUS, None)}
        self.slot = OutSlot(self.link, "v0", "4", is_picture, types, 0)
        self._kind = VP8 if is_picture else OPUS
        policy = Policy(
            bytes(28), Policy.SSRC_ANY_OUTBOUND, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM
        )
        policy.window_size, policy.allow_repeat_tx = REPLAY_WINDOW_PACKETS, not is_picture
        self._session = Session(policy)
        self.link.encrypt_handle = self._session._srtp[0]
        codecs = {self._kind: "VP8" if is_picture else "OPUS"}
        self.streams = [Stream(self.link, source, "h", codecs, PublisherClock()) for _ in range(2)]
        for stream in self.streams:
            stream.forwardable = True

    def take(self, stream: Stream, sequence: int, now: float = 100.0) -> None:
        self.core._intake.accept(stream, 0, self._kind, sequence, sequence * 960, KEY_FRAME, now)

    def sent_as(self, sequence: int) -> int:
        """The number in the slot of what its stream sent as `sequence`."""
        number = self.slot.number_in_slot(0x10000 + sequence)
        assert number is not None
        return number


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
