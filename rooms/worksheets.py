"""Worksheets on the table: shared documents and private copies, and who may read an answer.

What a shared document says is not here but in `server/documents.py`; whether it may be written is.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from rooms.commands import (
    CloseWorksheet,
    EditDocument,
    MoveCursor,
    OpenWorksheet,
    ShareField,
    UnshareField,
    WriteField,
)
from rooms.events import (
    AnyEvent,
    CursorMoved,
    DocumentEdited,
    FieldsShared,
    FieldsUnshared,
    FieldWritten,
    ProgressMade,
    WorksheetClosed,
    WorksheetOpened,
)
from rooms.ids import FieldId, SeatId, WorksheetId
from rooms.moment import Moment
from rooms.refusals import Code, Refused
from rooms.state import Copy, Readers, SessionState, SharedAnswer, SheetMode, Worksheet


def copy_key(worksheet_id: WorksheetId, seat_id: SeatId) -> str:
    """Where a private copy lies in `SessionState.copies`."""
    return f"{worksheet_id}/{seat_id}"


def open_worksheet(state: SessionState, command: OpenWorksheet, moment: Moment) -> list[AnyEvent]:
    """Decide `OpenWorksheet`."""
    template = moment.templates.get(command.template_id)
    if template is None:
        raise Refused(Code.NO_SUCH_TEMPLATE)
    worksheet = Worksheet(
        worksheet_id=WorksheetId(moment.fresh_id()),
        template_id=command.template_id,
        template_version=template.version,
        mode=command.mode,
        fields=template.fields,
        opened_at=moment.now,
    )
    return [WorksheetOpened(worksheet=worksheet)]


def close_worksheet(state: SessionState, command: CloseWorksheet) -> list[AnyEvent]:
    """Decide `CloseWorksheet`."""
    if _worksheet(state, command.worksheet_id).closed:
        raise Refused(Code.WORKSHEET_CLOSED)
    return [WorksheetClosed(worksheet_id=command.worksheet_id)]


# — shared documents —


def edit_document(state: SessionState, actor: SeatId, command: EditDocument) -> list[AnyEvent]:
    """Decide `EditDocument`: whether it may be written; the server proves the update sound."""
    _writable(state, command.worksheet_id, SheetMode.SHARED)
    return [DocumentEdited(worksheet_id=command.worksheet_id, seat_id=actor, update=command.update)]


def move_cursor(state: SessionState, actor: SeatId, command: MoveCursor) -> list[AnyEvent]:
    """Decide `MoveCursor`."""
    worksheet = _writable(state, command.worksheet_id, SheetMode.SHARED)
    if command.field is not None:
        _has_field(worksheet, command.field)
    return [
        CursorMoved(
            worksheet_id=command.worksheet_id,
            seat_id=actor,
            field=command.field,
            anchor=command.anchor,
            head=command.head,
        )
    ]


# — private copies —


def write_field(state: SessionState, actor: SeatId, command: WriteField) -> list[AnyEvent]:
    """Decide `WriteField`: those who can read the answer go on reading it."""
    worksheet = _writable(state, command.worksheet_id, SheetMode.PRIVATE)
    _has_field(worksheet, command.field)
    copy = _copy(state, worksheet.worksheet_id, actor)
    if copy.values.get(command.field, "") == command.value:
        raise Refused(Code.NOTHING_TO_CHANGE)
    events: list[AnyEvent] = [
        FieldWritten(
            worksheet_id=command.worksheet_id, seat_id=actor, field=command.field, value=command.value
        )
    ]
    filled = _filled(worksheet, {**copy.values, command.field: command.value})
    if filled != copy.filled:
        events.append(ProgressMade(worksheet_id=command.worksheet_id, seat_id=actor, filled=filled))
    if (answer := copy.shared.get(command.field)) is not None:
        events.append(
            FieldsShared(
                worksheet_id=command.worksheet_id,
                seat_id=actor,
                values={command.field: command.value},
                readers=answer.readers,
            )
        )
    return events


def share_field(state: SessionState, actor: SeatId, command: ShareField) -> list[AnyEvent]:
    """Decide `ShareField`. From the group to staff alone: the group forgets first."""
    worksheet = _private(state, command.worksheet_id)
    copy = _copy(state, worksheet.worksheet_id, actor)
    fields = _named(worksheet, command.field)
    changed = [f for f in fields if f not in copy.shared or copy.shared[f].readers is not command.readers]
    if not changed:
        raise Refused(Code.NOTHING_TO_CHANGE)
    values = {field: copy.values.get(field, "") for field in changed}
    narrowed = _taken_back(copy, changed) if command.readers is Readers.STAFF else []
    return [
        *narrowed,
        FieldsShared(
            worksheet_id=command.worksheet_id, seat_id=actor, values=values, readers=command.readers
        ),
    ]


def unshare_field(state: SessionState, actor: SeatId, command: UnshareField) -> list[AnyEvent]:
    """Decide `UnshareField`."""
    worksheet = _private(state, command.worksheet_id)
    events = _taken_back(_copy(state, worksheet.worksheet_id, actor), _named(worksheet, command.field))
    if not events:
        raise Refused(Code.NOTHING_TO_CHANGE)
    return events


def _taken_back(copy: Copy, fields: Iterable[FieldId]) -> list[AnyEvent]:
    """One event for each circle of readers, so that nobody hears of what they could not read."""
    events: list[AnyEvent] = []
    wanted = set(fields)
    for readers in Readers:
        theirs = [f for f, answer in copy.shared.items() if f in wanted and answer.readers is readers]
        if theirs:
            events.append(
                FieldsUnshared(
                    worksheet_id=copy.worksheet_id, seat_id=copy.seat_id, fields=theirs, readers=readers
                )
            )
    return events


def _worksheet(state: SessionState, worksheet_id: WorksheetId) -> Worksheet:
    if worksheet_id not in state.worksheets:
        raise Refused(Code.NO_SUCH_WORKSHEET)
    return state.worksheets[worksheet_id]


def _writable(state: SessionState, worksheet_id: WorksheetId, mode: SheetMode) -> Worksheet:
    worksheet = _worksheet(state, worksheet_id)
    if worksheet.mode is not mode:
        raise Refused(Code.NO_SUCH_WORKSHEET, f"this worksheet is {worksheet.mode.value}")
    if worksheet.closed:
        raise Refused(Code.WORKSHEET_CLOSED)
    return worksheet


def _private(state: SessionState, worksheet_id: WorksheetId) -> Worksheet:
    """What one has written can be shared and taken back after the worksheet is closed, too."""
    worksheet = _worksheet(state, worksheet_id)
    if worksheet.mode is not SheetMode.PRIVATE:
        raise Refused(Code.NO_SUCH_WORKSHEET, f"this worksheet is {worksheet.mode.value}")
    return worksheet


def _has_field(worksheet: Worksheet, field: FieldId) -> None:
    if field not in worksheet.fields:
        raise Refused(Code.NO_SUCH_FIELD)


def _named(worksheet: Worksheet, field: FieldId | None) -> tuple[FieldId, ...]:
    if field is None:
        return worksheet.fields
    _has_field(worksheet, field)
    return (field,)


def _copy(state: SessionState, worksheet_id: WorksheetId, seat_id: SeatId) -> Copy:
    """The seat's copy; a blank one when nothing has been written yet. To read, not to change."""
    blank = Copy(worksheet_id=worksheet_id, seat_id=seat_id)
    return state.copies.get(copy_key(worksheet_id, seat_id), blank)


def _filled(worksheet: Worksheet, values: dict[FieldId, str]) -> list[FieldId]:
    return [field for field in worksheet.fields if values.get(field, "").strip()]


# — evolutions —


def worksheet_opened(state: SessionState, event: WorksheetOpened) -> None:
    """Evolve `WorksheetOpened`."""
    state.worksheets[event.worksheet.worksheet_id] = event.worksheet


def worksheet_closed(state: SessionState, event: WorksheetClosed) -> None:
    """Evolve `WorksheetClosed`."""
    worksheet = state.worksheets[event.worksheet_id]
    state.worksheets[event.worksheet_id] = replace(worksheet, closed=True)


def field_written(state: SessionState, event: FieldWritten) -> None:
    """Evolve `FieldWritten`: an empty answer is no answer."""
    copy = _kept(state, event.worksheet_id, event.seat_id)
    if event.value:
        copy.values[event.field] = event.value
    else:
        copy.values.pop(event.field, None)
    _drop_if_empty(state, copy)


def progress_made(state: SessionState, event: ProgressMade) -> None:
    """Evolve `ProgressMade`."""
    copy = _kept(state, event.worksheet_id, event.seat_id)
    copy.filled = list(event.filled)
    _drop_if_empty(state, copy)


def fields_shared(state: SessionState, event: FieldsShared) -> None:
    """Evolve `FieldsShared`."""
    copy = _kept(state, event.worksheet_id, event.seat_id)
    for field, value in event.values.items():
        copy.shared[field] = SharedAnswer(value=value, readers=event.readers)


def fields_unshared(state: SessionState, event: FieldsUnshared) -> None:
    """Evolve `FieldsUnshared`."""
    copy = _kept(state, event.worksheet_id, event.seat_id)
    for field in event.fields:
        copy.shared.pop(field, None)
    _drop_if_empty(state, copy)


def _kept(state: SessionState, worksheet_id: WorksheetId, seat_id: SeatId) -> Copy:
    blank = Copy(worksheet_id=worksheet_id, seat_id=seat_id)
    return state.copies.setdefault(copy_key(worksheet_id, seat_id), blank)


def _drop_if_empty(state: SessionState, copy: Copy) -> None:
    if not (copy.values or copy.filled or copy.shared):
        del state.copies[copy_key(copy.worksheet_id, copy.seat_id)]
