"""How transports end and begin anew: silence, faults, and a second one beside the first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from media import aiortc_private as private
from media import pointing
from media.fences import LOGGED_AT_ONCE
from media.ids import Source
from media.peer import Peer
from media.seat import Seat
from media.sfu import Sfu
from tests.fuzz.handshakes import Flights
from tests.media.conftest import Join
from tests.media.test_hostile import counted
from tests.media.wire import KEY_FRAME, Client, Told


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


async def test_a_fault_in_what_one_seat_is_to_show_is_told_and_leaves_the_others_alone(
    join: Join,
    sfu: Sfu,
    told: Told,
    show: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    point = pointing.point_sound

    def fail(seats: pointing.Seats, seat: Seat, peer: Peer, *, silenced: bool, now: float) -> None:
        if seat.name in ("ana", "ben"):
            raise LookupError(seat.name)
        point(seats, seat, peer, silenced=silenced, now=now)

    with monkeypatch.context() as patch:
        patch.setattr("media.room.point_sound", fail)
        show("eva", "ana")
        sfu.set_spotlight("room", "ana")  # all are to be looked at
        ana.film("l", 1, KEY_FRAME)
        ana.speak(1)
        await told.until(lambda: eva.in_slot("p0") and eva.in_slot("v0"))
    assert sfu.statistics().counters["faults"] >= 2
    messages = {record.getMessage() for record in caplog.records if record.levelname == "ERROR"}
    assert "pointing a seat's slots failed" in messages
    assert not any("ana" in each or "ben" in each for each in messages)
    sfu.set_spotlight("room", None)
    ana.speak(2)
    await told.until(lambda: ben.in_slot("v0"))


async def test_a_fault_in_what_recurs_for_one_seat_leaves_the_others_alone(
    join: Join, sfu: Sfu, told: Told, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana, ben = await join("ana"), await join("ben")

    def fail(now: float) -> None:
        raise RuntimeError

    monkeypatch.setattr(sfu._rooms["room"].seats["ana"].peer, "repair", fail)
    ana.raw_rtcp.clear()
    ben.raw_rtcp.clear()
    ana.film("l", 1)
    ben.film("l", 1)
    await told.until(lambda: ben.raw_rtcp)
    await counted(sfu, "faults", LOGGED_AT_ONCE + 3)
    assert not ana.raw_rtcp, "she is the one with the fault"
    logged = [each for each in caplog.records if each.levelname == "ERROR"]
    assert LOGGED_AT_ONCE <= len(logged) < sfu.statistics().counters["faults"]
    assert {each.getMessage() for each in logged} == {"serving a seat failed"}
