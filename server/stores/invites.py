"""Invite links in SQL. The table knows a digest of each code, never the code."""

from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from rooms.ids import RoomId
from rooms.roles import Role
from server.fresh import digest
from server.stores.contract import Invite, Page
from server.stores.database import Database
from server.stores.paging import page_of
from server.stores.tables import invites


class SqlInvites:
    """An `InviteStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, invite: Invite, code: str) -> None:
        """Keep an invite under its code."""
        values = {name: getattr(invite, name) for name in invite.__struct_fields__}
        async with self._database.write() as connection:
            await connection.execute(insert(invites).values(**values, code_digest=digest(code)))

    async def find_by_code(self, code: str) -> Invite | None:
        """Return the invite of this code, whatever its state."""
        async with self._database.read() as connection:
            statement = select(invites).where(invites.c.code_digest == digest(code))
            row = (await connection.execute(statement)).one_or_none()
        return _invite(row) if row else None

    async def spend(self, invite_id: str, now: float) -> bool:
        """Count one use; False when it is revoked, outside its window or used up."""
        columns = invites.c
        statement = (
            update(invites)
            .where(
                columns.invite_id == invite_id,
                columns.revoked_at.is_(None),
                or_(columns.not_before.is_(None), columns.not_before <= now),
                or_(columns.expires_at.is_(None), columns.expires_at > now),
                or_(columns.max_uses.is_(None), columns.uses < columns.max_uses),
            )
            .values(uses=columns.uses + 1)
        )
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount == 1

    async def page(self, room_id: RoomId, cursor: str | None, limit: int) -> Page[Invite]:
        """List the room's invites."""
        async with self._database.read() as connection:
            return await page_of(
                connection, invites.c.number, invites.c.room_id == room_id, cursor, limit, _invite
            )

    async def revoke(self, room_id: RoomId, invite_id: str, now: float) -> bool:
        """Let nobody in by it any more. False: no such invite in this room."""
        statement = (
            update(invites)
            .where(
                invites.c.room_id == room_id,
                invites.c.invite_id == invite_id,
                invites.c.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount == 1


def _invite(row: Row[Any]) -> Invite:
    values = {name: getattr(row, name) for name in Invite.__struct_fields__}
    return Invite(**(values | {"role": Role(row.role)}))
