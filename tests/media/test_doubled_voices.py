"""Voices sent twice, over a real wire: what is lost comes with the next packet, to those who need it."""

from __future__ import annotations

import asyncio
import re

from media import rtcp
from media.ids import Source
from media.redundancy import NEED_PACKETS, unpack
from media.sfu import Sfu
from tests.media.conftest import Join
from tests.media.wire import DOUBLED, OPUS, Client, Received, Told


def opened(packet: Received) -> tuple[bytes, list[bytes]]:
    found = unpack(packet.payload)
    assert found is not None
    own, earlier = found
    return own, [each.payload for each in earlier]


async def heard(told: Told, hearer: Client, count: int) -> None:
    await told.until(lambda: len(hearer.in_slot("v0")) >= count)


async def test_a_lost_voice_comes_out_of_the_next_packet_without_asking(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben = await join("ana", doubles=True), await join("ben")
    ana.speak_doubled(1, b"one", b"zero")
    ana.speak_doubled(3, b"three", b"two")
    ana.speak_doubled(4, b"four", b"three")
    await heard(told, ben, 4)
    first = ben.in_slot("v0")[0]
    assert [each.payload for each in ben.in_slot("v0")] == [b"one", b"two", b"three", b"four"]
    assert [each.payload_type for each in ben.in_slot("v0")] == [OPUS] * 4
    assert [each.sequence - first.sequence for each in ben.in_slot("v0")] == [0, 1, 2, 3]
    assert [each.timestamp - first.timestamp for each in ben.in_slot("v0")] == [0, 960, 1920, 2880]
    counters = sfu.statistics().counters
    assert counters["packets_recovered"] == 1
    assert counters["packets_asked_for"] == 0


async def test_two_lost_voices_are_asked_for_but_for_the_last(join: Join, told: Told) -> None:
    ana, ben = await join("ana", doubles=True), await join("ben")
    ana.speak_doubled(1, b"one", b"zero")
    ana.speak_doubled(4, b"four", b"three")
    await told.until(lambda: any(isinstance(each, rtcp.Nack) for each in ana.reports))
    asked = next(each for each in ana.reports if isinstance(each, rtcp.Nack))
    assert asked.sequences == (2,)
    ana.speak_doubled(2, b"two", b"one")
    await heard(told, ben, 4)
    assert [each.payload for each in ben.in_slot("v0")] == [b"one", b"three", b"four", b"two"]


async def until_doubled(ana: Client, ben: Client, sequence: int) -> int:
    """Let Ana speak until Ben gets her voice twice; the next sequence number is given."""
    async with asyncio.timeout(10):
        while ben.in_slot("v0")[-1].payload_type != DOUBLED:
            ana.speak(sequence, payload=b"%d" % sequence)
            sequence += 1
            await asyncio.sleep(0.02)
    return sequence


async def lose_some(told: Told, ana: Client, ben: Client) -> int:
    for sequence in range(1, NEED_PACKETS + 2):
        ana.speak(sequence)
    await heard(told, ben, NEED_PACKETS + 1)
    lost = [each.sequence for each in ben.in_slot("v0")[1:]]
    ben.send_rtcp(rtcp.nack(1, ben.slot_ssrcs["v0"][0], lost))
    return NEED_PACKETS + 2


async def test_who_loses_voices_gets_them_twice_and_others_do_not(join: Join, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben", doubles=True), await join("eva", doubles=True)
    sequence = await until_doubled(ana, ben, await lose_some(told, ana, ben))
    began = ben.in_slot("v0")[-1]
    assert opened(began) == (b"%d" % (sequence - 1), []), "a new stretch begins with nothing before it"
    assert began.sequence == ben.in_slot("v0")[-2].sequence + 1
    ana.speak(sequence, payload=b"next")
    await told.until(lambda: ben.in_slot("v0")[-1] is not began)
    assert opened(ben.in_slot("v0")[-1]) == (b"next", [b"%d" % (sequence - 1)])
    await told.until(lambda: eva.in_slot("v0")[-1].payload == b"next")
    assert all(each.payload_type == OPUS for each in eva.in_slot("v0"))


async def test_a_doubled_voice_is_resent_to_the_byte_and_only_if_its_successor_is_lost_too(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben = await join("ana"), await join("ben", doubles=True)
    sequence = await until_doubled(ana, ben, await lose_some(told, ana, ben))
    count = len(ben.received)
    for each in range(sequence, sequence + 3):
        ana.speak(each, payload=b"%d" % each)
    await told.until(lambda: len(ben.received) == count + 3)
    first, second, _ = ben.received[-3:]
    before = sfu.statistics().counters["packets_resent"]
    ssrc = ben.slot_ssrcs["v0"][0]
    ben.send_rtcp(rtcp.nack(1, ssrc, [second.sequence]))
    ben.send_rtcp(rtcp.nack(1, ssrc, [first.sequence, second.sequence]))
    await told.until(lambda: first.sealed in ben.refused)
    assert sfu.statistics().counters["packets_resent"] == before + 1
    assert second.sealed not in ben.refused


async def test_a_client_that_cannot_read_doubled_voices_never_gets_them(join: Join, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    sequence = await lose_some(told, ana, ben)
    reports = len(ben.raw_rtcp)
    await told.until(lambda: len(ben.raw_rtcp) > reports + 1)
    ana.speak(sequence, payload=b"plain")
    await told.until(lambda: ben.received[-1].payload == b"plain")
    assert all(each.payload_type == OPUS for each in ben.in_slot("v0"))


async def test_only_microphones_are_asked_to_double(sfu: Sfu, told: Told) -> None:
    ana = Client(sfu, told, "ana")
    ana.doubles = True
    parts = (await sfu.answer("room", "ana", ana.offer())).split("m=")[1:]
    doubled = [re.search(r"a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n", part) for part in parts]
    sounds = [index for index, part in enumerate(parts) if part.startswith("audio")]
    names = [Source.MICROPHONE, Source.SCREEN_SOUND, "v0", "v1", "v2", "screen_sound"]
    assert [name for name, index in zip(names, sounds, strict=True) if doubled[index]] == [
        Source.MICROPHONE,
        "v0",
        "v1",
        "v2",
    ]
    assert parts[0].startswith("audio 9 UDP/TLS/RTP/SAVPF 63 111\r\n")
