"""One slot's numbers go on without a seam, whoever fills it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.ids import AUDIO_CLOCK_HZ, VIDEO_CLOCK_HZ
from media.rewriting import Rewriter
from media.rtp import Packet, Vp8Descriptor, timestamp_difference

NUMBERS = st.integers(0x10000, 0x3FFFF)
TIMESTAMPS = st.integers(0, 2**32 - 1)


def picture(number: int, timestamp: int, picture_id: int = 0, tl0: int = 0) -> Packet:
    return Packet(number, timestamp, 0, 0, b"x", "VP8", Vp8Descriptor(2, picture_id, 4, tl0, 6, True))


@given(
    st.lists(
        st.tuples(NUMBERS, TIMESTAMPS, st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(0, 90)),
        min_size=2,
        max_size=8,
    )
)
def test_pictures_of_any_streams_follow_one_another(
    streams: list[tuple[int, int, int, int, int]],
) -> None:
    slot = Rewriter(VIDEO_CLOCK_HZ, 2**32 - 5000)
    sequence, picture_id, tl0 = 0xFFF0, 0, 0
    last_timestamp: int | None = None
    captured_at = 100.0
    for number, timestamp, first_picture, first_tl0, frames in streams:
        first = picture(number, timestamp, first_picture, first_tl0)
        offsets = slot.begin(first, captured_at, sequence + 1)
        assert first.number + offsets.sequence == sequence + 1
        assert (first_picture + offsets.picture_id) % 0x8000 == (picture_id + 1) % 0x8000
        assert (first_tl0 + offsets.tl0) % 256 == (tl0 + 1) % 256
        out = offsets.timestamp_of(timestamp)
        if last_timestamp is not None:
            assert timestamp_difference(out, last_timestamp) > 0
        newest = picture(
            number + frames,
            (timestamp + frames * 3000) % 2**32,
            (first_picture + frames) % 0x8000,
            (first_tl0 + frames) % 256,
        )
        slot.end(newest, offsets)
        sequence = newest.number + offsets.sequence
        picture_id = (newest.picture_id + offsets.picture_id) % 0x8000
        tl0 = (newest.tl0 + offsets.tl0) % 256
        last_timestamp = offsets.timestamp_of(newest.timestamp)
        captured_at += frames / 30 + 0.2


@given(TIMESTAMPS, TIMESTAMPS, st.floats(0.0, 30.0))
def test_voices_stay_on_the_grid_and_near_their_capture_time(first: int, second: int, pause: float) -> None:
    slot = Rewriter(AUDIO_CLOCK_HZ, 2**32 - 100)
    offsets = slot.begin(Packet(70_000, first, 0, 0, b"x", "OPUS"), 50.0, 1)
    last = Packet(70_050, (first + 50 * 960) % 2**32, 0, 0, b"x", "OPUS")
    slot.end(last, offsets)
    begun = slot.begin(Packet(90_000, second, 0, 0, b"x", "OPUS"), 51.0 + pause, 1)
    step = timestamp_difference(begun.timestamp_of(second), offsets.timestamp_of(last.timestamp))
    assert step > 0
    assert step % 960 == 0
    assert abs(step - pause * 48_000) <= 960


def test_the_line_of_capture_times_is_kept_over_changes() -> None:
    slot = Rewriter(VIDEO_CLOCK_HZ, 12345)
    first = slot.begin(picture(70_000, 4_000_000_000), 10.0, 1)
    assert first.timestamp_of(4_000_000_000) == slot.timestamp_at(10.0)
    slot.end(picture(70_001, 4_000_003_000), first)
    second = slot.begin(picture(5, 77), 12.5, 1)
    assert second.timestamp_of(77) == slot.timestamp_at(12.5)


def test_a_stream_captured_before_the_last_frame_still_moves_on() -> None:
    slot = Rewriter(VIDEO_CLOCK_HZ, 0)
    first = slot.begin(picture(70_000, 0), 10.0, 1)
    slot.end(picture(70_010, 30_000), first)
    second = slot.begin(picture(70_000, 500), 9.0, 1)
    step = timestamp_difference(second.timestamp_of(500), first.timestamp_of(30_000))
    assert step == 900
