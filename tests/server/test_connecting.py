"""Who is let in, and what a connection must do to stay."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import msgspec
import pytest

from rooms.ids import RoomId, SessionId
from rooms.roles import Role
from server.config import Limits
from server.stores.contract import Session
from tests.server.house import KEY, House
from tests.server.people import CONNECT, Person, Refused, open_socket


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


async def test_who_searches_while_another_opens_the_session_gets_in_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = house.process.stores.sessions
    find_open, create = sessions.find_open, sessions.create
    searches = 0
    second_has_searched, first_has_created = asyncio.Event(), asyncio.Event()

    async def find(room_id: RoomId) -> Session | None:
        nonlocal searches
        searches += 1
        is_second = searches == 2
        found = await find_open(room_id)
        if is_second:  # found nothing, and is slow to say so
            second_has_searched.set()
            await first_has_created.wait()
        return found

    async def create_late(session_id: SessionId, *values: Any) -> Session | None:
        second = asyncio.create_task(house.arrive(room_id, "ben"))
        arrivals.append(second)
        await second_has_searched.wait()
        created = await create(session_id, *values)
        first_has_created.set()
        monkeypatch.setattr(sessions, "create", create)
        return created

    monkeypatch.setattr(sessions, "find_open", find)
    monkeypatch.setattr(sessions, "create", create_late)
    room_id = await house.new_room()
    arrivals: list[asyncio.Task[Person]] = []
    ana = await house.arrive(room_id, "ana", Role.FACILITATOR)
    ben = await arrivals[0]
    assert (await ana.hears("WaitingStarted"))["waiting"]["seat_id"] == ben.seat_id


async def refusal(house: House, auth: object) -> str:
    """Return the code with which a connection is refused."""
    with pytest.raises(Refused) as refused:
        await Person.connect(house.http, house.url, auth)
    return refused.value.code


async def test_a_token_is_good_once(house: House) -> None:
    room_id = await house.new_room()
    token = house.token(room_id, "ana", Role.FACILITATOR)
    first = await house.connect(token)
    await first.ask("Sync")
    assert await refusal(house, {"token": token, "protocol": 1}) == "token_used"
    assert not first.is_hung_up


async def test_a_token_whose_connection_broke_before_anything_was_asked_is_good_again(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    token = house.token(room_id, "ben")
    lost = await house.connect(token)
    await lost.leave()
    await host.hears("WaitingDisconnected")
    again = await house.connect(token)
    assert again.seat_id == lost.seat_id
    await again.ask("Sync")
    await again.leave()
    await host.hears("WaitingReconnected")
    assert await refusal(house, {"token": token, "protocol": 1}) == "token_used"


async def test_a_token_is_good_only_in_its_time(house: House) -> None:
    room_id = await house.new_room()
    token = house.token(room_id, "ana", lasts_seconds=60)
    house.clock.ahead_seconds = -120
    assert await refusal(house, {"token": token, "protocol": 1}) == "token_not_yet_valid"
    house.clock.ahead_seconds = 61
    assert await refusal(house, {"token": token, "protocol": 1}) == "token_expired"


def forged(room_id: str, key: str, algorithm: str, **claims: object) -> str:
    """Make a token of one's own."""
    body: dict[str, object] = {
        "iss": "hearth",
        "aud": "hearth-join",
        "sub": "eve",
        "room": room_id,
        "role": "facilitator",
    }
    body |= {"jti": "1", "nbf": 0, "exp": 4_000_000_000, "name": "Eve"}
    return jwt.encode(body | claims, key, algorithm=algorithm)


def unsigned(room_id: str) -> str:
    """Make a token that says it needs no signature."""
    signed = forged(room_id, "k" * 32, "HS256").split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=")
    return f"{header.decode()}.{signed[1]}."


async def test_foreign_and_forged_tokens_are_refused_alike(house: House) -> None:
    room_id = await house.new_room()
    tokens = [
        forged(room_id, "another key that is also long enough to use", "HS256"),
        forged(room_id, KEY, "HS512"),
        forged(room_id, KEY, "HS256", aud="elsewhere"),
        forged(room_id, KEY, "HS256", iss="somebody"),
        forged(room_id, KEY, "HS256", role="owner"),
        forged("no such room", KEY, "HS256"),
        unsigned(room_id),
        "not a token",
        "x" * 4000,
    ]
    codes = {await refusal(house, {"token": token, "protocol": 1}) for token in tokens}
    assert codes == {"token_invalid"}


async def test_a_token_of_one_room_seats_nobody_in_another(house: House) -> None:
    here, there = await house.new_room(), await house.new_room()
    host = await house.arrive(here, "ana", Role.FACILITATOR)
    stranger = await house.connect(house.token(there, "ben"), resume=host.resume)
    assert stranger.seat_id != host.seat_id
    assert (
        stranger.welcome["snapshot"]["session"]["session_id"]
        != host.welcome["snapshot"]["session"]["session_id"]
    )
    assert not host.is_hung_up


@pytest.mark.parametrize(
    ("auth", "code"),
    [
        (None, "malformed"),
        ([], "malformed"),
        ({}, "malformed"),
        ({"token": 1, "protocol": 1}, "malformed"),
        ({"token": "t", "protocol": 1, "role": "facilitator"}, "malformed"),
        ({"token": "t", "protocol": 1, "resume": {"seat_id": "s"}}, "malformed"),
        ({"token": "t" * 5000, "protocol": 1}, "malformed"),
        ({"token": "t", "protocol": 2}, "protocol_unknown"),
    ],
)
async def test_a_hello_that_is_none_is_refused_with_a_code(house: House, auth: object, code: str) -> None:
    assert await refusal(house, auth) == code


async def test_whoever_does_not_say_hello_in_time_is_cut(tmp_path: Path) -> None:
    async with House(tmp_path, limits=Limits(handshake_seconds=0.2)) as house:
        silent = await open_socket(house.http, house.url)
        assert (await silent.receive()).type is aiohttp.WSMsgType.CLOSE
        talker = await open_socket(house.http, house.url)
        for _ in range(3):
            await talker.send_bytes(msgspec.msgpack.encode({"type": 2, "data": ["Sync", {}], "id": 1}))
        assert (await talker.receive()).type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
async def test_a_page_of_another_origin_gets_no_socket(house: House, origin: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await open_socket(house.http, house.url, {"Origin": origin})
    assert refused.value.status == 403


async def test_a_page_of_our_own_or_an_allowed_origin_gets_one(tmp_path: Path) -> None:
    changes = {"allowed_origins": ("https://clinic.example",)}
    async with House(tmp_path, config_changes=changes) as house:
        for origin in (house.config.url, "https://clinic.example"):
            await (await open_socket(house.http, house.url, {"Origin": origin})).close()


async def test_polling_is_not_offered(house: House) -> None:
    for method in ("GET", "POST"):
        async with house.http.request(method, f"{house.url}/socket.io/?EIO=4&transport=polling") as answer:
            assert answer.status in (400, 405)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /api/v1/rooms HTTP/1.1\r\nAuthorization: Bearer \xff", b"401"),
        (
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \xff",
            b"400",
        ),
    ],
)
async def test_a_header_that_is_no_text_is_a_strangers_fault_and_not_ours(
    house: House, request_: bytes, status: bytes
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(house.url.rsplit(":", 1)[1]))
    writer.write(request_ + b"\r\nHost: hearth.test\r\n\r\n")
    answer = await reader.readline()
    assert answer.split()[1] == status
    writer.close()


async def test_compression_is_never_agreed(house: House) -> None:
    socket = await house.http.ws_connect(f"{house.url}/socket.io/?EIO=4&transport=websocket", compress=15)
    assert socket.compress == 0
    await socket.close()


async def test_one_address_gets_only_so_many_connections(tmp_path: Path) -> None:
    async with House(tmp_path, limits=Limits(connections_per_address=3)) as house:
        sockets = [await open_socket(house.http, house.url) for _ in range(3)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await open_socket(house.http, house.url)
        assert refused.value.status == 429
        await sockets[0].close()
        async with asyncio.timeout(5):
            while True:
                try:
                    await (await open_socket(house.http, house.url)).close()
                    break
                except aiohttp.WSServerHandshakeError:
                    await asyncio.sleep(0)
        for socket in sockets:
            await socket.close()


async def test_a_second_hello_on_the_same_connection_changes_nothing(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    other = house.token(room_id, "ben", Role.FACILITATOR)
    await host.send({"type": CONNECT, "nsp": "/", "data": {"token": other, "protocol": 1}})
    await host.ask("Sync")
    assert (await host.hears("Snapshot"))["seat_id"] == host.seat_id
    assert len((await host.hears("Snapshot"))["session"]["seats"]) == 1


async def test_a_person_who_hangs_up_is_missed(house: House) -> None:
    room_id = await house.new_room()
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    guest = await house.seated(host, room_id, "ben")
    await guest.leave()
    assert (await host.hears("SeatHeld"))["seat_id"] == guest.seat_id
