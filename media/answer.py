"""The answer to a client's offer (RFC 8829 section 5.3), as plain text.

Pure. The contract with clients is in `media.sdp`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from media.ids import Source
from media.sdp import LAST_SLOT, TRANSPORT_NUMBER, Codec, Line, Offer


@dataclass(frozen=True, slots=True)
class SlotSsrcs:
    """The SSRCs on which a slot's packets and their repairs go out."""

    ssrc: int
    repair_ssrc: int


@dataclass(frozen=True, slots=True)
class AnswerParts:
    """What the answer says beside the offer's own words."""

    ice_user: str
    ice_password: str
    fingerprint: str
    """SHA-256 of our certificate, in SDP form."""
    candidates: Sequence[tuple[str, int]]
    """Announced addresses with ports, the most preferred first."""
    slots: Mapping[str, SlotSsrcs] = field(default_factory=dict)


def write_answer(offer: Offer, parts: AnswerParts) -> str:
    """The answer to `offer`, as text for `setRemoteDescription`."""
    mids = " ".join(line.mid for line in offer.lines)
    out = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {mids}",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS *",
    ]
    transport = [
        "a=rtcp-mux",
        "a=rtcp-rsize",
        f"a=ice-ufrag:{parts.ice_user}",
        f"a=ice-pwd:{parts.ice_password}",
        f"a=fingerprint:sha-256 {parts.fingerprint}",
        "a=setup:passive",
    ]
    known: dict[tuple[object, ...], tuple[str, list[str]]] = {}  # most lines of an offer are alike
    for index, line in enumerate(offer.lines):
        alike = (line.kind, line.receiving, line.codecs, line.source, line.slot == "screen_sound")
        if alike not in known:
            known[alike] = _codec_part(line)
        numbers, codec_lines = known[alike]
        out += [f"m={line.kind} 9 UDP/TLS/RTP/SAVPF {numbers}", "c=IN IP4 0.0.0.0"]
        out += [f"a=mid:{line.mid}", *transport]
        if index == 0:
            out += _candidates(parts.candidates)
        out += codec_lines
        out += _receiving_part(line) if not line.receiving else _slot_part(line, parts.slots)
    return "\r\n".join(out) + "\r\n"


def _codec_part(line: Line) -> tuple[str, list[str]]:
    """The payload types of a line, and what is said of them."""
    codecs = _answered_codecs(line)
    numbers = " ".join(str(each) for codec in codecs for each in _types(line, codec))
    return numbers, [text for codec in codecs for text in _codec_lines(line, codec)]


def _answered_codecs(line: Line) -> list[Codec]:
    """All we know in a slot; in a sending line the one we want to be sent."""
    wanted = ("OPUS", "VP8", "H264", "VP9") if line.receiving else ("OPUS", "VP8")
    by_name = {codec.name: codec for codec in line.codecs}
    return [by_name[name] for name in wanted if name in by_name]


def _types(line: Line, codec: Codec) -> list[int]:
    """A codec's payload types, the one to be used first."""
    types = [codec.payload_type, codec.repair_type]
    if _is_redundant(line, codec):
        types.insert(0, codec.redundant_type)
    return [each for each in types if each is not None]


def _is_redundant(line: Line, codec: Codec) -> bool:
    """Whether voices go twice here: music does not, it is repaired by asking alone."""
    is_voice = line.source is not Source.SCREEN_SOUND and line.slot != "screen_sound"
    return codec.redundant_type is not None and is_voice


def write_test_answer(parts: AnswerParts) -> str:
    """The answer to an offer of nothing but a data channel: enough for ICE, and for nothing after it.

    The offer's only line has the mid 0, as browsers name it.
    """
    out = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        "a=mid:0",
        f"a=ice-ufrag:{parts.ice_user}",
        f"a=ice-pwd:{parts.ice_password}",
        f"a=fingerprint:sha-256 {parts.fingerprint}",
        "a=setup:passive",
        "a=sctp-port:5000",
        *_candidates(parts.candidates),
    ]
    return "\r\n".join(out) + "\r\n"


def _candidates(addresses: Sequence[tuple[str, int]]) -> list[str]:
    """Host candidates of UDP (RFC 8445 section 5.1.2.1), the first the most preferred."""
    lines = []
    for index, (host, port) in enumerate(addresses):
        priority = 126 << 24 | (65535 - index) << 8 | 255
        lines.append(f"a=candidate:{index + 1} 1 udp {priority} {host} {port} typ host")
    return [*lines, "a=end-of-candidates"]


def _codec_lines(line: Line, codec: Codec) -> list[str]:
    kind = codec.payload_type
    if line.kind == "audio":
        parameters = _opus_parameters(line, codec.parameters)
        lines = [f"a=rtpmap:{kind} opus/48000/2", f"a=fmtp:{kind} {parameters}"]
        lines.append(f"a=rtcp-fb:{kind} nack")
        if _is_redundant(line, codec):
            lines += [
                f"a=rtpmap:{codec.redundant_type} red/48000/2",
                f"a=fmtp:{codec.redundant_type} {kind}/{kind}",
            ]
        # Slots of sound carry no transport-wide number: see Core.resend.
        return lines if line.receiving else [*lines, f"a=rtcp-fb:{kind} transport-cc"]
    lines = [f"a=rtpmap:{kind} {codec.name}/90000"]
    if codec.parameters:
        lines.append(f"a=fmtp:{kind} {codec.parameters}")
    lines += [f"a=rtcp-fb:{kind} {each}" for each in ("transport-cc", "nack", "nack pli", "ccm fir")]
    if codec.repair_type is not None:
        lines.append(f"a=rtpmap:{codec.repair_type} rtx/90000")
        lines.append(f"a=fmtp:{codec.repair_type} apt={kind}")
    return lines


def _opus_parameters(line: Line, offered: str) -> str:
    """In-band repair always; silence suppressed for voices, stereo for a screen's sound."""
    if line.source is Source.SCREEN_SOUND or line.slot == "screen_sound":
        return "minptime=10;useinbandfec=1;stereo=1;maxaveragebitrate=96000"
    kept = [each for each in offered.split(";") if each.strip().startswith("minptime=")]
    return ";".join([*kept, "useinbandfec=1", "usedtx=1"])


def _receiving_part(line: Line) -> list[str]:
    lines = [f"a=extmap:{number} {uri}" for uri, number in line.extensions.items()]
    lines.append("a=recvonly")
    if line.rids:
        lines += [f"a=rid:{rid} recv" for rid in line.rids]
        lines.append(f"a=simulcast:recv {';'.join(line.rids)}")
    return lines


def _slot_part(line: Line, slots: Mapping[str, SlotSsrcs]) -> list[str]:
    ssrcs = slots.get(line.slot) if line.slot else None
    if ssrcs is None:
        return ["a=inactive"]
    slot = line.slot or ""
    stream = "screen" if slot in LAST_SLOT.values() else f"pair{slot[1:]}"
    lines: list[str] = []
    repaired = line.kind == "video" and any(codec.repair_type for codec in line.codecs)
    number = line.extensions.get(TRANSPORT_NUMBER)
    if line.kind == "video" and number:
        lines.append(f"a=extmap:{number} {TRANSPORT_NUMBER}")
    lines += ["a=sendonly", f"a=msid:{stream} {slot}"]
    if repaired:
        lines.append(f"a=ssrc-group:FID {ssrcs.ssrc} {ssrcs.repair_ssrc}")
    lines.append(f"a=ssrc:{ssrcs.ssrc} cname:hearth")
    if repaired:
        lines.append(f"a=ssrc:{ssrcs.repair_ssrc} cname:hearth")
    return lines
