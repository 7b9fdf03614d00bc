"""A shared document survives whatever is sent to it, and its replicas end equal."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from rooms.events import DocumentEdited, WorksheetOpened
from rooms.ids import FieldId, SeatId, TemplateId, WorksheetId
from rooms.refusals import Code, Refused
from rooms.state import SheetMode, Worksheet
from server.documents import MOST_BYTES, Document, Documents
from server.yjs_update import MOST_CLIENTS, UnsoundUpdate, read_update

SHEET = WorksheetId("sheet")
ONE, TWO = FIELDS = (FieldId("one"), FieldId("two"))
ANA, THEO = 3, 4  # orders of seats


class Editor:
    """Somebody's copy of the document, in the place of a browser."""

    def __init__(self, order: int, salt: int = 1) -> None:
        self.doc: Doc[Any] = Doc(client_id=(order << 32) | salt)
        self.order = order

    def text(self, field: str) -> Text:
        text: Text = self.doc.get(field, type=Text)
        return text

    def texts(self) -> dict[str, str]:
        return {field: str(self.text(field)) for field in FIELDS}

    def news(self, known: bytes) -> bytes:
        return self.doc.get_update(known)

    def write(self, field: str, at: int, words: str) -> bytes:
        known = self.doc.get_state()
        self.text(field).insert(at, words)
        return self.news(known)


def accept(document: Document, update: bytes, order: int) -> None:
    document.check(update, order)
    document.evolve(update)


def refused(document: Document, update: bytes, order: int) -> Code:
    before = document.encoded()
    with pytest.raises(Refused) as caught:
        document.check(update, order)
    assert document.encoded() == before
    return caught.value.code


def verdict(document: Document, update: bytes) -> Code | None:
    """Why Ana's update was refused; None if it was taken in."""
    try:
        accept(document, update, ANA)
    except Refused as refusal:
        return refusal.code
    return None


def test_words_are_kept_and_come_back_from_the_events() -> None:
    ana = Editor(ANA)
    opened = WorksheetOpened(
        worksheet=Worksheet(
            worksheet_id=SHEET,
            template_id=TemplateId("t"),
            template_version=1,
            mode=SheetMode.SHARED,
            fields=FIELDS,
            opened_at=0.0,
        )
    )
    edited = [
        DocumentEdited(
            worksheet_id=SHEET, seat_id=SeatId("ana"), update=ana.write("one", 0, "Cold water 💧")
        ),
        DocumentEdited(worksheet_id=SHEET, seat_id=SeatId("ana"), update=ana.write("two", 0, "Walk")),
    ]
    first, second = Documents(), Documents()
    for event in (opened, *edited):
        if isinstance(event, DocumentEdited):
            first.check(event.worksheet_id, event.update, ANA)
        first.evolve(event)
        second.evolve(event)
    assert first.texts(SHEET) == second.texts(SHEET) == {"one": "Cold water 💧", "two": "Walk"}
    assert first.encoded() == second.encoded()


def test_a_checked_update_that_was_never_stored_leaves_no_trace() -> None:
    document, ana, theo = Document(FIELDS), Editor(ANA), Editor(THEO)
    document.check(ana.write("one", 0, "lost by the disk"), ANA)
    accept(document, theo.write("one", 0, "kept"), THEO)
    assert document.texts()[ONE] == "kept"
    accept(document, theo.write("one", 4, " too"), THEO)
    assert document.texts()[ONE] == "kept too"


def test_sending_the_same_again_changes_nothing() -> None:
    document, ana = Document(FIELDS), Editor(ANA)
    update = ana.write("one", 0, "once")
    accept(document, update, ANA)
    accept(document, update, ANA)
    assert document.texts()[ONE] == "once"


def test_text_in_another_seats_name_is_refused() -> None:
    document = Document(FIELDS)
    assert refused(document, Editor(THEO).write("one", 0, "I am Theo"), ANA) is Code.BAD_UPDATE


def test_everybody_may_delete_everybodys_words() -> None:
    document, ana, theo = Document(FIELDS), Editor(ANA), Editor(THEO)
    accept(document, ana.write("one", 0, "too loud"), ANA)
    theo.doc.apply_update(document.encoded())
    known = theo.doc.get_state()
    del theo.text("one")[0:4]
    accept(document, theo.news(known), THEO)
    assert document.texts()[ONE] == "loud"


def test_an_update_that_refers_to_text_that_never_came_is_refused() -> None:
    document, ana = Document(FIELDS), Editor(ANA)
    ana.write("one", 0, "never sent")
    assert refused(document, ana.write("one", 3, "later"), ANA) is Code.BAD_UPDATE


def test_deleting_text_that_never_came_is_refused() -> None:
    deleting = bytes([0, 1, 9, 1, 0, 5])  # no runs; client 9: 5 units from 0
    assert refused(Document(FIELDS), deleting, ANA) is Code.BAD_UPDATE


def test_an_unknown_field_is_refused() -> None:
    assert refused(Document(FIELDS), Editor(ANA).write("three", 0, "hidden"), ANA) is Code.BAD_UPDATE


def test_anything_but_plain_text_is_refused() -> None:
    map_entry, formatted, embedded = Editor(ANA), Editor(ANA), Editor(ANA)
    map_entry.doc.get("one", type=Map)["key"] = "value"
    formatted.text("one").insert(0, "bold", attrs={"bold": True})
    embedded.text("one").insert_embed(0, {"image": "x"})
    for editor in (map_entry, formatted, embedded):
        assert refused(Document(FIELDS), editor.doc.get_update(), ANA) is Code.BAD_UPDATE


def test_a_document_has_a_largest_size_and_still_takes_deletions_when_full() -> None:
    document, ana = Document(FIELDS), Editor(ANA)
    page = "x" * 60_000
    for _ in range(MOST_BYTES // 60_000):
        accept(document, ana.write("one", 0, page), ANA)
    known = ana.doc.get_state()
    assert refused(document, ana.write("one", 0, page), ANA) is Code.DOCUMENT_TOO_LARGE
    again = Editor(ANA, salt=2)
    again.doc.apply_update(document.encoded())
    known = again.doc.get_state()
    del again.text("one")[0:60_000]
    accept(document, again.news(known), ANA)
    accept(document, again.write("two", 0, page), ANA)
    assert document.texts()[TWO] == page


def test_more_clients_than_a_browser_has_are_refused() -> None:
    document, crowd = Document(FIELDS), Editor(ANA)
    for salt in range(MOST_CLIENTS + 1):
        other = Editor(ANA, salt=100 + salt)
        crowd.doc.apply_update(other.write("one", 0, "x"))
    assert refused(document, crowd.doc.get_update(), ANA) is Code.BAD_UPDATE


def far_apart(pieces: int) -> bytes:
    """An update whose every piece stands between the first letter and another: all between is looked at."""
    client = (ANA << 32) | 2
    words = [place(ANA, 0), *(place(ANA, 1 + at) for at in range(pieces))]
    runs = [b"\xc4" + words[0] + right + b"\x01y" for right in words[1:]]
    return b"\x01" + number(len(runs)) + number(client) + b"\x00" + b"".join(runs) + b"\x00"


def number(value: int) -> bytes:
    """A variable-length unsigned integer, as lib0 writes it."""
    return bytes([value & 0x7F | 0x80]) + number(value >> 7) if value > 0x7F else bytes([value])


def place(order: int, clock: int) -> bytes:
    return number((order << 32) | 1) + number(clock)


def test_an_update_made_to_cost_much_ends_its_seats_writing_and_nobody_elses() -> None:
    document, ana, theo = Document(FIELDS), Editor(ANA), Editor(THEO)
    accept(document, ana.write(ONE, 0, "x" * 2000), ANA)
    accept(document, far_apart(20), ANA)
    assert refused(document, far_apart(1900), ANA) is Code.BAD_UPDATE
    assert refused(document, ana.write(ONE, 0, "and on"), ANA) is Code.BAD_UPDATE
    accept(document, theo.write(ONE, 0, "and on"), THEO)
    assert "and on" in document.texts()[ONE]


def test_writing_at_many_places_is_taken_in() -> None:
    document, ana = Document(FIELDS), Editor(ANA)
    accept(document, ana.write(ONE, 0, "x" * 900), ANA)
    known = ana.doc.get_state()
    for at in range(900):
        ana.text(ONE).insert(2 * at, "y")
    accept(document, ana.news(known), ANA)
    assert document.texts() == ana.texts()


def test_neighbours_in_two_fields_are_refused() -> None:
    document, ana = Document(FIELDS), Editor(ANA)
    accept(document, ana.write("one", 0, "a"), ANA)
    accept(document, ana.write("two", 0, "b"), ANA)
    client = bytes([0x81, 0x80, 0x80, 0x80, 0x30])  # (3 << 32) | 1
    between = (
        bytes([1, 1]) + client + bytes([2, 0xC4]) + client + b"\x00" + client + b"\x01" + b"\x01x" + b"\x00"
    )
    assert read_update(between).runs
    assert refused(document, between, ANA) is Code.BAD_UPDATE


@given(st.binary(max_size=200))
def test_random_bytes_never_do_harm(noise: bytes) -> None:
    document, ana = Document(FIELDS), Editor(ANA)
    accept(document, ana.write("one", 0, "steady"), ANA)
    assert verdict(document, noise) in (None, Code.BAD_UPDATE)
    accept(document, Editor(THEO).write("two", 0, "goes on"), THEO)
    assert document.texts()[TWO] == "goes on"


@given(st.data())
def test_a_damaged_update_is_refused_or_still_sound(data: st.DataObject) -> None:
    document, ana = Document(FIELDS), Editor(ANA)
    accept(document, ana.write("one", 0, "steady ground"), ANA)
    known = ana.doc.get_state()
    ana.text("one").insert(6, " 💧é")
    del ana.text("one")[0:3]
    damaged = bytearray(ana.news(known))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    assert verdict(document, bytes(damaged[:cut])) in (None, Code.BAD_UPDATE)
    replica = Editor(THEO)
    replica.doc.apply_update(document.encoded())
    assert replica.texts() == document.texts()
    accept(document, replica.write("two", 0, "goes on"), THEO)
    assert document.texts()[TWO] == "goes on"


@given(st.binary(max_size=300))
def test_the_reader_raises_nothing_but_its_own_fault(noise: bytes) -> None:
    with suppress(UnsoundUpdate):
        read_update(noise)


EDITS = st.lists(
    st.tuples(
        st.integers(0, 3),  # who
        st.sampled_from(FIELDS),
        st.integers(0, 40),  # where
        st.one_of(
            st.text("aé💧 ", min_size=1, max_size=6), st.integers(1, 5)
        ),  # words, or how many to delete
        st.booleans(),  # send and receive now, or stay offline
    ),
    max_size=40,
)


@settings(deadline=None)
@given(EDITS)
def test_four_editors_who_come_and_go_end_with_the_servers_document(
    edits: list[tuple[int, str, int, str | int, bool]],
) -> None:
    document = Document(FIELDS)
    editors = [Editor(order) for order in range(4)]
    for who, field, where, change, online in edits:
        text = editors[who].text(field)
        ends = _boundaries(str(text))
        start = ends[min(where, len(ends) - 1)]
        if isinstance(change, str):
            text.insert(start, change)
        else:
            stop = ends[min(ends.index(start) + change, len(ends) - 1)]
            if stop > start:
                del text[start:stop]
        if online:
            _exchange(document, editors[who])
    for editor in editors + editors:
        _exchange(document, editor)
    assert all(editor.texts() == document.texts() for editor in editors)


def _boundaries(text: str) -> list[int]:
    """Where pycrdt may cut: its positions count bytes of UTF-8."""
    ends = [0]
    for character in text:
        ends.append(ends[-1] + len(character.encode()))
    return ends


def _exchange(document: Document, editor: Editor) -> None:
    """What a client does after every snapshot: send what the server lacks, take what it has."""
    server: Doc[Any] = Doc()
    server.apply_update(document.encoded())
    accept(document, editor.news(server.get_state()), editor.order)
    editor.doc.apply_update(document.encoded())
