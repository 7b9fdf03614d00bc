"""`hearth serve`: run the server until it is told to stop."""

import argparse
from typing import TYPE_CHECKING

from server.commands.parsers import configured
from server.log import set_up_logging

if TYPE_CHECKING:
    from server.commands.parsers import Subparsers


def add_to(commands: "Subparsers") -> None:
    """Declare the command."""
    parser = commands.add_parser("serve", help="run the server", description=__doc__)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    config = configured(given)
    set_up_logging(config)
    from server import app  # here: the other commands start faster without the media engine

    app.run(config)
    return 0
