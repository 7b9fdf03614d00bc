"""The relay: what the shipped configuration of coturn lends to whom, and an evening through nothing else."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import TurnClientTcpProtocol, TurnClientUdpProtocol
from playwright.async_api import Playwright, ViewportSize

from media.turn import credentials
from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.coturn import Coturn
from tests.e2e.person import WAYS_IN_USE, Person, launch
from tests.e2e.practice import AGREEMENT, Practice, ServerProcess

pytestmark = pytest.mark.timeout(240)

FORBIDDEN = 403  # RFC 8656 section 19
UNAUTHORISED = 401

# Nobody's business of a stranger on the internet: this machine, the networks behind it, the cloud's metadata.
PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.1.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
]
# The same of IPv6, and addresses of IPv4 in its clothes: mapped, by NAT64, 6to4, Teredo.
PRIVATE_IPV6 = [
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
]

PEOPLE = [("Miriam", Role.FACILITATOR), ("Ana", Role.PARTICIPANT)]
SIZE: ViewportSize = {"width": 1024, "height": 600}

Client = TurnClientUdpProtocol | TurnClientTcpProtocol


@asynccontextmanager
async def allocation(relay: Coturn, way: str = "udp", valid_seconds: int = 600) -> AsyncIterator[Client]:
    """Borrow an address of the relay with credentials of one seat, over "udp", "tcp" or "tls"."""
    name, password = credentials(relay.secret, "seat", valid_seconds, time.time())
    port = relay.tls_port if way == "tls" else relay.port
    parts = ((relay.host, port), name, password, 600, 500)
    loop = asyncio.get_running_loop()
    client: Client
    if way == "udp":
        _, client = await loop.create_datagram_endpoint(
            lambda: TurnClientUdpProtocol(*parts), remote_addr=parts[0]
        )
    else:
        trust = ssl.create_default_context(cafile=str(relay.certificate)) if way == "tls" else None
        _, client = await loop.create_connection(lambda: TurnClientTcpProtocol(*parts), *parts[0], ssl=trust)
    try:
        await client.connect()
        yield client
        await client.delete()
    finally:
        client.transport.close()


class Echo(asyncio.DatagramProtocol):
    """Sends back what it gets."""

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self._transport.sendto(data, address)


class Mailbox(asyncio.DatagramProtocol):
    """Keeps what the relay hands on."""

    def __init__(self) -> None:
        self.mail: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self.mail.put_nowait(data)


class RelayedPractice(Practice):
    """A practice that sends everybody's media by the relay, over TCP."""

    relay: Coturn

    def make_process(self, environment: dict[str, str], log: Path) -> ServerProcess:
        """See `Practice`."""
        environment |= {
            "HEARTH_MEDIA_BIND": "127.0.0.1",  # the one address that this relay may reach
            "HEARTH_TURN_URLS": f"turn:127.0.0.1:{self.relay.port}?transport=tcp",
            "HEARTH_TURN_SECRET": self.relay.secret,
            "HEARTH_TURN_ICE_TRANSPORT_POLICY": "relay",
        }
        return super().make_process(environment, log)


@pytest.mark.parametrize(
    ("host", "private", "public"),
    [("127.0.0.1", PRIVATE, "8.8.8.8"), ("::1", PRIVATE_IPV6, "2001:4860:4860::8888")],
    ids=["ipv4", "ipv6"],
)
async def test_the_shipped_relay_reaches_nothing_private(
    tmp_path: Path, host: str, private: list[str], public: str
) -> None:
    async with Coturn(tmp_path, host=host) as relay, allocation(relay) as client:
        for number, address in enumerate(private):
            with pytest.raises(TransactionFailed) as refusal:
                await client.channel_bind(0x4000 + number, (address, 9))
            assert refusal.value.response.error_code == FORBIDDEN, address
        await client.channel_bind(0x4FFF, (public, 9))  # the internet, where Hearth is; nothing is sent


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_the_relay_carries_there_and_back(tmp_path: Path, way: str) -> None:
    async with Coturn(tmp_path, reachable=["127.0.0.1"]) as relay, allocation(relay, way) as client:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
        client.receiver = mailbox = Mailbox()
        try:
            await client.send_data(b"good evening", transport.get_extra_info("sockname"))
            assert await asyncio.wait_for(mailbox.mail.get(), 30) == b"good evening"
        finally:
            transport.close()


async def test_credentials_past_their_time_open_nothing(tmp_path: Path) -> None:
    async with Coturn(tmp_path) as relay:
        with pytest.raises(TransactionFailed) as refusal:
            async with allocation(relay, valid_seconds=-1):
                pass
        assert refusal.value.response.error_code == UNAUTHORISED


@pytest.mark.browser
async def test_a_group_meets_where_all_media_goes_by_the_relay(
    playwright: Playwright, tmp_path: Path
) -> None:
    practice = RelayedPractice(tmp_path)
    async with Coturn(tmp_path, reachable=["127.0.0.1"]) as practice.relay, practice:
        links = await practice.invite(PEOPLE, RoomSettings(name="Steady Ground", agreement=AGREEMENT))
        browser = await launch(playwright, tmp_path, 0)
        miriam, ana = [
            await Person.sit_down(browser, name, practice.processes[0].url + links[name], viewport=SIZE)
            for name, _ in PEOPLE
        ]
        await asyncio.gather(miriam.open_link(), ana.open_link())
        await asyncio.gather(miriam.get_ready(is_staff=True), ana.get_ready())
        await miriam.press("Admit: Ana")
        for person in (miriam, ana):
            await person.turn_on()
        for person in (miriam, ana):
            await person.hears_and_sees(1, 1)
            assert await person.page.evaluate(WAYS_IN_USE) == ["relay"]
        await browser.close()
        assert miriam.faults + ana.faults == []
