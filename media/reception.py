"""What we can say about a stream we receive: order, loss, jitter, capture time.

Pure. The report to the publisher follows RFC 3550 section 6.4 and appendix A.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from media import rtcp
from media.rtp import timestamp_difference

MAX_JUMP: Final = 4096
"""A larger step in sequence numbers is a new beginning, not loss. It stays far below
32768, the most an SRTP receiver can follow (RFC 3711 section 3.3.1)."""

FIRST_CYCLE: Final = 0x10000
"""Endless numbers begin here, so that a packet late for the first one is not negative."""

CLOCK_SAMPLES: Final = 64
MAX_AGE_SECONDS: Final = 3.0
MAX_AHEAD_SECONDS: Final = 0.5
"""A capture time further from its arrival than this is a publisher's lie or a broken clock."""


class Reception:
    """Sequence numbers and statistics of one received stream."""

    __slots__ = (
        "_clock_hz",
        "_expected_before",
        "_first",
        "_jitter",
        "_received_before",
        "_resync",
        "_transit",
        "highest",
        "received",
        "restarts",
    )

    def __init__(self, clock_hz: int) -> None:
        self._clock_hz = clock_hz
        self.highest = -1
        """The endless number of the newest packet; -1 before the first."""
        self.received = 0
        self.restarts = 0
        self._first = 0
        self._resync = False
        self._expected_before = self._received_before = 0
        self._transit: float | None = None
        self._jitter = 0.0

    def place(self, sequence: int) -> int:
        """The endless number of a packet; `restarts` has grown when it begins a new count."""
        if self.highest < 0:
            return self._restart(FIRST_CYCLE + sequence)
        number = self.highest + ((sequence - self.highest + 0x8000) & 0xFFFF) - 0x8000
        if self._resync or abs(number - self.highest) > MAX_JUMP:
            # Keep counting upwards, so that no endless number ever means two packets.
            return self._restart((self.highest | 0xFFFF) + 1 + sequence)
        return number

    def _restart(self, number: int) -> int:
        self.restarts += 1
        self._resync = False
        self._first = number
        self.highest = number - 1
        self.received = 0
        self._expected_before = self._received_before = 0
        self._transit = None
        return number

    def resync(self) -> None:
        """The next packet begins a new count: what came in between was not looked at."""
        self._resync = True

    def arrived(self, number: int, timestamp: int, now: float) -> None:
        """Count a packet that was not here before (RFC 3550 appendix A.8 for the jitter)."""
        self.received += 1
        if number <= self.highest:
            return
        self.highest = number
        transit = now * self._clock_hz - timestamp
        if self._transit is not None:
            change = abs(transit - self._transit)
            if change < self._clock_hz:  # not at the wrap of the timestamp
                self._jitter += (change - self._jitter) / 16
        self._transit = transit

    def recovered(self) -> None:
        """The last one that arrived came inside another packet: reports tell what the way lost."""
        self.received -= 1

    def report(self, ssrc: int, last_report: int, delay_seconds: float) -> rtcp.ReportBlock:
        """The block about this stream since the last call."""
        expected = self.highest - self._first + 1
        newly_expected = expected - self._expected_before
        newly_lost = newly_expected - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        fraction = max(0.0, newly_lost / newly_expected) if newly_expected > 0 else 0.0
        return rtcp.ReportBlock(
            ssrc=ssrc,
            fraction_lost=fraction,
            cumulative_lost=max(0, expected - self.received),
            highest_sequence=(self.highest - FIRST_CYCLE) & 0xFFFF_FFFF,
            jitter=int(self._jitter),
            last_report=last_report,
            delay_since_last_report=int(delay_seconds * 65536),
        )


class PublisherClock:
    """One publisher's NTP clock against ours.

    The smallest difference between arrival and its sender reports, among the recent
    ones, stands for both clock offset and shortest way; it is the same for all of a
    publisher's streams, so their mutual timing is kept.
    """

    __slots__ = ("_differences",)

    def __init__(self) -> None:
        self._differences: deque[float] = deque(maxlen=CLOCK_SAMPLES)

    def reported(self, ntp_seconds: float, now: float) -> None:
        """A sender report with this NTP time arrived now."""
        self._differences.append(now - ntp_seconds)

    @property
    def offset_seconds(self) -> float | None:
        """What to add to the publisher's NTP time to get ours; None before any report."""
        return min(self._differences) if self._differences else None


class StreamClock:
    """Relates one stream's timestamps to capture times on our clock."""

    __slots__ = ("_clock_hz", "_ntp_seconds", "_publisher", "_reported_at", "_rtp", "middle")

    def __init__(self, clock_hz: int, publisher: PublisherClock) -> None:
        self._clock_hz = clock_hz
        self._publisher = publisher
        self._ntp_seconds: float | None = None
        self._rtp = 0
        self._reported_at = 0.0
        self.middle = 0
        """The last report's NTP time, to be given back in receiver reports."""

    def reported(self, report: rtcp.SenderReport, now: float) -> None:
        """A sender report about this stream arrived."""
        if report.ntp_seconds <= 0:  # RFC 3550: zero for "no clock"
            return
        self._publisher.reported(report.ntp_seconds, now)
        self._ntp_seconds = report.ntp_seconds
        self._rtp = report.rtp_timestamp
        self._reported_at = now
        self.middle = report.ntp_middle

    def since_report(self, now: float) -> float:
        """Seconds since the last sender report."""
        return now - self._reported_at

    def captured_at(self, timestamp: int, now: float) -> float:
        """Capture time in server seconds; the arrival stands in before the first report."""
        offset = self._publisher.offset_seconds
        if self._ntp_seconds is None or offset is None:
            return now
        distance = timestamp_difference(timestamp, self._rtp) / self._clock_hz
        captured = self._ntp_seconds + offset + distance
        return captured if -MAX_AGE_SECONDS < captured - now < MAX_AHEAD_SECONDS else now

    def timestamp_at(self, at: float) -> int | None:
        """The stream's timestamp at a server time; None before the first report."""
        offset = self._publisher.offset_seconds
        if self._ntp_seconds is None or offset is None:
            return None
        seconds = at - self._ntp_seconds - offset
        return (self._rtp + round(seconds * self._clock_hz)) & 0xFFFF_FFFF
