"""A full disk and a locked database: an honest answer, nothing half done, no restart needed afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from rooms.roles import Role
from server.stores.contract import StorageUnavailable
from tests.server.house import House
from tests.server.people import Person, Refused


class Trouble:
    """Runs a pragma on every connection of a house's database that is used, while there is one to run."""

    def __init__(self, house: House) -> None:
        self._database = house.folder / "hearth.sqlite3"
        self._pragma: str | None = None
        event.listen(house.process.stores.database._engine.sync_engine.pool, "checkout", self._run)

    def _run(self, connection: Any, *_: object) -> None:
        if self._pragma is not None:
            connection.cursor().execute(self._pragma)

    @contextmanager
    def disk_full(self) -> Iterator[None]:
        """Let the database's file grow no more."""
        self._pragma = "PRAGMA max_page_count = 1"  # which means: as many as there are now
        yield
        self._pragma = "PRAGMA max_page_count = 1073741823"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the database's write lock, as another program could."""
        self._pragma = "PRAGMA busy_timeout = 50"
        holder = sqlite3.connect(self._database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")
        holder.close()


@pytest.fixture
async def trouble(house: House) -> Trouble:
    """Return the means to trouble the house's database."""
    return Trouble(house)


async def write_until_refused(person: Person) -> str:
    """Write long lines until one is refused; return its client id."""
    for number in range(1000):
        answer = await person.ask("SendMessage", client_id=f"line {number}", text="x" * 4000)
        if "error" in answer:
            assert answer["error"]["code"] == "storage_unavailable"
            return f"line {number}"
    raise AssertionError("the disk was never full")


async def test_on_a_full_disk_nothing_is_acknowledged_and_afterwards_all_goes_on(
    house: House, trouble: Trouble
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    with trouble.disk_full():
        refused = await write_until_refused(guest)
        assert "ok" in await guest.ask("ShowReaction", reaction="heart")
        await host.hears("ReactionShown")
        await host.ask("Sync")
        session = (await host.hears("Snapshot"))["session"]
        assert refused not in [message["client_id"] for message in session["messages"]]
    assert "ok" in await guest.ask("SendMessage", client_id=refused, text="again")
    await host.ask("Sync")
    assert [payload["message"]["text"] for name, payload in host.heard if name == "MessageSent"][
        -1
    ] == "again"


async def test_while_the_database_is_locked_nobody_is_let_in_and_no_token_is_used_up(
    house: House, trouble: Trouble
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ben")
    with trouble.locked(), pytest.raises(Refused, match="try_again"):
        await house.connect(token)
    guest = await house.connect(token)
    assert guest.welcome["snapshot"]["standing"] == "waiting"
    assert host.names().count("WaitingStarted") == 1


async def test_when_the_disk_is_full_in_the_middle_of_an_arrival_the_token_stays_good(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ben")
    with monkeypatch.context() as patched:

        async def append(*_: object) -> int:
            raise StorageUnavailable

        patched.setattr(house.process.stores.events, "append", append)
        with pytest.raises(Refused, match="try_again"):
            await house.connect(token)
    guest = await house.connect(token)
    assert guest.welcome["snapshot"]["standing"] == "waiting"
    assert (await host.hears("WaitingStarted"))["waiting"]["seat_id"] == guest.seat_id


async def test_a_connection_lost_while_the_database_is_locked_is_held_once_it_can_be(
    house: House, trouble: Trouble
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    with trouble.locked():
        await guest.leave()
        assert (await host.ask("RaiseHand"))["error"]["code"] == "storage_unavailable"
        assert "SeatHeld" not in host.names()
    await host.hears("SeatHeld", seat_id=guest.seat_id)


async def test_a_mistake_of_ours_is_answered_with_a_reference_and_the_session_goes_on(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    with monkeypatch.context() as patched:
        patched.setattr("rooms.hands.raise_hand", lambda *_: 1 / 0)
        answer = await guest.ask("RaiseHand")
    assert answer["error"]["code"] == "internal"
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.reference == answer["error"]["detail"]  # type: ignore[attr-defined]
    assert record.getMessage() == "a question failed"
    assert "ok" in await guest.ask("RaiseHand")
    await host.hears("HandRaised")
