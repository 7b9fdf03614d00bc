"""From connecting to the first words between two people."""

from rooms.roles import Role
from tests.server.house import House


async def test_two_people_connect_one_admits_the_other_and_they_talk(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    assert host.welcome["snapshot"]["standing"] == "facilitator"
    guest = await house.arrive(room_id, "ben")
    assert guest.welcome["snapshot"]["standing"] == "waiting"
    assert guest.welcome["staff_names"] == ["Ana"]
    await host.hears("WaitingStarted")
    assert "ok" in await host.ask("Admit", seat_id=guest.seat_id)
    snapshot = await guest.hears("Snapshot", standing="participant")
    assert set(snapshot["session"]["seats"]) == {host.seat_id, guest.seat_id}
    acknowledged = await guest.ask("SendMessage", client_id="1", text="good evening")
    assert acknowledged["ok"]["seq"] > snapshot["seq"]
    heard = await host.hears("MessageSent")
    assert heard["message"]["text"] == "good evening"
