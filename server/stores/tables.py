"""The tables as they are now; `migrations/versions` says how they came to be (a test compares).

Settings, events and payloads are whole values to the database (msgspec's JSON or MessagePack); what is
searched, counted or fenced has a column of its own. `number` columns order lists and page them.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only in an INTEGER PRIMARY KEY

rooms = Table(
    "rooms",
    metadata,
    Column("number", Number, primary_key=True),
    Column("room_id", String(64), nullable=False, unique=True),
    Column("settings", LargeBinary, nullable=False),  # RoomSettings as JSON
    Column("created_at", Double, nullable=False),
    Column("archived_at", Double),
)

sessions = Table(
    "sessions",
    metadata,
    Column("number", Number, primary_key=True),
    Column("session_id", String(64), nullable=False, unique=True),
    Column("room_id", ForeignKey("rooms.room_id"), nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("head_seq", Integer, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("chat_erased_at", Double),
    Column("answers_erased_at", Double),
    Index(
        "uq_sessions_open_room",
        "room_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

events = Table(
    "events",
    metadata,
    Column("session_id", ForeignKey("sessions.session_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("type", String(64), nullable=False),  # the event's class name
    Column("payload", LargeBinary, nullable=False),  # the event as MessagePack
)

seat_secrets = Table(
    "seat_secrets",
    metadata,
    Column("session_id", ForeignKey("sessions.session_id", ondelete="CASCADE"), primary_key=True),
    Column("seat_id", String(64), primary_key=True),
    Column("account_id", String(200), nullable=False),
    Column("secret_digest", LargeBinary, nullable=False),
)

used_tokens = Table(
    "used_tokens",
    metadata,
    Column("token_id", String(200), primary_key=True),
    Column("expires_at", Double, nullable=False, index=True),
)

invites = Table(
    "invites",
    metadata,
    Column("number", Number, primary_key=True),
    Column("invite_id", String(64), nullable=False, unique=True),
    Column("code_digest", LargeBinary, nullable=False, unique=True),
    Column("room_id", ForeignKey("rooms.room_id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("name", Text),
    Column("account_id", String(200)),
    Column("not_before", Double),
    Column("expires_at", Double),
    Column("max_uses", Integer),
    Column("uses", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double),
)

bans = Table(
    "bans",
    metadata,
    Column("number", Number, primary_key=True),
    Column("ban_id", String(64), nullable=False, unique=True),
    Column("room_id", ForeignKey("rooms.room_id"), nullable=False, index=True),
    Column("account_id", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("banned_at", Double, nullable=False),
    Column("closed_link", String(64)),  # the invite that lets nobody new in while the ban lasts
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_digest", LargeBinary, nullable=False, unique=True),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", String(64), primary_key=True),  # the API key's id
    Column("key", String(200), primary_key=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("begun_at", Double, nullable=False, index=True),
    Column("status", Integer),  # null while the request is under way
    Column("body", LargeBinary),
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("number", Number, primary_key=True),
    Column("endpoint_id", String(64), nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("events", LargeBinary, nullable=False),  # names as a JSON list
    Column("created_at", Double, nullable=False),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("delivery_id", Number, primary_key=True),
    Column(
        "endpoint_id",
        ForeignKey("webhook_endpoints.endpoint_id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("room_id", String(64), nullable=False),
    Column("event", String(64), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("next_at", Double, nullable=False),
    Column("last_error", Text),
    Index("ix_webhook_deliveries_queue", "endpoint_id", "room_id", "state", "delivery_id"),
    Index("ix_webhook_deliveries_due", "state", "next_at"),
    sqlite_autoincrement=True,  # an id is never given twice: receivers tell repeats by it
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("room_id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("room_id", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("actor_id", String(200)),
    Column("action", String(64), nullable=False),
    Column("ids", LargeBinary, nullable=False),  # as JSON, keys in order
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
