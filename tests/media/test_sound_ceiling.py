"""How much sound one microphone may send: an honest one is never cut, however late we read; a flood is."""

from __future__ import annotations

import asyncio
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.counters import Counters
from media.ids import Source
from media.intake import Intake
from media.link import Link
from media.outgoing import Subscription
from media.reception import PublisherClock
from media.redundancy import MAX_BLOCKS
from media.rtp import Packet
from media.sfu import Sfu
from media.streams import SOUND_BURST, SOUND_PER_SECOND, Stream
from tests.media.conftest import Join
from tests.media.owner import Nobody
from tests.media.test_hostile import counted, still_works
from tests.media.wire import DOUBLED, OPUS, Told

BUSIEST_PER_SECOND = 100
"""An honest microphone of 10 ms a packet; browsers send 20 ms."""


def microphone(source: Source = Source.MICROPHONE) -> Stream:
    return Stream(Link(Nobody()), source, "", {OPUS: "OPUS"}, PublisherClock(), DOUBLED)


@given(
    st.lists(st.tuples(st.integers(1, 500), st.floats(0.0, 2.0)), min_size=1, max_size=20),
    st.booleans(),
)
def test_an_honest_microphone_is_never_cut_however_we_stall(
    stalls: list[tuple[int, float]], repeated: bool
) -> None:
    """After so many packets this process sleeps for so long, and then reads all that came in one moment.

    `repeated`: each packet of 20 ms comes twice instead, as when all of it is sent again.
    """
    voice, sent, read_at = microphone(), 100.0, 100.0
    step = (1 if not repeated else 2) / BUSIEST_PER_SECOND
    for packets, seconds in stalls:
        for index in range(packets):
            sent += step
            read_at = max(read_at, sent + (seconds if index == 0 else 0.0))
            assert all(voice.may_come(read_at) for _ in range(2 if repeated else 1))


async def test_what_came_while_we_slept_for_two_seconds_reaches_everybody(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben = await join("ana"), await join("ben")
    for sequence in range(2 * BUSIEST_PER_SECOND):
        ana.speak(sequence)  # nobody else runs meanwhile: it waits in the socket
    await told.until(lambda: len(ben.in_slot("v0")) == 2 * BUSIEST_PER_SECOND)
    assert sfu.statistics().counters["sound_over_ceiling"] == 0


async def test_a_flood_of_sound_is_not_passed_on(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    began = time.monotonic()
    for sequence in range(SOUND_BURST * 2):
        ana.speak(sequence)
        if sequence % 50 == 0:
            await asyncio.sleep(0)
    await counted(sfu, "sound_over_ceiling", 1)
    forwarded = sfu.statistics().counters["packets_forwarded"]
    seconds = time.monotonic() - began
    assert forwarded <= 2 * (SOUND_BURST + SOUND_PER_SECOND * seconds + 1), "to two others"
    await still_works(told, ben, eva, 1)


@pytest.mark.parametrize("source", [Source.MICROPHONE, Source.SCREEN_SOUND])
def test_a_flood_is_cut_to_the_ceiling(source: Source) -> None:
    sound = microphone(source)
    seconds, per_second = 20, 4000
    taken = sum(sound.may_come(100.0 + index / per_second) for index in range(seconds * per_second))
    assert abs(taken - (SOUND_BURST + SOUND_PER_SECOND * seconds)) <= 2


def test_pictures_have_no_such_ceiling() -> None:
    picture = Stream(Link(Nobody()), Source.CAMERA, "h", {96: "VP8"}, PublisherClock())
    assert all(picture.may_come(100.0) for _ in range(SOUND_BURST * 10))


def test_what_comes_inside_other_packets_has_the_same_ceiling_and_costs_those_nothing() -> None:
    counters, fanned = Counters(), list[Packet]()

    def fan(subscriptions: list[Subscription], packet: Packet) -> None:
        fanned.append(packet)

    intake, voice = Intake(counters, fan), microphone()
    voice.forwardable = True
    voice.refresh()
    earlier = b"".join(
        struct.pack("!I", (0x80 | OPUS) << 24 | 960 * back << 10 | 1) for back in range(MAX_BLOCKS, 0, -1)
    )
    payload = earlier + bytes([OPUS]) + b"x" * (MAX_BLOCKS + 1)
    packets = SOUND_BURST
    for index in range(packets):
        sequence = index * (MAX_BLOCKS + 1)
        intake.accept(voice, 0, DOUBLED, sequence, sequence * 960, payload, 100.0)
    assert counters.packets_recovered == SOUND_BURST
    assert counters.sound_over_ceiling == (packets - 1) * MAX_BLOCKS - SOUND_BURST
    assert voice.packets == packets + SOUND_BURST
    assert all(voice.may_come(100.0) for _ in range(SOUND_BURST)), "nothing of it was used up"
