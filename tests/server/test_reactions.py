"""What decisions mean for sound and picture, and for shared documents."""

import asyncio
from pathlib import Path

import pytest
from pycrdt import Doc, Text

from media.ids import Source
from media.listening import SlotPointing
from media.room import MediaRoom
from rooms.roles import Role
from tests.server.house import House
from tests.server.people import Person


def media_of(house: House, person: Person) -> MediaRoom:
    """Return what the forwarder knows of a person's session."""
    return house.process.sfu._rooms[person.welcome["snapshot"]["session"]["session_id"]]


async def test_what_is_published_is_what_may_be_forwarded(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    seat = media_of(house, host).seats[guest.seat_id]
    await guest.ask("Publish", source="microphone")
    await guest.ask("Publish", source="camera")
    assert seat.publications == {Source.MICROPHONE, Source.CAMERA}
    await host.ask("Mute", seat_id=guest.seat_id)
    assert seat.publications == {Source.CAMERA}
    await host.ask("StopSource", seat_id=guest.seat_id, source="camera")
    assert seat.publications == frozenset()


async def test_a_private_pause_stops_sound_and_picture_both_ways(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    seat = media_of(house, host).seats[guest.seat_id]
    await guest.ask("StepAway")
    assert not seat.attentive
    await guest.ask("ComeBack")
    assert seat.attentive


async def test_a_seat_taken_up_on_another_device_is_disconnected_where_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    ended: list[str] = []
    monkeypatch.setattr(house.process.sfu, "disconnect", lambda room, peer: ended.append(peer))
    await house.connect(house.token(room_id, "ben"), resume=guest.resume)
    assert ended == []  # the same window is back: what still flows to it may flow on
    await house.connect(house.token(room_id, "ben"))
    assert ended == [guest.seat_id]


async def test_a_held_room_is_silent_until_staff_are_back(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    room = media_of(house, host)
    await host.leave()
    await guest.hears("SessionHeld")
    assert room.silenced
    await house.connect(house.token(room_id, "ana"), resume=host.resume)
    await guest.hears("SessionResumed")
    assert not room.silenced


async def test_after_a_restart_the_forwarder_knows_what_stood_before_anything_happens(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        room_id = await house.new_room()
        host = await house.arrive(room_id, "ana", Role.FACILITATOR)
        guest = await house.seated(host, room_id, "ben")
        await guest.ask("StepAway")
        await guest.leave()
        await host.hears("SeatHeld")
        await host.leave()
        async with asyncio.timeout(5):
            while not media_of(house, host).silenced:  # noqa: ASYNC110 - nobody is left to be told
                await asyncio.sleep(0)
        house.people = []
    async with House(tmp_path) as house:
        room = media_of(house, host)
        assert room.silenced
        assert not room.seats[guest.seat_id].attentive


async def test_whoever_is_removed_is_gone_from_the_forwarder_before_being_told(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    await guest.ask("Publish", source="microphone")
    await host.ask("Remove", seat_id=guest.seat_id, reason="disruption")
    assert guest.seat_id not in media_of(house, host).seats
    await guest.is_cut()


async def test_the_forwarder_forgets_a_session_that_is_over(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    host.begin("EndForAll").cancel()
    await host.is_cut()
    assert house.process.sfu._rooms == {}


def update_by(order: int, number: int, field: str, text: str) -> bytes:
    """Return what a client in the seat of this order sends after typing into an empty document."""
    doc: Doc = Doc(client_id=order * 2**32 + number)
    doc.get(field, type=Text).insert(0, text)
    return doc.get_update()


async def test_a_shared_sheet_takes_sound_changes_refuses_others_and_survives_a_restart(
    tmp_path: Path,
) -> None:
    async with House(tmp_path) as house:
        room_id = await house.new_room()
        host_token = house.token(room_id, "ana", Role.FACILITATOR)
        host = await house.connect(host_token)
        guest = await house.seated(host, room_id, "ben")
        templates = (await host.ask("GetTemplates", language="en"))["ok"]["templates"]
        await host.ask("OpenWorksheet", template_id=templates[0]["template_id"], mode="shared")
        sheet = (await guest.hears("WorksheetOpened"))["worksheet"]
        field = sheet["fields"][0]
        order = (await guest.hears("Snapshot"))["session"]["seats"][guest.seat_id]["order"]
        update = update_by(order, 1, field, "We breathe.")
        refused = {
            b"nonsense": "bad_update",
            update_by(order + 1, 1, field, "in another's name"): "bad_update",
            update_by(order, 2, "no such field", "?"): "bad_update",
        }
        for wrong, code in refused.items():
            answer = await guest.ask("EditDocument", worksheet_id=sheet["worksheet_id"], update=wrong)
            assert answer["error"]["code"] == code
        answer = await guest.ask("EditDocument", worksheet_id=sheet["worksheet_id"], update=update)
        assert "ok" in answer
        assert (await host.hears("DocumentEdited"))["update"] == update
        resume, house.people = host.resume, []
    async with House(tmp_path) as house:
        host = await house.connect(host_token, resume=resume)
        doc: Doc = Doc()
        doc.apply_update(host.welcome["snapshot"]["documents"][sheet["worksheet_id"]])
        assert str(doc.get(field, type=Text)) == "We breathe."
        answer = await host.ask("ExportWorksheet", worksheet_id=sheet["worksheet_id"])
        assert answer["ok"]["worksheet"]["answers"][field] == "We breathe."


async def test_what_the_forwarder_notices_reaches_those_whom_it_concerns(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    waiting = await house.arrive(room_id, "eve")
    listener, session = media_of(house, host)._listener, media_of(house, host).name
    pointing = SlotPointing(slot="v0", mid="4", peer=host.seat_id, source=Source.MICROPHONE, rtp_timestamp=7)
    listener.slots_pointed(session, guest.seat_id, [pointing])
    listener.layers_wanted(session, guest.seat_id, Source.CAMERA, ["l", "m"])
    listener.speakers_changed(session, [host.seat_id])
    listener.quality_changed(session, guest.seat_id, "weak")
    listener.peer_lost(session, guest.seat_id)
    await guest.hears("MediaLost")
    told = {"slot": "v0", "mid": "4", "seat_id": host.seat_id, "source": "microphone", "rtp_timestamp": 7}
    assert await guest.hears("SlotsPointed") == {"slots": [told]}
    assert await guest.hears("LayersWanted") == {"source": "camera", "layers": ["l", "m"]}
    for person in (host, guest):
        assert await person.hears("Speaking") == {"seat_ids": [host.seat_id]}
        assert await person.hears("QualityChanged") == {"seat_id": guest.seat_id, "quality": "weak"}
    await host.ask("Sync")
    await waiting.ask("Sync")
    assert not {"SlotsPointed", "LayersWanted", "MediaLost"} & set(host.names())
    assert waiting.names() == ["Welcome", "Snapshot"]
