"""The practice's rooms in SQL."""

from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from rooms.ids import RoomId
from rooms.state import RoomSettings
from server.fresh import fresh_id
from server.stores.audit import begin_log
from server.stores.contract import Page, Room
from server.stores.database import Database
from server.stores.paging import page_of
from server.stores.tables import rooms


class SqlRooms:
    """A `RoomStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, settings: RoomSettings, now: float) -> Room:
        """Make a room with a random id."""
        room = Room(room_id=RoomId(fresh_id()), settings=settings, created_at=now)
        async with self._database.write() as connection:
            await connection.execute(
                insert(rooms).values(
                    room_id=room.room_id, settings=msgspec.json.encode(settings), created_at=now
                )
            )
            await begin_log(connection, room.room_id)
        return room

    async def find(self, room_id: RoomId) -> Room | None:
        """Return the room, archived or not."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(rooms).where(rooms.c.room_id == room_id))).one_or_none()
        return _room(row) if row else None

    async def page(self, cursor: str | None, limit: int) -> Page[Room]:
        """List the rooms that are not archived."""
        async with self._database.read() as connection:
            return await page_of(
                connection, rooms.c.number, rooms.c.archived_at.is_(None), cursor, limit, _room
            )

    async def change(self, room_id: RoomId, settings: RoomSettings) -> Room | None:
        """Replace the settings; they hold from the next session on. None: no such room."""
        statement = (
            update(rooms)
            .where(rooms.c.room_id == room_id, rooms.c.archived_at.is_(None))
            .values(settings=msgspec.json.encode(settings))
            .returning(rooms)
        )
        async with self._database.write() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return _room(row) if row else None

    async def archive(self, room_id: RoomId, now: float) -> bool:
        """Close the room for good; what is recorded of it stays. False: no such room."""
        statement = (
            update(rooms)
            .where(rooms.c.room_id == room_id, rooms.c.archived_at.is_(None))
            .values(archived_at=now)
        )
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount == 1


def _room(row: Row[Any]) -> Room:
    return Room(
        room_id=row.room_id,
        settings=msgspec.json.decode(row.settings, type=RoomSettings),
        created_at=row.created_at,
        archived_at=row.archived_at,
    )
