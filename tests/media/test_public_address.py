"""The public address by STUN: asked of a real server through losses, and believed only of that server."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import aioice.stun
import pytest

from media import public_address
from media.sfu import Sfu, SfuSettings
from tests.e2e.coturn import Coturn
from tests.media.wire import Client, Told
from tests.programs import TURNSERVER, is_there

MAPPED = ("203.0.113.9", 7882)


class Responder(asyncio.DatagramProtocol):
    """A STUN server that lets the first requests get lost and sends rubbish before it answers."""

    def __init__(self, deaf_for: int, transaction_id: bytes | None = None) -> None:
        self.asked = 0
        self._deaf_for = deaf_for
        self._transaction_id = transaction_id

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.asked += 1
        if self.asked <= self._deaf_for:
            return
        asked = aioice.stun.parse_message(data)
        answer = aioice.stun.Message(
            aioice.stun.Method.BINDING,
            aioice.stun.Class.RESPONSE,
            transaction_id=self._transaction_id or asked.transaction_id,
        )
        answer.attributes["XOR-MAPPED-ADDRESS"] = MAPPED
        for each in (b"", b"\x01\x01", bytes(40), data, bytes(answer)):
            self._transport.sendto(each, addr)


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as opened:
        opened.setblocking(False)
        opened.bind(("127.0.0.1", 0))
        yield opened


async def ask(sock: socket.socket, responder: Responder, host: str = "127.0.0.1") -> list[str]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: responder, local_addr=("127.0.0.1", 0))
    with closing(transport):
        return await public_address.ask(sock, host, transport.get_extra_info("sockname")[1])


async def test_the_address_is_asked_for_until_an_answer_comes(
    sock: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    responder = Responder(deaf_for=2)
    assert await ask(sock, responder) == [MAPPED[0]]
    assert responder.asked == 3
    assert "public address found by STUN" in caplog.messages
    assert "a NAT changes our UDP port: forward the port to this machine" in caplog.messages


async def test_an_answer_to_another_question_is_not_believed(
    sock: socket.socket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(public_address, "WAITS_SECONDS", (0.02, 0.02))
    responder = Responder(deaf_for=0, transaction_id=bytes(12))
    assert await ask(sock, responder) == []
    assert any("no answer from the STUN server" in each for each in caplog.messages)


async def test_a_server_whose_name_is_unknown_is_told_and_nothing_stops(
    sock: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    assert await public_address.ask(sock, "stun.invalid", 3478) == []
    assert "the STUN server's name could not be resolved" in caplog.messages


@pytest.mark.skipif(not is_there(TURNSERVER), reason="needs coturn: install the package 'coturn'")
@pytest.mark.parametrize(
    ("bind_host", "loopback"), [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("::", "::1")]
)
async def test_a_forwarder_announces_what_a_real_server_tells_and_media_comes_there(
    bind_host: str, loopback: str, told: Told, tmp_path: Path
) -> None:
    async with Coturn(tmp_path, host=loopback) as coturn:
        # As seen on loopback; without STUN this machine's other addresses would be announced.
        sfu = Sfu(SfuSettings(bind_host=bind_host, stun_server=(loopback, coturn.port)), told)
        await sfu.start()
        sfu.set_publications("room", "ana", frozenset())
        ana = Client(sfu, told, "ana")
        ana.host = loopback
        answer = await sfu.answer("room", "ana", ana.offer())
        assert f" {loopback} {sfu.port} typ host" in answer
        assert answer.count("a=candidate") == answer.count(f" {loopback} ")
        await ana.connect()
        await ana.close()
        await sfu.close()
