"""Opens the database and hands out its stores."""

from dataclasses import dataclass

from server.stores.api_keys import SqlApiKeys, SqlIdempotency
from server.stores.audit import SqlAudit
from server.stores.bans import SqlBans
from server.stores.contract import (
    ApiKeyStore,
    AuditStore,
    BanStore,
    EventStore,
    IdempotencyStore,
    InviteStore,
    RoomStore,
    SeatSecretStore,
    SessionStore,
    UsedTokenStore,
    WebhookStore,
)
from server.stores.database import Database
from server.stores.events import SqlEvents
from server.stores.invites import SqlInvites
from server.stores.rooms import SqlRooms
from server.stores.seats import SqlSeatSecrets, SqlUsedTokens
from server.stores.sessions import SqlSessions
from server.stores.webhooks import SqlWebhooks


@dataclass(frozen=True, slots=True)
class Stores:
    """Every store, on one database."""

    rooms: RoomStore
    sessions: SessionStore
    events: EventStore
    seat_secrets: SeatSecretStore
    used_tokens: UsedTokenStore
    invites: InviteStore
    bans: BanStore
    api_keys: ApiKeyStore
    idempotency: IdempotencyStore
    webhooks: WebhookStore
    audit: AuditStore
    database: Database

    async def close(self) -> None:
        """Close the database."""
        await self.database.close()


async def open_stores(url: str) -> Stores:
    """Open the database (`Config.database`), bring its tables up to date, and return its stores.

    Raises StorageUnavailable when it cannot be reached.
    """
    database = await Database.open(url)
    return Stores(
        rooms=SqlRooms(database),
        sessions=SqlSessions(database),
        events=SqlEvents(database),
        seat_secrets=SqlSeatSecrets(database),
        used_tokens=SqlUsedTokens(database),
        invites=SqlInvites(database),
        bans=SqlBans(database),
        api_keys=SqlApiKeys(database),
        idempotency=SqlIdempotency(database),
        webhooks=SqlWebhooks(database),
        audit=SqlAudit(database),
        database=database,
    )
