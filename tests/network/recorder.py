"""What a page shows and plays, written down by the page itself ten times a second.

Read from the page and not from the packets: a picture counts when a frame of somebody else was drawn in their
tile, and sound when it was played.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.e2e.person import Person

# Each look: [milliseconds since the epoch, tiles with a picture, frames drawn in others' tiles since the page
# began, samples played, samples made up, freezes, bytes received]. The last four are sums over connections
# alive then, so they fall when one ends.
RECORD = """
window.looks = [];
window.drawn = 0;
const counted = new WeakMap();
const SHOWN = ".picture[data-seen] video:not([data-arriving], [data-mirrored])";
const count = () => {
  const pictures = document.querySelectorAll(SHOWN);
  for (const video of pictures) {
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    window.drawn += Math.max(0, frames - (counted.get(video) ?? frames));
    counted.set(video, frames);
  }
  return pictures.length;
};
const sound = async () => {
  const sums = { played: 0, concealed: 0, freezes: 0, bytes: 0 };
  for (const connection of window.connections) {
    if (connection.connectionState === "closed") continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "candidate-pair") sums.bytes += report.bytesReceived ?? 0;
      if (report.type !== "inbound-rtp") continue;
      sums.freezes += report.freezeCount ?? 0;
      if (!report.packetsReceived) continue;
      sums.played += report.totalSamplesReceived ?? 0;
      sums.concealed += report.concealedSamples ?? 0;
    }
  }
  return sums;
};
let sums = { played: 0, concealed: 0, freezes: 0, bytes: 0 };
setInterval(async () => { sums = await sound(); }, 500);  // dear, with so many lines
setInterval(() => {
  const pictures = count();
  const { played, concealed, freezes, bytes } = sums;
  window.looks.push([Date.now(), pictures, window.drawn, played, concealed, freezes, bytes]);
}, 100);
"""


@dataclass(frozen=True)
class Look:
    """One look at the page."""

    at: float
    """Seconds since the epoch."""
    pictures: int
    drawn: int
    played: float
    concealed: float
    freezes: int
    octets: int


@dataclass(frozen=True)
class Record:
    """A stretch of looks, in order."""

    looks: list[Look]

    @classmethod
    async def take(cls, person: Person, since: float) -> "Record":
        """What the page wrote down since then."""
        rows: list[list[Any]] = await person.page.evaluate(
            "since => window.looks.filter(([at]) => at >= since)", since * 1000
        )
        return cls([Look(at / 1000, *rest) for at, *rest in rows])

    def __str__(self) -> str:
        return (
            f"picture still {self.standstill_seconds():.1f} s, gone {self.gone_seconds():.1f} s,"
            f" silence {self.silence_seconds():.1f} s, concealed {self.concealed_share():.1%},"
            f" {self.freezes_per_minute():.1f} freezes/min, {self.kilobits_per_second():.0f} kbit/s"
        )

    def gone_seconds(self) -> float:
        """How long no picture of anybody hung in the page."""
        return sum(later.at - earlier.at for earlier, later in pairwise(self.looks) if not later.pictures)

    def standstill_seconds(self) -> float:
        """The longest time without a new frame, up to the last look."""
        return self._longest_without(lambda earlier, later: later.drawn > earlier.drawn)

    def silence_seconds(self) -> float:
        """The longest time in which all sound was made up for what did not come."""
        return self._longest_without(
            lambda earlier, later: later.played - earlier.played > later.concealed - earlier.concealed
        )

    def concealed_share(self) -> float:
        """Share of the sound that was made up for what did not come in time."""
        steps = [(b.played - a.played, b.concealed - a.concealed) for a, b in pairwise(self.looks)]
        grown = [(played, concealed) for played, concealed in steps if played > 0 and concealed >= 0]
        return sum(concealed for _, concealed in grown) / max(1.0, sum(played for played, _ in grown))

    def freezes_per_minute(self) -> float:
        """Freezes as the browser counts them (a gap over three frames' length, or 150 ms more than usual)."""
        freezes = sum(max(0, b.freezes - a.freezes) for a, b in pairwise(self.looks))
        return freezes / max(0.1, self.looks[-1].at - self.looks[0].at) * 60

    def kilobits_per_second(self) -> float:
        """What came in, sound and picture together."""
        octets = sum(max(0, b.octets - a.octets) for a, b in pairwise(self.looks))
        return octets * 8 / 1000 / max(0.1, self.looks[-1].at - self.looks[0].at)

    def _longest_without(self, moves: Callable[[Look, Look], bool]) -> float:
        longest, since = 0.0, self.looks[0].at
        for earlier, later in pairwise(self.looks):
            longest = max(longest, later.at - since)
            if moves(earlier, later):
                since = later.at
        return longest
