"""The audit log in SQL. What enters it, and how lines are chained, is in `server.audit`."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.ids import RoomId
from server.audit import GENESIS, Ids, first_broken, follow
from server.stores.contract import Actor, AuditEntry, Page
from server.stores.database import Database
from server.stores.paging import page_of
from server.stores.tables import audit_entries, audit_heads

# Statements of most commits are made once: to make one costs more than to run it.
_of_room = audit_heads.c.room_id == bindparam("room")
_advance_head = (
    update(audit_heads)
    .where(_of_room)
    .values(seq=audit_heads.c.seq + bindparam("added"))
    .returning(audit_heads.c.seq, audit_heads.c.hash)
)
_set_hash = update(audit_heads).where(_of_room).values(hash=bindparam("last_hash"))
_insert_entry = insert(audit_entries)

_json = msgspec.json.Encoder(order="deterministic")


class SqlAudit:
    """An `AuditStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, room_id: RoomId, actor: Actor, action: str, ids: Ids, now: float) -> None:
        """Add a line that belongs to no session's event."""
        async with self._database.write() as connection:
            await add_lines(connection, room_id, actor, [(action, ids)], now)

    async def page(self, room_id: RoomId, cursor: str | None, limit: int) -> Page[AuditEntry]:
        """List the room's log."""
        async with self._database.read() as connection:
            return await page_of(
                connection, audit_entries.c.seq, audit_entries.c.room_id == room_id, cursor, limit, _entry
            )

    async def verify(self, room_id: RoomId) -> int | None:
        """Return the number of the first line that does not fit its chain; None when all do."""
        async with self._database.read() as connection:
            statement = (
                select(audit_entries).where(audit_entries.c.room_id == room_id).order_by(audit_entries.c.seq)
            )
            entries = [_entry(row) for row in await connection.execute(statement)]
            head = (
                await connection.execute(select(audit_heads).where(audit_heads.c.room_id == room_id))
            ).one_or_none()
        broken = first_broken(room_id, entries)
        last_hash = entries[-1].hash if entries else GENESIS
        if broken is None and head is not None and (head.seq, head.hash) != (len(entries), last_hash):
            return len(entries) + 1  # lines are missing at the end
        return broken


async def begin_log(connection: AsyncConnection, room_id: RoomId) -> None:
    """Begin a new room's log, in the caller's transaction."""
    await connection.execute(insert(audit_heads).values(room_id=room_id, seq=0, hash=GENESIS))


async def add_lines(
    connection: AsyncConnection, room_id: RoomId, actor: Actor, lines: Sequence[tuple[str, Ids]], now: float
) -> None:
    """Add lines to a room's log, in the caller's transaction. The head's row lock keeps the chain single."""
    if not lines:
        return
    head = (await connection.execute(_advance_head, {"room": room_id, "added": len(lines)})).one()
    last_hash, first_seq = head.hash, head.seq - len(lines) + 1
    entries = []
    for seq, (action, ids) in enumerate(lines, start=first_seq):
        entries.append(follow(room_id, seq, last_hash, actor, action, ids, now))
        last_hash = entries[-1].hash
    await connection.execute(_insert_entry, [_row(room_id, entry) for entry in entries])
    await connection.execute(_set_hash, {"room": room_id, "last_hash": last_hash})


def _row(room_id: RoomId, entry: AuditEntry) -> dict[str, Any]:
    return {
        "room_id": room_id,
        "seq": entry.seq,
        "at": entry.at,
        "actor_kind": entry.actor.kind,
        "actor_id": entry.actor.id,
        "action": entry.action,
        "ids": _json.encode(entry.ids),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor=Actor(kind=row.actor_kind, id=row.actor_id),
        action=row.action,
        ids=msgspec.json.decode(row.ids),
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
