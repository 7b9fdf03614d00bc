"""A transport that should bring something and does not is found; one that may be silent is left alone."""

from math import inf

from media.silence import SilenceWatch


def first_stall(watch: SilenceWatch, heard_at: float, flowed_at: float, until: float) -> float | None:
    """Look ten times a second; return when it was called stalled."""
    times = [heard_at + step / 10 for step in range(round((until - heard_at) * 10))]
    return next((now for now in times if watch.is_stalled(heard_at, flowed_at, now)), None)


def test_a_sender_that_falls_silent_is_stalled_within_three_seconds() -> None:
    found_at = first_stall(SilenceWatch(), heard_at=100.0, flowed_at=100.0, until=110.0)
    assert found_at is not None
    assert 2.0 < found_at - 100.0 <= 3.0


def test_it_is_said_once_for_each_silence() -> None:
    watch = SilenceWatch()
    assert first_stall(watch, 100.0, 100.0, 110.0) is not None
    assert first_stall(watch, 100.0, 100.0, 120.0) is None
    assert first_stall(watch, 121.0, 121.0, 130.0) is not None


def test_one_that_gives_no_feedback_on_pictures_sent_to_it_is_stalled() -> None:
    assert SilenceWatch().is_stalled(heard_at=100.0, flowed_at=102.9, now=103.0)


def test_between_two_checks_silence_means_nothing() -> None:
    assert first_stall(SilenceWatch(), heard_at=100.0, flowed_at=97.0, until=120.0) is None
    assert first_stall(SilenceWatch(), heard_at=100.0, flowed_at=-inf, until=120.0) is None
