"""The contract as a page to read, `docs/protocol.md`: the guide beside this file, and the lists."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from enum import Enum, StrEnum
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, NewType, get_args, get_origin

import msgspec

import media.sdp
from rooms.audiences import AUDIENCES
from rooms.commands import COMMANDS, Command
from rooms.events import EVENTS, Event
from rooms.permissions import CHANNEL_WRITERS, PERMISSIONS
from rooms.reasons import REASONS
from rooms.roles import Standing
from server import wire
from server.messages import NOTICES, REQUESTS
from server.protocol_examples import EXAMPLES, Example
from server.protocol_types import ENUMS, PARTS, Field, fields_of, is_union

GUIDE = Path(__file__).with_name("protocol_guide.md")

SIMPLE: dict[object, str] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "true or false",
    bytes: "bytes",
    NoneType: "null",
    Any: "anything",
}

Struct = type[msgspec.Struct]


def markdown() -> str:
    """The text of `docs/protocol.md`."""
    guide = GUIDE.read_text(encoding="utf-8")
    guide = guide.replace("{{examples}}", "\n\n".join(_example(example) for example in EXAMPLES))
    guide = guide.replace("{{offer}}", _offer_contract())
    guide = guide.replace("{{packet_bytes}}", _packet_bytes())
    sections = [
        guide.rstrip(),
        _grid(),
        "## Commands\n\nWhat `server` alone may ask is not on the wire, and is here for completeness.\n",
        *(_command(command) for command in COMMANDS),
        "## Requests\n\nAsked and acknowledged like commands; they change no rule of the room. Who waits may "
        "ask `Sync`, `GetTurnCredentials` and `GetTemplates`; the others are for admitted seats, "
        "`InspectConnection` for staff.\n",
        *(_entry(request) for request in REQUESTS),
        "## Events\n\nHeard by whoever is named; an ephemeral event is not stored.\n",
        *(_event(event) for event in EVENTS),
        "## Notices\n",
        *(_entry(notice) for notice in NOTICES),
        "## Structures\n",
        *(_entry(part) for part in PARTS),
        "## Codes\n\nClosed lists of words.\n",
        *(_enum(enum) for enum in ENUMS),
    ]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _example(example: Example) -> str:
    spaced = example.data.hex(" ")
    return f"{example.what}: `{example.shown}`\n\n```\n{textwrap.fill(spaced, 96)}\n```"


def _offer_contract() -> str:
    lines = inspect.cleandoc(media.sdp.__doc__ or "").splitlines()
    start = lines.index("The contract with clients") + 2
    return "\n".join(lines[start:]).replace("``", "`")


def _packet_bytes() -> str:
    larger = ", ".join(f"with `{name}` {size:,}" for name, size in wire.PACKET_BYTES.items())
    return f"{wire.DEFAULT_PACKET_BYTES:,} bytes, {larger}"


def _grid() -> str:
    """The whole of `permissions.PERMISSIONS`, and who may write to which channel."""
    heads = "".join(f" {standing.value} |" for standing in Standing)
    rule = "|---|" + "---|" * len(Standing)
    rows = [_grid_row(command) for command in COMMANDS]
    writers = [
        f"| `{channel.value}` |" + "".join(f" {'yes' if s in who else ''} |" for s in Standing)
        for channel, who in CHANNEL_WRITERS.items()
    ]
    return "\n".join(
        [
            "## Who may ask what",
            "",
            "`own`: about one's own seat, message or turn. `yes*`: not about a facilitator. Everything else",
            "is `not_allowed`, also while the seat is held. `host_application` asks over the REST API.",
            "",
            f"| command |{heads}",
            rule,
            *rows,
            "",
            "`SendMessage`, by channel:",
            "",
            f"| channel |{heads}",
            rule,
            *writers,
        ]
    )


def _grid_row(command: type[Command]) -> str:
    row = PERMISSIONS[command]
    cells = []
    for standing in Standing:
        spared = row.spares_facilitators and standing is Standing.CO_HOST
        anyone = "yes*" if spared else "yes"
        cells.append(anyone if standing in row.anyone else "own" if standing in row.own else "")
    return f"| [{command.__name__}](#{command.__name__.lower()}) |" + "".join(f" {cell} |" for cell in cells)


def _command(command: type[Command]) -> str:
    row = PERMISSIONS[command]
    who = [standing.value for standing in Standing if standing in row.anyone]
    own = [standing.value for standing in Standing if standing in row.own]
    lines = [f"May ask: {', '.join(who) or 'nobody'}."]
    if own:
        lines.append(f"About themselves: {', '.join(own)}.")
    if row.spares_facilitators:
        lines.append("A co-host not about a facilitator.")
    reasons = ", ".join(f"`{code.value}`" for code in REASONS[command])
    lines.append(f"Refused: {reasons}." if reasons else "Refused by nothing of its own.")
    return _entry(command) + "\n\n" + " ".join(lines)


def _event(event: type[Event]) -> str:
    kept = "" if event.durable else " Ephemeral."
    return _entry(event) + f"\n\nHeard by {AUDIENCES[event].value}.{kept}"


def _entry(struct: Struct) -> str:
    """Name, meaning and fields of one struct."""
    title = f"### {struct.__name__}\n\n{inspect.cleandoc(struct.__doc__ or '')}"
    fields = fields_of(struct)
    if not fields:
        return f"{title}\n\nNo fields."
    notes = dict(_notes(struct))
    rows = [_field(field, notes.get(field.name, "")) for field in fields]
    return "\n".join([title, "", "| field | type | |", "|---|---|---|", *rows])


def _field(field: Field, note: str) -> str:
    default = f"default {_shown(field.default)}" if field.optional else ""
    about = "; ".join(part for part in (default, note) if part)
    return f"| `{field.name}` | {_type(field.type)} | {about} |"


def _enum(enum: type[StrEnum]) -> str:
    notes = dict(_notes(enum))
    rows = [f"| `{member.value}` | {notes.get(member.name, '')} |" for member in enum]
    return "\n".join(
        [f"### {enum.__name__}", "", inspect.cleandoc(enum.__doc__ or ""), "", "| | |", "|---|---|", *rows]
    )


def _type(annotation: object) -> str:
    """One annotation in words, with its limits, linked to the structure that it names."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is None and annotation in SIMPLE:
        return SIMPLE[annotation]
    if isinstance(annotation, NewType):
        return annotation.__name__
    if origin is None and isinstance(annotation, type):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    if origin is Annotated:
        return f"{_type(parts[0])}{_limits(parts[1:])}"
    if origin is Literal:
        return " or ".join(f"`{part.value if isinstance(part, Enum) else part}`" for part in parts)
    if is_union(annotation):
        return " or ".join(_type(part) for part in parts)
    if origin is dict:
        return f"map of {_type(parts[0])} → {_type(parts[1])}"
    return f"list of {_type(parts[0])}"


def _limits(metas: Iterable[object]) -> str:
    said = []
    for meta in metas:
        if isinstance(meta, msgspec.Meta):
            low, high = meta.min_length or meta.ge, meta.max_length or meta.le
            said.append(f", {low or 0} … {high}" if high is not None else f", at least {low or 0}")
    return "".join(said)


def _shown(default: object) -> str:
    if default is None:
        return "null"
    if isinstance(default, bool):
        return "true" if default else "false"
    if isinstance(default, dict | list | tuple | msgspec.Struct):
        return "empty"
    text = default.value if isinstance(default, Enum) else default
    return '""' if text in ("", b"") else f"`{text}`"


def _notes(documented: type) -> Iterator[tuple[str, str]]:
    """The comment behind each field or member, from the source."""
    source = textwrap.dedent(inspect.getsource(documented))
    lines = source.splitlines()
    for node in ast.parse(source).body[0].body:  # type: ignore[attr-defined]
        if isinstance(node, ast.AnnAssign | ast.Assign) and node.end_lineno is not None:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            _, hash_sign, comment = lines[node.end_lineno - 1][node.end_col_offset :].partition("#")
            if hash_sign and isinstance(target, ast.Name):
                yield target.id, comment.strip()
