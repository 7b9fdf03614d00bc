"""Does the `hearth` command do what it says, and say what to do when it cannot?"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest
from hearth_client import Guest, join

from rooms.ids import RoomId
from rooms.state import RoomSettings
from server.__main__ import BAD_CONFIG, PIPE_CLOSED, main
from server.config import Config
from server.config_reading import LOCK_FILE, variable_of
from server.demo import GUESTS, PEOPLE, seed, set_encrypted
from server.identity import Tokens
from server.stores.opening import open_stores

ROOT = Path(__file__).parents[2]
KEY = "k" * 40
GONE_WITHIN_SECONDS = 20  # guests that only lose their connection try for more than a minute


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HEARTH_") and "_TEST_" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEARTH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HEARTH_SECRET_KEY", KEY)


def test_a_sound_configuration_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-config"]) == 0
    assert "The configuration is sound." in capsys.readouterr().out


def test_every_command_tells_all_faults_of_the_configuration(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEARTH_PORT", "web")
    monkeypatch.setenv("HEARTH_TRUSTED_PROXIES", "everyone")
    for command in (["check-config"], ["serve"], ["room", "list"]):
        assert main(command) == BAD_CONFIG
        told = capsys.readouterr().err
        assert "port: expected a whole number" in told
        assert "trusted_proxies: 'everyone'" in told


def test_a_database_that_is_not_there_is_said_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEARTH_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert main(["room", "list"]) != 0
    assert "cannot be reached" in capsys.readouterr().err


def test_a_room_is_made_listed_linked_and_archived(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["room", "create", "Steady Ground", "--capacity", "8"]) == 0
    room_id = capsys.readouterr().out.strip()
    assert main(["room", "list"]) == 0
    assert capsys.readouterr().out == f"{room_id}  Steady Ground\n"
    assert main(["token", room_id, "user-7", "--role", "facilitator", "--name", "Miriam"]) == 0
    link = capsys.readouterr().out.strip()
    claims = Tokens(KEY).read(link.partition("http://localhost:8080/join#t.")[2])
    assert (claims.room_id, claims.account_id, claims.role, claims.name) == (
        room_id,
        "user-7",
        "facilitator",
        "Miriam",
    )
    assert main(["room", "archive", room_id]) == 0
    assert main(["token", room_id, "user-7"]) == 1
    assert "no such room" in capsys.readouterr().out


def test_a_room_is_encrypted_end_to_end_when_that_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for options in ([], ["--encrypted"]):
        assert main(["room", "create", "Steady Ground", *options]) == 0
    plain, encrypted = capsys.readouterr().out.split()

    async def settings(room_id: str) -> RoomSettings:
        stores = await open_stores(Config(data_dir=tmp_path / "data").database)
        room = await stores.rooms.find(RoomId(room_id))
        await stores.close()
        assert room is not None
        return room.settings

    assert not asyncio.run(settings(plain)).end_to_end_encrypted
    assert asyncio.run(settings(encrypted)).end_to_end_encrypted


def test_a_key_is_printed_once_and_can_be_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "create", "our practice"]) == 0
    secret = capsys.readouterr().out.strip()
    assert main(["key", "list"]) == 0
    listed = capsys.readouterr().out
    assert "our practice" in listed
    assert secret not in listed
    key_id = listed.split()[0]
    assert main(["key", "revoke", key_id]) == 0
    assert main(["key", "revoke", key_id]) == 1

    async def is_good() -> bool:
        stores = await open_stores(Config(data_dir=tmp_path / "data").database)
        found = await stores.api_keys.find_by_secret(secret)
        await stores.close()
        return found is not None

    assert not asyncio.run(is_good())


async def test_the_demo_s_group_is_encrypted_for_as_long_as_that_is_asked(tmp_path: Path) -> None:
    stores = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'demo.sqlite3'}")
    await seed(stores, "http://localhost:8080", 1.0)
    for encrypted in (True, False):
        await set_encrypted(stores, encrypted)
        (room,) = (await stores.rooms.page(None, 1)).items
        assert room.settings.end_to_end_encrypted is encrypted
        assert room.settings.agreement is not None
    await stores.close()


async def test_the_demo_gives_a_link_to_each_person_and_old_links_stay_good(tmp_path: Path) -> None:
    stores = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'demo.sqlite3'}")
    first = await seed(stores, "http://localhost:8080", 1.0)
    second = await seed(stores, "http://localhost:8080", 2.0)
    assert [link.person for link in first] == list(PEOPLE)
    invites = [await stores.invites.find_by_code(link.url.partition("#i.")[2]) for link in first + second]
    assert all(invites)
    assert len({invite.room_id for invite in invites if invite}) == 1
    assert len({invite.account_id for invite in invites if invite}) == len(PEOPLE)
    await stores.close()


async def test_the_demo_runs_beside_another_program_on_its_port_twice_on_the_same_data_but_not_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        for _ in range(2):
            async with running_demo(tmp_path / "demo", "--port", str(taken)) as told:
                assert f"Port {taken} is taken" in told
                assert all(person.name in told for person in PEOPLE)
                base = told[told.index("http://localhost:") :].partition("/join")[0]
                async with aiohttp.ClientSession() as http, http.get(f"{base}/readyz") as answer:
                    assert answer.status == 200
                refused = await asyncio.to_thread(main, ["demo", "--data-dir", str(tmp_path / "demo")])
                assert refused == BAD_CONFIG
                assert f"another Hearth is running on {tmp_path / 'demo'}" in capsys.readouterr().err


async def test_the_demo_s_guests_wait_show_a_picture_write_raise_a_hand_and_go_when_it_is_killed(
    tmp_path: Path,
) -> None:
    words = ("--port", "0", "--with-guests")
    async with running_demo(tmp_path / "demo", *words, ends_with=signal.SIGKILL) as told:
        miriam = told[told.index("http://localhost:") :].split()[0]
        async with join(miriam, "Miriam") as host:
            seats = await let_in(host, {guest.name for guest in GUESTS})
            media = await host.open_media(voices=1, pictures=1)
            await host.hears("TrackPublished", track={"seat_id": seats["Sam"], "source": "camera"})
            wanted = {"seat_id": seats["Sam"], "source": "camera", "width": 320, "height": 180}
            await host.ask("ShowPictures", pictures=[wanted])
            await media.receives(seats["Sam"], "camera", packets=10, key_frames=1)
            assert (await host.hears("MessageSent"))["message"]["author"] in seats.values()
            assert (await host.hears("HandRaised"))["hand"]["seat_id"] in seats.values()


@asynccontextmanager
async def going(process: int) -> AsyncIterator[None]:
    """Wait at the end of the block until this process has ended, too."""
    watched = os.pidfd_open(process)
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(watched, gone.set)
    try:
        yield
        async with asyncio.timeout(GONE_WITHIN_SECONDS):
            await gone.wait()
    finally:
        asyncio.get_running_loop().remove_reader(watched)
        os.close(watched)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def let_in(host: Guest, names: set[str]) -> dict[str, str]:
    """Admit these people as they come to the door; return their seats."""
    await host.sync()
    seats = {each["name"]: each["seat_id"] for each in host.session["waiting"]}
    news = host.news()
    while not names <= set(seats):
        heard = await anext(news)
        if heard.name == "WaitingStarted":
            seats[heard.payload["waiting"]["name"]] = heard.payload["waiting"]["seat_id"]
    for seat_id in seats.values():
        await host.admit(seat_id)
    return seats


@asynccontextmanager
async def running_demo(
    folder: Path, *words: str, ends_with: signal.Signals = signal.SIGINT
) -> AsyncIterator[str]:
    """Run the demo until the block is left, and end it as Ctrl-C does; give what it says when it serves.

    Whatever it started ends with it, however that ends.
    """
    arguments = ["-m", "server", "demo", *words, "--data-dir", str(folder)]
    demo = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    told = await until_it_serves(demo)
    async with AsyncExitStack() as stack:
        for child in children_of(demo.pid):
            await stack.enter_async_context(going(child))
        try:
            yield told
        finally:
            demo.send_signal(ends_with)
            said, _ = await demo.communicate()
    if ends_with is signal.SIGINT:
        assert demo.returncode == 0
        assert "The demo has ended" in said.decode()


async def until_it_serves(demo: asyncio.subprocess.Process) -> str:
    assert demo.stdout is not None
    told = ""
    while "Ctrl-C" not in told:
        line = await demo.stdout.readline()
        assert line, "the demo ended before it served"
        told += line.decode()
    return told


async def test_a_reader_who_has_read_enough_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", "check-config",
            cwd=ROOT, stdout=writing, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
    finally:
        os.close(writing)
    _, complaints = await command.communicate()
    assert (command.returncode, complaints) == (PIPE_CLOSED, b"")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["demo", "--port", "70000"], "argument --port: expected a whole number <= 65535"),
        (["demo", "--port", "-4"], "argument --port: expected a whole number >= 0"),
        (["room", "create", ""], "argument name: expected a text of length >= 1"),
        (
            ["room", "create", "Steady Ground", "--capacity", "0"],
            "argument --capacity: expected a whole number",
        ),
        (["token", "room", ""], "argument identity: expected a text of length >= 1"),
        (["token", "room", "user-7", "--name", "x" * 61], "argument --name: expected a text of length <= 60"),
        (["token", "room", "user-7", "--minutes", "-5"], "argument --minutes: expected a whole number >= 1"),
        (["key", "create", ""], "argument name: expected a text of length >= 1"),
    ],
)
def test_a_value_beyond_its_limits_is_refused_before_anything_is_made(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(words)
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("what", ["lock", "file"])
def test_a_data_folder_that_cannot_be_used_is_named(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "used"
    if what == "lock":
        (folder / LOCK_FILE).mkdir(parents=True)  # a file that cannot be opened, whoever runs this
    else:
        folder.touch()
    monkeypatch.setenv("HEARTH_DATA_DIR", str(folder))
    assert main(["serve"]) == BAD_CONFIG
    assert f"data_dir: {folder} cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("setting", "kind"), [("port", socket.SOCK_STREAM), ("media.port", socket.SOCK_DGRAM)]
)
def test_a_port_that_another_program_has_is_named(
    setting: str, kind: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEARTH_MEDIA_BIND", "127.0.0.1")
    monkeypatch.setenv("HEARTH_MEDIA_PORT", "0")
    monkeypatch.setenv("HEARTH_PORT", "0")
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        monkeypatch.setenv(variable_of(setting), str(port))
        assert main(["serve"]) == BAD_CONFIG
    assert f"{setting}: cannot listen on 127.0.0.1:{port}: Address already in use" in capsys.readouterr().err
