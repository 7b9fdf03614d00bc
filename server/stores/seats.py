"""Who may take up a seat again, and which join tokens are used up, in SQL."""

import hmac

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.ids import AccountId, SeatId, SessionId
from server.fresh import digest
from server.stores.contract import Entry, TokenUsed
from server.stores.database import Database
from server.stores.tables import seat_secrets, used_tokens

# Everybody's arrival runs these: to make a statement costs more than to run it.
_use_token = insert(used_tokens)
_forget_secret = delete(seat_secrets).where(
    seat_secrets.c.session_id == bindparam("session"), seat_secrets.c.seat_id == bindparam("seat")
)
_keep_secret = insert(seat_secrets)


class SqlSeatSecrets:
    """A `SeatSecretStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, session_id: SessionId, seat_id: SeatId, account_id: AccountId, secret: str) -> None:
        """Keep the seat's secret; one given before is no longer good."""
        async with self._database.write(small=True) as connection:
            await _put_secret(connection, session_id, seat_id, account_id, secret)

    async def account(self, session_id: SessionId, seat_id: SeatId, secret: str) -> AccountId | None:
        """Return whose seat it is if the secret is right, else None."""
        statement = select(seat_secrets).where(
            seat_secrets.c.session_id == session_id, seat_secrets.c.seat_id == seat_id
        )
        async with self._database.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
        if row is None or not hmac.compare_digest(row.secret_digest, digest(secret)):
            return None
        return AccountId(row.account_id)


class SqlUsedTokens:
    """A `UsedTokenStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def use_once(self, token_id: str, expires_at: float) -> bool:
        """Note the use; False when it has been used before."""
        try:
            async with self._database.write(small=True) as connection:
                await connection.execute(_use_token, {"token_id": token_id, "expires_at": expires_at})
        except IntegrityError:
            return False
        return True

    async def is_used(self, token_id: str) -> bool:
        """Tell whether it has been used, without using it."""
        statement = select(used_tokens.c.token_id).where(used_tokens.c.token_id == token_id)
        async with self._database.read() as connection:
            return (await connection.scalar(statement)) is not None

    async def purge(self, now: float) -> None:
        """Forget tokens that have expired anyway."""
        async with self._database.write() as connection:
            await connection.execute(delete(used_tokens).where(used_tokens.c.expires_at < now))


async def enter(connection: AsyncConnection, session_id: SessionId, entry: Entry) -> None:
    """Give a seat its secret for its token, in the caller's transaction. Raises TokenUsed."""
    token = {"token_id": entry.token_id, "expires_at": entry.token_expires_at}
    try:
        await connection.execute(_use_token, token)
    except IntegrityError:
        raise TokenUsed from None
    await _put_secret(connection, session_id, entry.seat_id, entry.account_id, entry.secret)


async def _put_secret(
    connection: AsyncConnection, session_id: SessionId, seat_id: SeatId, account_id: AccountId, secret: str
) -> None:
    await connection.execute(_forget_secret, {"session": session_id, "seat": seat_id})
    kept = {
        "session_id": session_id,
        "seat_id": seat_id,
        "account_id": account_id,
        "secret_digest": digest(secret),
    }
    await connection.execute(_keep_secret, kept)
