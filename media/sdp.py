"""The one offer a client makes (RFC 8866, RFC 8829, RFC 9143).

Pure. One offer and one answer for a connection's whole life; what a slot shows is told
by signalling, never by renegotiation. The answer is written in `media.answer`.

The contract with clients
-------------------------
The offer's m-lines are told apart by **kind, direction and order** alone; there is no
other metadata, and mids may be any tokens of up to 32 characters.

1.  ``a=sendonly`` audio lines: the first is the microphone, the second the screen's sound.
2.  ``a=sendonly`` video lines: the first is the camera, the second the screen.
    The camera line should carry the rids ``l``, ``m`` and ``h`` (any of them, each once, at
    quarter, half and full size) in ``a=rid:… send``; without rids it is one layer, ``h``.
    The screen line should carry ``l`` and ``h``, both in full size: ``l`` with few frames and
    at most 250 kbit/s, for links that cannot carry more.
3.  ``a=recvonly`` audio lines are slots: ``v0``, ``v1`` … in order, and **the last one is
    ``screen_sound``**, if there are at least two. A single one is ``v0``.
4.  ``a=recvonly`` video lines are slots: ``p0``, ``p1`` … in order, and **the last one is
    ``screen``**, if there are at least two. A single one is ``p0``.
5.  The usual order is microphone, camera, screen, screen sound, 12 voices, 16 pictures,
    screen slot, screen sound slot. Kinds may interleave; only the order within each
    kind and direction counts. Any line may be missing, but at least one must be there.
6.  More sending lines than these, other directions, ``m=application`` and more than
    64 lines or 200,000 characters are refused. Receiving lines beyond the server's
    number of slots are answered ``a=inactive`` and stay unused (the last is still
    ``screen`` or ``screen_sound``).
7.  One transport for all: ``a=group:BUNDLE`` over all lines, ``a=rtcp-mux``, a DTLS role of
    ``actpass`` or ``active``, an ``a=fingerprint`` (in a line or in the session part) and
    ICE name and password. Set ``bundlePolicy: "max-bundle"``: without it connecting costs
    half a second. The client's candidates are not needed and are ignored, so the offer
    may go out before gathering ends.
8.  Codecs: Opus must be offered in audio lines, VP8 in video lines; VP9 (profile 0) and
    H264 (mode 1, baseline) are taken in slots when offered. The client is asked to send
    VP8. Shorten the lists by ``setCodecPreferences``.
9.  Voices are repaired by plain retransmission of the same packet on NACK: the answer says
    ``a=rtcp-fb:<opus> nack`` in all audio lines, which is enough for Chromium to ask for lost
    voices and to answer our requests. The offer need not be changed.
10. Slot lines are answered with fixed SSRCs. Voice slot k and picture slot k share an
    msid (``pair<k>``), as do ``screen`` and ``screen_sound`` (``screen``): such pairs are
    played in lip sync.

The answer (`media.answer`) is ``ice-lite`` and ``setup:passive``: the client does the checks and starts DTLS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from media.ids import LAYERS, PICTURES, Source
from media.redundancy import OPUS_TYPE

MAX_OFFER_CHARACTERS: Final = 200_000
MAX_LINES: Final = 64
MAX_SSRC: Final = 0xFFFF_FFFF

MID: Final = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID: Final = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID: Final = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
AUDIO_LEVEL: Final = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
TRANSPORT_NUMBER: Final = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
_SENT_EXTENSIONS: Final = (MID, RID, REPAIRED_RID, AUDIO_LEVEL, TRANSPORT_NUMBER)

_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,32}")
_ICE_TEXT: Final = re.compile(r"[A-Za-z0-9+/]{4,256}")
_FINGERPRINT: Final = re.compile(r"(sha-(?:256|384|512)) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})+)", re.I | re.A)
_RTPMAP: Final = re.compile(r"a=rtpmap:(\d{1,3}) ([\w-]{1,32})/", re.A)
_FMTP: Final = re.compile(r"a=fmtp:(\d{1,3}) ([ -~]{1,256})$", re.A)
"""Printable ASCII alone: it is said again in the answer."""
_EXTMAP: Final = re.compile(r"a=extmap:(\d{1,3})(?:/\w+)? (\S+)", re.A)
_RID_SEND: Final = re.compile(r"a=rid:([a-z0-9]{1,16}) send")
_SSRC: Final = re.compile(r"a=ssrc:(\d{1,10})", re.A)
_REPAIR_GROUP: Final = re.compile(r"a=ssrc-group:FID (\d{1,10}) (\d{1,10})$", re.A)

_SENDING: Final = {
    "audio": (Source.MICROPHONE, Source.SCREEN_SOUND),
    "video": (Source.CAMERA, Source.SCREEN),
}
LAST_SLOT: Final = {"audio": "screen_sound", "video": "screen"}
_SLOT_LETTER: Final = {"audio": "v", "video": "p"}


class BadOffer(ValueError):
    """The offer cannot be answered; `reason` is a code for the asker."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Codec:
    """One codec of a line, with the offer's payload types."""

    name: str
    """OPUS, VP8, VP9 or H264."""
    payload_type: int
    repair_type: int | None
    """Of the RTX that repairs it (RFC 4588)."""
    parameters: str
    """The offer's fmtp, or empty."""
    redundant_type: int | None = None
    """Of packets that carry earlier ones again (RED, RFC 2198); Opus only."""


@dataclass(frozen=True, slots=True)
class Line:
    """One m-line of the offer and the part it plays."""

    kind: str
    """audio or video."""
    mid: str
    receiving: bool
    """Whether the client receives here: a slot."""
    codecs: tuple[Codec, ...]
    extensions: Mapping[str, int]
    """Header extension ids by URI."""
    rids: tuple[str, ...]
    ssrc: int | None
    repair_ssrc: int | None
    source: Source | None = None
    slot: str | None = None
    """The slot's name; None for sending lines and for slots beyond our number."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What an offer says, checked."""

    ice_user: str
    ice_password: str
    fingerprint_algorithm: str
    fingerprint: str
    lines: tuple[Line, ...]


def parse_offer(text: str, voice_slots: int, picture_slots: int) -> Offer:
    """Read an offer by the contract above.

    Raises `BadOffer` with `too_long`, `not_sdp`, `too_many_lines`, `no_lines`,
    `not_bundled`, `bad_line`, `bad_direction`, `bad_setup`, `no_codec`, `no_ice` or
    `no_fingerprint`.
    """
    if len(text) > MAX_OFFER_CHARACTERS:
        raise BadOffer("too_long")
    session, sections = _sections(text)
    if not sections:
        raise BadOffer("no_lines")
    if len(sections) > MAX_LINES:
        raise BadOffer("too_many_lines")
    lines = _lines(sections)
    grouped = _value([session], "group:BUNDLE ") or ""
    if set(grouped.split()) != lines.keys():
        raise BadOffer("not_bundled")
    user, password = (_value([*sections, session], f"ice-{each}:") for each in ("ufrag", "pwd"))
    if not user or not password or not (_ICE_TEXT.fullmatch(user) and _ICE_TEXT.fullmatch(password)):
        raise BadOffer("no_ice")
    finger = _FINGERPRINT.fullmatch(_value([*sections, session], "fingerprint:") or "")
    if finger is None:
        raise BadOffer("no_fingerprint")
    if _value([*sections, session], "setup:") not in ("actpass", "active", None):
        raise BadOffer("bad_setup")
    cast = _cast(lines, {"audio": voice_slots, "video": picture_slots})
    return Offer(user, password, finger[1].lower(), finger[2].upper(), tuple(cast))


def _sections(text: str) -> tuple[list[str], list[list[str]]]:
    if not text.startswith("v=0"):
        raise BadOffer("not_sdp")
    sections: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections[0], sections[1:]


def _value(sections: Sequence[Sequence[str]], name: str) -> str | None:
    prefix = f"a={name}"
    for section in sections:
        for line in section:
            if line.startswith(prefix):
                return line[len(prefix) :].strip()
    return None


def _lines(sections: Sequence[Sequence[str]]) -> dict[str, Line]:
    """Read all lines, by mid. Most of an offer's slots differ in their mid alone, and are read once."""
    known: dict[tuple[str, ...], Line] = {}
    lines: dict[str, Line] = {}
    for section in sections:
        said = tuple(each for each in section if not each.startswith("a=mid:"))
        mid = _value([section], "mid:") or ""
        if not _TOKEN.fullmatch(mid) or mid in lines:
            raise BadOffer("bad_line")
        if said not in known:
            known[said] = _line(section, mid)
        lines[mid] = known[said]
    return lines


def _line(section: Sequence[str], mid: str) -> Line:
    words = section[0].split()
    kind = words[0][2:]
    if kind not in _SENDING or len(words) < 4:
        raise BadOffer("bad_line")
    if "a=sendonly" not in section and "a=recvonly" not in section:
        raise BadOffer("bad_direction")
    if "a=rtcp-mux" not in section:
        raise BadOffer("bad_line")
    codecs = _codecs(section, "OPUS" if kind == "audio" else "VP8")
    joined = [m for m in map(_REPAIR_GROUP.match, section) if m]
    rids = tuple(m[1] for m in map(_RID_SEND.match, section) if m)
    if any(rid not in LAYERS for rid in rids) or len(set(rids)) != len(rids):
        raise BadOffer("bad_line")
    ssrc = next((int(m[1]) for m in map(_SSRC.match, section) if m), None)
    repair_ssrc = int(joined[0][2]) if joined else None
    if max(ssrc or 0, repair_ssrc or 0) > MAX_SSRC:  # it would fit no report that we send
        raise BadOffer("bad_line")
    return Line(
        kind=kind,
        mid=mid,
        receiving="a=recvonly" in section,
        codecs=codecs,
        extensions=_extensions(section),
        rids=rids,
        ssrc=ssrc,
        repair_ssrc=repair_ssrc,
    )


def _extensions(section: Sequence[str]) -> dict[str, int]:
    """Ids by URI, of those we use, if they fit the one-byte form (RFC 8285)."""
    found = [m for m in map(_EXTMAP.match, section) if m]
    return {m[2]: int(m[1]) for m in found if m[2] in _SENT_EXTENSIONS and 0 < int(m[1]) < 15}


def _codecs(section: Sequence[str], needed: str) -> tuple[Codec, ...]:
    parameters = {int(m[1]): m[2] for m in map(_FMTP.match, section) if m}
    repairs = {
        int(text[4:]): payload_type
        for payload_type, text in parameters.items()
        if text.startswith("apt=") and text[4:].isdecimal()
    }
    codecs: dict[str, Codec] = {}
    for match in map(_RTPMAP.match, section):
        if match is None:
            continue
        payload_type, name = int(match[1]), match[2].upper()
        text = parameters.get(payload_type, "")
        if not _is_usable(name, text) or name in codecs or not _is_media_type(payload_type):
            continue
        redundant = _redundant_type(section, parameters) if payload_type == OPUS_TYPE else None
        codecs[name] = Codec(name, payload_type, repairs.get(payload_type), text, redundant)
    if needed not in codecs:
        raise BadOffer("no_codec")
    return tuple(codecs.values())


def _redundant_type(section: Sequence[str], parameters: Mapping[int, str]) -> int | None:
    """The type of the line's RED that carries Opus twice."""
    inside = f"{OPUS_TYPE}/{OPUS_TYPE}"
    found = (int(m[1]) for m in map(_RTPMAP.match, section) if m and m[2].upper() == "RED")
    return next((t for t in found if parameters.get(t) == inside and _is_media_type(t)), None)


def _is_media_type(payload_type: int) -> bool:
    """RFC 5761 section 4: 64 to 95 would look like RTCP."""
    return payload_type < 64 or 95 < payload_type < 128


def _is_usable(name: str, parameters: str) -> bool:
    if name == "H264":
        baseline = re.search(r"profile-level-id=42(e0|00|c0)", parameters, re.I)
        return "packetization-mode=1" in parameters and baseline is not None
    if name == "VP9":
        return "profile-id=" not in parameters or "profile-id=0" in parameters
    return name in ("OPUS", "VP8")


def _cast(lines: Mapping[str, Line], slots: Mapping[str, int]) -> list[Line]:
    """Give each line its part: a source, or a slot's name."""
    totals = {kind: sum(line.receiving and line.kind == kind for line in lines.values()) for kind in _SENDING}
    sending = {kind: iter(sources) for kind, sources in _SENDING.items()}
    counts = dict.fromkeys(_SENDING, 0)
    cast: list[Line] = []
    for mid, line in lines.items():
        kind = line.kind
        source: Source | None = None
        slot: str | None = None
        if line.receiving:
            index = counts[kind]
            counts[kind] += 1
            if index and index == totals[kind] - 1:
                slot = LAST_SLOT[kind]
            elif index < slots[kind]:
                slot = f"{_SLOT_LETTER[kind]}{index}"
        else:
            source = next(sending[kind], None)
            if source is None:
                raise BadOffer("too_many_lines")
        cast.append(
            Line(
                kind=kind,
                mid=mid,
                receiving=line.receiving,
                codecs=line.codecs,
                extensions=line.extensions,
                rids=line.rids if source in PICTURES else (),
                ssrc=line.ssrc,
                repair_ssrc=line.repair_ssrc,
                source=source,
                slot=slot,
            )
        )
    return cast
