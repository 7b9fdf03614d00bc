"""The contract as TypeScript: one type per struct and enum, and maps from wire names to payloads."""

import inspect
import types
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal, NewType, get_args, get_origin

import msgspec

from server.messages import NOTICES, PROTOCOL_VERSION, REQUESTS
from server.protocol_types import ASKED, ENUMS, IDS, PARTS, TOLD, fields_of, is_union, limits

HEADER = """\
// Generated from rooms/ and server/messages.py by `python -m server.protocol_docs`. Do not edit.
"""

SIMPLE: dict[object, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    bytes: "Uint8Array",
    types.NoneType: "null",
    Any: "unknown",
}


def typescript() -> str:
    """The text of `client/src/protocol.ts`."""
    sections = [HEADER, _constants(), _ids()]
    sections += [_enum(enum) for enum in ENUMS]
    sections += [_interface(part, sent_by_client=False) for part in PARTS]
    sections += [_interface(payload, sent_by_client=True) for payload in (*ASKED, *REQUESTS)]
    sections += [_interface(payload, sent_by_client=False) for payload in (*TOLD, *NOTICES)]
    sections += [
        _map("CommandPayloads", "Wire name of every command that a socket may ask → its payload.", ASKED),
        _map("RequestPayloads", "Wire name of every request → its payload.", REQUESTS),
        _map("EventPayloads", "Wire name of every event that a socket may be told → its payload.", TOLD),
        _map("NoticePayloads", "Wire name of every notice → its payload.", NOTICES),
        _names("EVENT_NAMES", "EventPayloads", TOLD),
        _names("NOTICE_NAMES", "NoticePayloads", NOTICES),
    ]
    return "\n".join(sections)


def type_of(annotation: object) -> str:
    """One Python annotation as a TypeScript type."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is None and annotation in SIMPLE:
        return SIMPLE[annotation]
    if origin is None and isinstance(annotation, NewType | type):
        return annotation.__name__
    if origin is Annotated:
        return type_of(parts[0])
    if origin is Literal:
        return " | ".join(_literal(value) for value in parts)
    if is_union(annotation):
        return " | ".join(type_of(part) for part in parts)
    if origin in (list, tuple):
        inside = type_of(parts[0])
        return f"({inside})[]" if "|" in inside else f"{inside}[]"
    if origin is dict:
        record = f"Record<{type_of(parts[0])}, {type_of(parts[1])}>"
        return f"Partial<{record}>" if _is_enum(parts[0]) else record
    raise TypeError(f"no TypeScript for {annotation!r}")


def _constants() -> str:
    rows = "".join(f"  {name}: {length},\n" for name, length in limits().items())
    return (
        f"export const PROTOCOL_VERSION = {PROTOCOL_VERSION};\n\n"
        "/** The longest text (in code points) or bytes that the server takes; more is `malformed`. */\n"
        f"export const LIMITS = {{\n{rows}}} as const;\n"
    )


def _ids() -> str:
    return "".join(f"export type {name} = string;\n" for name in IDS)


def _enum(enum: type[StrEnum]) -> str:
    values = "".join(f"  | {_literal(member)}\n" for member in enum).rstrip("\n")
    return f"{_comment(enum)}export type {enum.__name__} =\n{values};\n"


def _interface(struct: type[msgspec.Struct], *, sent_by_client: bool) -> str:
    """What the server sends is always complete; what the client sends may leave out what has a default."""
    fields = fields_of(struct)
    if not fields:
        return f"{_comment(struct)}export type {struct.__name__} = Record<string, never>;\n"
    rows = "".join(
        f"  {field.name}{'?' if sent_by_client and field.optional else ''}: {type_of(field.type)};\n"
        for field in fields
    )
    return f"{_comment(struct)}export interface {struct.__name__} {{\n{rows}}}\n"


def _map(name: str, comment: str, payloads: tuple[type[msgspec.Struct], ...]) -> str:
    rows = "".join(f"  {payload.__name__}: {payload.__name__};\n" for payload in payloads)
    return f"/** {comment} */\nexport interface {name} {{\n{rows}}}\n"


def _names(name: str, of: str, payloads: tuple[type[msgspec.Struct], ...]) -> str:
    rows = "".join(f'  "{payload.__name__}",\n' for payload in payloads)
    return f"export const {name}: readonly (keyof {of})[] = [\n{rows}];\n"


def _comment(documented: type) -> str:
    lines = inspect.cleandoc(documented.__doc__ or "").splitlines()
    if len(lines) == 1:
        return f"/** {lines[0]} */\n"
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"


def _literal(value: object) -> str:
    return f'"{value.value if isinstance(value, Enum) else value}"'


def _is_enum(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Enum)
