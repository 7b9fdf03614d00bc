"""The headless client of `client/python` against a whole process: docs/protocol.md is enough to join in."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hearth_client import Clip, ConnectionLost, Guest, NotLetIn, Refused, join, make_clip
from hearth_client.guests import Company, Pace, send_guests, visit

from rooms.ids import RoomId
from rooms.roles import Role
from server.guests import company
from server.stores.contract import Invite
from tests.server.house import House


@pytest.fixture(scope="module")
def clip() -> Clip:
    return make_clip("Theo", 1, layers=("l", "m"), seconds=1)


class Evening:
    """A group that has begun: a facilitator and two members."""

    def __init__(self, house: House, room_id: RoomId, host: Guest, ana: Guest, theo: Guest) -> None:
        self.house, self.room_id, self.host, self.ana, self.theo = house, room_id, host, ana, theo


async def connect(house: House, room_id: RoomId, account: str, role: Role = Role.PARTICIPANT) -> Guest:
    return await Guest.connect(house.http, house.url, house.token(room_id, account, role))


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(House(tmp_path))
        room_id = await house.new_room()
        host = await connect(house, room_id, "miriam", Role.FACILITATOR)
        stack.push_async_callback(host.close)
        members = []
        for account in ("ana", "theo"):
            member = await connect(house, room_id, account)
            stack.push_async_callback(member.close)
            await host.admit(member.seat_id)
            await member.admitted()
            members.append(member)
        yield Evening(house, room_id, host, *members)


async def test_a_waiting_person_is_seen_by_staff_and_let_in(evening: Evening) -> None:
    since = evening.host.told
    late = await connect(evening.house, evening.room_id, "jun")
    assert late.standing == "waiting"
    waiting = await evening.host.hears("WaitingStarted", since=since)
    assert waiting["waiting"]["name"] == "Jun"
    await evening.host.admit(late.seat_id)
    await late.admitted()
    assert late.standing == "participant"
    assert len(late.session["seats"]) == 4
    await late.leave()


async def test_a_line_of_chat_reaches_everybody(evening: Evening) -> None:
    await evening.ana.chat("Good to see you")
    for guest in (evening.host, evening.ana, evening.theo):
        told = await guest.hears("MessageSent")
        assert told["message"]["text"] == "Good to see you"


async def test_a_raised_hand_is_called_on(evening: Evening) -> None:
    await evening.ana.raise_hand("question")
    assert (await evening.host.hears("HandRaised"))["hand"]["kind"] == "question"
    await evening.host.call_on(evening.ana.seat_id)
    await evening.ana.hears("TurnGiven", seat_id=evening.ana.seat_id)


async def test_what_the_room_refuses_is_raised_with_its_code(evening: Evening) -> None:
    with pytest.raises(Refused) as refused:
        await evening.ana.mute(evening.theo.seat_id)
    assert refused.value.code == "not_allowed"
    with pytest.raises(Refused) as malformed:
        await evening.ana.ask("SendMessage", text="no id")
    assert malformed.value.code == "malformed"


async def test_a_removed_person_reads_why_and_needs_a_fresh_token_to_come_to_the_door(
    evening: Evening,
) -> None:
    await evening.host.remove(evening.theo.seat_id, words="For tonight.")
    assert (await evening.theo.hears("SeatRemoved"))["words"] == "For tonight."
    with pytest.raises(ConnectionLost) as lost:
        await evening.theo.hears("nothing more")
    assert lost.value.code == "removed"
    with pytest.raises(NotLetIn) as refused:
        await evening.theo.resume()
    assert refused.value.code == "removed"
    again = await connect(evening.house, evening.room_id, "theo")
    assert again.standing == "waiting"
    await again.close()


async def test_a_banned_person_is_not_let_in_again(evening: Evening) -> None:
    await evening.host.ask("BanSeat", seat_id=evening.theo.seat_id, reason="harassment")
    await evening.theo.hears("Goodbye", code="banned")
    with pytest.raises(NotLetIn) as refused:
        await evening.theo.resume()
    assert refused.value.code == "banned"


async def test_a_seat_is_taken_up_again(evening: Evening) -> None:
    seat_id = evening.ana.seat_id
    await evening.ana.close()
    await evening.theo.hears("SeatHeld", seat_id=seat_id)
    await evening.ana.resume()
    assert evening.ana.seat_id == seat_id
    await evening.theo.hears("SeatResumed", seat_id=seat_id)


async def test_sound_and_picture_reach_the_others_and_stop_when_muted(evening: Evening, clip: Clip) -> None:
    ana, theo = evening.ana, evening.theo
    sending = await ana.open_media(voices=2, pictures=2)
    receiving = await theo.open_media(voices=2, pictures=2)
    await ana.ask("Publish", source="microphone")
    await ana.ask("Publish", source="camera")
    sending.send_camera(clip)
    sending.send_microphone(clip)
    wanted = {"seat_id": ana.seat_id, "source": "camera", "width": 320, "height": 180}
    await theo.ask("ShowPictures", pictures=[wanted])
    picture = await receiving.receives(ana.seat_id, "camera", packets=10, key_frames=1)
    voice = await receiving.receives(ana.seat_id, "microphone", packets=10)
    assert picture.frames > 1
    assert voice.bytes > 0
    told = (await evening.host.ask("InspectConnection", seat_id=ana.seat_id))["connection"]
    assert told["quality"] == "good"
    assert told["silent_seconds"] < 5

    async def pictures_go_on() -> None:
        await receiving.receives(ana.seat_id, "camera", packets=picture.packets + 10)

    await evening.host.mute(ana.seat_id)
    await theo.hears("TrackUnpublished", seat_id=ana.seat_id, source="microphone")
    await pictures_go_on()  # what was on its way when the room was told has come
    sent, came = sending.sent("microphone"), receiving.packets_received - picture.packets
    await pictures_go_on()
    assert sending.sent("microphone") > sent  # in vain
    assert receiving.packets_received - picture.packets == came


async def test_not_one_more_packet_goes_to_or_comes_from_somebody_removed(
    evening: Evening, clip: Clip
) -> None:
    host, ana, theo = evening.host, evening.ana, evening.theo
    hears_all, speaks, leaves = [await guest.open_media() for guest in (host, ana, theo)]
    for guest, media in ((ana, speaks), (theo, leaves)):
        await guest.ask("Publish", source="microphone")
        media.send_microphone(clip)
    await leaves.receives(ana.seat_id, "microphone", packets=10)
    await hears_all.receives(theo.seat_id, "microphone", packets=10)
    voice = await hears_all.receives(ana.seat_id, "microphone", packets=10)

    await host.remove(theo.seat_id)
    await theo.hears("Goodbye", code="removed")
    with pytest.raises(ConnectionLost):
        await theo.ask("Sync")
    # What was on its way when the server said goodbye may still be read from the socket here.
    await hears_all.receives(ana.seat_id, "microphone", packets=voice.packets + 10)
    told, came, sent = theo.told, leaves.packets_received, leaves.sent("microphone")
    of_others = hears_all.packets_received - voice.packets
    await hears_all.receives(ana.seat_id, "microphone", packets=voice.packets + 25)
    assert not leaves.is_open
    assert (theo.told, leaves.packets_received, leaves.sent("microphone")) == (told, came, sent)
    assert hears_all.packets_received - voice.packets == of_others
    assert hears_all.of(theo.seat_id, "microphone") is None


async def test_a_line_written_twice_for_want_of_an_answer_is_there_once_and_in_one_order_for_all(
    evening: Evening,
) -> None:
    seat_id, sitting = evening.ana.seat_id, (evening.host, evening.theo)
    await evening.ana.chat("one", client_id="first")
    await evening.ana.close()
    await evening.theo.hears("SeatHeld", seat_id=seat_id)
    await evening.theo.chat("two")
    await evening.ana.resume()
    await evening.ana.chat("one", client_id="first")
    await evening.ana.chat("three")
    texts = ["one", "two", "three"]
    assert [line["text"] for line in (await evening.ana.sync())["messages"]] == texts
    for guest in sitting:
        await guest.sync()  # answered after everything before it
        numbered = [heard for heard in guest.heard if heard.name == "MessageSent"]
        assert [heard.payload["message"]["text"] for heard in numbered] == texts
        numbers = [heard.number for heard in numbered]
        assert numbers == sorted(numbers)


async def test_a_guest_waits_shows_a_picture_writes_and_hums_when_called_on(evening: Evening) -> None:
    token = evening.house.token(evening.room_id, "rosa")
    pace = Pace(first=(0.0, 0.0), between=(60.0, 60.0), chat=1.0, turn=0.3)
    since = evening.host.told
    async with asyncio.TaskGroup() as group:
        group.create_task(visit(f"{evening.house.url}/join#t.{token}", 0, pace))
        waiting = (await evening.host.hears("WaitingStarted", since=since))["waiting"]
        assert waiting["check_in"]["alone"] == "yes"
        rosa = waiting["seat_id"]
        await evening.host.admit(rosa)
        await evening.host.hears("TrackPublished", track={"seat_id": rosa, "source": "camera"})
        assert (await evening.host.hears("MessageSent"))["message"]["author"] == rosa
        await evening.host.call_on(rosa)
        await evening.host.hears("TrackPublished", track={"seat_id": rosa, "source": "microphone"})
        await evening.host.hears("TurnEnded", seat_id=rosa)
        await evening.host.end_for_all()


async def test_guests_come_in_a_process_of_their_own_and_go_when_it_ends(evening: Evening) -> None:
    token = evening.house.token(evening.room_id, "rosa")
    since = evening.host.told
    visitors = company([f"{evening.house.url}/join#t.{token}"])
    await asyncio.to_thread(visitors.__enter__)
    try:
        rosa = (await evening.host.hears("WaitingStarted", since=since))["waiting"]["seat_id"]
        await evening.host.admit(rosa)
        await evening.host.hears("TrackPublished", track={"seat_id": rosa, "source": "camera"})
    finally:
        await asyncio.to_thread(visitors.__exit__, None, None, None)
    await evening.host.hears("SeatLeft", seat_id=rosa)


async def test_an_invite_link_is_enough(evening: Evening) -> None:
    house = evening.house
    now, code = house.clock(), "an-evening-invite-for-one-more"
    invite = Invite(invite_id="invite-1", room_id=evening.room_id, role=Role.PARTICIPANT, created_at=now)
    await house.process.stores.invites.create(invite, code)
    since = evening.host.told
    async with join(f"{house.url}/join#i.{code}", "Priya") as priya:
        assert priya.standing == "waiting"
        told = await evening.host.hears("WaitingStarted", since=since)
        assert told["waiting"]["name"] == "Priya"
    with pytest.raises(NotLetIn) as refused:
        async with join(f"{house.url}/join#i.{code}-not", "Mallory"):
            pass
    assert refused.value.code == "link_unknown"


async def test_guests_go_also_when_their_host_and_the_connection_end_in_the_same_moment(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived = asyncio.Event()

    async def stay(_: Company) -> None:
        try:
            arrived.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise ConnectionLost from None  # as a group of tasks does whose connection was lost meanwhile

    monkeypatch.setattr(Company, "stay", stay)
    listening, host = os.pipe()
    token = evening.house.token(evening.room_id, "sam")
    guests = asyncio.create_task(send_guests([f"{evening.house.url}/join#t.{token}"], listening))
    await arrived.wait()
    os.close(host)
    async with asyncio.timeout(10):
        assert await guests == 0
    os.close(listening)


async def test_guests_come_to_the_next_group_too_as_long_as_their_host_is_there(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hearth_client.guests._BETWEEN_GROUPS_SECONDS", 0.1)
    house, room_id = evening.house, evening.room_id
    since, code = evening.host.told, "an-invite-for-every-evening"
    invite = Invite(invite_id="invite-2", room_id=room_id, role=Role.PARTICIPANT, created_at=house.clock())
    await house.process.stores.invites.create(invite, code)
    listening, host = os.pipe()
    guests = asyncio.create_task(send_guests([f"{house.url}/join#i.{code}"], listening))
    rosa = (await evening.host.hears("WaitingStarted", since=since))["waiting"]["seat_id"]
    since = evening.host.told
    await evening.host.admit(rosa)
    await evening.host.hears("SeatTaken", since=since)
    await evening.host.end_for_all()
    next_host = await connect(house, room_id, "miriam", Role.FACILITATOR)
    async with asyncio.timeout(10):
        await next_host.hears("WaitingStarted")
        os.close(host)
        assert await guests == 0
    os.close(listening)
    await next_host.close()
