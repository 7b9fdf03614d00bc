"""What the audit log says of events, and how its lines are chained. Storing them is in `stores/audit`.

A line tells who did what to which ids, and when: never a name, a word or an answer. Each line's hash covers
the line before, so a line that was changed, removed or slipped in no longer fits (`first_broken`). Cutting
off the end shows only against a hash noted elsewhere.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from rooms import events
from rooms.events import Event
from server.stores.contract import Actor, AuditEntry

GENESIS = "0" * 64  # what the first line of a room's log is chained to

Ids = dict[str, Any]
_canonical = msgspec.json.Encoder(order="deterministic")


def chained(room_id: str, entry: AuditEntry) -> str:
    """Return the hash that an entry must carry: SHA-256 of everything else in it, as hexadecimal digits."""
    content = (room_id, entry.seq, entry.at, entry.actor, entry.action, entry.ids, entry.previous_hash)
    return hashlib.sha256(_canonical.encode(content)).hexdigest()


def follow(
    room_id: str, seq: int, previous_hash: str, actor: Actor, action: str, ids: Ids, at: float
) -> AuditEntry:
    """Make the line after the one with `previous_hash`."""
    draft = AuditEntry(
        seq=seq, at=at, actor=actor, action=action, ids=ids, previous_hash=previous_hash, hash=""
    )
    return msgspec.structs.replace(draft, hash=chained(room_id, draft))


def first_broken(room_id: str, entries: Iterable[AuditEntry]) -> int | None:
    """Return the number of the first line that does not fit a whole log from its beginning; None: all fit."""
    previous_hash = GENESIS
    for expected_seq, entry in enumerate(entries, start=1):
        fits = entry.seq == expected_seq and entry.previous_hash == previous_hash
        if not fits or entry.hash != chained(room_id, entry):
            return expected_seq
        previous_hash = entry.hash
    return None


def line_of(event: Event) -> tuple[str, Ids] | None:
    """Return the action and ids under which an event enters the log; None: it does not."""
    line = _LINES.get(type(event))
    return None if line is None else (line[0], line[1](event))


def _ids(*names: str) -> Callable[[Any], Ids]:
    return lambda event: {name: getattr(event, name) for name in names}


_LINES: dict[type[Event], tuple[str, Callable[[Any], Ids]]] = {
    events.SessionOpened: ("session_opened", _ids("session_id")),
    events.SessionHeld: ("session_held", _ids()),
    events.SessionEnded: ("session_ended", _ids("why")),
    events.RoomLocked: ("room_locked", _ids("locked")),
    events.TurnedAway: ("turned_away", _ids("seat_id")),
    events.SeatTaken: ("seat_taken", lambda event: {"seat_id": event.seat.seat_id, "role": event.seat.role}),
    events.SeatLeft: ("seat_left", _ids("seat_id")),
    events.SeatRenamed: ("seat_renamed", _ids("seat_id")),
    events.RoleChanged: ("role_changed", _ids("seat_id", "role")),
    events.SuccessorSet: ("successor_set", _ids("seat_id")),
    events.AgreementAccepted: ("agreement_accepted", _ids("seat_id", "version")),
    events.ChatModeChanged: ("chat_mode_changed", _ids("mode")),
    events.MessageDeleted: ("message_deleted", _ids("message_id", "by")),
    events.MicrophonesSet: ("microphones_set", _ids("microphones")),
    events.SourceBlocked: ("source_blocked", _ids("seat_id", "source")),
    events.SourceUnblocked: ("source_unblocked", _ids("seat_id", "source")),
    events.HelpAsked: ("help_asked", _ids("seat_id")),
    events.HelpSeen: ("help_seen", _ids("seat_id", "by")),
    events.HelpClosed: ("help_closed", _ids("seat_id")),
    events.SeatRemoved: ("removed", _ids("seat_id", "reason", "ban_id")),
    events.SeatBanned: (
        "banned",
        lambda event: {
            "ban_id": event.ban.ban_id,
            "reason": event.ban.reason,
            "for_good": event.ban.for_good,
            "link_closed": event.ban.link_closed,
        },
    ),
    events.BanLifted: ("ban_lifted", _ids("ban_id")),
    events.RemovalUndone: ("removal_undone", _ids("seat_id")),
    events.WorksheetOpened: (
        "worksheet_opened",
        lambda event: {
            "worksheet_id": event.worksheet.worksheet_id,
            "template_id": event.worksheet.template_id,
        },
    ),
    events.WorksheetClosed: ("worksheet_closed", _ids("worksheet_id")),
}
