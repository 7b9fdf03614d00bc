"""What a bench measures: `scenarios/NAME.toml`, any value of which the command line may replace."""

import argparse
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec

FOLDER = Path(__file__).parent / "scenarios"


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all scenarios have. Each bench adds its own values; all but these stand in its file."""

    server_cpu: int = 0
    generator_cpu: int = 1


Kind = TypeVar("Kind", bound=Scenario)


def read(name: str, kind: type[Kind], description: str | None, arguments: list[str] | None = None) -> Kind:
    """Return the bench's scenario, with what the command line says in its place.

    Leaves the program with a message when either says something that cannot be.
    """
    parser = argparse.ArgumentParser(prog=f"tests.bench {name}", description=description)
    parser.add_argument("--scenario", type=Path, default=FOLDER / f"{name}.toml", help="another file")
    for field in msgspec.structs.fields(kind):
        parser.add_argument(f"--{field.name.replace('_', '-')}", **_how_to_read(field.type))
    given = {key: value for key, value in vars(parser.parse_args(arguments)).items() if value is not None}
    try:
        return msgspec.convert(tomllib.loads(given.pop("scenario").read_text()) | given, kind)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        parser.error(str(fault))


def _how_to_read(kind: Any) -> dict[str, Any]:
    """Return what argparse is told of a field: a number, or any count of them."""
    if get_origin(kind) is tuple:
        return {"type": get_args(kind)[0], "nargs": "*"}
    return {"type": kind}
