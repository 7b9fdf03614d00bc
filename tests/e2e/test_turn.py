"""The relay: what the shipped configuration of coturn lends to whom, and an evening through nothing else.

Chromium asks for a certificate that it trusts when it speaks TLS to a relay, as to any server. Ours here is
made for the test, so it is told the one key to accept; aioice, beside it, checks the whole certificate.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import TurnClientTcpProtocol, TurnClientUdpProtocol
from playwright.async_api import Browser, Playwright, ViewportSize

from media.turn import credentials
from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.coturn import Coturn, key_pin
from tests.e2e.person import Person, launch
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

PEOPLE = [("Miriam", Role.FACILITATOR), ("Ana", Role.PARTICIPANT), ("Theo", Role.PARTICIPANT)]
WAYS = {"Miriam": "udp", "Ana": "tcp", "Theo": "tls"}
SIZE: ViewportSize = {"width": 1024, "height": 600}

# A network that lets through one way to the relay: the browser is not told of the others.
ONLY = """
{
  const ofWay = { udp: /^turn:.*transport=udp/, tcp: /^turn:.*transport=tcp/, tls: /^turns:/ }["WAY"];
  const only = (configuration) => ({
    ...configuration,
    iceServers: (configuration?.iceServers ?? [])
      .map((server) => ({ ...server, urls: server.urls.filter((url) => ofWay.test(url)) }))
      .filter(({ urls }) => urls.length > 0),
  });
  const Everywhere = RTCPeerConnection;
  window.RTCPeerConnection = class extends Everywhere {
    constructor(configuration) { super(only(configuration)); }
    setConfiguration(configuration) { super.setConfiguration(only(configuration)); }
  };
}
"""
# How the connected connection reaches the outside: [kind of candidate, protocol to the relay].
WAY_IN_USE = """
async () => {
  const connection = window.connections.find((each) => each.connectionState === "connected");
  const reports = await connection.getStats();
  const { selectedCandidatePairId } = [...reports.values()].find(({ type }) => type === "transport");
  const { candidateType, relayProtocol } = reports.get(reports.get(selectedCandidatePairId).localCandidateId);
  return [candidateType, relayProtocol];
}
"""

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
    """A practice that sends everybody's media by the relay, over UDP, TCP or TLS."""

    relay: Coturn

    def make_process(self, environment: dict[str, str], log: Path) -> ServerProcess:
        """See `Practice`."""
        plain = f"turn:127.0.0.1:{self.relay.port}?transport="
        tls = f"turns:127.0.0.1:{self.relay.tls_port}?transport=tcp"
        environment |= {
            "HEARTH_MEDIA_BIND": "127.0.0.1",  # the one address that this relay may reach
            "HEARTH_TURN_URLS": f"{plain}udp,{plain}tcp,{tls}",
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
        trust = f"--ignore-certificate-errors-spki-list={key_pin(practice.relay.certificate)}"
        browser = await launch(playwright, tmp_path, 0, trust)
        people = await seated(browser, practice)
        for person in people:
            await person.turn_on()
        for person in people:
            await person.hears_and_sees(2, 2)
            assert await person.page.evaluate(WAY_IN_USE) == ["relay", WAYS[person.name]]
        await browser.close()
        assert [fault for person in people for fault in person.faults] == []


async def seated(browser: Browser, practice: Practice) -> list[Person]:
    """Everybody in the room, each from a network with one way to the relay."""
    links = await practice.invite(PEOPLE, RoomSettings(name="Steady Ground", agreement=AGREEMENT))
    people = []
    for name, way in WAYS.items():
        link = practice.processes[0].url + links[name]
        person = await Person.sit_down(browser, name, link, viewport=SIZE, reduced_motion="reduce")
        await person.context.add_init_script(ONLY.replace("WAY", way))
        people.append(person)
    miriam, *members = people
    await asyncio.gather(*(person.open_link() for person in people))
    await asyncio.gather(miriam.get_ready(is_staff=True), *(person.get_ready() for person in members))
    for person in members:
        await miriam.press(f"Admit: {person.name}")
    return people
