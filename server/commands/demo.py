"""`hearth demo`: run a server on this machine with a group to try, and print a link for each person in it."""

import argparse
import asyncio
import socket
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from server.commands.parsers import configured_stores, within
from server.config import Config, Media, Port
from server.config_reading import prepare_data_dir, sole_use
from server.demo import GUESTS, ROOM_NAME, Link, seed, set_encrypted
from server.guests import company
from server.log import set_up_logging

if TYPE_CHECKING:
    from server.commands.parsers import Subparsers

DATA_DIR = Path(".hearth-demo")
PORTS_TRIED = 50


def add_to(commands: "Subparsers") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "demo", help="try Hearth on this machine, with a group to join", description=__doc__
    )
    parser.add_argument("--port", type=within(Port), default=8080, help="the first port to try (8080)")
    parser.add_argument(
        "--data-dir", type=Path, default=DATA_DIR, help=f"where the demo keeps its data ({DATA_DIR})"
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--with-guests", action="store_true", help="three synthetic guests come too: admit them as Miriam"
    )
    kind.add_argument(
        "--encrypted",
        action="store_true",
        help="encrypt the group's sound and picture end to end, from its next session on",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Seed the group, print the links, serve until Ctrl-C. The operator's configuration plays no part."""
    config = prepare_data_dir(_config(given.port, given.data_dir))
    set_up_logging(config)
    with sole_use(config):
        _run(config, given)
    return 0


def _run(config: Config, given: argparse.Namespace) -> None:
    links, guests = asyncio.run(_seed(config, encrypted=given.encrypted))
    moved_from = given.port if given.port not in (0, config.port) else None
    words = welcome(config, links, moved_from, with_guests=given.with_guests)
    from server import app  # here: the other commands start faster without the media engine

    with company([link.url for link in guests]) if given.with_guests else nullcontext():
        app.run(config, on_serving=lambda: print(words, flush=True))
    print("  The demo has ended, and everything that belonged to it.", flush=True)


def _config(first_port: int, data_dir: Path) -> Config:
    """Pages on this machine alone; media on all its addresses, since Firefox offers no loopback one."""
    return Config(
        port=_free_port(first_port, socket.SOCK_STREAM),
        data_dir=data_dir,
        log_format="text",
        log_level="warning",
        media=Media(port=_free_port(Media().port, socket.SOCK_DGRAM)),
    )


async def _seed(config: Config, *, encrypted: bool) -> tuple[Sequence[Link], Sequence[Link]]:
    """Links for the people, and for the guests."""
    async with configured_stores(config) as stores:
        links = await seed(stores, config.url, time.time())
        guests = await seed(stores, config.url, time.time(), GUESTS)
        await set_encrypted(stores, encrypted)
        return links, guests


def _free_port(first: int, kind: socket.SocketKind) -> int:
    """Return the first port from `first` on that nobody has, or any that the system gives."""
    for port in [*range(first, min(first + PORTS_TRIED, 65_536)), 0]:
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                # As the server does: a port that was left a minute ago is free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            chosen: int = probe.getsockname()[1]
            return chosen
    raise AssertionError("the system gives any free port")


def welcome(
    config: Config, links: Sequence[Link], moved_from: int | None, *, with_guests: bool = False
) -> str:
    """Return what the demo says: one link each, and what to try."""
    lines = ["", f"  Hearth is running. The group is called {ROOM_NAME}.", ""]
    if moved_from is not None:
        lines += [f"  (Port {moved_from} is taken; this demo uses {config.port}.)", ""]
    for link in links:
        role = link.person.role.value.replace("_", "-")
        lines += [f"  {link.person.name}, {role}: {link.person.advice}", f"    {link.url}", ""]
    lines += [
        *_about_guests(with_guests),
        "  Open Miriam's link first; the others in windows of their own, private ones or other browsers.",
        "  Wear headphones, or mute all but one: they share this room's air.",
        f"  Everything stays on this machine, in {config.data_dir.resolve()}.",
        "  Ctrl-C ends the demo; links stay good.",
        "",
    ]
    return "\n".join(lines)


def _about_guests(are_coming: bool) -> list[str]:
    if not are_coming:
        return ["  Alone? With --with-guests three synthetic guests fill the room."]
    names = ", ".join(guest.name for guest in GUESTS)
    return [f"  {names} are synthetic guests and wait at the door: admit them, and call on them."]
