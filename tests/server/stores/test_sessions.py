"""Do sessions and their events survive what processes and databases do to them?"""

import asyncio
import sqlite3
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from rooms.events import (
    AccountBanned,
    BanLifted,
    CheckInGiven,
    DocumentEdited,
    Event,
    FieldsShared,
    FieldWritten,
    HandLowered,
    MessageSent,
    RoomLocked,
    SeatBanned,
    SeatTaken,
    SessionEnded,
    SessionOpened,
    TurnedAway,
)
from rooms.ids import AccountId, BanId, FieldId, InviteId, MessageId, RoomId, SeatId, SessionId, WorksheetId
from rooms.roles import Role
from rooms.state import Ban, Channel, CheckIn, Message, Readers, Reason, RoomSettings, Seat
from server.stores.contract import SERVER, Actor, Entry, Fenced, StorageUnavailable, TokenUsed
from server.stores.events import DAY_SECONDS
from server.stores.opening import Stores, open_stores
from server.stores.tables import metadata
from tests.databases import running_postgres

SESSION = SessionId("session-1")
ANA = SeatId("seat-ana")
STAFF = Actor(kind="seat", id="seat-miriam")


async def a_session(stores: Stores) -> RoomId:
    room = await stores.rooms.create(RoomSettings(name="Steady Ground"), 1.0)
    assert await stores.sessions.create(SESSION, room.room_id, "process-1", 2.0)
    return room.room_id


def locked(times: int = 1) -> list[Event]:
    return [RoomLocked(locked=True)] * times


async def test_a_room_has_one_open_session_whoever_asks_first(stores: Stores) -> None:
    room_id = await a_session(stores)
    assert await stores.sessions.create(SessionId("session-2"), room_id, "process-2", 3.0) is None
    found = await stores.sessions.find_open(room_id)
    assert found is not None
    assert (found.session_id, found.epoch, found.owner, found.head_seq) == (SESSION, 1, "process-1", 0)


async def test_of_two_claims_on_one_epoch_one_wins(stores: Stores) -> None:
    await a_session(stores)
    claims = await asyncio.gather(
        stores.sessions.claim(SESSION, 1, "process-2"), stores.sessions.claim(SESSION, 1, "process-3")
    )
    assert sorted(claims, key=str) == [2, None]


async def test_events_are_numbered_densely_and_come_back_as_they_were(stores: Stores) -> None:
    room_id = await a_session(stores)
    opened = SessionOpened(session_id=SESSION, settings=RoomSettings(name="Steady Ground"), opened_at=2.0)
    taken = SeatTaken(seat=Seat(seat_id=ANA, name="Ana", role=Role.PARTICIPANT, order=0, taken_at=2.0))
    edited = DocumentEdited(worksheet_id=WorksheetId("w"), seat_id=ANA, update=b"\x00\xff")
    assert await stores.events.append(SESSION, 1, [opened, taken], SERVER, 2.0) == 2
    assert await stores.events.append(SESSION, 1, [edited], SERVER, 2.0) == 3
    assert await stores.events.load(SESSION) == [opened, taken, edited]
    session = await stores.sessions.find_open(room_id)
    assert session is not None
    assert session.head_seq == 3


async def test_concurrent_appends_leave_no_gap(stores: Stores) -> None:
    await a_session(stores)
    numbers = await asyncio.gather(
        *(stores.events.append(SESSION, 1, locked(2), SERVER, 2.0) for _ in range(20))
    )
    assert sorted(numbers) == list(range(2, 41, 2))
    assert len(await stores.events.load(SESSION)) == 40


async def test_an_owner_whose_epoch_is_over_stores_nothing(stores: Stores) -> None:
    await a_session(stores)
    assert await stores.sessions.claim(SESSION, 1, "process-2") == 2
    with pytest.raises(Fenced):
        await stores.events.append(SESSION, 1, locked(), SERVER, 3.0)
    assert await stores.events.load(SESSION) == []
    assert await stores.events.append(SESSION, 2, locked(), SERVER, 3.0) == 1


async def test_an_ended_session_takes_no_more_and_makes_way_for_the_next(stores: Stores) -> None:
    room_id = await a_session(stores)
    await stores.events.append(SESSION, 1, [SessionEnded(at=9.0, why="ended_by_staff")], STAFF, 9.0)
    with pytest.raises(Fenced):
        await stores.events.append(SESSION, 1, locked(), SERVER, 9.0)
    assert await stores.sessions.claim(SESSION, 1, "process-2") is None
    assert await stores.sessions.all_open() == []
    assert await stores.sessions.create(SessionId("session-2"), room_id, "process-1", 10.0)
    history = await stores.sessions.page(room_id, None, 10)
    assert [session.ended_at for session in history.items] == [9.0, None]


async def test_a_seat_is_taken_up_with_its_last_secret_only(stores: Stores) -> None:
    await a_session(stores)
    await stores.seat_secrets.put(SESSION, ANA, AccountId("ana"), "first")
    await stores.seat_secrets.put(SESSION, ANA, AccountId("ana"), "second")
    assert await stores.seat_secrets.account(SESSION, ANA, "second") == "ana"
    assert await stores.seat_secrets.account(SESSION, ANA, "first") is None
    assert await stores.seat_secrets.account(SessionId("other"), ANA, "second") is None


async def test_of_two_uses_of_a_token_one_counts(stores: Stores) -> None:
    uses = await asyncio.gather(*(stores.used_tokens.use_once("jti", 100.0) for _ in range(5)))
    assert uses.count(True) == 1


async def test_expired_tokens_are_forgotten_and_others_are_not(stores: Stores) -> None:
    await stores.used_tokens.use_once("jti", 100.0)
    await stores.used_tokens.purge(99.0)
    assert not await stores.used_tokens.use_once("jti", 100.0)
    await stores.used_tokens.purge(101.0)
    assert await stores.used_tokens.use_once("jti", 100.0)


def a_ban(ban_id: str, *, for_good: bool) -> list[Event]:
    ban = Ban(ban_id=BanId(ban_id), name="Theo", reason=Reason.DISRUPTION, for_good=for_good, banned_at=5.0)
    return [
        SeatBanned(ban=ban),
        AccountBanned(
            ban_id=BanId(ban_id), account_id=AccountId("theo"), closed_link=InviteId("an-open-link")
        ),
    ]


async def test_a_ban_for_good_outlives_the_session_and_others_do_not(stores: Stores) -> None:
    room_id = await a_session(stores)
    events = a_ban("ban-1", for_good=True) + a_ban("ban-2", for_good=False)
    await stores.events.append(SESSION, 1, events, STAFF, 5.0)
    (ban,) = await stores.bans.of_room(room_id)
    assert ban.closed_link == "an-open-link"
    assert (ban.ban_id, ban.account_id, ban.name, ban.reason) == ("ban-1", "theo", "Theo", Reason.DISRUPTION)
    await stores.events.append(SESSION, 1, [BanLifted(ban_id=BanId("ban-1"))], STAFF, 6.0)
    assert await stores.bans.of_room(room_id) == []


async def test_a_ban_can_be_lifted_outside_a_session_in_its_own_room_only(stores: Stores) -> None:
    room_id = await a_session(stores)
    await stores.events.append(SESSION, 1, a_ban("ban-1", for_good=True), STAFF, 5.0)
    by = Actor(kind="api_key", id="key-1")
    assert not await stores.bans.lift(RoomId("another"), BanId("ban-1"), by, 7.0)
    assert await stores.bans.lift(room_id, BanId("ban-1"), by, 7.0)
    last = (await stores.audit.page(room_id, None, 10)).items[-1]
    assert (last.action, last.actor, last.ids) == ("ban_lifted", by, {"ban_id": "ban-1"})


def written(text: str) -> MessageSent:
    return MessageSent(
        message=Message(
            message_id=MessageId("m"),
            client_id="c",
            channel=Channel.ROOM,
            thread=None,
            author=ANA,
            name="Ana",
            role=Role.PARTICIPANT,
            text=text,
            sent_at=3.0,
        )
    )


def everything_private() -> list[Event]:
    sheet = WorksheetId("w")
    return [
        written("PRIVATE words"),
        TurnedAway(seat_id=ANA, words="PRIVATE words to her"),
        CheckInGiven(seat_id=ANA, check_in=CheckIn(note="PRIVATE note", phone="PRIVATE phone")),
        DocumentEdited(worksheet_id=sheet, seat_id=ANA, update=b"PRIVATE document"),
        FieldWritten(worksheet_id=sheet, seat_id=ANA, field=FieldId("f"), value="PRIVATE answer"),
        FieldsShared(
            worksheet_id=sheet, seat_id=ANA, values={FieldId("f"): "PRIVATE answer"}, readers=Readers.STAFF
        ),
        HandLowered(seat_id=ANA),
    ]


async def test_nothing_is_erased_while_a_session_is_open(stores: Stores) -> None:
    await a_session(stores)
    await stores.events.append(SESSION, 1, everything_private(), SERVER, 3.0)
    assert await stores.events.erase_expired(1e9, chat_days=0, answers_days=0, records_days=0) == 0
    assert await stores.events.load(SESSION) == everything_private()


async def test_words_and_answers_go_each_in_its_time_and_the_rest_stays(stores: Stores) -> None:
    await a_session(stores)
    ended = SessionEnded(at=10.0, why="ended_by_staff")
    await stores.events.append(SESSION, 1, [*everything_private(), ended], SERVER, 10.0)
    kept = {"chat_days": 1, "answers_days": 2, "records_days": 3}

    assert await stores.events.erase_expired(10.0 + DAY_SECONDS - 1, **kept) == 0
    assert await stores.events.erase_expired(10.0 + DAY_SECONDS, **kept) == 1
    left = msgspec.msgpack.encode(await stores.events.load(SESSION))
    assert b"PRIVATE words" not in left
    assert left.count(b"PRIVATE") == 5

    assert await stores.events.erase_expired(10.0 + 2 * DAY_SECONDS, **kept) == 1
    events = await stores.events.load(SESSION)
    assert b"PRIVATE" not in msgspec.msgpack.encode(events)
    assert [type(event) for event in events] == [type(event) for event in [*everything_private(), ended]]

    assert await stores.events.erase_expired(10.0 + 3 * DAY_SECONDS, **kept) == 1
    assert await stores.sessions.find(SESSION) is None
    assert await stores.events.load(SESSION) == []


def is_on_disk(text: bytes, folder: Path) -> bool:
    return any(text in file.read_bytes() for file in folder.iterdir())


async def test_erased_words_are_in_no_file_of_the_embedded_database(tmp_path: Path) -> None:
    stores = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'hearth.sqlite3'}")
    await a_session(stores)
    await stores.events.append(
        SESSION, 1, [*everything_private(), SessionEnded(at=10.0, why="held_too_long")], SERVER, 10.0
    )
    assert is_on_disk(b"PRIVATE", tmp_path)
    await stores.events.erase_expired(10.0, chat_days=0, answers_days=0, records_days=1)
    assert not is_on_disk(b"PRIVATE", tmp_path)
    await stores.close()


async def test_a_full_disk_is_said_honestly_and_writing_goes_on_when_there_is_room(tmp_path: Path) -> None:
    address = f"sqlite+aiosqlite:///{tmp_path / 'hearth.sqlite3'}"
    stores = await open_stores(address)
    await a_session(stores)
    async with stores.database.write() as connection:  # the pool hands this connection to every writer
        full = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={full}")
    with pytest.raises(StorageUnavailable):
        await stores.events.append(SESSION, 1, [written("long " * 5000)], SERVER, 3.0)
    assert await stores.events.load(SESSION) == []
    async with stores.database.write() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count=100000")
    assert await stores.events.append(SESSION, 1, [written("long " * 5000)], SERVER, 3.0) == 1
    await stores.close()


async def test_a_locked_database_is_said_honestly_and_writing_goes_on_when_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.stores.database.BUSY_TIMEOUT_SECONDS", 0.05)
    path = tmp_path / "hearth.sqlite3"
    stores = await open_stores(f"sqlite+aiosqlite:///{path}")
    await a_session(stores)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable):
        await stores.events.append(SESSION, 1, locked(), SERVER, 3.0)
    other.execute("ROLLBACK")
    other.close()
    assert await stores.events.append(SESSION, 1, locked(), SERVER, 3.0) == 1
    await stores.close()


async def test_a_lost_server_is_said_honestly_and_writing_goes_on_when_it_is_back() -> None:
    with running_postgres() as server:
        stores = await open_stores(server.url)
        await a_session(stores)
        server.kill()
        with pytest.raises(StorageUnavailable):
            await stores.events.append(SESSION, 1, locked(), SERVER, 3.0)
        with pytest.raises(StorageUnavailable):
            await stores.sessions.all_open()
        server.start()
        assert await stores.events.append(SESSION, 1, locked(), SERVER, 3.0) == 1
        await stores.close()


async def test_a_database_that_is_not_there_is_said_honestly(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        await open_stores("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StorageUnavailable):
        await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'no-such-folder' / 'hearth.sqlite3'}")


async def test_processes_that_start_at_once_migrate_an_empty_database_once(database_address: str) -> None:
    opened = await asyncio.gather(*(open_stores(database_address) for _ in range(4)))
    for stores in opened:
        assert await stores.sessions.all_open() == []
        await stores.close()


async def test_migrations_lead_to_the_tables_that_the_code_speaks_of(stores: Stores) -> None:
    async with stores.database.read() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    assert differences == []


async def test_a_seat_is_taken_with_its_secret_and_its_token_or_not_at_all(stores: Stores) -> None:
    await a_session(stores)
    entry = Entry(
        seat_id=ANA, account_id=AccountId("ana"), secret="first", token_id="jti", token_expires_at=100.0
    )
    assert await stores.events.append(SESSION, 1, locked(), SERVER, 2.0, entry) == 1
    assert await stores.seat_secrets.account(SESSION, ANA, "first") == "ana"
    again = msgspec.structs.replace(entry, secret="second")
    with pytest.raises(TokenUsed):
        await stores.events.append(SESSION, 1, locked(), SERVER, 2.0, again)
    assert await stores.seat_secrets.account(SESSION, ANA, "second") is None
    assert len(await stores.events.load(SESSION)) == 1
    other = msgspec.structs.replace(entry, token_id="other")
    with pytest.raises(Fenced):
        await stores.events.append(SESSION, 0, locked(), SERVER, 2.0, other)
    assert not await stores.used_tokens.is_used("other")
