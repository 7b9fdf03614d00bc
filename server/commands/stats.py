"""`hearth stats`: what one running process counts, as tables. Reads its `/metrics`: no room, no person."""

import argparse
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from server import figures
from server.config_reading import read_config

if TYPE_CHECKING:
    from server.commands.parsers import Subparsers

UNREACHABLE = 69  # sysexits' "service unavailable"
_TIMEOUT_SECONDS = 5.0
_CLEAR = "\x1b[H\x1b[2J"


def add_to(commands: "Subparsers") -> None:
    """Declare the command."""
    parser = commands.add_parser("stats", help="show what a running process counts", description=__doc__)
    parser.add_argument(
        "--process", type=int, default=0, metavar="N", help="which one on this machine, from 0"
    )
    parser.add_argument("--url", help="where it listens, such as http://10.0.0.5:8080, if not here")
    parser.add_argument(
        "--watch",
        type=float,
        nargs="?",
        const=2.0,
        metavar="SECONDS",
        help="again and again, with what was added per second, until Ctrl-C",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Show the figures once, or until told to stop."""
    url = given.url or _own_url(given)
    before: figures.Reading | None = None
    while True:
        try:
            now = _ask(url)
        except (OSError, ValueError) as error:
            return _no_figures(url, error)
        before = _show(url, now, before, clear=given.watch is not None and sys.stdout.isatty())
        if given.watch is None:
            return 0
        time.sleep(given.watch)


def _no_figures(url: str, error: Exception) -> int:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    print(f"No figures from {url}/metrics: {reason}.", file=sys.stderr)
    print(
        "Is the process running there, and is this machine among metrics_networks? (docs/settings.md)",
        file=sys.stderr,
    )
    return UNREACHABLE


def _own_url(given: argparse.Namespace) -> str:
    """Where a process of this machine listens, by the configuration."""
    config = read_config(given.config)
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(config.host, config.host)
    return f"http://{host}:{config.port + given.process}"


def _ask(url: str) -> figures.Reading:
    """Read the figures; raise `OSError` or `ValueError`."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=_TIMEOUT_SECONDS) as answer:
        return figures.read(answer.read().decode(), time.monotonic())


def _show(url: str, now: figures.Reading, before: figures.Reading | None, *, clear: bool) -> figures.Reading:
    head = f"Hearth at {url}, {time.strftime('%H:%M:%S')}"
    print(f"{_CLEAR if clear else ''}{head}\n\n{figures.tables(now, before)}\n", flush=True)
    return now
