"""What subcommands share: their type, the configuration, and the configured database."""

import argparse
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from server.config import Config
from server.config_reading import prepare_data_dir, read_config
from server.stores.opening import Stores, open_stores

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def configured(given: argparse.Namespace) -> Config:
    """Return the configuration, with its data folder made and its secret key at hand.

    Raises BadConfig.
    """
    return prepare_data_dir(read_config(given.config))


@contextlib.asynccontextmanager
async def configured_stores(config: Config) -> AsyncIterator[Stores]:
    """Open the configured database for the length of a command.

    Raises StorageUnavailable.
    """
    stores = await open_stores(config.database)
    try:
        yield stores
    finally:
        await stores.close()
