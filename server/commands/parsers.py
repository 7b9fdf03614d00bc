"""What subcommands share: their type, the configuration, and the configured database."""

import argparse
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from server.config import Config
from server.config_reading import in_plain_words, prepare_data_dir, read_config, variable_of
from server.stores.opening import Stores, open_stores

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def configured(given: argparse.Namespace, arguments: Mapping[str, str] = MappingProxyType({})) -> Config:
    """Return the configuration, with its data folder made and its secret key at hand.

    `arguments` are settings by their dotted names, and win over file and environment. Raises BadConfig.
    """
    variables = {variable_of(name): value for name, value in arguments.items()}
    return prepare_data_dir(read_config(given.config, {**os.environ, **variables}))


def within(limits: Any) -> Callable[[str], Any]:
    """Return argparse's `type` for a value with msgspec's limits, such as the API has for the same value."""

    def read(text: str) -> Any:
        try:
            return msgspec.convert(text, limits, strict=False)
        except msgspec.ValidationError as error:
            raise argparse.ArgumentTypeError(in_plain_words(str(error))) from None

    return read


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
