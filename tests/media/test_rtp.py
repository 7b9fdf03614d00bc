"""Reading RTP: right for what browsers send, harmless for anything else."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import rtp

ANY_BYTES = st.binary(max_size=200)


@given(st.integers(0, 1 << 40), st.integers(-0x7FFF, 0x7FFF))
def test_a_sequence_number_is_unwrapped_to_the_nearest(near: int, distance: int) -> None:
    number = near + distance
    assert rtp.unwrap(number & 0xFFFF, near) == number


@given(st.integers(0, 2**32 - 1), st.integers(-(2**31) + 1, 2**31 - 1))
def test_timestamps_differ_by_the_short_way_round(earlier: int, distance: int) -> None:
    assert rtp.timestamp_difference((earlier + distance) % 2**32, earlier) == distance


@given(ANY_BYTES)
def test_any_bytes_give_bounds_inside_the_packet_or_none(data: bytes) -> None:
    bounds = rtp.payload_bounds(data, len(data))
    if bounds is not None:
        start, end, payload = bounds
        assert 0 <= start <= end <= payload <= len(data)
        list(rtp.extensions(data, start, end))
        for wanted in range(1, 15):
            assert rtp.find_extension(data, start, end, wanted) < max(1, end)


def test_extensions_of_both_forms_are_found() -> None:
    elements = b"\x10\x55\x00\x32abc"
    one_byte = b"\x90" + bytes(11) + struct.pack("!HH", 0xBEDE, 2) + elements + b"payload"
    bounds = rtp.payload_bounds(one_byte, len(one_byte))
    assert bounds is not None
    assert dict(rtp.extensions(one_byte, bounds[0], bounds[1])) == {1: b"\x55", 3: b"abc"}
    assert one_byte[rtp.find_extension(one_byte, bounds[0], bounds[1], 3) :][:3] == b"abc"
    assert rtp.find_extension(one_byte, bounds[0], bounds[1], 2) == 0
    two_bytes = b"\x90" + bytes(11) + struct.pack("!HH", 0x1000, 2) + b"\x01\x01\x55\x20\x03abc"
    assert dict(rtp.extensions(two_bytes, 16, 24)) == {1: b"\x55", 0x20: b"abc"}


@given(ANY_BYTES, st.sampled_from(["VP8", "VP9", "H264", "OPUS"]))
def test_any_payload_is_looked_at_without_harm(payload: bytes, codec: str) -> None:
    vp8 = rtp.vp8_descriptor(payload)
    assert vp8.picture_id_at < max(1, len(payload) - 1)
    assert vp8.tl0_at < max(1, len(payload))
    assert rtp.starts_key_frame(codec, payload, vp8) in (True, False)
    rtp.vp8_key_frame_size(payload, vp8.frame_at)


def test_a_vp8_key_frame_is_known_with_its_picture_id_and_size() -> None:
    frame = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"
    payload = b"\x90\xe0\x81\x02\x07\x20" + frame
    vp8 = rtp.vp8_descriptor(payload)
    assert vp8 == rtp.Vp8Descriptor(2, 0x102, 4, 7, 6, True)
    assert rtp.starts_key_frame("VP8", payload, vp8)
    assert rtp.vp8_key_frame_size(payload, vp8.frame_at) == (640, 360)


@pytest.mark.parametrize(
    ("codec", "payload", "is_key"),
    [
        ("VP8", b"\x90\xe0\x81\x02\x07\x20\x11\x02\x00", False),
        ("VP8", b"\x80\xe0\x81\x02\x07\x20\x10\x02\x00", False),
        ("VP8", b"\x10\x10\x02\x00", True),
        ("VP8", b"\x11\x10\x02\x00", False),
        ("VP9", b"\x8a\x01", True),
        ("VP9", b"\xca\x01", False),
        ("H264", b"\x65\x88", True),
        ("H264", b"\x67\x42", True),
        ("H264", b"\x41\x9a", False),
        ("H264", b"\x78\x00\x04\x67\x42", True),
        ("H264", b"\x7c\x85", True),
        ("H264", b"\x7c\x05", False),
        ("OPUS", b"\x78", True),
        ("VP8", b"", False),
    ],
)
def test_key_frames_are_told_from_others(codec: str, payload: bytes, is_key: bool) -> None:
    assert rtp.starts_key_frame(codec, payload, rtp.vp8_descriptor(payload)) is is_key
