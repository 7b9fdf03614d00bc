"""What happened in each session, in SQL: one fenced transaction for events and all that must go with them."""

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.events import AnyEvent, Event, SessionEnded
from rooms.ids import RoomId, SessionId
from server.audit import line_of
from server.stores import tables
from server.stores.audit import add_lines
from server.stores.bans import follow_bans
from server.stores.contract import Actor, Entry, Fenced
from server.stores.database import Database
from server.stores.erasure import WITH_ANSWERS, WITH_WORDS, without_answers, without_words
from server.stores.seats import enter
from server.stores.tables import sessions
from server.stores.webhooks import enqueue

DAY_SECONDS = 86_400.0

# Statements of every commit are made once: to make one costs more than to run it.
_advance_session = (
    update(sessions)
    .where(
        sessions.c.session_id == bindparam("session"),
        sessions.c.epoch == bindparam("expected_epoch"),
        sessions.c.ended_at.is_(None),
    )
    .values(head_seq=sessions.c.head_seq + bindparam("added"), ended_at=bindparam("ended"))
    .returning(sessions.c.room_id, sessions.c.head_seq)
)
_insert_event = insert(tables.events)

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[AnyEvent] = msgspec.msgpack.Decoder(AnyEvent)


class SqlEvents:
    """An `EventStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(
        self,
        session_id: SessionId,
        epoch: int,
        events: Sequence[Event],
        actor: Actor,
        now: float,
        entry: Entry | None = None,
    ) -> int:
        """Store durable events with the next numbers, in one transaction; return the last number.

        Raises Fenced and TokenUsed; see the contract for what goes into the same transaction.
        """
        async with self._database.write(small=True) as connection:
            room_id, head_seq = await _advance(connection, session_id, epoch, events)
            if entry is not None:  # first: webhooks tell whose seat it is
                await enter(connection, session_id, entry)
            await _insert(connection, session_id, head_seq - len(events) + 1, events)
            await follow_bans(connection, room_id, events)
            lines = [line for event in events if (line := line_of(event))]
            await add_lines(connection, room_id, actor, lines, now)
            await enqueue(connection, room_id, session_id, events, now)
        return head_seq

    async def load(self, session_id: SessionId) -> list[AnyEvent]:
        """Return all events in order; the first has number 1."""
        table = tables.events
        statement = select(table.c.payload).where(table.c.session_id == session_id).order_by(table.c.seq)
        async with self._database.read() as connection:
            return [_decoder.decode(payload) for payload in await connection.scalars(statement)]

    async def erase_expired(self, now: float, *, chat_days: int, answers_days: int, records_days: int) -> int:
        """Erase what is kept no longer of sessions that have ended; return how many sessions were touched."""
        touched = await self._delete_sessions(now - records_days * DAY_SECONDS)
        touched |= await self._erase(
            sessions.c.chat_erased_at.name, now - chat_days * DAY_SECONDS, now, WITH_WORDS, without_words
        )
        touched |= await self._erase(
            sessions.c.answers_erased_at.name,
            now - answers_days * DAY_SECONDS,
            now,
            WITH_ANSWERS,
            without_answers,
        )
        if touched:
            await self._database.forget_erased()
        return len(touched)

    async def _delete_sessions(self, ended_before: float) -> set[str]:
        statement = (
            delete(sessions).where(sessions.c.ended_at <= ended_before).returning(sessions.c.session_id)
        )
        async with self._database.write() as connection:
            return set(await connection.scalars(statement))

    async def _erase(
        self,
        mark: str,
        ended_before: float,
        now: float,
        types: Sequence[type[Event]],
        erased: Callable[[Event], Event],
    ) -> set[str]:
        """Erase parts of the events of these types, in sessions that are not yet marked for it."""
        due = select(sessions.c.session_id).where(
            sessions.c.ended_at <= ended_before, sessions.c[mark].is_(None)
        )
        async with self._database.read() as connection:
            session_ids = set(await connection.scalars(due))
        for session_id in session_ids:
            async with self._database.write() as connection:
                await _rewrite(connection, session_id, types, erased)
                await connection.execute(
                    update(sessions).where(sessions.c.session_id == session_id).values({mark: now})
                )
        return session_ids


async def _advance(
    connection: AsyncConnection, session_id: SessionId, epoch: int, events: Sequence[Event]
) -> tuple[RoomId, int]:
    """Lock the session's row and reserve the numbers; the lock is what makes them dense and in order."""
    ended_at = next((event.at for event in events if isinstance(event, SessionEnded)), None)
    values = {"session": session_id, "expected_epoch": epoch, "added": len(events), "ended": ended_at}
    row = (await connection.execute(_advance_session, values)).one_or_none()
    if row is None:
        raise Fenced
    return RoomId(row.room_id), row.head_seq


async def _insert(
    connection: AsyncConnection, session_id: SessionId, first_seq: int, events: Sequence[Event]
) -> None:
    if events:
        await connection.execute(
            _insert_event,
            [
                {
                    "session_id": session_id,
                    "seq": seq,
                    "type": type(event).__name__,
                    "payload": _encoder.encode(event),
                }
                for seq, event in enumerate(events, start=first_seq)
            ],
        )


async def _rewrite(
    connection: AsyncConnection,
    session_id: str,
    types: Sequence[type[Event]],
    erased: Callable[[Event], Event],
) -> None:
    table = tables.events
    names = [kind.__name__ for kind in types]
    statement = select(table).where(table.c.session_id == session_id, table.c.type.in_(names))
    for row in (await connection.execute(statement)).all():
        payload = _encoder.encode(erased(_decoder.decode(row.payload)))
        await connection.execute(
            update(table)
            .where(table.c.session_id == session_id, table.c.seq == row.seq)
            .values(payload=payload)
        )
