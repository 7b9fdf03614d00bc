"""Bans for good, in SQL: they come and go with the events that tell of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.events import AccountBanned, BanLifted, Event, SeatBanned
from rooms.ids import BanId, RoomId
from rooms.state import Reason
from server.stores.audit import add_lines
from server.stores.contract import Actor, LastingBan, Page
from server.stores.database import Database
from server.stores.paging import page_of
from server.stores.tables import bans


class SqlBans:
    """A `BanStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_room(self, room_id: RoomId) -> list[LastingBan]:
        """Return the room's bans, oldest first."""
        statement = select(bans).where(bans.c.room_id == room_id).order_by(bans.c.number)
        async with self._database.read() as connection:
            return [_ban(row) for row in await connection.execute(statement)]

    async def page(self, room_id: RoomId, cursor: str | None, limit: int) -> Page[LastingBan]:
        """List the room's bans."""
        async with self._database.read() as connection:
            return await page_of(connection, bans.c.number, bans.c.room_id == room_id, cursor, limit, _ban)

    async def lift(self, room_id: RoomId, ban_id: BanId, actor: Actor, now: float) -> bool:
        """Lift a ban while no session is open. False: no such ban."""
        async with self._database.write() as connection:
            statement = delete(bans).where(bans.c.room_id == room_id, bans.c.ban_id == ban_id)
            if (await connection.execute(statement)).rowcount == 0:
                return False
            await add_lines(connection, room_id, actor, [("ban_lifted", {"ban_id": ban_id})], now)
        return True


async def follow_bans(connection: AsyncConnection, room_id: RoomId, events: Sequence[Event]) -> None:
    """Keep the room's list up to date with a session's events.

    A ban is told by two events that are decided, hence stored, together: `SeatBanned` says what staff see,
    `AccountBanned` whom it concerns.
    """
    concerned = {event.ban_id: event for event in events if isinstance(event, AccountBanned)}
    for event in events:
        match event:
            case SeatBanned(ban=ban) if ban.for_good:
                await connection.execute(
                    insert(bans).values(
                        ban_id=ban.ban_id,
                        room_id=room_id,
                        account_id=concerned[ban.ban_id].account_id,
                        closed_link=concerned[ban.ban_id].closed_link,
                        name=ban.name,
                        reason=ban.reason,
                        banned_at=ban.banned_at,
                    )
                )
            case BanLifted(ban_id=ban_id):
                await connection.execute(
                    delete(bans).where(bans.c.room_id == room_id, bans.c.ban_id == ban_id)
                )
            case _:
                pass


def _ban(row: Row[Any]) -> LastingBan:
    return LastingBan(
        ban_id=row.ban_id,
        room_id=row.room_id,
        account_id=row.account_id,
        name=row.name,
        reason=Reason(row.reason),
        banned_at=row.banned_at,
        closed_link=row.closed_link,
    )
