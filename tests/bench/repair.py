"""Sound and picture over a link that loses, beside the same without loss: what two people get of each other.

The real client in real Chromium, both people behind links that lose and delay both ways. Each repeat
measures without loss and with it, in the same room: what the machine does is seen beside what links do.
Figures are those of `getStats` in the pages: no belief in our own counters.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable, Sequence

from tests.bench.bad_links import two_people
from tests.bench.figures import machine, median_and_spread, table
from tests.bench.plots import bars
from tests.bench.write_up import write_up
from tests.network.people import Couple
from tests.network.recorder import Record

_SETTLE_SECONDS = 8.0
"""Until loss is known by reports, and the client holds pictures back."""

_FIGURES: dict[str, Callable[[Record], float]] = {
    "sound concealed, %": lambda record: 100 * record.concealed_share(),
    "freezes a minute": Record.freezes_per_minute,
    "pictures a second": Record.pictures_per_second,
    "kbit/s received": Record.kilobits_per_second,
}


async def _stretch(here: Couple, loss: float, options: argparse.Namespace) -> list[tuple[str, Record]]:
    """What both notice over links that lose so much."""
    for each in (here.ana, here.miriam):
        each.access.lose(loss)
        each.access.delay(options.delay / 2000, options.jitter / 1000, keeps_order=False)
    await asyncio.sleep(_SETTLE_SECONDS)
    since = time.time()
    await asyncio.sleep(options.seconds)
    noticed = await here.noticed(since)
    return [("large", noticed.ana), ("small", noticed.miriam)]


async def _measure(options: argparse.Namespace) -> dict[tuple[float, str], list[Record]]:
    """What was noticed at each loss, of the large picture and of the small one."""
    records = {(loss, size): [] for loss in (0.0, options.loss) for size in ("large", "small")}
    async with two_people() as here:
        for _ in range(options.repeats):
            for loss in (0.0, options.loss):
                for size, record in await _stretch(here, loss, options):
                    records[loss, size].append(record)
                    print(f"{loss:.0%} {size}: {record}", flush=True)
    return records


def _row(loss: float, size: str, records: Sequence[Record]) -> list[object]:
    cells = [median_and_spread([figure(record) for record in records]) for figure in _FIGURES.values()]
    mean = statistics.mean(record.freezes_per_minute() for record in records)
    return [f"{loss:.0%}", size, *cells[:2], f"{mean:.1f}", *cells[2:]]


def main() -> None:
    """Measure and write up."""
    parser = argparse.ArgumentParser(prog="tests.bench repair", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20, help="of each stretch")
    parser.add_argument("--loss", type=float, default=0.05, help="share lost in each direction")
    parser.add_argument("--delay", type=float, default=100, help="milliseconds there and back")
    parser.add_argument("--jitter", type=float, default=0, help="milliseconds more each way, at random")
    options = parser.parse_args()
    records = asyncio.run(_measure(options))
    sound, freezes, *others = _FIGURES
    write_up(
        "repair",
        f"{machine()}.",
        f"{options.repeats} stretches of {options.seconds:.0f} s each, in turn;"
        f" {options.delay:.0f} ms there and back.",
        table(
            ["lost each way", "picture", sound, freezes, "mean", *others],
            [_row(loss, size, found) for (loss, size), found in records.items()],
        ),
    )
    bars(
        "repair-freezes",
        "Freezes a minute",
        [f"{loss:.0%} lost, {size} picture" for loss, size in records],
        {
            "mean": [
                statistics.mean(each.freezes_per_minute() for each in found) for found in records.values()
            ]
        },
    )


if __name__ == "__main__":
    main()
