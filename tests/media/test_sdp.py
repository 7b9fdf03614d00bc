"""The contract of `media/sdp.py`, against offers of real browsers as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from media import answer, sdp
from media.ids import Source

OFFERS = Path(__file__).parent / "offers"
BROWSERS = ("chromium", "firefox")


def offer_of(browser: str) -> str:
    return (OFFERS / f"{browser}.sdp").read_text().replace("\r\n", "\n").replace("\n", "\r\n")


def answer_to(offer: sdp.Offer) -> str:
    slots = {
        line.slot: answer.SlotSsrcs(1000 + index, 2000 + index)
        for index, line in enumerate(offer.lines)
        if line.slot is not None
    }
    parts = answer.AnswerParts("user", "p" * 24, "AB:CD", [("192.0.2.1", 4000), ("2001:db8::1", 4000)], slots)
    return answer.write_answer(offer, parts)


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_browsers_34_lines_are_told_apart_by_order(browser: str) -> None:
    offer = sdp.parse_offer(offer_of(browser), 12, 16)
    assert [line.source for line in offer.lines[:4]] == [
        Source.MICROPHONE,
        Source.CAMERA,
        Source.SCREEN,
        Source.SCREEN_SOUND,
    ]
    slots = [line.slot for line in offer.lines[4:]]
    voices = [slot for line, slot in zip(offer.lines[4:], slots, strict=True) if line.kind == "audio"]
    pictures = [slot for line, slot in zip(offer.lines[4:], slots, strict=True) if line.kind == "video"]
    assert voices == [*(f"v{index}" for index in range(12)), "screen_sound"]
    assert pictures == [*(f"p{index}" for index in range(16)), "screen"]
    assert offer.lines[1].rids == ("l", "m", "h")
    assert offer.fingerprint_algorithm == "sha-256"


@pytest.mark.parametrize("browser", BROWSERS)
def test_slots_beyond_our_number_are_answered_inactive_and_the_last_keeps_its_part(browser: str) -> None:
    offer = sdp.parse_offer(offer_of(browser), 2, 3)
    slots = [line.slot for line in offer.lines if line.receiving and line.slot]
    assert sorted(slots) == ["p0", "p1", "p2", "screen", "screen_sound", "v0", "v1"]
    assert answer_to(offer).count("a=inactive") == 30 - 7


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_answer_has_the_offers_lines_types_and_ids(browser: str) -> None:
    offer = sdp.parse_offer(offer_of(browser), 12, 16)
    session, *parts = answer_to(offer).split("m=")
    assert "a=ice-lite\r\n" in session
    assert f"a=group:BUNDLE {' '.join(line.mid for line in offer.lines)}\r\n" in session
    assert len(parts) == 34
    assert parts[0].count("a=candidate:") == 2
    assert "2001:db8::1 4000 typ host" in parts[0]
    assert not any("a=candidate" in part for part in parts[1:])
    for line, part in zip(offer.lines, parts, strict=True):
        assert part.startswith(line.kind)
        assert f"a=mid:{line.mid}\r\n" in part
        assert "a=setup:passive\r\n" in part
        assert ("a=sendonly" in part) == line.receiving
        for codec in line.codecs:
            assert (f"a=rtpmap:{codec.payload_type} " in part) == (
                line.receiving or codec.name in ("OPUS", "VP8")
            )
    microphone, camera, _, screen_sound = parts[:4]
    assert "usedtx=1" in microphone
    assert "usedtx=1" not in screen_sound
    assert "a=simulcast:recv l;m;h\r\n" in camera
    assert sdp.TRANSPORT_NUMBER in microphone
    assert sdp.RID in camera


@pytest.mark.parametrize("browser", BROWSERS)
def test_voice_and_picture_slots_are_paired_by_msid(browser: str) -> None:
    parts = answer_to(sdp.parse_offer(offer_of(browser), 12, 16)).split("m=")[1:]
    streams = [part.split("a=msid:")[1].split()[0] for part in parts if "a=msid:" in part]
    assert streams.count("pair0") == 2
    assert streams.count("pair11") == 2
    assert streams.count("pair15") == 1
    assert streams.count("screen") == 2
    for part in parts[4:]:
        is_picture = part.startswith("video")
        assert ("a=ssrc-group:FID" in part) == is_picture
        assert (sdp.TRANSPORT_NUMBER in part) == is_picture, "voices are resent byte for byte"
        assert (" nack\r\n") in part


def test_a_single_receiving_line_of_a_kind_is_the_first_slot() -> None:
    text = offer_of("chromium")
    head, *parts = text.split("m=")
    kept = [parts[0], parts[4], parts[17]]
    mids = [part.split("a=mid:")[1].split("\r\n")[0] for part in kept]
    head = head.replace(head.split("a=group:BUNDLE ")[1].split("\r\n")[0], " ".join(mids))
    offer = sdp.parse_offer(head + "".join(f"m={part}" for part in kept), 12, 16)
    assert [line.source or line.slot for line in offer.lines] == [Source.MICROPHONE, "v0", "p0"]


def test_types_that_look_like_rtcp_are_not_taken() -> None:
    text = offer_of("chromium").replace(" 111", " 72").replace(":111", ":72")
    with pytest.raises(sdp.BadOffer, match="no_codec"):
        sdp.parse_offer(text, 12, 16)
