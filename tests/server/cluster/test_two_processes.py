"""People on two processes share a session that one of them owns."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from rooms.commands import Remove
from rooms.ids import RoomId, SeatId
from rooms.refusals import Refused
from rooms.roles import Role
from rooms.state import Reason
from server.cluster.messages import Answer, AnyBody, Deliver, Lose
from server.cluster.router import channel
from server.fresh import fresh_id
from server.stores.contract import Actor
from tests.server.cluster.conftest import MakeHouse
from tests.server.cluster.talk import chat_of, reads, says, snapshots_of
from tests.server.house import House
from tests.server.people import Person
from tests.server.people import Refused as TurnedBack

KEY = Actor(kind="api_key", id="key")


async def open_evening(west: House, east: House) -> tuple[RoomId, Person, Person]:
    """Open a session that `west` owns, with its host there and a guest on `east`."""
    room_id = await west.new_room()
    host = await west.arrive(room_id, "host", Role.FACILITATOR)
    guest = await east.seated(host, room_id, "guest")
    return room_id, host, guest


def lose_once(house: House, is_meant: Callable[[AnyBody], bool]) -> list[AnyBody]:
    """Let the next message of a kind that this process sends be lost on its way; return a list it goes to."""
    assert house.process.cluster is not None
    router = house.process.cluster._router
    link, send, lost = router._link, router.send, []

    class Deaf:
        is_crowded = False

        def publish(self, channel: str, message: bytes) -> bool:
            return False

    def losing(receiver: str, body: AnyBody, **how: Any) -> None:
        if lost or not is_meant(body):
            return send(receiver, body, **how)
        lost.append(body)
        router._link = Deaf()  # type: ignore[assignment]
        send(receiver, body, **how)
        router._link = link

    router.send = losing  # type: ignore[method-assign]
    return lost


async def test_chat_reaches_everybody_once_and_in_one_order(west: House, east: House) -> None:
    _, host, guest = await open_evening(west, east)
    people = (("host", host), ("guest", guest))
    await asyncio.gather(*(says(person, f"{who} {n}") for n in range(20) for who, person in people))
    await says(host, "the last one")
    for person in (host, guest):
        await reads(person, "the last one")
    assert chat_of(host) == chat_of(guest)
    assert len(chat_of(host)) == len(set(chat_of(host))) == 41
    assert len(east.process.sessions) == 0


async def test_a_refusal_reaches_somebody_on_another_process(west: House, east: House) -> None:
    _, _, guest = await open_evening(west, east)
    assert (await guest.ask("LowerAllHands"))["error"]["code"] == "not_allowed"
    assert (await guest.ask("SendMessage", text="no id"))["error"]["code"] == "malformed"


async def test_somebody_removed_on_another_process_is_cut_and_waits_again(west: House, east: House) -> None:
    room_id, host, guest = await open_evening(west, east)
    assert "ok" in await host.ask("Remove", seat_id=guest.seat_id, reason="disruption", words="")
    await guest.is_cut()
    assert ("Goodbye", {"code": "removed", "come_back": False}) in guest.heard
    with pytest.raises(TurnedBack, match="removed"):
        await east.connect(east.token(room_id, "guest", lasts_seconds=-1), resume=guest.resume)


async def test_somebody_banned_on_another_process_is_kept_out_by_both_doors(west: House, east: House) -> None:
    room_id, host, guest = await open_evening(west, east)
    assert "ok" in await host.ask("BanSeat", seat_id=guest.seat_id, reason="harassment")
    await says(host, "let us go on")
    await guest.is_cut()
    assert guest.names()[-2:] == ["SeatRemoved", "Goodbye"]
    assert guest.heard[-1][1] == {"code": "banned", "come_back": False}
    for door in (west, east):
        for auth in ({}, {"resume": guest.resume}):
            with pytest.raises(TurnedBack, match="banned"):
                await door.connect(door.token(room_id, "guest"), **auth)
    assert "WaitingStarted" not in host.names()[host.names().index("SeatBanned") :]


async def test_a_connection_that_ends_elsewhere_holds_the_seat(west: House, east: House) -> None:
    _, host, guest = await open_evening(west, east)
    await guest.leave()
    await host.hears("SeatHeld", seat_id=guest.seat_id)


async def test_no_ghost_is_left_when_the_news_of_an_ended_connection_is_lost(
    west: House, east: House
) -> None:
    _, host, guest = await open_evening(west, east)
    lost = lose_once(east, lambda body: isinstance(body, Lose))
    await guest.leave()
    await host.hears("SeatHeld", seat_id=guest.seat_id)
    assert lost


async def test_a_seat_taken_up_on_another_process_replaces_the_connection_it_had(
    west: House, east: House
) -> None:
    room_id, host, guest = await open_evening(west, east)
    again = await west.connect(west.token(room_id, "guest"), resume=guest.resume)
    await guest.is_cut()
    assert ("ConnectionReplaced", {}) in guest.heard
    await says(again, "it is me")
    await reads(host, "it is me")


async def test_what_was_lost_on_the_way_is_made_up_for_by_a_snapshot(west: House, east: House) -> None:
    _, host, guest = await open_evening(west, east)
    lost = lose_once(west, lambda body: isinstance(body, Deliver))
    await says(host, "lost on the way")
    await reads(guest, "lost on the way")
    assert lost
    assert chat_of(guest) == chat_of(host)


async def test_a_question_whose_answer_was_lost_is_carried_out_once(west: House, east: House) -> None:
    _, host, guest = await open_evening(west, east)
    lost = lose_once(west, lambda body: isinstance(body, Answer))
    assert "ok" in await guest.ask("RaiseHand", kind="share")
    assert lost
    await host.hears("HandRaised")
    assert host.names().count("HandRaised") == 1


async def test_a_host_application_may_ask_any_process(west: House, east: House) -> None:
    room_id, host, guest = await open_evening(west, east)
    assert east.process.cluster is not None
    state = await east.process.cluster.state(room_id)
    assert state is not None
    assert set(state.seats) == {host.seat_id, guest.seat_id}
    remove = Remove(seat_id=SeatId(guest.seat_id), reason=Reason.DISRUPTION)
    await east.process.cluster.command(room_id, KEY, remove)
    await host.hears("SeatRemoved", seat_id=guest.seat_id)
    with pytest.raises(Refused):
        await east.process.cluster.command(room_id, KEY, remove)


async def test_a_room_that_many_ask_for_at_once_has_one_owner(west: House, east: House) -> None:
    for _ in range(5):
        room_id = await west.new_room()
        arrivals = [(house, f"host {n}") for n, house in enumerate((west, east) * 3)]
        hosts = await asyncio.gather(
            *(house.arrive(room_id, account, Role.FACILITATOR) for house, account in arrivals)
        )
        await says(hosts[0], "here")
        for host in hosts:
            await reads(host, "here")
        owners = [house for house in (west, east) if room_id in house.process.sessions.owned()]
        assert len(owners) == 1


async def test_the_sessions_of_a_process_that_stops_go_on_at_another(
    make_house: MakeHouse, west: House, east: House
) -> None:
    async with make_house() as stopping:
        room_id, host, guest = await open_evening(stopping, east)
        await says(host, "before")
        assert stopping.process.cluster is not None
        await stopping.process.cluster.drain()
        await guest.hears("MediaLost")  # the next owner has it; until then the answer may be `moved`
        await says(guest, "after")
        await reads(host, "after")
        assert chat_of(host) == chat_of(guest) == ["before", "after"]
        assert room_id in west.process.sessions.owned() | east.process.sessions.owned()
        assert "SeatHeld" not in guest.names()
        assert snapshots_of(guest)[-1] == 2


async def test_an_owner_that_was_overtaken_lets_go_and_its_people_follow(west: House, east: House) -> None:
    room_id, host, guest = await open_evening(west, east)
    await east.process.sessions.take_over(room_id)  # as if west had been thought dead
    assert (await host.ask("SendMessage", client_id="1", text="fenced"))["error"]["code"] == "moved"
    await says(host, "here I am")
    await reads(guest, "here I am")
    assert chat_of(host) == chat_of(guest) == ["here I am"]
    assert room_id not in west.process.sessions.owned()


async def test_rubbish_on_the_channel_is_ignored(
    west: House, east: House, redis_url: str, redis_prefix: str
) -> None:
    _, host, guest = await open_evening(west, east)
    name = west.process.gateway._process
    async with Redis.from_url(redis_url) as redis:
        for rubbish in (b"", b"\xff" * 100, b"\x93\x01\x02\x03", b"token:", b"\x91" * 100_000):
            await redis.publish(channel(redis_prefix, name), rubbish)
    await says(guest, "still here")
    await reads(host, "still here")


async def test_a_stranger_can_speak_for_nobody_elses_connection(west: House, east: House) -> None:
    room_id, host, guest = await open_evening(west, east)
    assert east.process.cluster is not None
    connection = next(iter(west.process.sessions.owned()[room_id].legs.connections()))
    assert not connection.startswith(east.process.gateway._process)
    lose = Lose(room_id=room_id, connection=connection)
    east.process.cluster._router.send(west.process.gateway._process, lose)
    frame = Deliver(frame=b"\x82\x01x", connections=[connection])
    east.process.cluster._router.send(west.process.gateway._process, frame)
    await says(guest, fresh_id())
    await says(host, "nobody was lost")
    assert "SeatHeld" not in host.names()
