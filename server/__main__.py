"""The `hearth` command: reads its arguments and hands over to one module of `server.commands`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from server.commands import check_config, demo, key, room, serve, stats, token
from server.config_reading import BadConfig
from server.stores.contract import StorageUnavailable

COMMANDS = (serve, demo, check_config, room, token, key, stats)

BAD_CONFIG = 2  # exit codes, as sysexits and argparse have them
UNAVAILABLE = 69
PIPE_CLOSED = 141  # as shells have it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    given = parser().parse_args(arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except BadConfig as error:
        print("The configuration cannot be used:", file=sys.stderr)
        for fault in error.faults:
            print(f"  {fault}", file=sys.stderr)
        return BAD_CONFIG
    except StorageUnavailable:
        print(
            "The database cannot be reached or written. Is database_url right, is it running?",
            file=sys.stderr,
        )
        return UNAVAILABLE
    except BrokenPipeError:  # whoever read this has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python writes as it ends
        return PIPE_CLOSED
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    return code


def parser() -> argparse.ArgumentParser:
    """Return the parser for all commands."""
    top = argparse.ArgumentParser(
        prog="hearth", description="A self-hosted server for live group therapy and peer support."
    )
    top.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="a TOML file; HEARTH_… variables win over it (docs/settings.md)",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_to(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
