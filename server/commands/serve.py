"""`hearth serve`: run the server, or several processes of it, until told to stop."""

import argparse
import sys
from typing import TYPE_CHECKING

from server.commands.parsers import configured
from server.config_reading import sole_use
from server.log import set_up_logging
from server.supervisor import supervise

if TYPE_CHECKING:
    from server.commands.parsers import Subparsers


def add_to(commands: "Subparsers") -> None:
    """Declare the command."""
    parser = commands.add_parser("serve", help="run the server", description=__doc__)
    parser.add_argument("--processes", type=int, help="how many, instead of cluster.processes")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    config = configured(given, {} if given.processes is None else {"cluster.processes": str(given.processes)})
    set_up_logging(config)
    if config.cluster.processes > 1:
        file = ("--config", str(given.config)) if given.config else ()
        supervise(config, (sys.executable, "-m", "server", *file, "serve"))
        return 0
    from server import app  # here: the other commands start faster without the media engine

    with sole_use(config):
        app.run(config)
    return 0
