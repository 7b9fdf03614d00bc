"""Who is banned and came by a link that is open to anybody does not come again by it under another name."""

from pathlib import Path

import pytest

from rooms.ids import RoomId
from rooms.roles import Role
from tests.server.api.host_application import HostApplication
from tests.server.house import House
from tests.server.people import Person, Refused


async def an_open_link(host: HostApplication, room_id: RoomId) -> str:
    """Make an invite for nobody in particular; return its code."""
    code: str = (await host.post(f"/rooms/{room_id}/invites", {}, expect=201))["url"].partition("#i.")[2]
    return code


async def token_by(host: HostApplication, code: str, name: str) -> str:
    """Do what the page does with a link."""
    token: str = (await host.post("/join/token", {"invite": code, "name": name}))["token"]
    return token


async def knocks(house: House, host: HostApplication, code: str, name: str) -> Person:
    """Open a link anew and come to the door."""
    return await house.connect(await token_by(host, code, name))


async def test_whoever_is_banned_opens_the_same_link_in_vain_and_so_does_everybody_new(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    code, another = await an_open_link(host, room_id), await an_open_link(host, room_id)
    miriam = await house.arrive(room_id, "miriam", Role.FACILITATOR)
    ana, theo = [await knocks(house, host, code, name) for name in ("Ana", "Theo")]
    for person in (ana, theo):
        await miriam.ask("Admit", seat_id=person.seat_id)
    kept_back = await token_by(host, code, "Theo in another window")
    details = [payload["detail"] for name, payload in miriam.heard if name == "SeatDetailed"]
    assert [detail["open_link"] for detail in details] == [True, True]
    await miriam.ask("BanSeat", seat_id=theo.seat_id, reason="harassment")
    assert (await miriam.hears("SeatBanned"))["ban"]["link_closed"] is True
    for token in (kept_back, await token_by(host, code, "Nobody you know")):
        with pytest.raises(Refused, match="link_closed"):
            await house.connect(token)
    await ana.leave()
    back = await house.connect(house.token(room_id, "of no use", lasts_seconds=-1), resume=ana.resume)
    assert back.welcome["snapshot"]["standing"] == "participant"
    assert (await knocks(house, host, another, "Jo")).welcome["snapshot"]["standing"] == "waiting"


async def test_a_link_closed_for_good_stays_so_after_a_restart_until_the_ban_is_lifted(
    tmp_path: Path,
) -> None:
    async with House(tmp_path) as house:
        _, secret = await house.process.stores.api_keys.create("our practice", house.clock())
        host = HostApplication(house.http, house.url, secret)
        room_id = await house.new_room()
        code = await an_open_link(host, room_id)
        miriam = await house.arrive(room_id, "miriam", Role.FACILITATOR)
        theo = await knocks(house, host, code, "Theo")
        await miriam.ask("BanSeat", seat_id=theo.seat_id, reason="harassment", for_good=True)
        miriam.begin("EndForAll").cancel()
        await miriam.is_cut()
    async with House(tmp_path) as house:
        host = HostApplication(house.http, house.url, secret)
        (ban,) = (await host.get(f"/rooms/{room_id}/bans"))["items"]
        (invite,) = (await host.get(f"/rooms/{room_id}/invites"))["items"]
        assert ban["closed_link"] == invite["invite_id"]
        await house.arrive(room_id, "miriam", Role.FACILITATOR)
        with pytest.raises(Refused, match="link_closed"):
            await knocks(house, host, code, "Theo again")
        await host.ask("DELETE", f"/rooms/{room_id}/bans/{ban['ban_id']}", expect=204)
        assert (await knocks(house, host, code, "Jo")).welcome["snapshot"]["standing"] == "waiting"
