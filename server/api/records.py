"""What is on record of a room: its sessions, who attended, and the audit log."""

import csv
import io
from datetime import UTC, datetime

import msgspec

from rooms.attendance import Attendance, attendance_of
from rooms.ids import SessionId
from server.api.calling import Call, File
from server.api.problems import ProblemCode, Refusal
from server.stores.contract import AuditEntry, Page, Session

CSV = "text/csv"


class Attended(msgspec.Struct, frozen=True, kw_only=True):
    """Who was in a session, in the order of coming."""

    session_id: str
    room_id: str
    opened_at: float
    ended_at: float | None
    attendance: list[Attendance]


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the log is as it was written; if not, the first line that does not fit."""

    intact: bool
    first_broken: int | None


async def list_sessions(call: Call[None]) -> Page[Session]:
    """List a room's sessions, oldest first."""
    await call.room()
    return await call.stores.sessions.page(call.room_id, call.cursor, call.limit)


async def get_attendance(call: Call[None]) -> Attended:
    """Tell who was in a session and when. Time in the lobby and with a lost connection does not count."""
    session = await _session(call)
    return Attended(
        session_id=session.session_id,
        room_id=session.room_id,
        opened_at=session.opened_at,
        ended_at=session.ended_at,
        attendance=attendance_of(await call.stores.events.load(session.session_id)),
    )


async def get_attendance_csv(call: Call[None]) -> File:
    """The same as a table: one line for each span of presence, times in UTC."""
    attended = await get_attendance(call)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["seat_id", "identity", "name", "role", "from", "to", "seconds"])
    for person in attended.attendance:
        for span in person.spans:
            seconds = "" if span.to_at is None else round(span.to_at - span.from_at)
            row = [person.seat_id, person.account_id or "", person.name, person.role.value]
            table.writerow([*map(_harmless, row), _utc(span.from_at), _utc(span.to_at), seconds])
    return File(CSV, text.getvalue().encode())


async def list_audit(call: Call[None]) -> Page[AuditEntry]:
    """List a room's audit log, oldest line first: who did what to which ids; no names, no words."""
    await call.room()
    return await call.stores.audit.page(call.room_id, call.cursor, call.limit)


async def verify_audit(call: Call[None]) -> Verification:
    """Check that no line of a room's audit log has been changed, removed or slipped in."""
    await call.room()
    broken = await call.stores.audit.verify(call.room_id)
    return Verification(intact=broken is None, first_broken=broken)


async def _session(call: Call[None]) -> Session:
    session = await call.stores.sessions.find(SessionId(call.path["session_id"]))
    if session is None or session.room_id != call.room_id:
        raise Refusal(ProblemCode.NOT_FOUND)
    return session


def _utc(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from running a name as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
