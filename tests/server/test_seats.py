"""A seat outlives connections: taken up again, taken over, brought back after a restart, lost for good."""

from pathlib import Path

import pytest

from rooms.roles import Role
from tests.server.house import House
from tests.server.people import Hung, Person, Refused


async def code_of(house: House, token: str, **auth: object) -> str:
    """Return the code with which a connection is refused."""
    with pytest.raises(Refused) as refused:
        await Person.connect(house.http, house.url, {"token": token, "protocol": 1, **auth})
    return refused.value.code


# — taken up again —


async def test_a_seat_is_taken_up_again_with_its_secret_even_when_the_token_is_long_over(
    house: House,
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ben", lasts_seconds=60)
    guest = await house.connect(token)
    await host.ask("Admit", seat_id=guest.seat_id)
    await guest.leave()
    await host.hears("SeatHeld", seat_id=guest.seat_id)
    house.clock.ahead_seconds = 90
    back = await house.connect(token, resume=guest.resume)
    assert back.seat_id == guest.seat_id
    assert back.welcome["snapshot"]["standing"] == "participant"
    assert back.welcome["secret"] == guest.welcome["secret"]
    await host.hears("SeatResumed", seat_id=guest.seat_id)


async def test_a_wrong_secret_proves_nothing_and_harms_nobody(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    used = house.token(room_id, "eve")
    eve = await house.connect(used)
    await eve.ask("Sync")
    for secret in ("", "x", eve.welcome["secret"]):
        forged = {"seat_id": host.seat_id, "secret": secret}
        expected = "token_used" if secret else "malformed"
        assert await code_of(house, used, resume=forged) == expected
    fresh = house.token(room_id, "mallory")
    mallory = await house.connect(fresh, resume={"seat_id": host.seat_id, "secret": eve.welcome["secret"]})
    assert mallory.seat_id not in (host.seat_id, eve.seat_id)
    assert not host.is_hung_up
    assert "ok" in await host.ask("Sync")


async def test_a_seat_that_was_held_too_long_is_gone(house: House) -> None:
    room_id = await house.new_room(hold_seconds=120)
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ben")
    guest = await house.connect(token)
    await host.ask("Admit", seat_id=guest.seat_id)
    await guest.ask("Sync")
    await guest.leave()
    await host.hears("SeatHeld")
    house.clock.ahead_seconds = 130
    await host.ask("Sync")
    await host.hears("SeatLeft", seat_id=guest.seat_id)
    assert await code_of(house, token, resume=guest.resume) == "seat_gone"


# — taken over —


async def test_a_second_window_takes_the_seat_over_and_the_first_is_told(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    await guest.ask("SendMessage", client_id="1", text="from the phone")
    second = await house.connect(house.token(room_id, "ben"))
    assert second.seat_id == guest.seat_id
    await guest.is_cut()
    assert guest.log[-2:] == ["ConnectionReplaced", "DISCONNECT"]
    assert "ok" in await second.ask("SendMessage", client_id="2", text="from the laptop")
    await host.hears("MessageSent")
    await guest.leave()
    assert "ok" in await second.ask("SendMessage", client_id="3", text="and still here")
    assert "SeatHeld" not in host.names()
    assert (
        await code_of(house, house.token(room_id, "eve", lasts_seconds=-1), resume=guest.resume)
        == "token_expired"
    )


async def test_tracks_of_the_old_window_are_closed(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    assert "ok" in await guest.ask("Publish", source="microphone")
    await host.hears("TrackPublished")
    second = await house.connect(house.token(room_id, "ben"), resume=guest.resume, open=["camera"])
    assert (await host.hears("TrackUnpublished"))["seat_id"] == guest.seat_id
    assert second.welcome["snapshot"]["session"]["tracks"] == []


async def test_tracks_that_the_client_still_has_open_outlive_the_connection(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    for source in ("microphone", "camera"):
        assert "ok" in await guest.ask("Publish", source=source)
    await guest.leave()
    await host.hears("SeatHeld")
    assert "ok" in await host.ask("Mute", seat_id=guest.seat_id)
    still_open = ["microphone", "camera"]
    again = await house.connect(house.token(room_id, "ben"), resume=guest.resume, open=still_open)
    tracks = again.welcome["snapshot"]["session"]["tracks"]
    assert tracks == [{"seat_id": guest.seat_id, "source": "camera"}]


async def test_what_is_said_to_be_open_must_be_a_source(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ana", Role.FACILITATOR)
    for nonsense in (["kitchen"], ["camera"] * 5, "camera", None):
        assert await code_of(house, token, resume=host.resume, open=nonsense) == "malformed"


async def test_a_token_with_a_higher_role_does_not_raise_a_demoted_seat(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    helper = await house.arrive(room_id, "ben", Role.CO_HOST)
    await host.ask("ChangeRole", seat_id=helper.seat_id, role="participant")
    await helper.hears("Snapshot", standing="participant")
    again = await house.connect(house.token(room_id, "ben", Role.CO_HOST))
    assert again.welcome["snapshot"]["standing"] == "participant"
    assert (await again.ask("AdmitAll"))["error"]["code"] == "not_allowed"


async def test_the_token_of_somebody_removed_is_of_no_use_even_if_nothing_was_asked_with_it(
    house: House,
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ben")
    guest = await house.connect(token)
    await host.ask("Admit", seat_id=guest.seat_id)
    await host.ask("Remove", seat_id=guest.seat_id, reason="disruption")
    await guest.is_cut()
    assert await code_of(house, token) == "token_used"


# — brought back after a restart —


async def test_after_a_restart_everybody_resumes_with_chat_and_hands_as_they_were(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        room_id = await house.new_room()
        host_token = house.token(room_id, "ana", Role.FACILITATOR)
        host = await house.connect(host_token)
        guest_token = house.token(room_id, "ben")
        guest = await house.connect(guest_token)
        await host.ask("Admit", seat_id=guest.seat_id)
        await guest.ask("RaiseHand", kind="question")
        acknowledged = await guest.ask("SendMessage", client_id="1", text="before")
        host_resume, guest_resume = host.resume, guest.resume
        house.people = []
    assert ("Goodbye", {"code": "draining", "come_back": True}) in guest.heard
    async with House(tmp_path) as house:
        assert len(house.process.sessions) == 1
        guest = await house.connect(guest_token, resume=guest_resume)
        session = guest.welcome["snapshot"]["session"]
        assert guest.welcome["snapshot"]["seq"] >= acknowledged["ok"]["seq"]
        # Whoever is back first finds the room as it was, and may speak.
        assert session["phase"] == "live"
        assert session["seats"][host_resume["seat_id"]]["held_until"] is None
        assert "ok" in await guest.ask("Publish", source="microphone")
        assert [message["text"] for message in session["messages"]] == ["before"]
        assert [hand["seat_id"] for hand in session["hands"]] == [guest.seat_id]
        host = await house.connect(host_token, resume=host_resume)
        again = await guest.ask("SendMessage", client_id="1", text="before")
        assert "ok" in again
        assert "ok" in await guest.ask("SendMessage", client_id="2", text="after")
        await host.hears("MessageSent")
        assert host.names().count("MessageSent") == 1


async def test_after_a_restart_whoever_does_not_return_is_held_no_longer_than_the_hold(
    tmp_path: Path,
) -> None:
    async with House(tmp_path) as house:
        room_id = await house.new_room(hold_seconds=60)
        host_token = house.token(room_id, "ana", Role.FACILITATOR)
        host = await house.connect(host_token)
        guest = await house.seated(host, room_id, "ben")
        resume = host.resume
        house.people = []
    async with House(tmp_path) as house:
        back = await house.connect(host_token, resume=resume)
        house.clock.ahead_seconds = 30  # gateways have brought whom they had
        await back.ask("Sync")
        await back.hears("SeatHeld", seat_id=guest.seat_id)
        house.clock.ahead_seconds = 30 + 61
        await back.ask("Sync")
        await back.hears("SeatLeft", seat_id=guest.seat_id)


async def test_a_token_used_before_a_restart_is_used_after_it(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        room_id = await house.new_room()
        token = house.token(room_id, "ana", Role.FACILITATOR)
        await house.connect(token)
    async with House(tmp_path) as house:
        assert await code_of(house, token) == "token_used"


# — lost for good —


@pytest.mark.parametrize(("command", "code"), [("Remove", "removed"), ("BanSeat", "banned")])
async def test_whoever_is_removed_hears_why_and_then_nothing_more_on_any_leg(
    house: House, command: str, code: str
) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ben")
    guest = await house.connect(token)
    await host.ask("Admit", seat_id=guest.seat_id)
    await guest.ask("Publish", source="microphone")
    answer = await host.ask(
        command, seat_id=guest.seat_id, reason="disruption", words="Please call us tomorrow."
    )
    assert "ok" in answer
    await host.ask("SendMessage", client_id="1", text="Let us go on.")
    await guest.is_cut()
    assert guest.heard[-1] == ("Goodbye", {"code": code, "come_back": False})
    assert guest.names()[-2] == "SeatRemoved"
    assert guest.heard[-2][1]["words"] == "Please call us tomorrow."
    assert "MessageSent" not in guest.names()
    assert await code_of(house, token, resume=guest.resume) == code
    assert await code_of(house, token) in ("token_used", code)


async def test_a_banned_person_is_kept_out_with_a_fresh_token_after_a_restart_and_in_the_next_session(
    tmp_path: Path,
) -> None:
    async with House(tmp_path) as house:
        room_id = await house.new_room()
        host_token = house.token(room_id, "ana", Role.FACILITATOR)
        host = await house.connect(host_token)
        guest = await house.seated(host, room_id, "ben")
        await host.ask("BanSeat", seat_id=guest.seat_id, reason="harassment", for_good=True)
        assert await code_of(house, house.token(room_id, "ben")) == "banned"
        resume = host.resume
        house.people = []
    async with House(tmp_path) as house:
        assert await code_of(house, house.token(room_id, "ben"), resume=guest.resume) == "banned"
        host = await house.connect(host_token, resume=resume)
        host.begin("EndForAll").cancel()
        await host.is_cut()
        host = await house.arrive(room_id, "ana", Role.FACILITATOR)
        assert await code_of(house, house.token(room_id, "ben")) == "banned"


async def test_a_removed_person_may_wait_again_with_a_fresh_token(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    await host.ask("Remove", seat_id=guest.seat_id, reason="other")
    await guest.is_cut()
    again = await house.arrive(room_id, "ben")
    assert again.welcome["snapshot"]["standing"] == "waiting"
    assert again.seat_id == guest.seat_id


async def test_whoever_is_turned_away_hears_the_words_and_stays_out(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.arrive(room_id, "ben")
    await host.ask("TurnAway", seat_id=guest.seat_id, words="Next week, please.")
    await guest.is_cut()
    assert guest.names()[-2:] == ["TurnedAway", "Goodbye"]
    assert guest.heard[-1][1]["code"] == "turned_away"
    assert await code_of(house, house.token(room_id, "ben")) == "turned_away"


async def test_the_end_for_all_cuts_everybody_and_the_secret_is_worth_nothing_any_more(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ben")
    guest = await house.connect(token)
    await host.ask("Admit", seat_id=guest.seat_id)
    host.begin("EndForAll").cancel()
    for person in (host, guest):
        await person.is_cut()
        assert person.names()[-2:] == ["SessionEnded", "Goodbye"]
        assert person.heard[-1][1] == {"code": "session_ended", "come_back": False}
        assert person.log[-2:] == ["Goodbye", "DISCONNECT"]  # and no acknowledgement for the host
    expired = house.token(room_id, "ben", lasts_seconds=-1)
    assert await code_of(house, expired, resume=guest.resume) == "session_ended"


async def test_a_room_without_staff_is_held_and_closes_after_its_grace(house: House) -> None:
    room_id = await house.new_room(grace_seconds=30)
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    await host.leave()
    await guest.hears("SessionHeld")
    house.clock.ahead_seconds = 31
    await guest.ask("Sync")
    await guest.is_cut()
    assert guest.names()[-2:] == ["SessionEnded", "Goodbye"]


async def test_leaving_is_said_to_the_room_and_ends_the_connection(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    guest.begin("Leave").cancel()
    await host.hears("SeatLeft", seat_id=guest.seat_id)
    await guest.is_cut()
    assert guest.heard[-1] == ("Goodbye", {"code": "left", "come_back": False})
    assert guest.log[-2:] == ["Goodbye", "DISCONNECT"]  # and no acknowledgement
    with pytest.raises(Hung):
        await guest.hears("Nothing")


async def test_after_the_end_an_old_link_opens_no_new_session(house: House) -> None:
    room_id = await house.new_room()
    host_token = house.token(room_id, "ana", Role.FACILITATOR)
    host = await house.connect(host_token)
    host.begin("EndForAll").cancel()
    await host.is_cut()
    assert await code_of(house, host_token, resume=host.resume) == "session_ended"
    assert await code_of(house, host_token) == "token_used"
    assert await house.process.stores.sessions.find_open(room_id) is None
