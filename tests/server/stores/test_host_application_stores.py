"""Do rooms, links, keys, repeats, webhooks and the audit log keep what they promise, on both databases?"""

import asyncio

import msgspec
import pytest

from rooms.events import HandLowered, RoomLocked, SeatTaken, SessionWentLive, WaitingStarted
from rooms.ids import AccountId, RoomId, SeatId, SessionId
from rooms.roles import Role
from rooms.state import Agreement, RoomSettings, Seat, WaitingSeat
from server.stores.api_keys import ABANDONED_SECONDS, ANSWER_KEPT_SECONDS
from server.stores.contract import SERVER, Actor, Answered, Delivery, Invite, WebhookEndpoint
from server.stores.opening import Stores
from server.stores.webhooks import DELIVERED_KEPT_SECONDS

SETTINGS = RoomSettings(name="Steady Ground", agreement=Agreement(version=1, text={"es": "Aquí se queda."}))
ANA = SeatId("seat-ana")


async def test_a_room_keeps_its_settings_and_leaves_the_list_when_archived(stores: Stores) -> None:
    room = await stores.rooms.create(SETTINGS, 1.0)
    assert await stores.rooms.find(room.room_id) == room
    changed = await stores.rooms.change(room.room_id, RoomSettings(name="Anew"))
    assert changed is not None
    assert changed.settings.name == "Anew"
    assert await stores.rooms.archive(room.room_id, 2.0)
    assert not await stores.rooms.archive(room.room_id, 3.0)
    assert (await stores.rooms.page(None, 10)).items == []
    found = await stores.rooms.find(room.room_id)
    assert found is not None
    assert found.archived_at == 2.0
    assert await stores.rooms.find(RoomId("none")) is None


async def test_a_page_ends_with_the_cursor_of_the_next_and_the_last_with_none(stores: Stores) -> None:
    rooms = [await stores.rooms.create(SETTINGS, float(number)) for number in range(5)]
    first = await stores.rooms.page(None, 2)
    second = await stores.rooms.page(first.next_cursor, 2)
    third = await stores.rooms.page(second.next_cursor, 2)
    assert first.items + second.items + third.items == rooms
    assert third.next_cursor is None
    whole = await stores.rooms.page("no cursor of ours", 5)
    assert (whole.items, whole.next_cursor) == (rooms, None)


async def test_a_link_is_found_by_its_code_alone_and_spent_within_its_bounds(stores: Stores) -> None:
    room = await stores.rooms.create(SETTINGS, 1.0)
    invite = Invite(
        invite_id="invite-1",
        room_id=room.room_id,
        role=Role.CO_HOST,
        account_id=AccountId("daniel"),
        not_before=10.0,
        expires_at=20.0,
        max_uses=2,
        created_at=1.0,
    )
    await stores.invites.create(invite, "the code")
    assert await stores.invites.find_by_code("the code") == invite
    assert await stores.invites.find_by_code("another") is None
    assert not await stores.invites.spend("invite-1", 9.0)
    assert not await stores.invites.spend("invite-1", 20.0)
    spent = await asyncio.gather(*(stores.invites.spend("invite-1", 15.0) for _ in range(4)))
    assert spent.count(True) == 2
    assert not await stores.invites.revoke(RoomId("another"), "invite-1", 16.0)
    assert await stores.invites.revoke(room.room_id, "invite-1", 16.0)
    (listed,) = (await stores.invites.page(room.room_id, None, 10)).items
    assert (listed.uses, listed.revoked_at) == (2, 16.0)


async def test_a_key_is_known_by_its_secret_until_it_is_revoked(stores: Stores) -> None:
    key, secret = await stores.api_keys.create("our practice", 1.0)
    assert await stores.api_keys.find_by_secret(secret) == key
    assert await stores.api_keys.find_by_secret(secret + "x") is None
    assert await stores.api_keys.revoke(key.key_id, 2.0)
    assert not await stores.api_keys.revoke(key.key_id, 3.0)
    assert await stores.api_keys.find_by_secret(secret) is None
    assert [each.revoked_at for each in await stores.api_keys.all()] == [2.0]


async def test_a_repeated_request_gets_the_first_answer_for_a_day(stores: Stores) -> None:
    begin, finish = stores.idempotency.begin, stores.idempotency.finish
    assert await begin("key", "order", b"same", 0.0) == "fresh"
    assert await begin("key", "order", b"same", 1.0) == "busy"
    assert await begin("key", "order", b"other", 1.0) == "different"
    assert await begin("another key", "order", b"same", 1.0) == "fresh"
    await finish("key", "order", Answered(status=201, body=b"made"))
    assert await begin("key", "order", b"same", 2.0) == Answered(status=201, body=b"made")
    await stores.idempotency.purge(ANSWER_KEPT_SECONDS + 0.5)
    assert await begin("key", "order", b"same", ANSWER_KEPT_SECONDS) == "fresh"


async def test_a_request_that_failed_or_died_with_its_process_may_be_tried_again(stores: Stores) -> None:
    begin = stores.idempotency.begin
    assert await begin("key", "order", b"same", 0.0) == "fresh"
    await stores.idempotency.finish("key", "order", None)
    assert await begin("key", "order", b"same", 1.0) == "fresh"
    assert await begin("key", "order", b"same", 1.0 + ABANDONED_SECONDS) == "busy"
    assert await begin("key", "order", b"same", 2.0 + ABANDONED_SECONDS) == "fresh"


async def a_told_session(stores: Stores, events: list[str] | None = None) -> tuple[RoomId, SessionId]:
    """A room with an open session, and an endpoint that wants to know of it."""
    room = await stores.rooms.create(SETTINGS, 1.0)
    session_id = SessionId(f"session-in-{room.room_id}")
    await stores.sessions.create(session_id, room.room_id, "process-1", 2.0)
    if (await stores.webhooks.page(None, 1)).items == []:
        await stores.webhooks.add(
            WebhookEndpoint(
                endpoint_id="endpoint-1",
                url="https://app.example.org/hook",
                events=events or [],
                created_at=1.0,
            )
        )
    return room.room_id, session_id


def taken() -> SeatTaken:
    return SeatTaken(seat=Seat(seat_id=ANA, name="Ana", role=Role.PARTICIPANT, order=0, taken_at=2.0))


async def test_events_are_queued_with_ids_and_without_names(stores: Stores) -> None:
    room_id, session_id = await a_told_session(stores)
    await stores.seat_secrets.put(session_id, ANA, AccountId("account-7"), "secret")
    await stores.events.append(session_id, 1, [taken(), HandLowered(seat_id=ANA)], SERVER, 3.0)
    (delivery,) = await stores.webhooks.take_due(3.0, 30.0, 10)
    body = msgspec.json.decode(delivery.payload)
    assert body.pop("id")
    assert body == {
        "event": "participant_joined",
        "created_at": 3.0,
        "room_id": room_id,
        "session_id": session_id,
        "participant": {"seat_id": ANA, "identity": "account-7"},
        "role": "participant",
    }


async def test_an_endpoint_hears_only_what_it_asked_for(stores: Stores) -> None:
    _, session_id = await a_told_session(stores, ["room_live"])
    waiting = WaitingStarted(waiting=WaitingSeat(seat_id=ANA, name="Ana", role=Role.PARTICIPANT, since=2.0))
    await stores.events.append(session_id, 1, [waiting, SessionWentLive(at=3.0), taken()], SERVER, 3.0)
    pending = await stores.webhooks.deliveries("pending", None, 10)
    assert [delivery.event for delivery in pending.items] == ["room_live"]


async def test_deliveries_of_a_room_wait_for_one_another_and_rooms_do_not(stores: Stores) -> None:
    first_room, first_session = await a_told_session(stores)
    second_room, second_session = await a_told_session(stores)
    for session_id in (first_session, second_session):
        await stores.events.append(session_id, 1, [SessionWentLive(at=3.0), taken()], SERVER, 3.0)
    due = await stores.webhooks.take_due(4.0, 30.0, 10)
    assert {(d.room_id, d.event) for d in due} == {(first_room, "room_live"), (second_room, "room_live")}
    assert await stores.webhooks.take_due(4.0, 30.0, 10) == []  # leased

    await stores.webhooks.settle(settled(due[0], "delivered", 5.0))
    await stores.webhooks.settle(settled(due[1], "pending", 60.0))
    (next_one,) = await stores.webhooks.take_due(6.0, 30.0, 10)
    assert (next_one.room_id, next_one.event) == (due[0].room_id, "participant_joined")


def settled(delivery: Delivery, state: str, next_at: float) -> Delivery:
    changes = {"state": state, "next_at": next_at, "attempts": delivery.attempts + 1}
    return msgspec.structs.replace(delivery, **changes)


async def test_two_processes_never_take_the_same_delivery(stores: Stores) -> None:
    _, session_id = await a_told_session(stores)
    await stores.events.append(session_id, 1, [taken()], SERVER, 3.0)
    taken_by = await asyncio.gather(*(stores.webhooks.take_due(4.0, 30.0, 10) for _ in range(4)))
    assert sum(len(each) for each in taken_by) == 1


async def test_what_was_given_up_can_be_tried_again_and_is_forgotten_in_the_end(stores: Stores) -> None:
    _, session_id = await a_told_session(stores)
    await stores.events.append(session_id, 1, [taken(), SessionWentLive(at=3.0)], SERVER, 3.0)
    (dead,) = await stores.webhooks.take_due(4.0, 30.0, 10)
    await stores.webhooks.settle(settled(dead, "dead", 5.0))
    (after,) = await stores.webhooks.take_due(6.0, 30.0, 10)  # a dead one holds nobody up
    await stores.webhooks.settle(settled(after, "delivered", 6.0))
    assert not await stores.webhooks.retry_dead(after.delivery_id, 7.0)
    assert await stores.webhooks.retry_dead(dead.delivery_id, 7.0)
    assert [d.delivery_id for d in await stores.webhooks.take_due(7.0, 30.0, 10)] == [dead.delivery_id]
    await stores.webhooks.purge(7.0 + DELIVERED_KEPT_SECONDS)
    assert (await stores.webhooks.deliveries("delivered", None, 10)).items == []


async def test_an_endpoint_that_is_removed_takes_its_queue_along(stores: Stores) -> None:
    _, session_id = await a_told_session(stores)
    await stores.events.append(session_id, 1, [taken()], SERVER, 3.0)
    assert await stores.webhooks.remove("endpoint-1")
    assert not await stores.webhooks.remove("endpoint-1")
    assert await stores.webhooks.take_due(4.0, 30.0, 10) == []


BY_ANA = Actor(kind="seat", id="seat-ana")


async def test_audit_lines_of_one_moment_and_of_many_writers_form_one_chain(stores: Stores) -> None:
    room_id, session_id = await a_told_session(stores)
    await asyncio.gather(
        *(stores.events.append(session_id, 1, [RoomLocked(locked=True)] * 3, BY_ANA, 3.0) for _ in range(4)),
        *(stores.audit.record(room_id, SERVER, "noted", {"number": n}, 4.0) for n in range(4)),
    )
    lines = (await stores.audit.page(room_id, None, 100)).items
    assert [line.seq for line in lines] == list(range(1, 17))
    assert await stores.audit.verify(room_id) is None


@pytest.mark.parametrize(
    ("tampering", "first_broken"),
    [
        ("UPDATE audit_entries SET at = 99 WHERE seq = 2", 2),
        ("UPDATE audit_entries SET actor_id = 'somebody' WHERE seq = 3", 3),
        ("DELETE FROM audit_entries WHERE seq = 2", 2),
        ("DELETE FROM audit_entries WHERE seq = 4", 4),
        ("UPDATE audit_entries SET room_id = 'another' WHERE seq = 1", 1),
    ],
)
async def test_a_changed_removed_or_moved_audit_line_is_found(
    stores: Stores, tampering: str, first_broken: int
) -> None:
    room_id, session_id = await a_told_session(stores)
    await stores.events.append(session_id, 1, [RoomLocked(locked=True)] * 4, BY_ANA, 3.0)
    assert await stores.audit.verify(room_id) is None
    async with stores.database.write() as connection:
        await connection.exec_driver_sql(tampering)
    assert await stores.audit.verify(room_id) == first_broken
