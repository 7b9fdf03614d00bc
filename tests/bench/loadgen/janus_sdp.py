"""The session descriptions that Janus is given: sending lines of a publisher, the answer of a subscriber."""

from collections.abc import Sequence
from dataclasses import dataclass

from hearth_client import sdp

_URIS = {
    sdp.LEVEL: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    sdp.NUMBER: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
}
_CODECS = {
    "audio": (sdp.OPUS, ["opus/48000/2"], []),
    "video": (sdp.VP8, ["VP8/90000"], ["ccm fir", "nack", "nack pli", "transport-cc"]),
}


@dataclass(frozen=True, slots=True)
class Here:
    """Our end of the connection."""

    ice: sdp.Transport
    address: tuple[str, int]


def publisher_offer(here: Here, microphone: int, *camera: int) -> str:
    """Offer to send one sound and one picture, in layers from the smallest; we are the DTLS client."""
    lines = []
    for mid, (kind, ssrcs) in enumerate((("audio", (microphone,)), ("video", camera))):
        payload_type, names, feedback = _CODECS[kind]
        extensions = (sdp.LEVEL, sdp.NUMBER) if kind == "audio" else (sdp.NUMBER,)
        lines += [
            *_line(here, kind, payload_type, str(mid), "sendonly"),
            *(f"a=extmap:{number} {_URIS[number]}" for number in extensions),
            *(f"a=rtpmap:{payload_type} {name}" for name in names),
            *(f"a=rtcp-fb:{payload_type} {each}" for each in feedback),
            f"a=msid:bench {kind}",
            *([f"a=ssrc-group:SIM {' '.join(str(each) for each in ssrcs)}"] if len(ssrcs) > 1 else []),
            *(f"a=ssrc:{each} cname:bench" for each in ssrcs),
        ]
    return _session(["0", "1"], lines)


def subscriber_answer(here: Here, offer: str) -> str:
    """Take every line of an offer, with the first codec that it names."""
    mids, lines = [], []
    for part in ("\n" + offer.replace("\r", "")).split("\nm=")[1:]:
        head, *attributes = part.splitlines()
        kind, _, _, payload_type, *_ = head.split()
        mid = _first(attributes, "a=mid:")
        mids.append(mid)
        lines += _line(here, kind, int(payload_type), mid, "recvonly")
        lines += [each for each in attributes if each.startswith((f"a=rtpmap:{payload_type} ", "a=extmap:"))]
        lines += [each for each in attributes if each.startswith(f"a=rtcp-fb:{payload_type} ")]
    return _session(mids, lines)


def _session(mids: Sequence[str], lines: Sequence[str]) -> str:
    head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {' '.join(mids)}"]
    return "\r\n".join([*head, *lines]) + "\r\n"


def _line(here: Here, kind: str, payload_type: int, mid: str, direction: str) -> list[str]:
    host, port = here.address
    return [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload_type}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{mid}",
        f"a={direction}",
        "a=rtcp-mux",
        f"a=ice-ufrag:{here.ice.user}",
        f"a=ice-pwd:{here.ice.password}",
        f"a=fingerprint:sha-256 {here.ice.fingerprint}",
        "a=setup:active",
        f"a=candidate:1 1 udp 2130706431 {host} {port} typ host",
        "a=end-of-candidates",
    ]


def _first(attributes: Sequence[str], start: str) -> str:
    return next(each.removeprefix(start) for each in attributes if each.startswith(start))
