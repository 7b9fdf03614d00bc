"""`hearth room`: make, list and archive rooms in the configured database."""

import argparse
import asyncio
import time
from typing import TYPE_CHECKING

from rooms.ids import RoomId
from rooms.state import RoomSettings
from server.api.rooms import Capacity, RoomName
from server.commands.parsers import configured, configured_stores, within
from server.config import Config
from server.stores.contract import Actor

if TYPE_CHECKING:
    from server.commands.parsers import Subparsers

OPERATOR = Actor(kind="operator")
PAGE = 100


def add_to(commands: "Subparsers") -> None:
    """Declare the command."""
    parser = commands.add_parser("room", help="make, list and archive rooms", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a room and print its id")
    create.add_argument("name", type=within(RoomName), help="the name that people see")
    create.add_argument("--capacity", type=within(Capacity), default=16, help="seats, staff included (16)")
    create.add_argument(
        "--encrypted",
        action="store_true",
        help="encrypt sound and picture end to end (docs/adr/0006 says what that protects)",
    )
    create.set_defaults(run=lambda given: asyncio.run(_create(configured(given), _settings(given))))
    listing = actions.add_parser("list", help="print every room's id and name")
    listing.set_defaults(run=lambda given: asyncio.run(_list(configured(given))))
    archive = actions.add_parser("archive", help="close a room for good; its records stay")
    archive.add_argument("room_id")
    archive.set_defaults(run=lambda given: asyncio.run(_archive(configured(given), RoomId(given.room_id))))


def _settings(given: argparse.Namespace) -> RoomSettings:
    return RoomSettings(name=given.name, capacity=given.capacity, end_to_end_encrypted=given.encrypted)


async def _create(config: Config, settings: RoomSettings) -> int:
    async with configured_stores(config) as stores:
        room = await stores.rooms.create(settings, time.time())
        await stores.audit.record(room.room_id, OPERATOR, "room_created", {}, time.time())
    print(room.room_id)
    return 0


async def _list(config: Config) -> int:
    cursor = None
    async with configured_stores(config) as stores:
        while True:
            page = await stores.rooms.page(cursor, PAGE)
            for room in page.items:
                print(f"{room.room_id}  {room.settings.name}")
            cursor = page.next_cursor
            if cursor is None:
                return 0


async def _archive(config: Config, room_id: RoomId) -> int:
    async with configured_stores(config) as stores:
        if await stores.sessions.find_open(room_id) is not None:
            print("A session is open in this room; end it first.")
            return 1
        if not await stores.rooms.archive(room_id, time.time()):
            print("There is no such room; `hearth room list` prints them.")
            return 1
        await stores.audit.record(room_id, OPERATOR, "room_archived", {}, time.time())
    return 0
