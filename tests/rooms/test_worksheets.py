"""Worksheets: shared and private, and who reads an answer."""

from collections.abc import Callable

import pytest

from rooms.audiences import hears
from rooms.commands import (
    AnyCommand,
    CloseWorksheet,
    EditDocument,
    MoveCursor,
    OpenWorksheet,
    ShareField,
    UnshareField,
    WriteField,
)
from rooms.events import AnyEvent, DocumentEdited, FieldsShared, FieldsUnshared, FieldWritten, ProgressMade
from rooms.ids import FieldId, SeatId, TemplateId, WorksheetId
from rooms.refusals import Code
from rooms.snapshot import prune
from rooms.state import Copy, Readers, SharedAnswer, SheetMode
from tests.rooms.group import FIELDS, TEMPLATE, Group, kinds

SITUATION, THOUGHT, _ = FIELDS


class Sheet:
    """A group with one worksheet on the table."""

    def __init__(self, mode: SheetMode) -> None:
        self.group = Group()
        self.mia = self.group.facilitator()
        self.ana, self.ben = self.group.member("Ana"), self.group.member("Ben")
        self.group.ask(self.mia, OpenWorksheet(template_id=TEMPLATE, mode=mode))
        self.id = next(iter(self.group.state.worksheets))

    def write(self, value: str, field: FieldId = SITUATION) -> list[AnyEvent]:
        return self.group.ask(self.ana, WriteField(worksheet_id=self.id, field=field, value=value))

    def share(self, readers: Readers, field: FieldId | None = SITUATION) -> list[AnyEvent]:
        command = ShareField(worksheet_id=self.id, field=field, readers=readers)
        return self.group.ask(self.ana, command)

    def unshare(self, field: FieldId | None = SITUATION) -> list[AnyEvent]:
        return self.group.ask(self.ana, UnshareField(worksheet_id=self.id, field=field))

    def as_seen_by(self, viewer: SeatId) -> Copy | None:
        return prune(self.group.state, viewer).copies.get(f"{self.id}/{self.ana}")

    def hearing(self, event: AnyEvent) -> set[SeatId]:
        return {s for s in (self.mia, self.ana, self.ben) if hears(self.group.state, event, s)}


def test_a_worksheet_is_made_of_a_template_of_the_library() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    worksheet = sheet.group.state.worksheets[sheet.id]
    assert (worksheet.template_version, worksheet.fields) == (3, FIELDS)
    unknown = OpenWorksheet(template_id=TemplateId("?"), mode=SheetMode.SHARED)
    assert sheet.group.refusal(sheet.mia, unknown) is Code.NO_SUCH_TEMPLATE
    assert sheet.group.refusal(sheet.ana, unknown) is Code.NOT_ALLOWED


def test_an_answer_is_the_owners_and_staff_see_progress() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    written, progress = sheet.write("on the bus")
    assert isinstance(written, FieldWritten)
    assert isinstance(progress, ProgressMade)
    assert sheet.hearing(written) == {sheet.ana}
    assert sheet.hearing(progress) == {sheet.mia, sheet.ana}
    seen = sheet.as_seen_by(sheet.mia)
    assert seen is not None
    assert (seen.values, seen.filled) == ({}, [SITUATION])
    assert sheet.as_seen_by(sheet.ben) is None


def test_progress_is_told_when_it_changes_and_in_the_templates_order() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    sheet.write("I am late", THOUGHT)
    sheet.write("on the bus")
    assert kinds(sheet.write("on the bus, late")) == [FieldWritten]
    copy = sheet.as_seen_by(sheet.ana)
    assert copy is not None
    assert copy.filled == [SITUATION, THOUGHT]


def test_a_shared_answer_reaches_its_readers_and_follows_what_is_written_later() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    sheet.write("on the bus")
    [shared] = sheet.share(Readers.STAFF)
    assert sheet.hearing(shared) == {sheet.mia, sheet.ana}
    later = sheet.write("on the train")
    assert kinds(later) == [FieldWritten, FieldsShared]
    seen = sheet.as_seen_by(sheet.mia)
    assert seen is not None
    assert seen.shared == {SITUATION: SharedAnswer(value="on the train", readers=Readers.STAFF)}
    assert sheet.as_seen_by(sheet.ben) is None


def test_what_is_shared_with_the_group_is_read_by_all() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    sheet.write("on the bus")
    [shared] = sheet.share(Readers.GROUP)
    assert sheet.hearing(shared) == {sheet.mia, sheet.ana, sheet.ben}
    seen = sheet.as_seen_by(sheet.ben)
    assert seen is not None
    assert (seen.values, seen.filled, list(seen.shared)) == ({}, [], [SITUATION])


def test_a_whole_copy_is_shared_with_what_comes_later() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    sheet.share(Readers.STAFF, field=None)
    sheet.write("I am late", THOUGHT)
    seen = sheet.as_seen_by(sheet.mia)
    assert seen is not None
    assert seen.shared[THOUGHT].value == "I am late"


def test_narrowing_from_the_group_to_staff_makes_the_group_forget() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    sheet.write("on the bus")
    sheet.share(Readers.GROUP)
    assert kinds(sheet.share(Readers.STAFF)) == [FieldsUnshared, FieldsShared]
    assert sheet.as_seen_by(sheet.ben) is None


def test_taking_back_makes_others_forget_and_the_owner_keep() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    sheet.write("on the bus")
    sheet.write("I am late", THOUGHT)
    sheet.share(Readers.GROUP)
    sheet.share(Readers.STAFF, THOUGHT)
    events = sheet.unshare(field=None)
    assert [sheet.hearing(event) for event in events] == [
        {sheet.mia, sheet.ana},
        {sheet.mia, sheet.ana, sheet.ben},
    ]
    own = sheet.as_seen_by(sheet.ana)
    assert own is not None
    assert (len(own.values), own.shared) == (2, {})
    unshared = UnshareField(worksheet_id=sheet.id, field=None)
    assert sheet.group.refusal(sheet.ana, unshared) is Code.NOTHING_TO_CHANGE


def test_a_copy_that_is_empty_again_is_not_kept() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    sheet.write("x")
    sheet.write("")
    assert sheet.group.state.copies == {}


def test_a_closed_worksheet_is_read_shared_and_no_longer_written() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    sheet.write("on the bus")
    sheet.group.ask(sheet.mia, CloseWorksheet(worksheet_id=sheet.id))
    write = WriteField(worksheet_id=sheet.id, field=SITUATION, value="late")
    assert sheet.group.refusal(sheet.ana, write) is Code.WORKSHEET_CLOSED
    assert sheet.share(Readers.STAFF)
    close = CloseWorksheet(worksheet_id=sheet.id)
    assert sheet.group.refusal(sheet.mia, close) is Code.WORKSHEET_CLOSED


def test_a_shared_document_is_edited_by_all_who_take_part_and_told_to_all() -> None:
    sheet = Sheet(SheetMode.SHARED)
    [edited] = sheet.group.ask(sheet.ben, EditDocument(worksheet_id=sheet.id, update=b"\x00\x00"))
    assert isinstance(edited, DocumentEdited)
    assert sheet.hearing(edited) == {sheet.mia, sheet.ana, sheet.ben}


@pytest.mark.parametrize(
    ("mode", "wrong"),
    [
        (SheetMode.SHARED, lambda id_: WriteField(worksheet_id=id_, field=SITUATION, value="x")),
        (SheetMode.SHARED, lambda id_: ShareField(worksheet_id=id_, field=None, readers=Readers.STAFF)),
        (SheetMode.PRIVATE, lambda id_: EditDocument(worksheet_id=id_, update=b"\x00\x00")),
        (SheetMode.PRIVATE, lambda id_: MoveCursor(worksheet_id=id_, field=None)),
    ],
)
def test_a_private_copy_is_no_document_and_a_document_no_copy(
    mode: SheetMode, wrong: Callable[[WorksheetId], AnyCommand]
) -> None:
    sheet = Sheet(mode)
    assert sheet.group.refusal(sheet.ana, wrong(sheet.id)) is Code.NO_SUCH_WORKSHEET


def test_only_fields_of_the_template_and_worksheets_on_the_table_exist() -> None:
    sheet = Sheet(SheetMode.PRIVATE)
    no_field = WriteField(worksheet_id=sheet.id, field=FieldId("?"), value="x")
    no_sheet = WriteField(worksheet_id=WorksheetId("?"), field=SITUATION, value="x")
    assert sheet.group.refusal(sheet.ana, no_field) is Code.NO_SUCH_FIELD
    assert sheet.group.refusal(sheet.ana, no_sheet) is Code.NO_SUCH_WORKSHEET
