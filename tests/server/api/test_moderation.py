"""Does a host application's moderation reach the room, by the room's own rules?"""

import csv
import io

import pytest

from rooms.ids import RoomId
from rooms.roles import Role
from tests.server.api.host_application import HostApplication
from tests.server.house import House
from tests.server.people import Refused


async def test_the_api_sees_who_waits_and_admits_them(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    await house.arrive(room_id, "miriam", Role.FACILITATOR)
    ana = await house.arrive(room_id, "ana")
    listed = await host.get(f"/rooms/{room_id}/participants")
    assert [(person["identity"], person["state"]) for person in listed["participants"]] == [
        ("ana", "waiting"),
        ("miriam", "joined"),
    ]
    assert await host.post(f"/rooms/{room_id}/participants/{ana.seat_id}/admit") == {"done": True}
    assert (await ana.hears("Snapshot"))["standing"] == "participant"


async def test_a_removal_by_the_api_is_final_for_that_person(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    miriam = await house.arrive(room_id, "miriam", Role.FACILITATOR)
    theo = await house.seated(miriam, room_id, "theo")
    path = f"/rooms/{room_id}/participants/{theo.seat_id}/ban"
    await host.post(path, {"reason": "disruption", "for_good": True})
    await theo.hears("SeatRemoved")
    (ban,) = (await host.get(f"/rooms/{room_id}/bans"))["items"]
    assert (ban["identity"], ban["reason"]) == ("theo", "disruption")
    await host.ask("DELETE", f"/rooms/{room_id}/bans/{ban['ban_id']}", expect=204)
    assert (await host.get(f"/rooms/{room_id}/bans"))["items"] == []


@pytest.mark.parametrize("for_good", [True, False])
async def test_a_token_minted_after_a_ban_for_the_same_identity_opens_nothing(
    house: House, host: HostApplication, room_id: RoomId, for_good: bool
) -> None:
    miriam = await house.arrive(room_id, "miriam", Role.FACILITATOR)
    token = await minted(host, room_id)
    theo = await house.connect(token)
    await miriam.ask("Admit", seat_id=theo.seat_id)
    await miriam.ask("BanSeat", seat_id=theo.seat_id, reason="harassment", for_good=for_good)
    await theo.is_cut()
    heard = len(theo.heard)
    for auth in ({}, {"resume": theo.resume}, {"name": "Somebody else"}):
        with pytest.raises(Refused, match="banned"):
            await house.connect(await minted(host, room_id, role="facilitator"), **auth)
    assert "ok" in await miriam.ask("SendMessage", client_id="1", text="Let us go on.")
    assert not {"WaitingStarted", "SeatResumed"} & set(miriam.names()[miriam.names().index("SeatBanned") :])
    assert len(theo.heard) == heard


async def minted(host: HostApplication, room_id: RoomId, role: str = "participant") -> str:
    """A fresh token for Theo, made by the host application."""
    asked = {"identity": "theo", "name": "Theo", "role": role}
    token: str = (await host.post(f"/rooms/{room_id}/tokens", asked, expect=201))["token"]
    return token


async def test_what_the_room_refuses_the_api_refuses_with_the_same_code(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    await house.arrive(room_id, "miriam", Role.FACILITATOR)
    nobody = f"/rooms/{room_id}/participants/nobody"
    assert await host.refused("POST", f"{nobody}/mute", expect=409) == "no_such_seat"
    assert await host.refused("POST", f"{nobody}/ban", {"reason": "boredom"}, expect=400) == "malformed"


async def test_without_a_session_there_is_nobody_to_moderate(host: HostApplication, room_id: RoomId) -> None:
    assert await host.refused("GET", f"/rooms/{room_id}/participants", expect=409) == "no_open_session"
    assert await host.refused("POST", f"/rooms/{room_id}/end", expect=409) == "no_open_session"
    assert await host.refused("GET", "/rooms/none/participants", expect=404) == "not_found"


async def test_a_room_with_an_open_session_is_not_archived_before_it_has_ended(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    await house.arrive(room_id, "miriam", Role.FACILITATOR)
    assert await host.refused("DELETE", f"/rooms/{room_id}", expect=409) == "session_open"
    await host.post(f"/rooms/{room_id}/end")
    await host.ask("DELETE", f"/rooms/{room_id}", expect=204)


async def test_attendance_is_exported_as_json_and_as_a_table(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    miriam = await house.arrive(room_id, "miriam", Role.FACILITATOR)
    await house.seated(miriam, room_id, "ana")
    house.clock.ahead_seconds += 3000
    await host.post(f"/rooms/{room_id}/end")
    (session,) = (await host.get(f"/rooms/{room_id}/sessions"))["items"]
    path = f"/rooms/{room_id}/sessions/{session['session_id']}/attendance"
    attended = await host.get(path)
    assert [person["name"] for person in attended["attendance"]] == ["Miriam", "Ana"]
    assert attended["ended_at"] == session["ended_at"]
    rows = list(csv.DictReader(io.StringIO(await host.get(path + ".csv"))))
    assert [(row["identity"], row["role"]) for row in rows] == [
        ("miriam", "facilitator"),
        ("ana", "participant"),
    ]
    assert all(3000 <= int(row["seconds"]) < 3060 for row in rows)
    assert await host.refused("GET", path.replace(session["session_id"], "other"), expect=404) == "not_found"


async def test_the_audit_log_tells_who_did_what_and_holds_no_names(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    miriam = await house.arrive(room_id, "miriam", Role.FACILITATOR)
    ana = await house.seated(miriam, room_id, "ana")
    await host.post(f"/rooms/{room_id}/participants/{ana.seat_id}/remove", {"reason": "not_private"})
    lines = (await host.get(f"/rooms/{room_id}/audit"))["items"]
    actions = [(line["action"], line["actor"]["kind"]) for line in lines]
    assert actions[0] == ("room_created", "api_key")
    assert ("seat_taken", "seat") in actions  # Ana, admitted by Miriam
    (removed,) = [line for line in lines if line["action"] == "removed"]
    assert removed["actor"]["kind"] == "api_key"
    assert removed["ids"]["reason"] == "not_private"
    assert "Ana" not in str(lines)
    assert await host.get(f"/rooms/{room_id}/audit/verification") == {"intact": True, "first_broken": None}


async def test_an_audit_line_that_was_changed_behind_our_back_is_found(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    await house.arrive(room_id, "miriam", Role.FACILITATOR)
    async with house.process.stores.database.write() as connection:
        await connection.exec_driver_sql("UPDATE audit_entries SET action = 'nothing' WHERE seq = 2")
    assert await host.get(f"/rooms/{room_id}/audit/verification") == {"intact": False, "first_broken": 2}
