import re
from pathlib import Path

import msgspec
import pytest

from rooms.audiences import AUDIENCES, Circle
from rooms.commands import COMMANDS
from rooms.events import EVENTS
from server import wire
from server.api.join import LinkDescription
from server.messages import NOTICES, REQUESTS
from server.protocol_docs import GENERATED, ROOT, stale_files, write_files
from server.protocol_examples import EXAMPLES
from server.protocol_types import ASKED


def test_the_committed_protocol_files_are_fresh() -> None:
    assert stale_files() == [], "run python -m server.protocol_docs"


def test_a_file_that_somebody_edited_by_hand_is_stale(tmp_path: Path) -> None:
    write_files(tmp_path)
    assert stale_files(tmp_path) == []
    edited = tmp_path / "docs" / "protocol.md"
    edited.write_text(edited.read_text(encoding="utf-8") + "!", encoding="utf-8")
    assert stale_files(tmp_path) == ["docs/protocol.md"]


@pytest.mark.parametrize("contract", [COMMANDS, EVENTS, REQUESTS, NOTICES])
def test_the_page_has_a_chapter_for_each_name_on_the_wire(contract: tuple[type, ...]) -> None:
    page = (ROOT / "docs/protocol.md").read_text(encoding="utf-8")
    assert [part.__name__ for part in contract if f"\n### {part.__name__}\n" not in page] == []


def test_the_page_shows_every_field_of_a_links_description() -> None:
    page = GENERATED["docs/protocol.md"]()
    shown = re.search(r"uses nothing up and answers\n\n```json\n(.+?)```", page, re.S)
    assert shown is not None
    assert msgspec.json.decode(shown[1]).keys() == set(LinkDescription.__struct_fields__)


def test_nothing_is_left_to_fill_in() -> None:
    assert "{{" not in GENERATED["docs/protocol.md"]()


def test_what_the_generated_types_let_a_client_ask_is_what_the_wire_takes() -> None:
    assert {asked.__name__ for asked in (*ASKED, *REQUESTS)} == wire.ASKABLE.keys()


def test_the_clients_types_know_no_event_that_nobody_is_told() -> None:
    types = GENERATED["client/src/protocol.ts"]()
    for event in EVENTS:
        told = AUDIENCES[event] is not Circle.NOBODY
        assert (f"  {event.__name__}: {event.__name__};" in types) is told


def test_the_examples_are_packets_that_the_server_reads_and_writes() -> None:
    for example in EXAMPLES:
        packet = msgspec.msgpack.decode(example.data)
        assert packet["nsp"] == "/"
        if packet["type"] == wire.EVENT and "id" in packet:
            asked = wire.read_asked(wire.read_packet(example.data), len(example.data))
            assert type(asked).__name__ == packet["data"][0]
