"""What is asked over a connection: read strictly, answered in order, and not too often."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from rooms.roles import Role
from server.config import Limits
from server.sockets import Bucket
from tests.server.house import House
from tests.server.people import EVENT, Person


@pytest.fixture
async def host(house: House) -> Person:
    """Return a facilitator alone in a room."""
    return await house.arrive(await house.new_room(), "ana", Role.FACILITATOR)


MALFORMED: list[tuple[str, object, str]] = [
    ("Admit", {}, "$"),
    ("Admit", {"seat_id": 7}, "$.seat_id"),
    ("Admit", {"seat_id": "x", "by": "staff"}, "$.by"),
    ("Admit", {"seat_id": "x", "type": "Admit"}, "$"),
    ("Admit", ["x"], "$"),
    ("Admit", None, "$"),
    ("SendMessage", {"client_id": "1", "text": ""}, "$.text"),
    ("SendMessage", {"client_id": "1", "text": "x" * 4001}, "$.text"),
    ("SendMessage", {"client_id": "1", "text": "hi", "channel": "secret"}, "$.channel"),
    ("GiveCheckIn", {"check_in": {"mood": 99}}, "$.check_in.mood"),
    ("GiveCheckIn", {"check_in": {"mood": 5, "role": "staff"}}, "$.check_in.role"),
    ("MoveHand", {"seat_id": "x", "position": 2.5}, "$.position"),
    ("ShowPictures", {"pictures": [{"seat_id": "x"}]}, "$.pictures[0]"),
    ("SendMessage", {"client_id": "1", "text": "x" * 30_000}, "$"),
    ("EditDocument", {"worksheet_id": "w", "update": b"x" * 65_537}, "$.update"),
]

NOT_PACKETS: list[bytes] = [
    b"",
    b"\xc1",
    b"\xff" * 100,
    b"\x91" * 5000,
    msgspec.msgpack.encode({"type": 2}),
    msgspec.msgpack.encode({"type": 5, "data": ["Sync"]}),
    msgspec.msgpack.encode({"type": 2, "nsp": "/admin", "data": ["Sync"]}),
    msgspec.msgpack.encode({"type": 2, "data": ["Sync", {}, {}], "id": 900}),
    msgspec.msgpack.encode({"type": 2, "data": {"Sync": 1}, "id": 900}),
    msgspec.msgpack.encode({"type": 3, "id": 1, "data": []}),
    msgspec.msgpack.encode(msgspec.msgpack.Ext(5, b"x")),
    b"\x84\xa4type\x02\xa3nsp\xa1/\xa4data\x92\xa4Sync" + b"\x91" * 3000 + b"\xc0" + b"\xa2id\xcd\x03\x84",
    b"\x83\xa4type\x02\xa4data\x92\xa4Sync\xd9\x02\xff\xfe\xa2id\xcd\x03\x84",
]

PATIENT = Limits(commands_per_second=1000, commands_burst=1000)


async def test_what_is_not_as_documented_is_malformed_and_says_where(tmp_path: Path) -> None:
    async with House(tmp_path, limits=PATIENT) as house:
        host = await house.arrive(await house.new_room(), "ana", Role.FACILITATOR)
        for number, (name, payload, path) in enumerate(MALFORMED, 900):
            answer = asyncio.get_running_loop().create_future()
            host.expect(number, answer)
            await host.send({"type": EVENT, "nsp": "/", "id": number, "data": [name, payload]})
            assert await answer == {"error": {"code": "malformed", "detail": path}}, (name, payload)
        assert "ok" in await host.ask("Sync")


async def test_names_that_are_not_asked_by_clients_do_not_exist(host: Person) -> None:
    names = [
        "Fly",
        "connect",
        "disconnect",
        "asked",
        "*",
        "",
        "Arrive",
        "Return",
        "LoseConnection",
        "Welcome",
    ]
    for name in names:
        answer = await host.ask(name, seat_id=host.seat_id)
        assert answer["error"]["code"] == "unknown_command", name
    assert "ok" in await host.ask("Sync")


async def test_a_frame_that_is_no_packet_does_no_harm(tmp_path: Path) -> None:
    async with House(tmp_path, limits=PATIENT) as house:
        host = await house.arrive(await house.new_room(), "ana", Role.FACILITATOR)
        for frame in NOT_PACKETS:
            host.expect(900, asyncio.get_running_loop().create_future())
            await host.socket.send_bytes(frame)
            assert "ok" in await host.ask("Sync"), frame
        for text in ("", "4nonsense", "0", "2", "2probe", "5", "6", "b4AAAA", "x"):
            await host.socket.send_str(text)
            assert "ok" in await host.ask("Sync"), text


async def test_a_frame_above_the_limit_ends_the_connection(tmp_path: Path) -> None:
    async with House(tmp_path, limits=Limits(frame_bytes=65_536)) as house:
        host = await house.arrive(await house.new_room(), "ana", Role.FACILITATOR)
        await host.socket.send_bytes(b"\xc4" + b"x" * 70_000)
        await host.is_cut()


async def test_questions_are_answered_in_the_order_in_which_they_were_asked(host: Person) -> None:
    answers = [host.begin("SendMessage", client_id=str(n), text=f"line {n}") for n in range(20)]
    await asyncio.gather(*answers)
    assert [entry for entry in host.log if entry.startswith("ack")] == [f"ack {n + 1}" for n in range(20)]
    numbers = [answer.result()["ok"]["seq"] for answer in answers]
    assert numbers == sorted(set(numbers))


async def test_ones_own_event_comes_before_its_acknowledgement(host: Person) -> None:
    await host.ask("SendMessage", client_id="1", text="first")
    assert host.log[-2:] == ["MessageSent", "ack 1"]


async def test_a_line_that_is_sent_again_is_there_once(host: Person) -> None:
    first = await host.ask("SendMessage", client_id="same", text="once")
    again = await host.ask("SendMessage", client_id="same", text="once")
    assert first["ok"] == again["ok"]
    await host.ask("Sync")
    assert len((await host.hears("Snapshot"))["session"]["messages"]) == 1
    assert host.names().count("MessageSent") == 1


async def test_who_asks_too_often_is_told_so(tmp_path: Path) -> None:
    async with House(tmp_path, limits=Limits(commands_per_second=1, commands_burst=30)) as house:
        host = await house.arrive(await house.new_room(), "ana", Role.FACILITATOR)
        answers = await asyncio.gather(*(host.begin("ShowReaction", reaction="heart") for _ in range(40)))
        codes = [answer["error"]["code"] for answer in answers if "error" in answer]
        assert codes
        assert set(codes) == {"too_fast"}


def test_whoever_was_too_fast_may_go_on_after_a_while() -> None:
    bucket = Bucket(per_second=10, burst=20, now=0)
    for _ in range(30):
        bucket.take(100, now=0)
    assert bucket.is_too_fast
    assert not bucket.is_flooded
    bucket.take(100, now=3)
    assert not bucket.is_too_fast


def test_large_frames_weigh_more_and_rubbish_most() -> None:
    bucket = Bucket(per_second=10, burst=20, now=0)
    bucket.take(200_000, now=0)
    assert bucket.is_too_fast
    bucket.fine(60)
    assert bucket.is_flooded


async def test_a_flood_is_cut_with_a_reason_and_harms_nobody_else(tmp_path: Path) -> None:
    async with House(tmp_path, limits=Limits(commands_per_second=1, commands_burst=20)) as house:
        room_id = await house.new_room()
        host = await house.arrive(room_id, "ana", Role.FACILITATOR)
        guest = await house.seated(host, room_id, "ben")
        packet = msgspec.msgpack.encode({"type": EVENT, "nsp": "/", "data": ["Sync", {}]})
        for _ in range(200):
            if guest.socket.closed:
                break
            await guest.socket.send_bytes(packet)
        await guest.is_cut()
        assert guest.heard[-1] == ("Goodbye", {"code": "flood", "come_back": False})
        await host.hears("SeatHeld")
        assert "ok" in await host.ask("Sync")


async def test_a_flood_of_websocket_pings_is_cut_like_any_other(tmp_path: Path) -> None:
    async with House(tmp_path, limits=Limits(commands_per_second=1, commands_burst=20)) as house:
        guest = await house.arrive(await house.new_room(), "ben")
        for _ in range(100):
            await guest.socket.ping()
        await guest.is_cut()
        assert guest.heard[-1] == ("Goodbye", {"code": "flood", "come_back": False})


async def test_somebody_waiting_may_ask_nothing_of_the_room(house: House) -> None:
    room_id = await house.new_room()
    await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.arrive(room_id, "ben")
    for name, payload in (
        ("Admit", {"seat_id": guest.seat_id}),
        ("OfferMedia", {"sdp": "v=0"}),
        ("ShowPictures", {"pictures": []}),
        ("ExportWorksheet", {"worksheet_id": "w"}),
        ("Publish", {"source": "microphone"}),
        ("SendMessage", {"client_id": "1", "text": "hello all"}),
        ("RaiseHand", {}),
    ):
        assert (await guest.ask(name, **payload))["error"]["code"] == "not_allowed", name
    assert (await guest.ask("SendMessage", client_id="2", text="hello?", channel="staff_line")).get("ok")


async def test_the_library_of_worksheets_is_told(host: Person) -> None:
    answer = await host.ask("GetTemplates", language="en")
    assert answer["ok"]["templates"]


async def test_the_numbers_of_a_connection_are_for_staff(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    answer = await guest.ask("InspectConnection", seat_id=host.seat_id)
    assert answer["error"]["code"] == "not_allowed"
    for seat_id in (guest.seat_id, "nobody"):  # without media
        assert await host.ask("InspectConnection", seat_id=seat_id) == {"ok": {"connection": None}}


async def test_an_offer_that_is_none_is_malformed(host: Person) -> None:
    answer = await host.ask("OfferMedia", sdp="v=0\r\nnonsense")
    assert answer == {"error": {"code": "malformed", "detail": "$.sdp"}}


async def test_updates_that_no_client_of_ours_sends_weigh_as_rubbish(tmp_path: Path) -> None:
    async with House(tmp_path, limits=Limits(commands_per_second=1, commands_burst=60)) as house:
        host = await house.arrive(await house.new_room(), "ana", Role.FACILITATOR)
        templates = (await host.ask("GetTemplates", language="en"))["ok"]["templates"]
        await host.ask("OpenWorksheet", template_id=templates[0]["template_id"], mode="shared")
        sheet = (await host.hears("WorksheetOpened"))["worksheet"]
        asking = (
            host.ask("EditDocument", worksheet_id=sheet["worksheet_id"], update=b"\xff") for _ in range(9)
        )
        codes = [(await answer)["error"]["code"] for answer in asking]
        assert codes[0] == "bad_update"
        assert codes[-1] == "too_fast"
