"""`hearth check-config`: say everything that is wrong with the configuration, or that nothing is."""

import argparse
from typing import TYPE_CHECKING

from server.config_reading import read_config

if TYPE_CHECKING:
    from server.commands.parsers import Subparsers


def add_to(commands: "Subparsers") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "check-config", help="say all that is wrong with the configuration", description=__doc__
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Read the configuration; faults are told by the caller. Touches no database and makes no folder."""
    config = read_config(given.config)
    print("The configuration is sound.")
    print(f"  people's links begin with   {config.url}")
    print(f"  browsers and API on         {config.host}:{config.port} (TCP)")
    print(f"  sound and picture on        {config.media.bind}:{config.media.port} (UDP)")
    database = "PostgreSQL" if config.database.startswith("postgresql") else "SQLite"
    print(f"  database                    {database}")
    print(f"  several processes           {'yes, through Redis' if config.redis_url else 'no'}")
    print(f"  relay for strict networks   {'yes' if config.turn.urls else 'no'}")
    return 0
