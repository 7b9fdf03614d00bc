"""Webhook endpoints and their queue in SQL.

The queue is ordered within each endpoint and room: a delivery waits until the one before it has arrived or
has been given up. Whoever takes a delivery leases it by moving its next time, so that two processes never
send the same one at once; a process that dies meanwhile delays it by the lease and loses nothing.
"""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.events import Event
from rooms.ids import RoomId, SeatId, SessionId
from server.fresh import fresh_id
from server.stores.contract import Delivery, Page, WebhookEndpoint
from server.stores.database import Database
from server.stores.paging import page_of
from server.stores.tables import seat_secrets, webhook_deliveries, webhook_endpoints
from server.webhooks import Hook, hook_of

DELIVERED_KEPT_SECONDS = 86_400.0
DEAD_KEPT_SECONDS = 30 * 86_400.0

_all_endpoints = select(webhook_endpoints)  # made once, since most commits ask


class SqlWebhooks:
    """A `WebhookStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, endpoint: WebhookEndpoint) -> None:
        """Start telling this endpoint."""
        async with self._database.write() as connection:
            await connection.execute(
                insert(webhook_endpoints).values(
                    endpoint_id=endpoint.endpoint_id,
                    url=endpoint.url,
                    events=msgspec.json.encode(endpoint.events),
                    created_at=endpoint.created_at,
                )
            )

    async def find(self, endpoint_id: str) -> WebhookEndpoint | None:
        """Return the endpoint."""
        statement = select(webhook_endpoints).where(webhook_endpoints.c.endpoint_id == endpoint_id)
        async with self._database.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return _endpoint(row) if row else None

    async def page(self, cursor: str | None, limit: int) -> Page[WebhookEndpoint]:
        """List the endpoints."""
        number = webhook_endpoints.c.number
        async with self._database.read() as connection:
            return await page_of(connection, number, number > 0, cursor, limit, _endpoint)

    async def remove(self, endpoint_id: str) -> bool:
        """Forget the endpoint and its deliveries. False: no such endpoint."""
        statement = delete(webhook_endpoints).where(webhook_endpoints.c.endpoint_id == endpoint_id)
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount == 1

    async def take_due(self, now: float, lease_seconds: float, limit: int) -> list[Delivery]:
        """Take deliveries that are due, at most the oldest of each endpoint and room."""
        columns = webhook_deliveries.c
        oldest = (
            select(func.min(columns.delivery_id))
            .where(columns.state == "pending")
            .group_by(columns.endpoint_id, columns.room_id)
        )
        due = (
            select(webhook_deliveries)
            .where(columns.delivery_id.in_(oldest), columns.next_at <= now)
            .order_by(columns.next_at)
            .limit(limit)
        )
        async with self._database.read() as connection:
            candidates = [_delivery(row) for row in await connection.execute(due)]
        if not candidates:
            return []
        async with self._database.write() as connection:
            return [d for d in candidates if await _lease(connection, d, now + lease_seconds)]

    async def settle(self, delivery: Delivery) -> None:
        """Write a delivery's new state, attempts, next time and error."""
        statement = (
            update(webhook_deliveries)
            .where(webhook_deliveries.c.delivery_id == delivery.delivery_id)
            .values(
                state=delivery.state,
                attempts=delivery.attempts,
                next_at=delivery.next_at,
                last_error=delivery.last_error,
            )
        )
        async with self._database.write() as connection:
            await connection.execute(statement)

    async def deliveries(
        self, state: Literal["pending", "delivered", "dead"], cursor: str | None, limit: int
    ) -> Page[Delivery]:
        """List deliveries in a state."""
        columns = webhook_deliveries.c
        async with self._database.read() as connection:
            return await page_of(
                connection, columns.delivery_id, columns.state == state, cursor, limit, _delivery
            )

    async def retry_dead(self, delivery_id: int, now: float) -> bool:
        """Try a dead delivery again. False: no such dead delivery."""
        columns = webhook_deliveries.c
        statement = (
            update(webhook_deliveries)
            .where(columns.delivery_id == delivery_id, columns.state == "dead")
            .values(state="pending", attempts=0, next_at=now)
        )
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount == 1

    async def purge(self, now: float) -> None:
        """Forget what was delivered more than a day ago, or died more than thirty days ago."""
        columns = webhook_deliveries.c
        old = or_(
            and_(columns.state == "delivered", columns.next_at < now - DELIVERED_KEPT_SECONDS),
            and_(columns.state == "dead", columns.next_at < now - DEAD_KEPT_SECONDS),
        )
        async with self._database.write() as connection:
            await connection.execute(delete(webhook_deliveries).where(old))


async def enqueue(
    connection: AsyncConnection, room_id: RoomId, session_id: SessionId, events: Sequence[Event], now: float
) -> None:
    """Queue what the endpoints want to know of these events, in the caller's transaction."""
    hooks = [hook for event in events if (hook := hook_of(event))]
    if not hooks:
        return
    endpoints = [_endpoint(row) for row in await connection.execute(_all_endpoints)]
    if not endpoints:
        return
    identities = await _identities(connection, session_id, [hook.seat_id for hook in hooks if hook.seat_id])
    rows = []
    for hook in hooks:
        payload = _payload(hook, room_id, session_id, identities, now)
        rows += [
            {
                "endpoint_id": endpoint.endpoint_id,
                "room_id": room_id,
                "event": hook.name,
                "payload": payload,
                "created_at": now,
                "attempts": 0,
                "state": "pending",
                "next_at": now,
            }
            for endpoint in endpoints
            if not endpoint.events or hook.name in endpoint.events
        ]
    if rows:
        await connection.execute(insert(webhook_deliveries), rows)


async def _identities(
    connection: AsyncConnection, session_id: SessionId, seat_ids: Sequence[SeatId]
) -> dict[str, str]:
    statement = select(seat_secrets.c.seat_id, seat_secrets.c.account_id).where(
        seat_secrets.c.session_id == session_id, seat_secrets.c.seat_id.in_(seat_ids)
    )
    return {row.seat_id: row.account_id for row in await connection.execute(statement)}


def _payload(
    hook: Hook, room_id: RoomId, session_id: SessionId, identities: dict[str, str], now: float
) -> bytes:
    """Return the JSON body: the same for every endpoint, so `id` tells that two messages are one event."""
    body: dict[str, object] = {
        "id": fresh_id(),
        "event": hook.name,
        "created_at": now,
        "room_id": room_id,
        "session_id": session_id,
    }
    if hook.seat_id is not None:
        body["participant"] = {"seat_id": hook.seat_id, "identity": identities.get(hook.seat_id)}
    return msgspec.json.encode(body | dict(hook.details))


async def _lease(connection: AsyncConnection, delivery: Delivery, until: float) -> bool:
    """Move the next time if nobody else has done so since it was read."""
    columns = webhook_deliveries.c
    statement = (
        update(webhook_deliveries)
        .where(
            columns.delivery_id == delivery.delivery_id,
            columns.state == "pending",
            columns.next_at == delivery.next_at,
        )
        .values(next_at=until)
    )
    return (await connection.execute(statement)).rowcount == 1


def _endpoint(row: Row[Any]) -> WebhookEndpoint:
    return WebhookEndpoint(
        endpoint_id=row.endpoint_id,
        url=row.url,
        events=msgspec.json.decode(row.events, type=list[str]),
        created_at=row.created_at,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__struct_fields__})
