"""Host applications' keys, and what their repeated requests were answered, in SQL."""

from typing import Any, Literal

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.fresh import digest, fresh_id, fresh_secret
from server.stores.contract import Answered, ApiKey
from server.stores.database import Database
from server.stores.tables import api_keys, idempotency

ANSWER_KEPT_SECONDS = 86_400.0
# A request that has not been answered for so long died with its process; it may be tried again.
ABANDONED_SECONDS = 60.0


class SqlApiKeys:
    """An `ApiKeyStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, name: str, now: float) -> tuple[ApiKey, str]:
        """Make a key; return it with its secret, which cannot be read again."""
        key = ApiKey(key_id=fresh_id(), name=name, created_at=now)
        secret = f"hearth_{fresh_secret()}"
        async with self._database.write() as connection:
            await connection.execute(
                insert(api_keys).values(
                    key_id=key.key_id, name=name, created_at=now, secret_digest=digest(secret)
                )
            )
        return key, secret

    async def find_by_secret(self, secret: str) -> ApiKey | None:
        """Return the key if the secret is right and not revoked."""
        statement = select(api_keys).where(
            api_keys.c.secret_digest == digest(secret), api_keys.c.revoked_at.is_(None)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return _key(row) if row else None

    async def all(self) -> list[ApiKey]:
        """Return every key, revoked ones too."""
        async with self._database.read() as connection:
            statement = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.key_id)
            return [_key(row) for row in await connection.execute(statement)]

    async def revoke(self, key_id: str, now: float) -> bool:
        """Make the key worthless. False: no such key."""
        statement = (
            update(api_keys)
            .where(api_keys.c.key_id == key_id, api_keys.c.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount == 1


class SqlIdempotency:
    """An `IdempotencyStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self, owner: str, key: str, request_digest: bytes, now: float
    ) -> Answered | Literal["fresh", "busy", "different"]:
        """Start a request, or say what has become of it."""
        try:
            async with self._database.write() as connection:
                await connection.execute(
                    delete(idempotency).where(
                        idempotency.c.owner == owner,
                        idempotency.c.key == key,
                        idempotency.c.begun_at < now - ABANDONED_SECONDS,
                        idempotency.c.status.is_(None),
                    )
                )
                await connection.execute(
                    insert(idempotency).values(
                        owner=owner, key=key, request_digest=request_digest, begun_at=now
                    )
                )
        except IntegrityError:
            return await self._earlier(owner, key, request_digest)
        return "fresh"

    async def _earlier(
        self, owner: str, key: str, request_digest: bytes
    ) -> Answered | Literal["busy", "different"]:
        statement = select(idempotency).where(idempotency.c.owner == owner, idempotency.c.key == key)
        async with self._database.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
        if row is not None and row.request_digest != request_digest:
            return "different"
        return "busy" if row is None or row.status is None else Answered(status=row.status, body=row.body)

    async def finish(self, owner: str, key: str, answer: Answered | None) -> None:
        """Keep the answer; None forgets the request, so that it may be tried again."""
        here = (idempotency.c.owner == owner, idempotency.c.key == key)
        async with self._database.write() as connection:
            if answer is None:
                await connection.execute(delete(idempotency).where(*here))
            else:
                await connection.execute(
                    update(idempotency).where(*here).values(status=answer.status, body=answer.body)
                )

    async def purge(self, now: float) -> None:
        """Forget what is older than a day."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(idempotency).where(idempotency.c.begun_at < now - ANSWER_KEPT_SECONDS)
            )


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(key_id=row.key_id, name=row.name, created_at=row.created_at, revoked_at=row.revoked_at)
