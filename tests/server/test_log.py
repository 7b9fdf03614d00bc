"""Can anything private enter the log? Every way in is tried with a word that must not come out."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from server.config import Config
from server.log import OURS, set_up_logging

PRIVATE = "Ana-said-something"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture(params=["json", "text"])
def stream(request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    set_up_logging(Config(log_format=request.param), stream)
    return stream


def test_fields_that_are_not_on_the_list_are_withheld_and_named(stream: io.StringIO) -> None:
    logging.getLogger("server.x").info("a seat was taken", extra={"seat_id": "s-1", "name_shown": PRIVATE})
    assert "s-1" in stream.getvalue()
    assert "name_shown" in stream.getvalue()
    assert PRIVATE not in stream.getvalue()


def test_what_is_put_into_a_message_does_not_come_out(stream: io.StringIO) -> None:
    logging.getLogger("server.x").warning("could not deliver %s", PRIVATE)
    logging.getLogger("aiohttp.server").error("Error handling request from %s", PRIVATE)
    assert "could not deliver" in stream.getvalue()
    assert PRIVATE not in stream.getvalue()


def test_an_exception_leaves_its_place_and_kind_but_not_its_words(stream: io.StringIO) -> None:
    try:
        try:
            raise ValueError(PRIVATE)
        except ValueError as error:
            raise RuntimeError(f"while saving {PRIVATE}") from error
    except RuntimeError:
        logging.getLogger("server.x").exception("a bug")
    written = stream.getvalue()
    assert "builtins.RuntimeError" in written
    assert "builtins.ValueError" in written
    assert "test_an_exception_leaves" in written
    assert PRIVATE not in written


def test_other_peoples_chatter_is_not_written(stream: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.engine").info(PRIVATE)
    logging.getLogger("aiohttp.access").info(PRIVATE)
    assert stream.getvalue() == ""


def test_machines_get_one_json_object_a_line_and_terminals_a_text() -> None:
    pipe, terminal = io.StringIO(), Terminal()
    for stream in (pipe, terminal):
        set_up_logging(Config(), stream)
        logging.getLogger("server.app").info("serving", extra={"port": 8080})
    line = json.loads(pipe.getvalue())
    assert (line["message"], line["port"], line["level"]) == ("serving", 8080, "info")
    assert terminal.getvalue().endswith("info    serving port=8080\n")
