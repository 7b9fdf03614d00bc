"""Is the configuration read from everywhere it may stand, and are all its faults told at once?"""

from pathlib import Path

import pytest

from server.config import Config, Secret
from server.config_reading import BadConfig, keys, prepare_data_dir, read_config


def faults_of(file: Path | None = None, **environment: str) -> dict[str, str]:
    with pytest.raises(BadConfig) as caught:
        read_config(file, environment)
    return {fault.key: fault.advice for fault in caught.value.faults}


def test_nothing_given_is_a_sound_configuration_for_one_machine() -> None:
    config = read_config(None, {})
    assert config == Config()
    assert config.url == "http://localhost:8080"
    assert config.database.startswith("sqlite+aiosqlite:////")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "hearth.toml"
    file.write_text('port = 9000\nhost = "0.0.0.0"\n[media]\npicture_slots = 9\n')
    config = read_config(
        file, {"HEARTH_PORT": "9100", "HEARTH_MEDIA_PUBLIC_ADDRESSES": "192.0.2.1, 2001:db8::1"}
    )
    assert (config.port, config.host, config.media.picture_slots) == (9100, "0.0.0.0", 9)
    assert config.media.public_addresses == ("192.0.2.1", "2001:db8::1")


def test_every_key_can_be_given_by_the_environment() -> None:
    variables = [key.variable for key in keys()]
    assert len(set(variables)) == len(variables)
    assert {"HEARTH_PORT", "HEARTH_TURN_SECRET", "HEARTH_RETENTION_CHAT_DAYS"} <= set(variables)


def test_all_faults_are_told_together_each_under_its_key(tmp_path: Path) -> None:
    file = tmp_path / "hearth.toml"
    file.write_text(
        'port = "web"\ncolour = 1\n[media]\nport = 70000\n[turn]\nurls = ["turn:relay.example.org"]\n'
    )
    faults = faults_of(
        file,
        HEARTH_TRUSTED_PROXIES="10.0.0.0/8,everyone",
        HEARTH_SECRET_KEY="short",
        HEARTH_PUBLIC_URL="groups.example.org",
        HEARTH_LEAVE_FAST_URL="javascript:alert(1)",
        HEARTH_COLOR="red",
        HEARTH_CLUSTER_PROCESSES="4",
    )
    assert set(faults) == {
        "port",
        "colour",
        "media.port",
        "turn.secret",
        "trusted_proxies",
        "secret_key",
        "public_url",
        "leave_fast_url",
        "HEARTH_COLOR",
        "redis_url",
        "database_url",
    }
    assert "a whole number" in faults["port"]
    assert "'everyone'" in faults["trusted_proxies"]


def test_a_fault_never_repeats_a_secret() -> None:
    faults = faults_of(HEARTH_SECRET_KEY="hunter2", HEARTH_DATABASE_URL="mysql://root:hunter2@db/x")
    assert set(faults) == {"secret_key", "database_url"}
    assert "hunter2" not in str(faults)


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("k" * 40 + "\n")
    config = read_config(None, {"HEARTH_SECRET_KEY_FILE": str(secret)})
    assert config.secret_key == "k" * 40
    assert "k" * 40 not in repr(config)
    assert "HEARTH_SECRET_KEY_FILE" in faults_of(HEARTH_SECRET_KEY_FILE=str(tmp_path / "none"))
    both = faults_of(HEARTH_SECRET_KEY="k" * 40, HEARTH_SECRET_KEY_FILE=str(secret))
    assert "keep one" in both["HEARTH_SECRET_KEY_FILE"]


def test_a_file_that_cannot_be_read_is_a_fault_among_others(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("port = = 1")
    assert "not valid TOML" in faults_of(broken)[str(broken)]
    assert "cannot be read" in faults_of(tmp_path / "none.toml")[str(tmp_path / "none.toml")]


def test_postgresql_is_given_its_driver_and_needs_a_key_of_its_own() -> None:
    url = "postgresql://hearth:pw@db.example.org/hearth"
    config = read_config(None, {"HEARTH_DATABASE_URL": url, "HEARTH_SECRET_KEY": "k" * 32})
    assert config.database == "postgresql+asyncpg://hearth:pw@db.example.org/hearth"
    assert set(faults_of(HEARTH_DATABASE_URL=url)) == {"secret_key"}


def test_the_data_folder_and_the_key_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path / "data")
    first, second = prepare_data_dir(config), prepare_data_dir(config)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert config.data_dir.stat().st_mode & 0o777 == 0o700
    (key_file,) = config.data_dir.iterdir()
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_given_key_is_kept_and_a_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    given = Config(data_dir=tmp_path, secret_key=Secret("k" * 32))
    assert prepare_data_dir(given) == given
    (tmp_path / "taken").write_text("")
    with pytest.raises(BadConfig, match="data_dir"):
        prepare_data_dir(Config(data_dir=tmp_path / "taken" / "data"))


def test_a_stun_server_has_a_host_and_perhaps_a_port_and_stands_in_for_addresses() -> None:
    for url, expected in (
        ("stun:stun.example.org", ("stun.example.org", 3478)),
        ("stun:stun.example.org:19302", ("stun.example.org", 19302)),
        ("stun:[2001:db8::1]:3479", ("2001:db8::1", 3479)),
    ):
        assert read_config(None, {"HEARTH_MEDIA_STUN_SERVER": url}).media.stun_address == expected
    assert read_config(None, {}).media.stun_address is None
    for url in (
        "stun.example.org",
        "turn:stun.example.org",
        "stun:",
        "stun:host:0x1",
        "stun:host:70000",
        "stun:a/b",
    ):
        assert set(faults_of(HEARTH_MEDIA_STUN_SERVER=url)) == {"media.stun_server"}, url
    both = faults_of(HEARTH_MEDIA_STUN_SERVER="stun:h", HEARTH_MEDIA_PUBLIC_ADDRESSES="192.0.2.1")
    assert "keep one" in both["media.stun_server"]
