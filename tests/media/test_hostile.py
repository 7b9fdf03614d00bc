"""What comes to the port uninvited, broken or in excess: counted, dropped, others unaffected."""

from __future__ import annotations

import asyncio
import os
import random
import re
import socket
import struct
from collections.abc import AsyncIterator, Callable

import aioice.stun
import pytest

from media import rtcp
from media.core import MAX_REPORTERS, MAX_UNKNOWN_SSRCS, MOST_UNPROVEN, SUSPICIOUS
from media.ids import Source
from media.peer import DATAGRAM_BURST, RTCP_BURST
from media.port import CHECK_BURST, HANDSHAKE_BURST
from media.resending import NACKS_PER_SECOND
from media.sfu import BadOffer, Sfu, SfuSettings
from tests.media.conftest import Join
from tests.media.wire import MID, OPUS, RID, VP8, Client, Told


class Stranger:
    """A socket that nobody has authenticated."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", port))

    def send(self, data: bytes) -> None:
        self._socket.send(data)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
async def stranger(sfu: Sfu) -> AsyncIterator[Stranger]:
    stranger = Stranger(sfu.port)
    yield stranger
    stranger.close()


async def counted(sfu: Sfu, name: str, least: int) -> None:
    """Wait until a counter has reached `least`."""
    async with asyncio.timeout(10):
        while sfu.statistics().counters[name] < least:  # noqa: ASYNC110 - counters wake nobody
            await asyncio.sleep(0)


async def still_works(told: Told, speaker: Client, hearer: Client, sequence: int) -> None:
    before = len(hearer.received)
    speaker.speak(sequence)
    await told.until(lambda: len(hearer.received) > before)


async def test_garbage_from_strangers_is_counted_and_dropped(
    join: Join, sfu: Sfu, told: Told, stranger: Stranger
) -> None:
    ana, ben = await join("ana"), await join("ben")
    garbage = [b"", b"\x00", bytes(19), bytes(20), b"\x80", b"\x80\x60" + bytes(10), b"\x80\xc8\x00\x06"]
    garbage += [os.urandom(size) for size in (1, 4, 11, 12, 13, 100, 1200)]
    for data in garbage:
        stranger.send(data)
    stranger.send(bytes([0x80]) * 1600)
    await counted(sfu, "datagrams_oversized", 1)
    counters = sfu.statistics().counters
    assert counters["datagrams_unknown"] + counters["checks_refused"] == len(garbage)
    await still_works(told, ana, ben, 1)


async def test_a_check_with_a_wrong_password_gains_nothing(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    thief = Client(sfu, told, "thief")
    await thief.open_socket()
    thief.read_answer(await sfu.answer("other", "thief", thief.offer()))
    for name in ("_server_user", "_server"):
        setattr(thief, name, getattr(ana, name))
    thief.check(password="wrong" * 5)
    await counted(sfu, "checks_refused", 1)
    assert thief.answers == 0
    await still_works(told, ben, ana, 1)
    await thief.close()


async def test_truncated_checks_with_a_known_name_are_refused(
    join: Join, sfu: Sfu, stranger: Stranger
) -> None:
    ana = await join("ana")
    message = aioice.stun.Message(
        aioice.stun.Method.BINDING,
        aioice.stun.Class.REQUEST,
        attributes={"USERNAME": f"{ana._server_user}:abcd", "PRIORITY": 1},
    )
    message.add_message_integrity(b"guess")
    whole = bytes(message)
    for end in range(21, len(whole)):
        stranger.send(whole[:end])
    await counted(sfu, "checks_refused", len(whole) - 21)


async def test_a_changed_address_is_followed_once_it_is_authenticated(
    join: Join, told: Told, stranger: Stranger
) -> None:
    ana, ben = await join("ana"), await join("ben")
    ana.speak(1)
    await told.until(lambda: len(ben.received) == 1)
    await ben.open_socket()
    before = ben.answers
    ben.check()
    await told.until(lambda: ben.answers > before)
    ana.speak(2)
    await told.until(lambda: len(ben.received) == 2)
    ben.speak(1)
    await told.until(lambda: ana.received)


async def test_nobody_takes_over_the_address_of_a_peer_that_is_alive(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben = await join("ana"), await join("ben")
    thief = Client(sfu, told, "thief")
    thief.read_answer(await sfu.answer("other", "thief", thief.offer()))
    thief._transport = ana._transport  # as if the thief could forge Ana's source address
    thief.check()
    await counted(sfu, "checks_refused", 1)
    await still_works(told, ana, ben, 1)
    await still_works(told, ben, ana, 1)
    thief._transport = None


async def test_broken_packets_of_a_known_peer_are_counted_and_dropped(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben = await join("ana"), await join("ben")
    microphone = struct.pack("!I", ana.ssrcs[Source.MICROPHONE, ""])
    before = sfu.statistics().counters
    truncated = b"\x9f\x6f\x00\x01\x00\x00\x00\x01" + microphone
    ana.send_raw(truncated)
    ana.send_raw(b"\x80\x6f\x00\x01\x00\x00\x00\x01" + microphone + os.urandom(40))
    ana.send_raw(b"\x81\xc9\x00\x07" + os.urandom(60))
    ana.send_raw(b"\xff" + os.urandom(40))
    ana.send_raw(b"\x50" + os.urandom(40))
    await counted(sfu, "decryption_failed", before["decryption_failed"] + 2)
    await counted(sfu, "datagrams_malformed", before["datagrams_malformed"] + 3)
    await still_works(told, ana, ben, 1)


async def test_encrypted_but_malformed_rtcp_does_no_harm(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    ssrc = struct.pack("!I", ben.slot_ssrcs["v0"][0])
    for head in (
        b"\x9f\xc8\x00\x06",
        b"\x9f\xc9\xff\xff",
        b"\x81\xcd\x00\x02",
        b"\x8f\xcd\x00\x03",
        b"\x81\xce\x00\x01",
    ):
        ben.send_rtcp(head + ssrc + ssrc + bytes(8))
        ben.send_rtcp(head + ssrc)
    await counted(sfu, "rtcp_received", 10)
    await still_works(told, ana, ben, 1)


async def test_an_empty_receiver_report_is_dropped_before_decryption(join: Join, sfu: Sfu) -> None:
    ana = await join("ana")
    ana.send_rtcp(rtcp.receiver_reports(1, []) or b"\x80\xc9\x00\x01\x00\x00\x00\x01")
    await counted(sfu, "rtcp_empty", 1)


async def test_unknown_streams_are_ignored_and_soon_not_even_decrypted(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben = await join("ana"), await join("ben")
    for ssrc in range(1, MAX_UNKNOWN_SSRCS + 21):
        ana.send(ssrc, OPUS, 1, 1, b"who am I")
    await counted(sfu, "streams_unknown", MAX_UNKNOWN_SSRCS + 20)
    await still_works(told, ana, ben, 1)
    assert len(ben.received) == 1


async def test_a_layer_cannot_be_learnt_anew_for_ever(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    ids = [(MID, b"1"), (RID, b"l")]
    for ssrc in range(1, MAX_UNKNOWN_SSRCS + 21):
        ana.send(ssrc, VP8, 1, 1, b"x", ids=ids)
    await counted(sfu, "streams_unknown", 20)
    await still_works(told, ana, ben, 1)


async def test_reports_of_ever_new_senders_are_soon_not_decrypted(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben = await join("ana"), await join("ben")
    for sender in range(1, MAX_REPORTERS + 21):
        ana.send_rtcp(rtcp.picture_loss(sender, 2))
    await counted(sfu, "streams_unknown", 20)
    await still_works(told, ana, ben, 1)


async def test_forged_packets_of_a_known_address_use_up_none_of_its_streams(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben = await join("ana"), await join("ben")
    before = sfu.statistics().counters["decryption_failed"]
    forged = 2 * MAX_REPORTERS
    for ssrc in range(forged // 2):
        ana.send_raw(struct.pack("!BBHII", 0x80, OPUS, 1, 1, 5000 + ssrc) + os.urandom(30))
        ana.send_raw(struct.pack("!BBHI", 0x80, 201, 7, 5000 + ssrc) + os.urandom(40))
    await counted(sfu, "decryption_failed", before + forged)
    assert sfu.statistics().counters["streams_unknown"] == 0
    await still_works(told, ana, ben, 1)
    asked = sfu.statistics().counters["rtcp_received"]
    ana.send_rtcp(rtcp.picture_loss(1, 2))
    await counted(sfu, "rtcp_received", asked + 1)
    assert sfu.statistics().counters["streams_unknown"] == 0


def forged(client: Client, known: bool) -> bytes:
    """A voice packet nobody encrypted; `known`: who forged it has read the SSRC on the way."""
    ssrc = client.ssrcs[Source.MICROPHONE, ""] if known else random.getrandbits(32)
    return struct.pack("!BBHII", 0x80, OPUS, 7, 7, ssrc) + os.urandom(40)


def forged_report(sender: int) -> bytes:
    return struct.pack("!BBHI", 0x81, 201, 7, sender) + os.urandom(60)


@pytest.mark.parametrize("known", [False, True], ids=["unknown SSRCs", "her own SSRC"])
async def test_a_flood_under_a_forged_address_uses_up_nothing_of_its_owner(
    join: Join, sfu: Sfu, told: Told, known: bool
) -> None:
    ana, ben = await join("ana"), await join("ben")
    nack = rtcp.nack(9, 2, [1])
    ana.send_rtcp(nack)
    await counted(sfu, "resends_refused", 1)
    await still_works(told, ana, ben, 1)
    # As if another could forge Ana's source address.
    for batch in range(DATAGRAM_BURST // 50 + 20):
        for _ in range(50):
            ana.send_raw(forged_report(9 if known else batch) if batch < 10 else forged(ana, known))
        await asyncio.sleep(0)
    for sequence in range(2, 20):
        await still_works(told, ana, ben, sequence)
    ana.send_rtcp(nack)
    await counted(sfu, "resends_refused", 2)
    assert sfu.statistics().counters["decryption_failed"] > SUSPICIOUS


@pytest.mark.parametrize("known", [False, True], ids=["unknown SSRCs", "her own SSRC"])
async def test_of_a_flood_under_a_forged_address_no_more_is_decrypted_than_allowed(
    join: Join, sfu: Sfu, told: Told, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    before = sfu.statistics().counters["decryption_failed"]
    with monkeypatch.context() as patch:
        patch.setattr("media.peer.UNPROVEN_PER_SECOND", 0)  # so that it depends on no machine
        for _ in range(MOST_UNPROVEN // 50 + 2):
            for _ in range(50):
                ana.send_raw(forged(ana, known))
            await asyncio.sleep(0)
        await counted(sfu, "over_allowance", 1)
        counters = sfu.statistics().counters
        most = MOST_UNPROVEN if known else SUSPICIOUS
        assert counters["decryption_failed"] - before == most + 1
        await still_works(told, ben, eva, 1)
    before = len(ben.received)
    ana.keep_speaking(1)
    await told.until(lambda: len(ben.received) > before)  # soon after it has ended


async def test_a_flood_from_one_peer_is_cut_and_others_go_on(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    flood = b"\x80\x6f" + os.urandom(30)
    for _ in range(DATAGRAM_BURST // 50 + 40):
        for _ in range(100):
            ana.send_raw(flood)
        await asyncio.sleep(0)
    await counted(sfu, "over_allowance", 1)
    await still_works(told, ben, eva, 1)


async def test_a_flood_of_reports_is_cut_long_before_one_of_media(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    for _ in range(RTCP_BURST * 2):
        ana.send_rtcp(rtcp.picture_loss(1, 2))
    await counted(sfu, "over_allowance", 1)
    await still_works(told, ben, eva, 1)


async def test_a_storm_of_nacks_is_looked_at_no_further_than_is_useful(
    join: Join, sfu: Sfu, told: Told
) -> None:
    ana, ben = await join("ana"), await join("ben")
    ana.speak(1)
    await told.until(lambda: ben.received)
    ssrc = ben.slot_ssrcs["v0"][0]
    for _ in range(NACKS_PER_SECOND // 400):
        ben.send_rtcp(rtcp.nack(1, ssrc, range(400)))
    await counted(sfu, "resends_refused", NACKS_PER_SECOND // 400 * 400 - 1)
    await still_works(told, ana, ben, 2)


async def test_a_goodbye_behind_much_application_data_is_heard_at_once(join: Join, told: Told) -> None:
    ana = await join("ana")
    for _ in range(5):
        ana.send_raw(b"".join(ana.application_data(b"talk") for _ in range(20)))
    await ana.close()
    await told.until(lambda: told.lost == ["ana"])


async def test_a_flood_of_dtls_from_one_peer_is_cut(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    for _ in range(HANDSHAKE_BURST // 10 + 10):
        for _ in range(10):
            ana.send_raw(b"\x16\xfe\xfd" + bytes(60))
        await asyncio.sleep(0)
    await counted(sfu, "over_allowance", 1)
    await still_works(told, ben, eva, 1)


async def test_a_flood_of_checks_from_one_peer_is_cut(join: Join, sfu: Sfu, told: Told) -> None:
    ana, ben, eva = await join("ana"), await join("ben"), await join("eva")
    answered = sfu.statistics().counters["checks_answered"]
    for _ in range(CHECK_BURST // 10 + 40):
        for _ in range(10):
            ana.check()
        await asyncio.sleep(0)
    await counted(sfu, "over_allowance", 1)
    assert sfu.statistics().counters["checks_answered"] >= answered + CHECK_BURST // 2
    await still_works(told, ben, eva, 1)


async def test_a_closed_connection_is_told(join: Join, told: Told) -> None:
    ana = await join("ana")
    await ana.close()
    await told.until(lambda: told.lost == ["ana"])


async def test_a_silent_peer_expires(told: Told) -> None:
    sfu = Sfu(SfuSettings(bind_host="127.0.0.1", expire_seconds=0.2), told)
    await sfu.start()
    ana = Client(sfu, told, "ana")
    await ana.connect()
    await told.until(lambda: told.lost == ["ana"])
    assert sfu.statistics().counters["peers_expired"] == 1
    await ana.close()
    await sfu.close()


def without(text: str, prefix: str) -> str:
    return "".join(line + "\r\n" for line in text.splitlines() if not line.startswith(prefix))


@pytest.mark.parametrize(
    ("bend", "reason"),
    [
        (lambda text: text + "a=x\r\n" * 60_000, "too_long"),
        (lambda text: "hello", "not_sdp"),
        (lambda text: "v=0\r\n", "no_lines"),
        (lambda text: text + text[text.index("m=audio") :] * 8, "too_many_lines"),
        (lambda text: without(text, "a=group"), "not_bundled"),
        (lambda text: without(text, "a=mid:3"), "bad_line"),
        (lambda text: text.replace("m=audio", "m=application", 1), "bad_line"),
        (lambda text: text.replace("a=mid:3", "a=mid:4", 1), "bad_line"),
        (lambda text: text.replace("a=rid:m", "a=rid:x"), "bad_line"),
        (lambda text: re.sub(r"a=ssrc:\d+", "a=ssrc:4294967296", text), "bad_line"),
        (lambda text: re.sub(r"(FID \d+) \d+", r"\1 4294967296", text), "bad_line"),
        (lambda text: text.replace("a=sendonly", "a=sendrecv", 1), "bad_direction"),
        (lambda text: text.replace("a=recvonly", "a=sendonly"), "too_many_lines"),
        (lambda text: text.replace("a=setup:actpass", "a=setup:passive"), "bad_setup"),
        (lambda text: without(text, "a=rtpmap"), "no_codec"),
        (lambda text: without(text, "a=ice-pwd"), "no_ice"),
        (lambda text: without(text, "a=fingerprint"), "no_fingerprint"),
    ],
)
async def test_a_bad_offer_is_refused_with_its_reason(
    sfu: Sfu, told: Told, bend: Callable[[str], str], reason: str
) -> None:
    offer = bend(Client(sfu, told, "ana").offer())
    with pytest.raises(BadOffer) as refused:
        await sfu.answer("room", "ana", offer)
    assert refused.value.reason == reason
    assert sfu.statistics().rooms == 0
    assert sfu.statistics().counters["offers_refused"] == 1
