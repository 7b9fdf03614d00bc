"""Pages of a table: its rows in the order of one ascending number, the cursor being the last number seen."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.stores.contract import Page

Item = TypeVar("Item")


async def page_of(
    connection: AsyncConnection,
    order: "Column[int]",
    where: ColumnElement[bool],
    cursor: str | None,
    limit: int,
    item: Callable[[Row[Any]], Item],
) -> Page[Item]:
    """Return up to `limit` rows of the order column's table that come after the cursor.

    A cursor that no page returned begins anew.
    """
    table = order.table
    assert isinstance(table, Table)
    after = int(cursor) if cursor and cursor.isdecimal() and len(cursor) < 19 else 0
    statement = select(table).where(where, order > after).order_by(order).limit(limit + 1)
    rows = (await connection.execute(statement)).all()
    next_cursor = str(rows[limit - 1]._mapping[order]) if len(rows) > limit else None
    return Page(items=[item(row) for row in rows[:limit]], next_cursor=next_cursor)
