"""A link of 3 Mbit/s gets thin, 500 kbit/s, and wide again: when do pictures flow, what sound is lost?

The real client in real Chromium; Ana sees Miriam large, whose camera has three layers. A token bucket of the
kernel makes Ana's link thin both ways, with room for 200 ms of packets. Figures are what Ana's page showed
and played.
"""

import argparse
import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.bad_links import two_people
from tests.bench.figures import machine, median_and_spread, table
from tests.bench.write_up import write_up
from tests.network.people import Couple
from tests.network.recorder import Record

_WIDE_KILOBITS, _THIN_KILOBITS = 3000, 500
_CAMERA_HEIGHT = 720
_SETTLE_SECONDS = 15.0
"""With room for more, until the largest layer is shown again."""
_ADAPTING_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Turn:
    """What one change of the link did."""

    name: str
    before: Record
    whole: Record
    """From the change on."""
    later: Record
    """The same without its first seconds."""


async def _turn(here: Couple, name: str, before: Record, kilobits: int, seconds: float) -> Turn:
    since = time.time()
    here.ana.access.limit(kilobits)
    await asyncio.sleep(seconds)
    return Turn(
        name,
        before,
        await Record.take(here.ana.person, since),
        await Record.take(here.ana.person, since + _ADAPTING_SECONDS),
    )


async def _measure(options: argparse.Namespace) -> list[Turn]:
    turns: list[Turn] = []
    async with two_people(_CAMERA_HEIGHT) as here:
        here.ana.access.limit(_WIDE_KILOBITS)
        await asyncio.sleep(_SETTLE_SECONDS)
        last = (await here.listen()).ana
        for _ in range(options.repeats):
            for name, kilobits in (("thin", _THIN_KILOBITS), ("wide", _WIDE_KILOBITS)):
                turns.append(await _turn(here, name, last, kilobits, options.seconds))
                last = (await here.listen()).ana
                print(f"{name}: {turns[-1].whole}, then {last}", flush=True)
    return turns


_FIGURES: dict[str, Callable[[Turn], float]] = {
    "received before, kbit/s": lambda turn: turn.before.kilobits_per_second(),
    "received after 3 s, kbit/s": lambda turn: turn.later.kilobits_per_second(),
    "pictures flow again after, s": lambda turn: turn.whole.settled_after_seconds(),
    "longest still picture, s": lambda turn: turn.whole.standstill_seconds(),
    "sound concealed, %": lambda turn: 100 * turn.whole.concealed_share(),
    "longest silence, s": lambda turn: turn.whole.silence_seconds(),
}


def main() -> None:
    """Measure and write up."""
    parser = argparse.ArgumentParser(prog="tests.bench cut", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=12, help="after each change")
    options = parser.parse_args()
    turns = asyncio.run(_measure(options))
    rows = [
        [
            name,
            *(
                median_and_spread([figure(t) for t in turns if t.name == turn], 2 if "%" in name else 1)
                for turn in ("thin", "wide")
            ),
        ]
        for name, figure in _FIGURES.items()
    ]
    head = [
        "median (least–most)",
        f"{_WIDE_KILOBITS} → {_THIN_KILOBITS} kbit/s",
        f"{_THIN_KILOBITS} → {_WIDE_KILOBITS} kbit/s",
    ]
    write_up(
        "cut",
        f"{machine()}.",
        f"{options.repeats} times each, watched for {options.seconds:.0f} s.",
        table(head, rows),
    )


if __name__ == "__main__":
    main()
