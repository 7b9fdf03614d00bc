"""A network that fails and comes back, or another one: what the two people in the room notice of it.

The events of `tests/network`, one after the other, with the real client in real Chromium. Figures are what
the pages showed and played, from the event on until all is as before.
"""

import argparse
import asyncio
from collections.abc import Callable

from tests.bench.bad_links import two_people
from tests.bench.figures import machine, median_and_spread, table
from tests.bench.write_up import write_up
from tests.network.events import EVENTS, lived_through
from tests.network.people import Noticed
from tests.network.recorder import Record

_FIGURES: dict[str, Callable[[Record], float]] = {
    "picture still, s": Record.standstill_seconds,
    "no picture, s": Record.gone_seconds,
    "no sound, s": Record.silence_seconds,
}


async def _measure(options: argparse.Namespace) -> dict[str, list[Noticed]]:
    noticed: dict[str, list[Noticed]] = {what: [] for what in EVENTS}
    async with two_people() as here:
        for _ in range(options.repeats):
            for what, event in EVENTS.items():
                noticed[what].append(await lived_through(here, event))
                print(f"{what}: {noticed[what][-1].ana}; {noticed[what][-1].miriam}", flush=True)
                here.ana.access.make_good()
                await here.hear_and_see()
                await here.listen()
    return noticed


def main() -> None:
    """Measure and write up."""
    parser = argparse.ArgumentParser(prog="tests.bench network", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    noticed = asyncio.run(_measure(options))
    rows = [
        [
            what,
            name,
            *(median_and_spread([figure(record) for record in records]) for figure in _FIGURES.values()),
        ]
        for what, found in noticed.items()
        for name, records in (
            ("Ana", [each.ana for each in found]),
            ("Miriam", [each.miriam for each in found]),
        )
    ]
    write_up(
        "network",
        f"{machine()}.",
        f"{options.repeats} times each; median (least–most).",
        table(["at Ana's", "noticed by", *_FIGURES], rows),
    )


if __name__ == "__main__":
    main()
