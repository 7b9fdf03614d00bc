"""Who says hello first gains nothing: handshakes begin only from addresses that proved the ICE password.

The race is known from other servers: one ClientHello of a stranger before the client's own ends calls there.
"""

from __future__ import annotations

import asyncio

import pytest
from aiortc import RTCCertificate

from media.aiortc_private import Dtls
from media.ids import Source
from media.sfu import Sfu
from tests.media.conftest import Join
from tests.media.test_hostile import counted, still_works
from tests.media.wire import Client, Told


async def checked(sfu: Sfu, told: Told, name: str) -> tuple[Client, str]:
    """A client whose address is authenticated and who has not said hello yet; and its answer."""
    sfu.set_publications("room", name, frozenset(Source))
    client = Client(sfu, told, name)
    await client.open_socket()
    answer = await sfu.answer("room", name, client.offer())
    client.read_answer(answer)
    client.check()
    await told.until(lambda: client.answers)
    return client, answer


def server_fingerprint(answer: str) -> str:
    return answer.split("a=fingerprint:sha-256 ")[1].split()[0]


async def test_a_strangers_hello_before_the_clients_own_is_not_heard(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ben = await join("ben")
    ana, answer = await checked(sfu, told, "ana")
    thief = Client(sfu, told, "thief")
    await thief.open_socket()
    thief._server, thief._server_user = ana._server, ana._server_user  # all that a listener may know
    thief.check(password="guess" * 5)
    hello = Dtls(thief, RTCCertificate.generateCertificate(), role="client")
    stealing = asyncio.create_task(hello.start("sha-256", server_fingerprint(answer)))
    await counted(sfu, "datagrams_unknown", 1)
    assert thief.answers == 0

    await _shake_hands(ana, answer, told)
    assert thief._incoming.empty(), "not one octet was sent to an address without proof"
    assert not hello.is_open
    await still_works(told, ana, ben, 1)
    stealing.cancel()
    await asyncio.gather(stealing, return_exceptions=True)
    for client in (ana, thief):
        await client.close()


async def test_a_hello_under_a_forged_address_does_not_open_the_connection_and_the_next_one_does(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ben = await join("ben")
    ana, answer = await checked(sfu, told, "ana")
    forged = Dtls(ana, RTCCertificate.generateCertificate(), role="client")  # as if from Ana's address
    forging = asyncio.create_task(forged.start("sha-256", server_fingerprint(answer)))
    await told.until(lambda: "ana" in told.lost)
    assert "ana" not in told.connected, "it has not the certificate that the offer names"
    forging.cancel()
    await asyncio.gather(forging, return_exceptions=True)
    await forged.stop()
    await ana.close()

    again = await join("ana")
    await still_works(told, again, ben, 1)


async def test_one_hello_from_two_authenticated_addresses_leads_to_one_connection(
    join: Join, sfu: Sfu, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = await join("ben")
    ana, answer = await checked(sfu, told, "ana")
    elsewhere = Client(sfu, told, "ana")
    await elsewhere.open_socket()
    elsewhere.read_answer(answer)
    elsewhere.check(nominate=False)
    await told.until(lambda: elsewhere.answers)

    async def send_by_both(data: bytes) -> None:
        elsewhere.send_raw(data)
        ana.send_raw(data)

    monkeypatch.setattr(ana, "_send", send_by_both)
    await _shake_hands(ana, answer, told)
    await still_works(told, ana, ben, 1)
    await still_works(told, ben, ana, 1)
    assert elsewhere._incoming.empty(), "answers go to the address that was nominated"
    for client in (ana, elsewhere):
        await client.close()


async def _shake_hands(client: Client, answer: str, told: Told) -> None:
    client._dtls = Dtls(client, client._certificate, role="client")
    async with asyncio.timeout(30):
        assert await client._dtls.start("sha-256", server_fingerprint(answer))
    client._sessions = client._dtls.sessions([])
    await told.until(lambda: client.name in told.connected)
