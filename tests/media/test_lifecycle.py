"""How transports end and begin anew: silence, faults, and a second one beside the first."""

from __future__ import annotations

import asyncio

import pytest

from media import aiortc_private as private
from media.ids import Source
from media.sfu import Sfu
from tests.fuzz.handshakes import Flights
from tests.media.conftest import Join
from tests.media.wire import Client, Told


async def test_a_speaker_who_falls_silent_is_told_to_offer_again(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    for sequence in range(5):
        ana.speak(sequence)
    await told.until(lambda: ben.received)
    await told.until(lambda: told.lost)
    assert told.lost == ["ana"]
    assert sfu.statistics().counters["peers_stalled"] == 1


async def test_one_who_is_muted_may_be_silent(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    ana.speak(1)
    await told.until(lambda: ben.received)
    sfu.set_publications("room", "ana", frozenset())
    eva = await join("eva")
    eva.speak(1)
    await told.until(lambda: told.lost)
    assert told.lost == ["eva"]


async def test_a_seat_taken_up_elsewhere_receives_nothing_more_where_it_was(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    ana.speak(1)
    await told.until(lambda: ben.received and eva.received)
    sfu.disconnect("room", "ben")
    before = len(ben.received), len(eva.received)
    for sequence in range(2, 6):
        ana.speak(sequence)
    await told.until(lambda: len(eva.received) >= before[1] + 4)
    assert len(ben.received) == before[0]
    ben_elsewhere = await join("ben")
    ana.speak(6)
    await told.until(lambda: ben_elsewhere.received)


async def test_a_transport_that_cannot_be_set_up_ends_and_the_next_one_works(
    sfu: Sfu, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(dtls: private.Dtls, repeatable: list[int]) -> private.SrtpSessions:
        raise RuntimeError("no keys")

    sfu.set_publications("room", "ana", frozenset({Source.MICROPHONE}))
    ana = Client(sfu, told, "ana")
    with monkeypatch.context() as patch:
        patch.setattr(private.Dtls, "sessions", fail)
        with pytest.raises(RuntimeError):  # the client takes its keys by the same way
            await ana.connect()
        await told.until(lambda: told.lost == ["ana"])
    await ana.close()
    again = Client(sfu, told, "ana")
    async with asyncio.timeout(10):
        await again.connect()
    await again.close()


async def test_a_connection_that_ends_at_any_moment_of_its_handshake_leaves_nothing_behind(
    sfu: Sfu, told: Told
) -> None:
    before = asyncio.all_tasks()
    for moment in range(40):
        await _end_within_handshake(sfu, told, moment)
        if left := asyncio.all_tasks() - before:  # some have been told to end just now
            _, waiting = await asyncio.wait(left, timeout=1)
            assert not waiting, f"after {moment} turns of the loop"


async def _end_within_handshake(sfu: Sfu, told: Told, moment: int) -> None:
    """Remove somebody so many turns of the event loop after the last flight of her handshake came."""
    ana = Client(sfu, told, "ana")
    await ana.open_socket()
    ana.read_answer(await sfu.answer("room", "ana", ana.offer()))
    ana.check()
    await told.until(lambda: ana.answers)
    peer = sfu._rooms["room"].seats["ana"].joining
    assert peer is not None
    flights = Flights(ana._certificate)
    peer.endpoint.handshake(flights.after())
    peer.endpoint.handshake(flights.after(await ana._incoming.get()))
    for _ in range(moment):
        await asyncio.sleep(0)
    sfu.remove_peer("room", "ana")
    await peer.ended()
    await ana.close()
