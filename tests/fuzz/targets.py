"""What is fuzzed: each target takes any bytes, and raises where the code breaks a promise.

Targets are plain functions, so that the same ones serve atheris, the mutations of `tests.fuzz.mutation`
and the corpus in the suite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from media import rtcp, rtp, sdp, twcc
from media.answer import AnswerParts, SlotSsrcs, write_answer
from media.redundancy import unpack
from media.stun import check_answer, ice_user, read_check
from tests.fuzz.forwarding import forwarding
from tests.fuzz.handshakes import handshake
from tests.fuzz.offers import an_offer
from tests.fuzz.script import Script

CODECS: Final = ("OPUS", "VP8", "VP9", "H264", "AV1")
PASSWORD: Final = "p" * 24
MAX_ANSWER_CHARACTERS: Final = 1_000_000


def offer_text(data: bytes) -> None:
    """An offer of any text is refused with a reason, or answered with as many lines as it has."""
    answer_to(data.decode("utf-8", "surrogateescape"))


def offer_grammar(data: bytes) -> None:
    """The same with offers that are nearly right."""
    answer_to(an_offer(Script(data)))


def answer_to(text: str) -> None:
    """Answer an offer, or see it refused."""
    try:
        offer = sdp.parse_offer(text, 12, 16)
    except sdp.BadOffer as refused:
        if not refused.reason.isidentifier():
            raise AssertionError("a refusal has a code") from refused
        return
    slots = {line.slot: SlotSsrcs(1, 2) for line in offer.lines if line.slot is not None}
    parts = AnswerParts("user", PASSWORD, "AB:CD", [("192.0.2.1", 4000)], slots)
    answer = write_answer(offer, parts)
    assert len(answer) < MAX_ANSWER_CHARACTERS
    lines = answer.split("\r\n")
    assert lines.pop() == ""
    assert sum(line.startswith("m=") for line in lines) == len(offer.lines)
    assert all(line.isprintable() and line[1:2] == "=" for line in lines), "nothing of theirs breaks a line"
    assert not any("candidate:" in line for line in lines if "192.0.2.1" not in line)


def rtp_packet(data: bytes) -> None:
    """Reading a media packet stays within its bytes."""
    bounds = rtp.payload_bounds(data, len(data))
    if bounds is None:
        return
    start, end, payload_at = bounds
    assert 0 <= start <= end <= payload_at <= len(data)
    for wanted in range(16):
        at = rtp.find_extension(data, start, end, wanted)
        assert not at or start < at < end
    for number, value in rtp.extensions(data, start, end):
        assert 0 <= number < 256
        assert len(value) <= end - start
    payload = data[payload_at:]
    vp8 = rtp.vp8_descriptor(payload)
    assert max(vp8.picture_id_at + 1, vp8.tl0_at) < max(2, len(payload)), "both are written to"
    for codec in CODECS:
        rtp.starts_key_frame(codec, payload, vp8)
    rtp.vp8_key_frame_size(payload, vp8.frame_at)
    unpack(payload)


def rtcp_packet(data: bytes) -> None:
    """Reading a compound packet ends, and what it brings is bounded."""
    parts = list(rtcp.parse(data))
    assert len(parts) <= len(data)
    for part in parts:
        match part:
            case rtcp.Nack():
                assert len(part.sequences) <= rtcp.MAX_NACKS
                rtcp.nack(1, 2, part.sequences)
            case rtcp.TransportFeedback():
                transport_feedback(part.body)
            case rtcp.ReportBlock():
                rtcp.receiver_reports(1, [part])


def transport_feedback(data: bytes) -> None:
    """Absurd feedback is refused or bounded."""
    feedback = twcc.read(data)
    if feedback is not None:
        assert len(repr(feedback)) < 100 * 65_536


def stun_message(data: bytes) -> None:
    """A stranger's check is never accepted without our password."""
    assert len(ice_user(data)) <= len(data)
    check = read_check(data, PASSWORD)
    if check is not None:  # the fuzzer would have had to sign it
        check_answer(check, PASSWORD, ("192.0.2.1", 1))


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "offer_text": offer_text,
    "offer_grammar": offer_grammar,
    "rtp_packet": rtp_packet,
    "rtcp_packet": rtcp_packet,
    "transport_feedback": transport_feedback,
    "stun_message": stun_message,
    "forwarding": forwarding,
    "handshake": handshake,
}
