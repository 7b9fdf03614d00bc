"""What a page shows and plays, written down by the page itself ten times a second.

Read from the page and not from the packets: a picture counts when a frame of somebody else was drawn in their
tile, and sound when it was played.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.e2e.person import Person

MOST_CONCEALED = 0.2  # ten times the bar: the machine may be busy with something else
PAUSE_SECONDS = 0.5  # without a new picture
LONGEST_SILENCE_SECONDS = 2.0  # sound is counted twice a second

# Each look: [milliseconds since the epoch, tiles with a picture, frames drawn in others' tiles since the page
# began, samples played, samples made up, freezes, frames decoded, bytes received]. The last five are of the
# connection in use, the newest that is connected, so they fall when it changes.
RECORD = """
const NOTHING = { played: 0, concealed: 0, freezes: 0, decoded: 0, bytes: 0 };
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
  const sums = { ...NOTHING };
  const inUse = window.connections.findLast(({ connectionState }) => connectionState === "connected");
  for (const report of (await inUse?.getStats())?.values() ?? []) {
    if (report.type === "candidate-pair") sums.bytes += report.bytesReceived ?? 0;
    if (report.type !== "inbound-rtp" || !report.packetsReceived) continue;
    sums.freezes += report.freezeCount ?? 0;
    sums.decoded += report.framesDecoded ?? 0;
    sums.played += report.totalSamplesReceived ?? 0;
    sums.concealed += report.concealedSamples ?? 0;
  }
  return inUse ? sums : window.sums;
};
window.sums = { ...NOTHING };
setInterval(async () => { window.sums = await sound(); }, 500);  // dear, with so many lines
setInterval(() => {
  const pictures = count();
  const { played, concealed, freezes, decoded, bytes } = window.sums;
  window.looks.push([Date.now(), pictures, window.drawn, played, concealed, freezes, decoded, bytes]);
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
    decoded: int
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

    def sound_is_whole(self) -> None:
        """Fail if much of the sound was made up, or none came for long."""
        assert self.concealed_share() < MOST_CONCEALED, self
        assert self.silence_seconds() < LONGEST_SILENCE_SECONDS, self

    def gone_seconds(self) -> float:
        """How long no picture of anybody hung in the page."""
        return sum(later.at - earlier.at for earlier, later in pairwise(self.looks) if not later.pictures)

    def standstill_seconds(self) -> float:
        """The longest time without a new frame, up to the last look."""
        return self._longest_without(lambda earlier, later: later.drawn > earlier.drawn)

    def settled_after_seconds(self) -> float:
        """How long until the last pause of pictures was over, from the first look on."""
        settled = since = self.looks[0].at
        for earlier, later in pairwise(self.looks):
            if later.drawn > earlier.drawn:
                settled = later.at if later.at - since > PAUSE_SECONDS else settled
                since = later.at
        last = self.looks[-1].at
        return (last if last - since > PAUSE_SECONDS else settled) - self.looks[0].at

    def silence_seconds(self) -> float:
        """The longest time in which all sound was made up for what did not come.

        Between two counts of sound, however far apart a busy page makes them.
        """
        counts = [self.looks[0], *(b for a, b in pairwise(self.looks) if b.played != a.played)]
        longest = silent = 0.0
        for earlier, later in pairwise(counts):
            played = later.played - earlier.played  # less than nothing: another connection
            heard = played > max(0.0, later.concealed - earlier.concealed)
            silent = 0.0 if heard else silent + later.at - earlier.at
            longest = max(longest, silent)
        return longest

    def concealed_share(self) -> float:
        """Share of the sound that was made up for what did not come in time."""
        steps = [(b.played - a.played, b.concealed - a.concealed) for a, b in pairwise(self.looks)]
        grown = [(played, concealed) for played, concealed in steps if played > 0 and concealed >= 0]
        return sum(concealed for _, concealed in grown) / max(1.0, sum(played for played, _ in grown))

    def freezes_per_minute(self) -> float:
        """Freezes as the browser counts them (a gap over three frames' length, or 150 ms more than usual)."""
        return self._per_second(lambda look: look.freezes) * 60

    def pictures_per_second(self) -> float:
        """Pictures decoded."""
        return self._per_second(lambda look: look.decoded)

    def kilobits_per_second(self) -> float:
        """What came in, sound and picture together."""
        return self._per_second(lambda look: look.octets) * 8 / 1000

    def _per_second(self, total: Callable[[Look], int]) -> float:
        """By how much a sum grew in a second."""
        grown = sum(max(0, total(b) - total(a)) for a, b in pairwise(self.looks))
        return grown / max(0.1, self.looks[-1].at - self.looks[0].at)

    def _longest_without(self, moves: Callable[[Look, Look], bool]) -> float:
        longest, since = 0.0, self.looks[0].at
        for earlier, later in pairwise(self.looks):
            longest = max(longest, later.at - since)
            if moves(earlier, later):
                since = later.at
        return longest
