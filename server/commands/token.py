"""`hearth token`: make a link with a join token for one person."""

import argparse
import asyncio
import time
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from rooms.commands import Name
from rooms.ids import AccountId, RoomId
from rooms.roles import Role
from server.api.invites import LONGEST_TOKEN_SECONDS, Identity
from server.commands.parsers import configured, configured_stores, within
from server.config import Config
from server.identity import Tokens

if TYPE_CHECKING:
    from server.commands.parsers import Subparsers

MINUTE_SECONDS = 60
Minutes = Annotated[int, Meta(ge=1, le=LONGEST_TOKEN_SECONDS // MINUTE_SECONDS)]


def add_to(commands: "Subparsers") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "token", help="make a link with a join token for one person", description=__doc__
    )
    parser.add_argument("room_id", help="from `hearth room list`")
    parser.add_argument(
        "identity",
        type=within(Identity),
        help="your own id of the person; the same id takes up the same seat",
    )
    parser.add_argument("--role", type=Role, choices=list(Role), default=Role.PARTICIPANT)
    parser.add_argument(
        "--name", type=within(Name), help="the name that others see; without it the person chooses one"
    )
    parser.add_argument(
        "--minutes", type=within(Minutes), default=60, help="how long the link may wait to be used (60)"
    )
    parser.set_defaults(run=lambda given: asyncio.run(_make(configured(given), given)))


async def _make(config: Config, given: argparse.Namespace) -> int:
    async with configured_stores(config) as stores:
        room = await stores.rooms.find(RoomId(given.room_id))
    if room is None or room.archived_at is not None:
        print("There is no such room; `hearth room list` prints them.")
        return 1
    now = time.time()
    token = Tokens(config.secret_key).mint(
        room_id=room.room_id,
        account_id=AccountId(given.identity),
        role=given.role,
        name=given.name,
        not_before=now,
        expires_at=now + given.minutes * MINUTE_SECONDS,
    )
    print(f"{config.url}/join#t.{token}")
    return 0
