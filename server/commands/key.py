"""`hearth key`: make, list and revoke host applications' API keys."""

import asyncio
import time
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from server.commands.parsers import configured, configured_stores, within
from server.config import Config

if TYPE_CHECKING:
    from server.commands.parsers import Subparsers


KeyName = Annotated[str, Meta(min_length=1, max_length=120)]


def add_to(commands: "Subparsers") -> None:
    """Declare the command."""
    parser = commands.add_parser("key", help="make, list and revoke API keys", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a key and print it, once")
    create.add_argument(
        "name", type=within(KeyName), help="what it is for, such as the host application's name"
    )
    create.set_defaults(run=lambda given: asyncio.run(_create(configured(given), given.name)))
    listing = actions.add_parser("list", help="print every key's id and name, never the key")
    listing.set_defaults(run=lambda given: asyncio.run(_list(configured(given))))
    revoke = actions.add_parser("revoke", help="make a key worthless")
    revoke.add_argument("key_id")
    revoke.set_defaults(run=lambda given: asyncio.run(_revoke(configured(given), given.key_id)))


async def _create(config: Config, name: str) -> int:
    async with configured_stores(config) as stores:
        _, secret = await stores.api_keys.create(name, time.time())
    print(secret)
    return 0


async def _list(config: Config) -> int:
    async with configured_stores(config) as stores:
        for key in await stores.api_keys.all():
            print(f"{key.key_id}  {key.name}{'' if key.revoked_at is None else '  (revoked)'}")
    return 0


async def _revoke(config: Config, key_id: str) -> int:
    async with configured_stores(config) as stores:
        if not await stores.api_keys.revoke(key_id, time.time()):
            print("There is no such key that is good; `hearth key list` prints them.")
            return 1
    return 0
