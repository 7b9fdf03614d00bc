"""Which addresses the port sends to: those that proved themselves, and never those that a client names."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from media.sfu import Sfu
from tests.media.conftest import Join
from tests.media.test_hostile import counted, still_works
from tests.media.wire import Client, Told


async def test_addresses_that_an_offer_names_are_never_probed(join: Join, sfu: Sfu, told: Told) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as trap:
        trap.bind(("127.0.0.1", 0))
        trap.setblocking(False)
        host, port = trap.getsockname()
        ana = Client(sfu, told, "ana")
        offer = ana.offer
        named = [(host, port), ("10.0.0.1", 53), ("169.254.169.254", 80), ("192.168.0.1", 53), ("::1", port)]
        lines = [
            f"a=candidate:{n} 1 udp {1000 - n} {host} {port} typ host\r\n"
            for n, (host, port) in enumerate(named)
        ]
        ana.offer = lambda: offer() + "".join(lines)  # type: ignore[method-assign]
        await ana.connect()
        ben = await join("ben")
        await still_works(told, ben, ana, 1)
        with pytest.raises(BlockingIOError):
            trap.recv(1500)
        await ana.close()


async def test_the_connection_test_answers_a_check_and_makes_nobody_known(sfu: Sfu, told: Told) -> None:
    tester = Client(sfu, told, "tester")
    await tester.open_socket()
    tester.read_answer(sfu.connection_test())
    tester.check()
    await told.until(lambda: tester.answers == 1)
    tester.send_raw(bytes([22]) + bytes(60))  # a handshake, which the port has nobody for
    await counted(sfu, "datagrams_unknown", 1)
    tester.check(password="wrong" * 5)
    await counted(sfu, "checks_refused", 1)
    assert tester.answers == 1
    assert told.connected == []
    await tester.close()
