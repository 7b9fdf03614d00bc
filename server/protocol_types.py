"""What the generated protocol files have in common: which structs and enums there are, and their fields."""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType, Union, get_args, get_origin

import msgspec

from rooms import commands, ids, state
from rooms.audiences import AUDIENCES, Circle
from rooms.commands import COMMANDS, Command
from rooms.events import EVENTS, Event
from rooms.permissions import PERMISSIONS
from rooms.refusals import Code
from rooms.roles import Role, Standing
from server.messages import NOTICES, REQUESTS, CloseCode, DoorCode, WireCode

IDS: tuple[str, ...] = tuple(name for name, value in vars(ids).items() if isinstance(value, NewType))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a struct as it travels. `optional`: the sender may leave it out; then it is `default`."""

    name: str
    type: object
    optional: bool
    default: object


def fields_of(struct: type[msgspec.Struct]) -> list[Field]:
    """The fields of a struct in the order of the source, those with a default marked optional."""
    return [Field(f.name, f.type, not f.required, _default(f)) for f in msgspec.structs.fields(struct)]


def _default(field: msgspec.structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def parts_of(annotation: object) -> Iterator[object]:
    """The annotation and everything it is made of, outermost first."""
    yield annotation
    for part in get_args(annotation):
        if get_origin(annotation) is not Literal:
            yield from parts_of(part)


def is_union(annotation: object) -> bool:
    """Whether the annotation is `X | Y`."""
    return get_origin(annotation) in (Union, types.UnionType)


def structs_within(roots: tuple[type[msgspec.Struct], ...]) -> list[type[msgspec.Struct]]:
    """Structs that fields of `roots` hold, directly or not, in order of first mention; without the roots."""
    found: dict[type[msgspec.Struct], None] = {}
    queue = list(roots)
    while queue:
        for field in fields_of(queue.pop(0)):
            for part in parts_of(field.type):
                if isinstance(part, type) and issubclass(part, msgspec.Struct) and part not in found:
                    found[part] = None
                    queue.append(part)
    return [struct for struct in found if struct not in roots]


# What a socket may ask and be told; the rest is the server's own.
ASKED: tuple[type[Command], ...] = tuple(c for c in COMMANDS if PERMISSIONS[c].anyone != {Standing.SERVER})
TOLD: tuple[type[Event], ...] = tuple(e for e in EVENTS if AUDIENCES[e] is not Circle.NOBODY)

PAYLOADS: tuple[type[msgspec.Struct], ...] = (*ASKED, *REQUESTS, *TOLD, *NOTICES)
PARTS: list[type[msgspec.Struct]] = structs_within(PAYLOADS)
ENUMS: list[type[StrEnum]] = [
    Role,
    Standing,
    Code,
    WireCode,
    DoorCode,
    CloseCode,
    *(
        value
        for value in vars(state).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == state.__name__
    ),
]


def limits() -> dict[str, int]:
    """The named limits of the wire: the longest text or bytes that each alias in `commands` takes."""
    found: dict[str, int] = {}
    for name, value in vars(commands).items():
        for note in getattr(value, "__metadata__", ()):
            if isinstance(note, msgspec.Meta) and note.max_length is not None:
                found[name] = note.max_length
    return found
