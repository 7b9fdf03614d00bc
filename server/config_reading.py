"""Reads the configuration from a TOML file and the environment, and tells all that is wrong with it at once.

The environment wins over the file. What the keys mean is in `config`.
"""

import fcntl
import ipaddress
import os
import secrets
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_origin
from urllib.parse import urlsplit

import msgspec
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from server.config import Config, Secret, Section, read_stun_url

PREFIX = "HEARTH_"
SECRET_KEY_FILE = "secret.key"
LOCK_FILE = "in-use.lock"
SECRET_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: which key, and what to do about it."""

    key: str
    advice: str

    def __str__(self) -> str:
        return f"{self.key}: {self.advice}"


class BadConfig(Exception):
    """The configuration cannot be used; `faults` has every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: its dotted name in the file, its name in the environment, and its type."""

    name: str
    variable: str
    type: Any

    @property
    def is_secret(self) -> bool:
        """Whether it may also be given as a file."""
        return self.type is Secret


def keys(section: type[Section] = Config, prefix: str = "") -> Iterator[Key]:
    """Return every setting, in the order of `config`."""
    for field in msgspec.structs.fields(section):
        name = prefix + field.name
        if isinstance(field.type, type) and issubclass(field.type, Section):
            yield from keys(field.type, name + ".")
        else:
            yield Key(name, variable_of(name), field.type)


def variable_of(name: str) -> str:
    """Return the environment variable of a setting's dotted name."""
    return PREFIX + name.replace(".", "_").upper()


def read_config(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read and check the whole configuration.

    `file` defaults to `HEARTH_CONFIG`, and may be absent altogether. Raises BadConfig with every fault found.
    """
    faults: list[Fault] = []
    path = file or (Path(environment["HEARTH_CONFIG"]) if "HEARTH_CONFIG" in environment else None)
    values = _fitting(_from_file(path, faults), True, faults) if path else {}
    values |= _fitting(_from_environment(environment, faults), False, faults)
    config = _build(values)
    faults += _check(config, {fault.key for fault in faults})
    if faults:
        raise BadConfig(faults)
    return config


def prepare_data_dir(config: Config) -> Config:
    """Make the data folder, and the secret key if none is given; return the configuration with its key.

    Both are for their owner only. When several processes start at once, the first key written is everybody's.
    Raises BadConfig when the folder cannot be written.
    """
    try:
        config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = config.secret_key or _kept_secret_key(config.data_dir / SECRET_KEY_FILE)
    except OSError as error:
        raise _unusable(config.data_dir, error) from error
    return msgspec.structs.replace(config, secret_key=key)


@contextmanager
def sole_use(config: Config) -> Iterator[None]:
    """Keep a second server off the same SQLite database: both would run its sessions, each in its own way.

    Several processes that know of each other share it through Redis. Raises BadConfig.
    """
    if config.redis_url or not config.database.startswith("sqlite"):
        yield
        return
    try:
        lock = (config.data_dir / LOCK_FILE).open("a")
    except OSError as error:
        raise _unusable(config.data_dir, error) from error
    with lock as file:  # the lock goes with the process, however that ends
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            told = f"another Hearth is running on {config.data_dir.resolve()}"
            advice = "end it, or give this one a folder of its own (the demo: --data-dir)"
            raise BadConfig([Fault("data_dir", f"{told}: {advice}")]) from error
        yield


def _unusable(folder: Path, error: OSError) -> BadConfig:
    is_file = isinstance(error, FileExistsError | NotADirectoryError)
    return BadConfig(
        [Fault("data_dir", f"{folder} cannot be used: {'it is no folder' if is_file else error.strerror}")]
    )


def _kept_secret_key(path: Path) -> Secret:
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(SECRET_KEY_LENGTH))
        try:
            os.link(draft, path)  # unlike a rename, this lets the first one win
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return Secret(path.read_text().strip())


def _from_file(path: Path, faults: list[Fault]) -> dict[str, Any]:
    """Return the file's values by dotted name."""
    try:
        document = tomllib.loads(path.read_text())
    except OSError as error:
        faults.append(Fault(str(path), f"cannot be read: {error.strerror}"))
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(str(path), f"is not valid TOML: {error}"))
        return {}
    values: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            values |= {f"{name}.{inner}": inner_value for inner, inner_value in value.items()}
        else:
            values[name] = value
    known = {key.name for key in keys()}
    faults += [Fault(name, "is not a setting; see docs/settings.md") for name in values if name not in known]
    return values


def _from_environment(environment: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    """Return the environment's values by dotted name."""
    values: dict[str, Any] = {}
    understood = {PREFIX + "CONFIG"}
    for key in keys():
        understood.add(key.variable)
        if key.variable in environment:
            values[key.name] = _split(environment[key.variable], key)
        if key.is_secret:
            understood.add(key.variable + "_FILE")
            _add_secret_from_file(key, environment, values, faults)
    faults += [
        Fault(name, "is not a setting; see docs/settings.md")
        for name in environment
        if name.startswith(PREFIX) and name not in understood and not name.startswith("HEARTH_TEST_")
    ]
    return values


def _add_secret_from_file(
    key: Key, environment: Mapping[str, str], values: dict[str, Any], faults: list[Fault]
) -> None:
    variable = key.variable + "_FILE"
    if variable not in environment:
        return
    if key.variable in environment:
        faults.append(Fault(variable, f"is given as well as {key.variable}; keep one"))
    try:
        values[key.name] = Path(environment[variable]).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a text"
        faults.append(Fault(variable, f"the file cannot be read: {reason}"))


def _split(text: str, key: Key) -> str | list[str]:
    """Lists are separated by commas in the environment."""
    if get_origin(key.type) is not tuple:
        return text
    return [part.strip() for part in text.split(",") if part.strip()]


def _fitting(values: Mapping[str, Any], strict: bool, faults: list[Fault]) -> dict[str, Any]:
    """Return the values that fit their keys' types.

    Note the others. Not strict: numbers may be written as text.
    """
    fitting = {}
    for key in keys():
        if key.name not in values:
            continue
        try:
            fitting[key.name] = msgspec.convert(
                values[key.name], key.type, strict=strict, dec_hook=_from_text
            )
        except msgspec.ValidationError as error:
            faults.append(Fault(key.name, in_plain_words(str(error))))
    return fitting


def _build(values: Mapping[str, Any]) -> Config:
    nested: dict[str, Any] = {}
    for name, value in values.items():
        section, _, field = name.rpartition(".")
        (nested.setdefault(section, {}) if section else nested)[field] = value
    return msgspec.convert(nested, Config, dec_hook=_from_text)


def _from_text(wanted: type, value: object) -> object:
    if wanted in (Secret, Path) and isinstance(value, str | Path):
        return wanted(value)
    raise ValueError("Expected `str`")


def in_plain_words(message: str) -> str:
    """Say msgspec's message in an operator's words."""
    names = {"`int`": "a whole number", "`float`": "a number", "`str`": "a text", "`bool`": "true or false"}
    for technical, plain in (names | {"`array`": "a list of texts"}).items():
        message = message.replace(technical, plain)
    return message[:1].lower() + message[1:]


def _check(config: Config, already: set[str]) -> Iterator[Fault]:
    """Find what fits its type and still cannot work; keys in `already` have been complained about."""
    for fault in (
        *_check_addresses(config),
        *_check_storage(config),
        *_check_secrets(config),
    ):
        if fault.key not in already:
            yield fault


def _check_addresses(config: Config) -> Iterator[Fault]:
    media = config.media
    if config.public_url and not _is_origin(config.public_url):
        yield Fault("public_url", "give scheme and host only, such as https://groups.example.org")
    yield from _misfits(
        "leave_fast_url", [config.leave_fast_url], _is_page, "a page like https://www.wikipedia.org/"
    )
    yield from _misfits(
        "allowed_origins", config.allowed_origins, _is_origin, "an origin like https://app.example.org"
    )
    yield from _misfits("trusted_proxies", config.trusted_proxies, _is_network, "a network like 10.0.0.0/8")
    yield from _misfits("metrics_networks", config.metrics_networks, _is_network, "a network like 10.0.0.0/8")
    yield from _misfits("media.bind", [media.bind], _is_address, "an IP address like 0.0.0.0")
    yield from _misfits("media.public_addresses", media.public_addresses, _is_address, "an IP address")
    stun_servers = [media.stun_server] if media.stun_server else []
    yield from _misfits("media.stun_server", stun_servers, _is_stun, "like stun:stun.example.org:3478")
    if media.stun_server and media.public_addresses:
        yield Fault("media.stun_server", "is of no use with media.public_addresses; keep one")
    yield from _misfits(
        "turn.urls", config.turn.urls, _is_relay, "an address like turn:relay.example.org:3478"
    )


def _misfits(key: str, values: Iterable[str], fits: Callable[[str], bool], wanted: str) -> Iterator[Fault]:
    for value in values:
        if not fits(value):
            yield Fault(key, f"{value!r} is not {wanted}")


def _check_storage(config: Config) -> Iterator[Fault]:
    if config.database_url:
        try:
            backend = make_url(config.database_url).get_backend_name()
        except ArgumentError:
            backend = ""
        if backend not in ("sqlite", "postgresql"):
            yield Fault("database_url", "give postgresql://user:password@host/name or sqlite:///path")
            return
    if config.redis_url and urlsplit(config.redis_url).scheme not in ("redis", "rediss", "unix"):
        yield Fault("redis_url", "give redis://host:6379/0, or rediss:// for TLS")
    if config.cluster.processes > 1 and not config.redis_url:
        yield Fault(
            "redis_url",
            "several processes need Redis to find each other; give it, or set cluster.processes to 1",
        )
    if config.cluster.processes > 1 and not config.database_url.startswith("postgresql"):
        yield Fault(
            "database_url", "several processes need PostgreSQL; give it, or set cluster.processes to 1"
        )


def _check_secrets(config: Config) -> Iterator[Fault]:
    if config.secret_key and len(config.secret_key) < SECRET_KEY_LENGTH:
        yield Fault(
            "secret_key",
            f"is shorter than {SECRET_KEY_LENGTH} characters; `openssl rand -base64 48` makes one",
        )
    if not config.secret_key and config.database_url.startswith("postgresql"):
        yield Fault(
            "secret_key",
            "is needed with PostgreSQL, the same for every process; `openssl rand -base64 48` makes one",
        )
    if any(url.startswith("turn") for url in config.turn.urls) and not config.turn.secret:
        yield Fault("turn.secret", "is needed for turn.urls; it is coturn's static-auth-secret")
    if config.turn.ice_transport_policy == "relay" and not config.turn.urls:
        yield Fault("turn.urls", "is needed when turn.ice_transport_policy is relay")


def _is_page(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.path in ("", "/")
            and not parts.query
        )
    except ValueError:
        return False


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_stun(text: str) -> bool:
    try:
        read_stun_url(text)
    except ValueError:
        return False
    return True


def _is_relay(text: str) -> bool:
    return text.startswith(("turn:", "turns:", "stun:", "stuns:"))
