"""Do webhooks arrive signed, in order and again when need be, and never where they must not?"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import msgspec
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from rooms.roles import Role
from server.config import Webhooks
from server.fresh import fresh_id
from server.stores.contract import Delivery, WebhookEndpoint
from server.webhook_delivery import LONGEST_DELAY_SECONDS, WebhookSender, delay_after, is_public
from server.webhooks import (
    SIGNATURE_HEADER,
    SIGNATURE_TOLERANCE_SECONDS,
    endpoint_secret,
    is_signed,
    signature,
)
from tests.server.api.host_application import HostApplication
from tests.server.house import KEY, House

ALLOWED = Webhooks(allow_private_addresses=True, attempts=3, timeout_seconds=5)


def test_a_signature_holds_for_its_message_secret_and_time_only() -> None:
    secret = endpoint_secret("key", "endpoint-1")
    header = signature(secret, b"{}", 1000.0)
    assert is_signed(header, secret, b"{}", 1000.0 + SIGNATURE_TOLERANCE_SECONDS)
    assert not is_signed(header, secret, b"{}", 1001.0 + SIGNATURE_TOLERANCE_SECONDS)
    assert not is_signed(header, secret, b"{ }", 1000.0)
    assert not is_signed(header, endpoint_secret("key", "endpoint-2"), b"{}", 1000.0)
    assert not is_signed("t=1000,v1=", secret, b"{}", 1000.0)


@given(st.text())
def test_a_signature_header_of_any_kind_is_read_without_trouble(header: str) -> None:
    assert not is_signed(header, "secret", b"{}", 1000.0)


def test_waits_double_up_to_a_limit_and_differ_a_little() -> None:
    waits = [delay_after(attempts, 0.0) for attempts in range(1, 13)]
    assert waits[:4] == [5.0, 10.0, 20.0, 40.0]
    assert waits[-1] == LONGEST_DELAY_SECONDS
    assert delay_after(1, 1.0) == 6.0


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1", "localhost", "",
    ],
)  # fmt: skip
def test_addresses_that_may_lead_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_ordinary_addresses_are_public() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:4700::1111")


@dataclass
class Receiver:
    """A host application's web server: what it got, and what it answers."""

    url: str = ""
    got: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # then 200
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        self.got.append((request.headers[SIGNATURE_HEADER], await request.read()))
        self.heard.set()
        return web.Response(status=self.answers.pop(0) if self.answers else 200, headers={"Location": "/x"})

    @property
    def events(self) -> list[str]:
        return [msgspec.json.decode(body)["event"] for _, body in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


class Practice:
    """A house without its own background, an endpoint, and a sender that the test drives."""

    def __init__(self, house: House, webhooks: Webhooks) -> None:
        self.house = house
        self.store = house.process.stores.webhooks
        config = msgspec.structs.replace(house.config, webhooks=webhooks)
        self.sender = WebhookSender(self.store, config, house.clock)
        self.endpoint_id = fresh_id()

    async def tell(self, url: str) -> None:
        """Add an endpoint and let two things happen in a room."""
        endpoint = WebhookEndpoint(
            endpoint_id=self.endpoint_id, url=url, events=["room_started", "room_live"], created_at=0.0
        )
        await self.store.add(endpoint)
        await self.house.arrive(await self.house.new_room(), "miriam", Role.FACILITATOR)

    async def dead(self) -> list[Delivery]:
        return (await self.store.deliveries("dead", None, 10)).items


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    async def nothing(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("server.app.run_background", nothing)
    async with House(tmp_path) as house:
        yield house


@pytest.fixture
async def practice(house: House) -> AsyncIterator[Practice]:
    practice = Practice(house, ALLOWED)
    yield practice
    await practice.sender.close()


async def test_messages_come_in_order_each_signed(practice: Practice, receiver: Receiver) -> None:
    await practice.tell(receiver.url)
    while await practice.sender.send_due():
        pass
    assert receiver.events == ["room_started", "room_live"]
    secret = endpoint_secret(KEY, practice.endpoint_id)
    assert all(is_signed(header, secret, body, practice.house.clock()) for header, body in receiver.got)


async def test_a_failed_message_is_sent_again_before_later_ones(
    practice: Practice, receiver: Receiver
) -> None:
    await practice.tell(receiver.url)
    receiver.answers = [500]
    assert await practice.sender.send_due() == 1
    assert await practice.sender.send_due() == 0  # not yet
    practice.house.clock.ahead_seconds += 10
    while await practice.sender.send_due():
        pass
    assert receiver.events == ["room_started", "room_started", "room_live"]
    assert receiver.got[0][1] == receiver.got[1][1]  # the same id, so that it is known as a repeat


async def test_a_message_nobody_takes_is_put_aside_and_the_next_one_goes_out(
    practice: Practice, receiver: Receiver
) -> None:
    await practice.tell(receiver.url)
    receiver.answers = [500, 302, 404]
    for _ in range(4):
        await practice.sender.send_due()
        practice.house.clock.ahead_seconds += 60
    (dead,) = await practice.dead()
    assert (dead.event, dead.attempts, dead.last_error) == ("room_started", 3, "status 404")
    assert receiver.events[-1] == "room_live"


async def test_an_address_that_is_inside_as_written_is_refused_at_once(house: House) -> None:
    _, secret = await house.process.stores.api_keys.create("our practice", house.clock())
    async with aiohttp.ClientSession() as http:
        host = HostApplication(http, house.url, secret)
        for inside in ("127.0.0.1", "localhost", "[::1]:8000", "192.168.1.1"):
            told = await host.post("/webhooks", {"url": f"http://{inside}/hook"}, expect=400)
            assert "allow_private_addresses" in told["detail"]
        for outside in ("host.example", "93.184.215.14"):
            await host.post("/webhooks", {"url": f"https://{outside}/hook"}, expect=201)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_a_receiver_inside_is_refused_unless_the_operator_allows_it(
    house: House, receiver: Receiver, host: str
) -> None:
    practice = Practice(house, Webhooks(attempts=1))
    await practice.tell(receiver.url.replace("127.0.0.1", host))
    await practice.sender.send_due()
    await practice.sender.close()
    assert [dead.last_error for dead in await practice.dead()] == ["private address"]
    assert receiver.got == []


async def test_a_receiver_that_is_not_there_is_a_failure_like_others(practice: Practice) -> None:
    practice.sender = WebhookSender(
        practice.store,
        msgspec.structs.replace(
            practice.house.config, webhooks=Webhooks(allow_private_addresses=True, attempts=1)
        ),
        practice.house.clock,
    )
    await practice.tell("http://127.0.0.1:1/hook")
    await practice.sender.send_due()
    await practice.sender.close()
    assert [dead.last_error for dead in await practice.dead()] == ["no connection"]


async def test_the_running_server_delivers_by_itself(tmp_path: Path, receiver: Receiver) -> None:
    async with House(tmp_path, config_changes={"webhooks": ALLOWED}) as house:
        endpoint = WebhookEndpoint(endpoint_id="e", url=receiver.url, events=[], created_at=0.0)
        await house.process.stores.webhooks.add(endpoint)
        await house.arrive(await house.new_room(), "miriam", Role.FACILITATOR)
        await receiver.heard.wait()
    assert receiver.events[0] == "room_started"
