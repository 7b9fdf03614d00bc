"""Voices sent twice: written and read, and only where a link loses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.redundancy import (
    LINGER_SECONDS,
    MAX_DOUBLED_OCTETS,
    MAX_OFFSET,
    NEED_PACKETS,
    OPUS_TYPE,
    RedundancyNeed,
    alone,
    doubled,
    unpack,
)
from media.rtp import Packet

CONTENT = st.binary(min_size=1, max_size=1100)
TIMESTAMPS = st.integers(0, 2**32 - 1)


def voice(number: int, timestamp: int, payload: bytes) -> Packet:
    return Packet(number, timestamp % 2**32, 0, 0, payload, "OPUS")


@given(CONTENT, CONTENT, TIMESTAMPS, st.integers(-960, 30_000))
def test_what_is_doubled_can_be_taken_apart_again(one: bytes, two: bytes, timestamp: int, step: int) -> None:
    before, packet = voice(69_999, timestamp, one), voice(70_000, timestamp + step, two)
    found = unpack(doubled(packet, before).payload)
    assert found is not None
    own, earlier = found
    assert own == two
    fits = 0 < step <= MAX_OFFSET and len(one) + len(two) <= MAX_DOUBLED_OCTETS
    assert earlier == ([(step, one)] if fits else [])


def test_it_is_written_as_the_rfc_shows() -> None:
    packet = doubled(voice(2, 960, b"new"), voice(1, 0, b"old!"))
    assert packet.payload == bytes([0x80 | OPUS_TYPE, 960 >> 6, 960 << 2 & 0xFF, 4, OPUS_TYPE]) + b"old!new"


def test_a_packet_keeps_its_form_for_good() -> None:
    packet = voice(2, 960, b"new")
    first = doubled(packet, None)
    assert first.payload == alone(packet).payload
    assert doubled(packet, voice(1, 0, b"came late")) is first, "sent again it must be the same to the byte"


@given(st.binary(max_size=60))
def test_any_bytes_are_taken_apart_or_refused(data: bytes) -> None:
    found = unpack(data)
    if found is not None:
        own, earlier = found
        assert own
        assert len(own) + sum(len(each.payload) + 4 for each in earlier) + 1 == len(data)


def test_redundancy_begins_with_some_losses_and_lingers() -> None:
    need = RedundancyNeed()
    need.asked(NEED_PACKETS - 1, 0.0)
    assert not need.is_there(0.0)
    need.asked(NEED_PACKETS - 1, 100.0)
    assert not need.is_there(100.0), "seldom losses do not add up"
    need.asked(1, 101.0)
    assert need.is_there(101.0)
    assert need.is_there(100.0 + LINGER_SECONDS)
    assert not need.is_there(101.0 + LINGER_SECONDS)
