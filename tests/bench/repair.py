"""Sound and picture over a bad link, as Chromium itself counts: concealed sound, freezes, frames.

Some people in real Chromium, all to all through the forwarder, each behind a relay that loses and delays both
ways. Figures are those of `getStats` in the pages: no belief in our own counters. Browsers count as a freeze
what a camera did not send, or a page without CPU did not show, too: the last columns tell whose they are.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from media.ids import Source
from media.sfu import Sfu, SfuSettings, ShownPicture
from tests.bench.figures import machine, table
from tests.bench.lossy_link import Weather, lossy_link
from tests.media.test_in_chromium import ALL, FLAGS, Told, open_page, serve
from tests.programs import CHROMIUM

_WARM_UP_SECONDS = 8.0
_NAMES = ("ana", "ben", "eva")

# A picture that costs bits, as a face does: drifting shapes over a grain.
_LIVELY = """
const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
const drawing = canvas.getContext("2d");
const grain = Array.from({ length: 400 }, () => [Math.random(), Math.random(), Math.random()]);
let count = 0;
setInterval(() => {
  drawing.fillStyle = "#888"; drawing.fillRect(0, 0, 640, 360); count++;
  for (const [x, y, z] of grain) {
    drawing.fillStyle = `hsl(${z * 360 + count} 60% 50%)`;
    drawing.fillRect((x * 640 + count * z * 4) % 640, y * 360 + 8 * Math.sin(count / 9 + z * 6), 14, 14);
  }
}, 66);
window.camera = canvas.captureStream(15).getVideoTracks()[0];
"""

_HOLD = """(milliseconds) => {
  if (milliseconds === 0) return;
  for (const { receiver } of connection.getTransceivers())
    if (receiver.track.kind === "video") receiver.jitterBufferTarget = milliseconds;
}"""

_TOTALS = """async () => {
  const lines = Object.values(await received()).filter((line) => line.packetsReceived > 0);
  return lines.map((line) => JSON.parse(JSON.stringify(line)));
}"""

# Each frame as it is shown: element, when shown, when its last packet came, its capture time by RTP.
_WATCH = """() => {
  window.shown = [];
  for (const { receiver } of connection.getTransceivers()) {
    if (receiver.track.kind !== "video" || receiver.track.muted) continue;
    const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true });
    video.srcObject = new MediaStream([receiver.track]);
    document.body.append(video);
    const look = (now, { receiveTime, rtpTimestamp }) => {
      if (receiveTime) shown.push([receiver.track.id, now, receiveTime, rtpTimestamp / 90]);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  }
}"""

_LATE_MS = 150.0
"""Beyond what pictures are held back: a freeze of which this is true is the network's."""

_SOUND = ("totalSamplesReceived", "concealedSamples", "silentConcealedSamples", "concealmentEvents")
_PICTURE = (
    "framesDecoded",
    "freezeCount",
    "totalFreezesDuration",
    "keyFramesDecoded",
    "pliCount",
    "nackCount",
)


def _freezes_by_cause(frames: list[tuple[str, float, float, float]], hold_ms: float) -> Counter[str]:
    """Pauses that are freezes by the standard's rule, and whose they are.

    `camera`: nothing was captured or sent; `network`: packets came late; else the `page` was busy.
    """
    causes: Counter[str] = Counter()
    for track in {frame[0] for frame in frames}:
        own = [frame[1:] for frame in frames if frame[0] == track]
        usual = (own[-1][0] - own[0][0]) / max(1, len(own) - 1)
        quickest = min(came - captured for _, came, captured in own)
        for before, after in pairwise(own):
            if after[0] - before[0] <= max(3 * usual, usual + 150):
                continue
            late = after[1] - after[2] - quickest > hold_ms + _LATE_MS - usual
            was_sent = after[2] - before[2] <= usual + 100
            causes["network" if late else "page" if was_sent else "camera"] += 1
    return causes


def _moved(before: list[dict[str, Any]], after: list[dict[str, Any]], kind: str, name: str) -> float:
    """How much a figure grew over all lines of a kind."""
    first = {line["mid"]: line.get(name, 0) for line in before}
    lines = [line for line in after if line["kind"] == kind]
    return float(sum(line.get(name, 0) - first.get(line["mid"], 0) for line in lines))


@asynccontextmanager
async def _room(options: argparse.Namespace, weather: Weather) -> AsyncIterator[tuple[Sfu, list[Page]]]:
    """Let some pages join one room, each behind the same weather."""
    told = Told()
    sfu = Sfu(SfuSettings(bind_host="127.0.0.1"), told)
    await sfu.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(sfu.close)
        link = await stack.enter_async_context(lossy_link(("127.0.0.1", sfu.port), weather, options.seed))
        here, there = f" {sfu.port} typ", f" {link.port} typ"
        runner, address = await serve(sfu, lambda answer: answer.replace(here, there))
        stack.push_async_callback(runner.cleanup)
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        stack.push_async_callback(browser.close)
        yield sfu, [await _join(options, sfu, browser, address, name) for name in _NAMES[: options.people]]
    print(link.counts)


async def _join(options: argparse.Namespace, sfu: Sfu, browser: Browser, address: str, name: str) -> Page:
    """Open a page and let its person join, who shows all others large."""
    page = await open_page(browser, address)
    await page.evaluate(_LIVELY)
    sfu.set_publications("room", name, ALL)
    others = [each for each in _NAMES[: options.people] if each != name]
    sfu.set_pictures("room", name, [ShownPicture(each, Source.CAMERA, 640, 360) for each in others])
    await page.evaluate("(args) => connect(...args)", [name, "#c00", 400 + 100 * _NAMES.index(name)])
    await page.evaluate(_HOLD, options.hold)
    return page


async def _measure(options: argparse.Namespace) -> list[list[object]]:
    weather = Weather(options.loss, options.delay / 1000, options.jitter / 1000, options.repeated)
    async with _room(options, weather) as (sfu, pages):
        await asyncio.sleep(_WARM_UP_SECONDS)
        for page in pages:
            await page.evaluate(_WATCH)
        before = [await page.evaluate(_TOTALS) for page in pages]
        counters = sfu.statistics().counters
        await asyncio.sleep(options.seconds)
        after = [await page.evaluate(_TOTALS) for page in pages]
        shown = [await page.evaluate("() => shown") for page in pages]
        grown = {n: v - counters[n] for n, v in sfu.statistics().counters.items() if v != counters[n]}
        if options.verbose:
            print(grown)
            for lines in after:
                for line in lines:
                    print({k: v for k, v in line.items() if isinstance(v, int | float)})
    return [
        [*_row(name, first, last, options.seconds), *_shares(frames, options)]
        for name, first, last, frames in zip(_NAMES, before, after, shown, strict=False)
    ]


def _shares(frames: list[tuple[str, float, float, float]], options: argparse.Namespace) -> list[object]:
    causes = _freezes_by_cause(frames, options.hold)
    tracks = max(1, len({frame[0] for frame in frames}))
    return [f"{causes[cause] / tracks * 60 / options.seconds:.1f}" for cause in ("network", "camera", "page")]


def _row(
    name: str, before: list[dict[str, Any]], after: list[dict[str, Any]], seconds: float
) -> list[object]:
    sound = {each: _moved(before, after, "audio", each) for each in _SOUND}
    picture = {each: _moved(before, after, "video", each) for each in _PICTURE}
    concealed = sound["concealedSamples"] - sound["silentConcealedSamples"]
    delays = _moved(before, after, "audio", "jitterBufferDelay")
    emitted = _moved(before, after, "audio", "jitterBufferEmittedCount")
    voices = max(1, sum(line["kind"] == "video" for line in after))
    return [
        name,
        f"{100 * concealed / max(1.0, sound['totalSamplesReceived']):.2f} %",
        f"{1000 * delays / max(1.0, emitted):.0f}",
        f"{picture['freezeCount'] / voices * 60 / seconds:.1f}",
        f"{picture['totalFreezesDuration']:.1f}",
        f"{picture['framesDecoded'] / voices / seconds:.1f}",
        f"{picture['keyFramesDecoded']:.0f}",
        f"{picture['pliCount']:.0f}",
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests.bench repair", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--people", type=int, default=2, choices=(2, 3))
    parser.add_argument("--loss", type=float, default=0.05, help="share lost in each direction")
    parser.add_argument("--delay", type=float, default=50, help="milliseconds in each direction")
    parser.add_argument("--jitter", type=float, default=0, help="milliseconds more, at random")
    parser.add_argument("--repeated", type=float, default=0, help="share that comes twice")
    parser.add_argument("--hold", type=float, default=0, help="milliseconds to hold pictures back at least")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    rows = asyncio.run(_measure(options))
    head = ["at", "sound concealed", "sound held, ms", "freezes a minute", "frozen, s", "frames a second"]
    print(machine())
    print(f"{options}")
    causes = ["a minute by the network", "by the camera", "by a busy page"]
    print(table([*head, "key frames", "asked for", *causes], rows))


if __name__ == "__main__":
    main()
