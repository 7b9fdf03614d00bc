"""Everything an operator may decide, in one frozen object; `config_reading` fills it.

Each field's docstring is its documentation: `docs/settings.md` is generated from this file. Every key is
also an environment variable, `HEARTH_<KEY>` or `HEARTH_<SECTION>_<KEY>`; a secret may be in a file of its
own, named by `HEARTH_<KEY>_FILE`.
"""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from sqlalchemy.engine import make_url

Port = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
STUN_PORT = 3478


class Secret(str):
    """A string that does not show itself in a traceback or a log."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('…')" if self else "Secret('')"


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the configuration and its sections."""


class Media(Section, frozen=True, kw_only=True):
    """How sound and picture reach this server."""

    bind: str = "0.0.0.0"
    """Address that the media port listens on; `::` for IPv6 as well."""
    port: Port = 7882
    """UDP port for all sound and picture. Process number n (from 0) takes port + n."""
    public_addresses: tuple[str, ...] = ()
    """IP addresses that browsers send media to. Empty: as `stun_server` tells, or this machine's own."""
    stun_server: str = ""
    """Asked at the start for this machine's public address, such as `stun:stun.example.org:3478`. Empty:
    nobody is asked, and this machine's own addresses are announced, which is right only without NAT."""
    picture_slots: Annotated[int, msgspec.Meta(ge=1, le=49)] = 16
    """How many pictures one person is sent at the same time."""
    voice_slots: Annotated[int, msgspec.Meta(ge=1, le=49)] = 12
    """How many voices one person is sent at the same time; more open microphones are chosen by loudness."""

    @property
    def stun_address(self) -> tuple[str, int] | None:
        """Host and port of `stun_server`."""
        return read_stun_url(self.stun_server) if self.stun_server else None


def read_stun_url(url: str) -> tuple[str, int]:
    """Read `stun:host`, `stun:host:port` or `stun:[address]:port` (RFC 7064). Raises `ValueError`."""
    scheme, _, place = url.partition(":")
    parts = urlsplit(f"//{place}")
    if scheme != "stun" or not parts.hostname or parts.netloc != place:
        raise ValueError("not like stun:stun.example.org:3478")
    return parts.hostname, parts.port or STUN_PORT


class Turn(Section, frozen=True, kw_only=True):
    """The relay for people whose network lets no UDP through (coturn with `use-auth-secret`)."""

    urls: tuple[str, ...] = ()
    """Such as `turn:relay.example.org:3478`, `turns:relay.example.org:443?transport=tcp`. Empty: no relay."""
    secret: Secret = Secret()
    """The relay's `static-auth-secret`; credentials for one seat are derived from it."""
    ttl_seconds: Annotated[int, msgspec.Meta(ge=300, le=600)] = 600
    """How long such credentials open a way; one that is open stays so."""
    ice_transport_policy: Literal["all", "relay"] = "all"
    """`relay`: everybody's sound and picture take the relay, for a media port that only the relay reaches."""


class Limits(Section, frozen=True, kw_only=True):
    """How much one connection, address or API key may ask for."""

    frame_bytes: Annotated[int, msgspec.Meta(ge=65_536)] = 393_216
    """Largest message a browser may send."""
    commands_per_second: Positive = 20
    """Commands that one connection may ask for, sustained."""
    commands_burst: Positive = 60
    """Commands that one connection may ask for at once."""
    handshake_seconds: Annotated[float, msgspec.Meta(gt=0)] = 5.0
    """How long a new connection may take to say who it is."""
    connections_per_address: Positive = 200
    """Connections from one network address at the same time. A whole clinic may stand behind one."""
    joins_per_minute: Positive = 60
    """Tries to use a link from one network address."""
    api_requests_per_minute: Positive = 600
    """Requests with one API key."""
    inbox_commands: Positive = 256
    """Commands that may wait for one session; more are answered `busy`."""
    outbox_frames: Positive = 256
    """Messages that may wait for one browser; a slower one is closed and comes back with a fresh snapshot."""
    outbox_bytes: Positive = 524_288
    """The same, in bytes."""


class Webhooks(Section, frozen=True, kw_only=True):
    """How host applications are told what happened."""

    allow_private_addresses: bool = False
    """Let webhooks go to this machine and private networks: for a host application beside Hearth."""
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=60)] = 10.0
    """How long a receiver may take to answer."""
    attempts: Positive = 12
    """How often a delivery is tried, about ten hours in all, before it is put aside as dead."""


class Retention(Section, frozen=True, kw_only=True):
    """How long what people wrote is kept after a session has ended."""

    chat_days: Count = 0
    """Days that chat can still be read by the practice. 0: its text is erased when the session ends."""
    answers_days: Count = 0
    """Days that worksheets, check-ins and answers are kept. 0: erased when the session ends."""
    records_days: Count = 2190
    """Days that the rest of a session is kept: who came, who moderated. Six years by default."""


class Cluster(Section, frozen=True, kw_only=True):
    """Many processes. Left alone by a single one."""

    processes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    """Server processes that `serve` starts on this machine. More than one needs Redis and PostgreSQL."""
    drain_seconds: Seconds = 60.0
    """How long a stopping process may take to hand its sessions over."""
    key_prefix: str = "hearth:"
    """Beginning of every Redis key and channel, so that several installations may share one Redis."""


class Config(Section, frozen=True, kw_only=True):
    """The whole configuration."""

    host: str = "127.0.0.1"
    """Address to listen on for browsers and the API. `0.0.0.0` behind a reverse proxy on another machine."""
    port: Port = 8080
    """TCP port for browsers and the API. Process number n (from 0) takes port + n."""
    public_url: str = ""
    """What people's links begin with, such as `https://groups.example.org`.

    Empty: `http://localhost:<port>`.
    """
    leave_fast_url: str = "https://www.wikipedia.org/"
    """The harmless page to which "Leave this page fast" goes, for somebody who must not be seen here."""
    allowed_origins: tuple[str, ...] = ()
    """Further web origins whose pages may open connections, such as a host application's."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks of reverse proxies whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`."""
    data_dir: Path = Path("hearth-data")
    """Folder for the embedded database and generated secrets. Made on first run, for its owner only."""
    database_url: Secret = Secret()
    """`postgresql://user:password@host/name`, or `sqlite:///path`. Empty: SQLite in `data_dir`."""
    redis_url: Secret = Secret()
    """`redis://host:6379/0`, for several processes. Empty: one process, no Redis."""
    secret_key: Secret = Secret()
    """Signs join tokens; at least 32 characters. Empty: generated into `data_dir` on first run."""
    log_format: Literal["auto", "text", "json"] = "auto"
    """`json` has one object a line; `auto` is `text` in a terminal and `json` elsewhere."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important messages to log."""
    metrics_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Networks from which `/metrics` may be read."""
    media: Media = Media()
    turn: Turn = Turn()
    limits: Limits = Limits()
    webhooks: Webhooks = Webhooks()
    retention: Retention = Retention()
    cluster: Cluster = Cluster()

    @property
    def database(self) -> str:
        """The database's address with its driver: `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{(self.data_dir / 'hearth.sqlite3').absolute()}"
        url = make_url(self.database_url)
        driver = "sqlite+aiosqlite" if url.get_backend_name() == "sqlite" else "postgresql+asyncpg"
        return url.set(drivername=driver).render_as_string(hide_password=False)

    @property
    def url(self) -> str:
        """What people's links begin with; no slash at the end."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def origins(self) -> frozenset[str]:
        """Web origins whose pages may open connections."""
        return frozenset({self.url, *(origin.rstrip("/") for origin in self.allowed_origins)})
