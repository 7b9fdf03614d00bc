"""Writes the settings' documentation out of `config`: every key, its variable, default and meaning."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal, get_args, get_origin

import msgspec

from server import config
from server.config import Config, Secret, Section
from server.config_reading import variable_of

INTRODUCTION = """\
# Settings

Made from `server/config.py` by `python -m server.protocol_docs`; change it there.

Settings come from a TOML file (`hearth --config hearth.toml serve`, or `HEARTH_CONFIG`) and from the
environment, which wins. A list is separated by commas in the environment. A secret may stand in a file of its
own, named by its variable with `_FILE` at the end. `hearth check-config` tells all that is wrong, at once.
"""


def markdown() -> str:
    """Return the page."""
    own = [field for field in msgspec.structs.fields(Config) if not _is_section(field.type)]
    parts = [INTRODUCTION, "## General\n", *_table(Config, own, "")]
    for field in msgspec.structs.fields(Config):
        if _is_section(field.type):
            section: type[Section] = field.type
            parts += [f"\n## `[{field.name}]`\n", f"{inspect.getdoc(section)}\n"]
            parts += _table(section, msgspec.structs.fields(section), field.name + ".")
    return "\n".join(parts) + "\n"


def _table(
    section: type[Section], fields: "tuple[msgspec.structs.FieldInfo, ...] | list[Any]", prefix: str
) -> Iterator[str]:
    meanings = _meanings(section)
    yield "| key | variable | default | what it decides |"
    yield "|---|---|---|---|"
    for field in fields:
        variable = variable_of(prefix + field.name)
        if field.type is Secret:
            variable += "`, `…_FILE"
        default = _toml(field.default)
        meaning = meanings[field.name] + _choices(field.type)
        yield f"| `{field.name}` | `{variable}` | `{default}` | {meaning.replace('|', chr(92) + '|')} |"


def _meanings(section: type[Section]) -> dict[str, str]:
    """Return the text under each field of the class, which Python itself throws away."""
    module = ast.parse(inspect.getsource(config))
    body = next(
        node.body for node in module.body if isinstance(node, ast.ClassDef) and node.name == section.__name__
    )
    meanings = {}
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                meanings[name] = re.sub(r"\s+", " ", text).strip()
            case _:
                pass
    return meanings


def _choices(kind: Any) -> str:
    if get_origin(kind) is not Literal:
        return ""
    return f" One of {', '.join(f'`{choice}`' for choice in get_args(kind))}."


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return "[" + ", ".join(_toml(each) for each in value) + "]"
        case int() | float():
            return str(value)
        case _:
            return f'"{value}"'
