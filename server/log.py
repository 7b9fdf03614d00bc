"""How the program writes its log, so that nothing private can enter it.

Our own messages are constants; what varies is passed as `extra` fields, and only the fields named here are
written. Of other people's libraries only warnings are written, as the bare pattern without what they would
put in. A trace tells where and which exception, never the exception's text: that may quote what someone said.
"""

import json
import logging
import sys
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TextIO

from server.config import Config

FIELDS = frozenset(
    {
        # ids and codes
        "action",
        "code",
        "command",
        "delivery_id",
        "endpoint_id",
        "event",
        "key_id",
        "method",
        "other_process",
        "process_name",
        "process_number",
        "reference",
        "room_id",
        "route",
        "seat_id",
        "session_id",
        "status",
        # quantities
        "attempts",
        "bytes",
        "count",
        "epoch",
        "port",
        "seconds",
        "seq",
    }
)
OURS = ("server", "media", "rooms", "care", "hearth")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up_logging(config: Config, stream: TextIO = sys.stderr) -> None:
    """Send every log record of the process to `stream`, in the configured format."""
    as_json = config.log_format == "json" or (config.log_format == "auto" and not stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter() if as_json else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # for other people's
    for name in OURS:
        logging.getLogger(name).setLevel(config.log_level.upper())


def is_ours(record: logging.LogRecord) -> bool:
    """Tell whether the message was written in this program, and is a constant therefore."""
    return record.name.partition(".")[0] in OURS


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": _timestamp(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": str(record.msg),
        }
        line |= fields_of(record)
        if record.exc_info and record.exc_info[1]:
            line["trace"] = list(trace(record.exc_info[1]))
        return json.dumps(line, default=str)


class TextFormatter(logging.Formatter):
    """A line that reads well in a terminal, and traces below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line or lines."""
        parts = [time.strftime("%H:%M:%S", time.localtime(record.created)), f"{record.levelname.lower():7}"]
        parts.append(str(record.msg))
        parts += [f"{name}={value}" for name, value in fields_of(record).items()]
        if not is_ours(record):
            parts.append(f"({record.name})")
        lines = [" ".join(parts)]
        if record.exc_info and record.exc_info[1]:
            lines += [f"    {line}" for line in trace(record.exc_info[1])]
        return "\n".join(lines)


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return the fields that may be written; of the others, the names alone, so that the slip is noticed."""
    given = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    fields = {name: value for name, value in given.items() if name in FIELDS}
    if withheld := sorted(given.keys() - FIELDS):
        fields["withheld"] = ",".join(withheld)
    return fields


def trace(error: BaseException | None) -> Iterator[str]:
    """Yield where an exception came from, innermost cause last: types, files, lines and functions only."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        yield from _frames(error.__traceback__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        module = traceback.tb_frame.f_globals.get("__name__", "?")
        yield f"  {module}:{traceback.tb_lineno} {code.co_qualname}"
        traceback = traceback.tb_next


def _timestamp(record: logging.LogRecord) -> str:
    """RFC 3339, UTC, with milliseconds."""
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{whole}.{int(record.msecs):03d}Z"
