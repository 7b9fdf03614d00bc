"""`python -m tests.bench NAME [options]`: measure one thing and print its figures as a table."""

import importlib
import sys
from pathlib import Path

BENCHES = {
    "fanout": "CPU per delivery: our outbox, sio.emit, aiohttp's send_bytes and bare transport.write",
    "forwarding": "forwarded packets per server CPU-second, beside Janus VideoRoom",
    "meetings": "whole group meetings per core, and latency at half load, beside Janus VideoRoom",
    "memory": "memory per seat, with rooms of 12 that send and receive",
    "first_frame": "click to first decoded picture in Chromium, room of 4",
    "repair": "sound concealed and pictures frozen in Chromium over links that lose, beside ones that do not",
    "cut": "a link of 3 Mbit/s gets thin and wide again: until pictures flow, and what sound is lost",
    "network": "cuts, other networks, a closed lid, a replaced server, no UDP: what people notice",
    "soak": "an hour of meetings with people coming and going: does anything grow?",
    "joining": "48 people joining at once, until the last one is connected",
}


def main() -> None:
    """Run the bench that is named, or list them."""
    if len(sys.argv) < 2 or sys.argv[1] not in BENCHES:
        print("make bench ARGS='NAME [--help]', where NAME is one of")
        for name, what in BENCHES.items():
            print(f"  {name:12} {what}")
        raise SystemExit(2 if sys.argv[1:] else 0)
    name = sys.argv.pop(1)
    # The headless client is a package of its own, which need not be installed in a work tree.
    sys.path.insert(0, str(Path(__file__).parents[2] / "client" / "python"))
    importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main()
