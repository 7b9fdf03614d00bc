"""Real peers over loopback: does each packet reach whom it should, and nobody else?"""

from __future__ import annotations

from collections.abc import Callable

from media import rtcp, twcc
from media.adaptation import ClientReport
from media.ids import Source
from media.sfu import Sfu, SfuSettings
from tests.media.conftest import Join
from tests.media.wire import DELTA_FRAME, KEY_FRAME, NUMBER, VP8, VP8_REPAIR, Client, Told

Show = Callable[..., None]


async def key_frame_asked(told: Told, client: Client, layer: str) -> None:
    ssrc = client.ssrcs[Source.CAMERA, layer]
    await told.until(lambda: rtcp.KeyFrameRequest(ssrc) in client.reports)
    client.reports.clear()


async def watch(told: Told, show: Show, viewer: Client, whom: Client, layer: str = "l") -> int:
    """`viewer` shows `whom` in a layer; the next sequence number to send there is given."""
    show(viewer.name, whom.name, height_px={"l": 150, "m": 360, "h": 720}[layer])
    whom.film(layer, 1)
    await key_frame_asked(told, whom, layer)
    whom.film(layer, 2, KEY_FRAME)
    await told.until(lambda: told.shows(viewer.name, whom.name, Source.CAMERA))
    await told.until(lambda: viewer.in_slot("p0"))
    return 3


async def two_in(told: Told, viewer: Client, slot: str) -> None:
    await told.until(lambda: len(viewer.in_slot(slot)) == 2)


async def test_a_voice_reaches_everyone_but_its_own_mouth(join: Join, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    ana.speak(1)
    await told.until(lambda: told.shows("ben", "ana", Source.MICROPHONE))
    await told.until(lambda: told.shows("eva", "ana", Source.MICROPHONE))
    ana.speak(2)
    for hearer in (ben, eva):
        slot = told.shows(hearer.name, "ana", Source.MICROPHONE)
        assert slot is not None
        await two_in(told, hearer, slot.slot)
        first, second = hearer.in_slot(slot.slot)
        assert first.marker
        assert not second.marker
        assert slot.rtp_timestamp == first.timestamp
        assert slot.mid == hearer.mids[slot.slot]
        assert second.timestamp - first.timestamp == 960
        assert second.payload == b"opus"
    assert not ana.received


async def test_a_mute_stops_the_voice_at_once_and_empties_the_slot(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    ana.speak(1)
    ben.speak(1)
    await told.until(lambda: ben.in_slot("v0") and ana.in_slot("v0"))
    sfu.set_publications("room", "ana", frozenset({Source.CAMERA}))
    ana.speak(2)
    ben.speak(2)
    await told.until(lambda: len(ana.in_slot("v0")) == 2)
    assert len(ben.in_slot("v0")) == 1
    await told.until(lambda: told.slots["ben"]["v0"].peer is None)
    sfu.set_publications("room", "ana", frozenset({Source.MICROPHONE}))
    ana.speak(3)
    await told.until(lambda: len(ben.in_slot("v0")) == 2)
    heard = ben.in_slot("v0")
    assert heard[1].sequence == heard[0].sequence + 1, "a pause leaves no gap to be repaired"
    assert (heard[1].timestamp - heard[0].timestamp) % 960 == 0
    assert heard[1].timestamp > heard[0].timestamp


async def test_who_takes_a_private_pause_neither_sends_nor_receives(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    for each in (ana, ben, eva):
        each.speak(1)
    await told.until(lambda: all(len(each.received) == 2 for each in (ana, ben, eva)))
    sfu.set_attentive("room", "ana", False)
    for each in (ana, ben, eva):
        each.speak(2)
    await told.until(lambda: len(ben.received) == 3 and len(eva.received) == 3)
    assert len(ana.received) == 2
    sfu.set_attentive("room", "ana", True)
    for each in (ana, ben, eva):
        each.speak(3)
    await told.until(lambda: len(ana.received) == 4 and len(ben.received) == 5)


async def test_a_held_room_forwards_no_microphone_but_the_pictures(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    ana.speak(1)
    await told.until(lambda: ben.in_slot("v0"))
    sfu.set_silenced("room", True)
    ana.speak(2)
    await watch(told, show, ben, ana)
    assert len(ben.in_slot("v0")) == 1
    assert told.speaking == []
    sfu.set_silenced("room", False)
    ana.speak(3)
    await told.until(lambda: len(ben.in_slot("v0")) == 2)


async def test_a_picture_that_nobody_shows_is_not_forwarded(join: Join, told: Told, show: Show) -> None:
    ana, ben = await join("ana"), await join("ben")
    ana.film("l", 1, KEY_FRAME)
    ana.speak(1)
    await told.until(lambda: ben.in_slot("v0"))
    assert len(ben.received) == 1
    assert told.layers["ana"] == []


async def test_a_picture_begins_with_a_key_frame_and_changes_layer_without_a_seam(
    join: Join, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "l")
    assert told.layers["ana"] == ["l"]
    show("ben", "ana", height_px=720)
    await told.until(lambda: told.layers["ana"] == ["l", "m", "h"])
    ana.film("h", 500)
    await key_frame_asked(told, ana, "h")
    ana.film("l", 3)
    ana.film("h", 501, KEY_FRAME)
    ana.film("l", 4)
    ana.film("h", 502)
    await told.until(lambda: len(ben.in_slot("p0")) == 4)
    frames = ben.in_slot("p0")
    assert [each.payload[6:] for each in frames] == [KEY_FRAME, DELTA_FRAME, KEY_FRAME, DELTA_FRAME]
    steps = range(4)
    assert [each.sequence - frames[0].sequence for each in frames] == list(steps)
    assert [each.picture_id - frames[0].picture_id for each in frames] == list(steps)
    assert [each.payload[4] - frames[0].payload[4] for each in frames] == [0, 0, 1, 1]
    assert [each.timestamp for each in frames] == sorted({each.timestamp for each in frames})
    assert all(set(each.extensions) == {NUMBER} for each in frames), "the publisher's ids are gone"


async def test_a_stopped_layer_is_replaced_by_one_that_comes(join: Join, told: Told, show: Show) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "h")
    ana.keep_filming("l", 1)
    await key_frame_asked(told, ana, "l")
    ana.film("l", 1000, KEY_FRAME)
    await told.until(lambda: len(ben.in_slot("p0")) == 2)


async def test_a_late_packet_of_the_old_source_is_not_forwarded_after_a_change(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "l")
    show("ben", "ana", height_px=720)
    ana.film("h", 500)
    await key_frame_asked(told, ana, "h")
    ana.film("h", 501)
    ana.film("h", 503, KEY_FRAME)
    ana.film("h", 502)
    ana.film("h", 504)
    await told.until(lambda: len(ben.in_slot("p0")) == 3)
    assert not ben.refused
    assert sfu.statistics().counters["packets_stray"] == 1
    assert sfu.statistics().counters["encryption_failed"] == 0


async def test_one_key_frame_request_serves_all_who_wait(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana = await join("ana")
    viewers = [await join(name) for name in ("ben", "eva", "ida")]
    for viewer in viewers:
        show(viewer.name, "ana", height_px=150)
    ana.film("l", 1)
    await key_frame_asked(told, ana, "l")
    ana.film("l", 2, KEY_FRAME)
    await told.until(lambda: all(viewer.in_slot("p0") for viewer in viewers))
    assert sfu.statistics().counters["key_frames_asked_for"] == 1


async def test_a_shared_screen_and_its_sound_have_slots_of_their_own(
    join: Join, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    show("ben", "ana", source=Source.SCREEN, height_px=720)
    screen, sound = ana.ssrcs[Source.SCREEN, ""], ana.ssrcs[Source.SCREEN_SOUND, ""]
    frame = b"\x10" + KEY_FRAME
    ana.send(screen, VP8, 1, 6000, frame)
    ana.send(sound, 111, 1, 960, b"music")
    await told.until(lambda: ben.in_slot("screen") and ben.in_slot("screen_sound"))
    assert ben.in_slot("screen")[0].payload == frame
    pointing = told.shows("ben", "ana", Source.SCREEN)
    assert pointing is not None
    assert pointing.slot == "screen"


async def test_a_camera_without_layers_is_forwarded_too(join: Join, told: Told, show: Show) -> None:
    ana, ben = await join("ana", rids=()), await join("ben")
    show("ben", "ana")
    ana.send(ana.ssrcs[Source.CAMERA, "h"], VP8, 1, 6000, b"\x10" + KEY_FRAME)
    await told.until(lambda: ben.in_slot("p0"))


async def test_what_a_publisher_lost_is_asked_for_and_repaired_for_all(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "l")
    ana.film("l", 4)
    ssrc = ana.ssrcs[Source.CAMERA, "l"]
    await told.until(lambda: rtcp.Nack(ssrc, (3,)) in ana.reports)
    ana.film_again("l", 3, 1)
    ana.film_again("l", 3, 2)
    await told.until(lambda: sfu.statistics().counters["packets_duplicate"] == 1)
    await told.until(lambda: len(ben.in_slot("p0")) == 3)
    sequences = [each.sequence for each in ben.in_slot("p0")]
    assert sequences == [sequences[0], sequences[0] + 2, sequences[0] + 1]
    assert sfu.statistics().counters["packets_repaired"] == 1


async def test_a_voice_that_a_publisher_lost_is_asked_for_too(join: Join, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    ana.speak(1)
    ana.speak(3)
    ssrc = ana.ssrcs[Source.MICROPHONE, ""]
    await told.until(lambda: rtcp.Nack(ssrc, (2,)) in ana.reports)
    ana.speak(2)
    await told.until(lambda: len(ben.in_slot("v0")) == 3)


def first_only(ssrc: int, lost: list[int]) -> Callable[[int, int], bool]:
    """Loses one packet of a slot and notes its number."""

    def loses(of: int, sequence: int) -> bool:
        if of != ssrc or lost:
            return False
        lost.append(sequence)
        return True

    return loses


async def test_a_subscribers_nack_is_answered_by_rtx(join: Join, told: Told, show: Show) -> None:
    ana, ben = await join("ana"), await join("ben")
    ssrc, _ = ben.slot_ssrcs["p0"]
    lost: list[int] = []
    await watch(told, show, ben, ana, "l")
    ben.loses = first_only(ssrc, lost)
    ana.film("l", 3)
    ana.film("l", 4)
    await told.until(lambda: len(ben.in_slot("p0")) == 2)
    ben.send_rtcp(rtcp.nack(1, ssrc, lost))
    await told.until(lambda: ben.repairs("p0"))
    repair = ben.repairs("p0")[0]
    before, after = ben.in_slot("p0")
    assert repair.payload_type == VP8_REPAIR
    assert int.from_bytes(repair.payload[:2], "big") == lost[0]
    assert (
        repair.payload[2:]
        == after.payload[:2] + bytes([after.payload[2], after.payload[3] - 1]) + after.payload[4:]
    )
    assert before.timestamp < repair.timestamp < after.timestamp


async def test_a_voice_is_resent_byte_for_byte(join: Join, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    lost: list[int] = []
    ssrc, _ = ben.slot_ssrcs["v0"]
    ben.loses = first_only(ssrc, lost)
    ana.speak(1)
    ana.speak(2)
    await told.until(lambda: len(ben.received) == 1)
    ben.send_rtcp(rtcp.nack(1, ssrc, lost))
    await told.until(lambda: len(ben.received) == 2)
    assert ben.received[1].marker, "the first of a new voice, also when it is sent again"
    ben.send_rtcp(rtcp.nack(1, ssrc, lost))
    await told.until(lambda: ben.refused)
    assert ben.refused == [ben.received[1].sealed]


async def test_what_was_muted_is_not_resent(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    ana.speak(1)
    await told.until(lambda: ben.in_slot("v0"))
    sfu.set_publications("room", "ana", frozenset())
    ben.send_rtcp(rtcp.nack(1, ben.slot_ssrcs["v0"][0], [ben.received[0].sequence]))
    await told.until(lambda: sfu.statistics().counters["resends_refused"] == 1)
    assert len(ben.received) == 1


async def test_a_nack_brings_nothing_that_was_never_sent(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    ana.speak(1)
    await told.until(lambda: ben.in_slot("v0"))
    sfu.set_attentive("room", "ben", False)
    ana.speak(2)
    await told.until(lambda: len(eva.received) == 2)
    ben.send_rtcp(rtcp.nack(1, ben.slot_ssrcs["v0"][0], [ben.received[0].sequence + 1]))
    await told.until(lambda: sfu.statistics().counters["resends_refused"] == 1)
    assert len(ben.received) == 1


async def test_publishers_get_feedback_on_every_packet_and_receiver_reports(join: Join, told: Told) -> None:
    ana = await join("ana")
    for sequence in range(1, 11):
        ana.speak(sequence)
    ssrc = ana.ssrcs[Source.MICROPHONE, ""]

    def arrived() -> set[int]:
        parts = [each for each in ana.reports if isinstance(each, rtcp.TransportFeedback)]
        told_of = [feedback for part in parts if (feedback := twcc.read(part.body)) is not None]
        return {each.first + index for each in told_of for index, came in enumerate(each.symbols) if came}

    await told.until(lambda: arrived() == set(range(1, 11)))
    await told.until(lambda: any(isinstance(e, rtcp.ReportBlock) and e.ssrc == ssrc for e in ana.reports))


async def test_subscribers_get_sender_reports_that_agree_with_the_capture_times(
    join: Join, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "l")
    ana.speak(1)
    await told.until(lambda: ben.in_slot("v0"))
    ssrcs = {ben.slot_ssrcs["v0"][0], ben.slot_ssrcs["p0"][0]}

    def reports() -> dict[int, rtcp.SenderReport]:
        return {e.ssrc: e for e in ben.reports if isinstance(e, rtcp.SenderReport)}

    await told.until(lambda: ssrcs <= set(reports()))
    # Both were sent in the same moment or so: by the reports their capture times are close.
    captured = []
    for slot, clock_hz in (("v0", 48_000), ("p0", 90_000)):
        report = reports()[ben.slot_ssrcs[slot][0]]
        distance = rtcp_distance(ben.in_slot(slot)[0].timestamp, report.rtp_timestamp)
        captured.append(report.ntp_seconds + distance / clock_hz)
    assert abs(captured[0] - captured[1]) < 2


def rtcp_distance(later: int, earlier: int) -> int:
    return (later - earlier + 0x8000_0000) % 0x1_0000_0000 - 0x8000_0000


async def test_speakers_are_told_from_their_first_sounds(join: Join, told: Told) -> None:
    ana = await join("ana")
    await join("ben")
    for sequence in range(1, 6):
        ana.speak(sequence, level=40)
    await told.until(lambda: told.speaking == ["ana"])
    await told.until(lambda: told.speaking == [])


async def test_a_report_of_heavy_loss_takes_the_picture_down_a_layer(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "h")
    sfu.report("room", "ben", ClientReport(available_bps=400_000))
    ana.film("l", 1)
    await key_frame_asked(told, ana, "l")
    ana.film("l", 2, KEY_FRAME)
    await told.until(lambda: len(ben.in_slot("p0")) == 2)
    statistics = sfu.peer_statistics("room", "ben")
    assert statistics is not None
    assert statistics.limit_bps == 400_000


async def test_a_second_connection_replaces_the_first_and_keeps_everything(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "l")
    told.slots.clear()
    again = Client(sfu, told, "ben")
    await again.connect()
    await key_frame_asked(told, ana, "l")
    ana.film("l", 3, KEY_FRAME)
    await told.until(lambda: again.in_slot("p0"))
    # The old one plays on for a moment.
    await told.until(lambda: len(ben.in_slot("p0")) == 2)
    assert told.slots["ben"]["p0"].mid == again.mids["p0"]
    await again.close()
    await told.until(lambda: "ben" in told.lost)


async def test_a_publishers_new_connection_takes_over_in_the_same_slot(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "l")
    again = Client(sfu, told, "ana")
    await again.connect()
    again.film("l", 100)
    await key_frame_asked(told, again, "l")
    again.film("l", 101, KEY_FRAME)
    await told.until(lambda: len(ben.in_slot("p0")) == 2)
    first, second = ben.in_slot("p0")
    assert (second.sequence, second.picture_id) == (first.sequence + 1, first.picture_id + 1)
    await again.close()


async def test_who_is_removed_gets_and_sends_not_one_more_packet(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    ana.speak(1)
    await told.until(lambda: ben.received and eva.received)
    sfu.remove_peer("room", "ana")
    ana.speak(2)
    ben.speak(1)
    await told.until(lambda: len(eva.received) == 2)
    assert not ana.received
    assert len(ben.received) == 1
    assert sfu.peer_statistics("room", "ana") is None


async def test_an_empty_room_is_forgotten(join: Join, sfu: Sfu, told: Told) -> None:
    await join("ana")
    assert sfu.statistics().rooms == 1
    sfu.remove_peer("room", "ana")
    assert sfu.statistics().rooms == 0


async def test_in_a_room_of_more_voices_than_slots_who_speaks_is_heard(join: Join, told: Told) -> None:
    hearer = await join("zoe")
    others = [await join(name) for name in ("ana", "ben", "eva", "ida")]
    for each in others[:3]:
        each.speak(1, level=127)
    await told.until(lambda: sum(len(hearer.in_slot(f"v{index}")) for index in range(3)) == 3)
    for sequence in range(1, 8):
        others[3].speak(sequence, level=30)
    await told.until(lambda: told.speaking == ["ida"])
    for sequence in range(8, 10):
        others[3].speak(sequence, level=30)
    await told.until(lambda: told.shows("zoe", "ida", Source.MICROPHONE))
    heard = [each.peer for slot, each in told.slots["zoe"].items() if slot.startswith("v")]
    assert len(heard) == 3
    assert heard.count("ida") == 1


async def test_a_publisher_is_told_again_which_layers_are_needed_when_it_comes_back(
    join: Join, sfu: Sfu, told: Told, show: Show
) -> None:
    ana, ben = await join("ana"), await join("ben")
    await watch(told, show, ben, ana, "l")
    told.layers.clear()
    again = Client(sfu, told, "ana")
    await again.connect()
    await told.until(lambda: told.layers.get("ana"))
    await again.close()


async def test_the_port_serves_ipv6_as_well_as_ipv4(told: Told) -> None:
    sfu = Sfu(SfuSettings(bind_host="::", public_addresses=("::1",)), told)
    await sfu.start()
    ana, ben = Client(sfu, told, "ana"), Client(sfu, told, "ben")
    ana.host = "::1"
    await ana.connect()
    ben.rewrite_answer = lambda text: text.replace(" ::1 ", " 127.0.0.1 ")
    await ben.connect()
    sfu.set_publications("room", "ana", frozenset({Source.MICROPHONE}))
    ana.speak(1)
    await told.until(lambda: ben.in_slot("v0"))
    for each in (ana, ben):
        await each.close()
    await sfu.close()
