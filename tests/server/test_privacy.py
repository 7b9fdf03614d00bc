"""What the log may not contain, whatever happens."""

import logging

import pytest

from rooms.roles import Role
from tests.server.house import House
from tests.server.people import Person, Refused


async def test_the_log_of_a_whole_evening_holds_no_name_no_word_no_token_and_no_address(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    room_id = await house.new_room()
    host_token, guest_token = house.token(room_id, "ana", Role.FACILITATOR), house.token(room_id, "benedict")
    host = await house.connect(host_token)
    guest = await house.connect(guest_token, check_in={"place": "at my sister's", "phone": "555-0100"})
    await host.ask("Admit", seat_id=guest.seat_id)
    await guest.ask("SendMessage", client_id="1", text="I relapsed on Sunday.")
    await guest.ask("OfferMedia", sdp="v=0\r\no=- secret")
    await guest.ask("Fly", to="Mallorca")
    with pytest.raises(Refused):
        await Person.connect(house.http, house.url, {"token": guest_token, "protocol": 1})
    await guest.socket.send_bytes(b"\xc1 benedict")
    await host.ask("Remove", seat_id=guest.seat_id, reason="disruption", words="Please rest.")
    await guest.is_cut()
    await house.process.drain()
    text = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    for private in (
        "Benedict",
        "benedict",
        "sister",
        "555-0100",
        "relapsed",
        "Mallorca",
        "rest.",
        guest_token,
        "secret",
    ):
        assert private not in text
    for private in (host_token, host.welcome["secret"], guest.welcome["secret"], "127.0.0.1"):
        assert private not in text
