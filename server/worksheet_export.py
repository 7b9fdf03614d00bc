"""What one viewer may read of a worksheet, as JSON that can be kept and read without Hearth."""

from typing import Any

from care.library import Library, Template
from rooms.ids import FieldId, SeatId, WorksheetId
from rooms.refusals import Code, Refused
from rooms.state import Copy, SessionState, SheetMode, Worksheet
from server.documents import Documents

FORMAT = "hearth.worksheet/1"


def export(
    viewed: SessionState, worksheet_id: WorksheetId, documents: Documents, library: Library
) -> dict[str, Any]:
    """Write down a worksheet of `viewed`, the session as this viewer may know it.

    A shared sheet has `answers` by field id; private copies are in `copies`, one per person, each with the
    `answers` that the viewer may read, with `filled` and `shared`. Refused: `no_such_worksheet`.
    """
    worksheet = viewed.worksheets.get(worksheet_id)
    if worksheet is None:
        raise Refused(Code.NO_SUCH_WORKSHEET)
    written = {
        "format": FORMAT,
        "worksheet_id": worksheet.worksheet_id,
        "template": _template(worksheet, library.template(worksheet.template_id, worksheet.template_version)),
        "mode": worksheet.mode.value,
        "opened_at": worksheet.opened_at,
        "closed": worksheet.closed,
    }
    if worksheet.mode is SheetMode.SHARED:
        return written | {"answers": documents.texts(worksheet_id) or {}}
    copies = [copy for copy in viewed.copies.values() if copy.worksheet_id == worksheet_id]
    return written | {"copies": [_copy(copy, worksheet, viewed) for copy in copies]}


def _template(worksheet: Worksheet, template: Template | None) -> dict[str, Any]:
    """Questions in all languages; only the ids if this installation no longer has the version."""
    known: dict[FieldId, dict[str, str]] = (
        {field.id: field.ask for field in template.fields} if template else {}
    )
    return {
        "template_id": worksheet.template_id,
        "version": worksheet.template_version,
        "title": template.title if template else {},
        "fields": [{"field_id": field, "ask": known.get(field, {})} for field in worksheet.fields],
    }


def _copy(copy: Copy, worksheet: Worksheet, viewed: SessionState) -> dict[str, Any]:
    readable = {field: answer.value for field, answer in copy.shared.items()} | copy.values
    return {
        "seat_id": copy.seat_id,
        "name": _name(copy.seat_id, viewed),
        "answers": {field: readable[field] for field in worksheet.fields if field in readable},
        "filled": list(copy.filled),
        "shared": {field: answer.readers.value for field, answer in copy.shared.items()},
    }


def _name(seat_id: SeatId, viewed: SessionState) -> str | None:
    """The name that the seat bears now, or None if it is no longer taken."""
    seat = viewed.seats.get(seat_id)
    return None if seat is None else seat.name
