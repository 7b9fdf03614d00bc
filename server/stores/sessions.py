"""Sessions and their owners in SQL."""

from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from rooms.ids import RoomId, SessionId
from server.stores.contract import Page, Session
from server.stores.database import Database
from server.stores.paging import page_of
from server.stores.tables import sessions


class SqlSessions:
    """A `SessionStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, session_id: SessionId, room_id: RoomId, owner: str, now: float) -> Session | None:
        """Open a session with epoch 1. None: this room has an open session already; find that one."""
        session = Session(
            session_id=session_id, room_id=room_id, epoch=1, owner=owner, head_seq=0, opened_at=now
        )
        values = {name: getattr(session, name) for name in session.__struct_fields__}
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(sessions).values(**values))
        except IntegrityError:
            if await self.find_open(room_id) is None:
                raise
            return None
        return session

    async def find(self, session_id: SessionId) -> Session | None:
        """Return the session, open or ended."""
        async with self._database.read() as connection:
            statement = select(sessions).where(sessions.c.session_id == session_id)
            row = (await connection.execute(statement)).one_or_none()
        return _session(row) if row else None

    async def find_open(self, room_id: RoomId) -> Session | None:
        """Return the room's open session."""
        async with self._database.read() as connection:
            statement = select(sessions).where(sessions.c.room_id == room_id, sessions.c.ended_at.is_(None))
            row = (await connection.execute(statement)).one_or_none()
        return _session(row) if row else None

    async def all_open(self) -> list[Session]:
        """Return every open session, for a process that starts."""
        async with self._database.read() as connection:
            statement = select(sessions).where(sessions.c.ended_at.is_(None)).order_by(sessions.c.number)
            return [_session(row) for row in await connection.execute(statement)]

    async def claim(self, session_id: SessionId, expected_epoch: int, owner: str) -> int | None:
        """Take ownership if the epoch is still the expected one; return the new epoch, None when too late."""
        statement = (
            update(sessions)
            .where(
                sessions.c.session_id == session_id,
                sessions.c.epoch == expected_epoch,
                sessions.c.ended_at.is_(None),
            )
            .values(epoch=expected_epoch + 1, owner=owner)
        )
        async with self._database.write() as connection:
            claimed = (await connection.execute(statement)).rowcount == 1
        return expected_epoch + 1 if claimed else None

    async def page(self, room_id: RoomId, cursor: str | None, limit: int) -> Page[Session]:
        """List the room's sessions."""
        async with self._database.read() as connection:
            return await page_of(
                connection, sessions.c.number, sessions.c.room_id == room_id, cursor, limit, _session
            )


def _session(row: Row[Any]) -> Session:
    return Session(**{name: getattr(row, name) for name in Session.__struct_fields__})
