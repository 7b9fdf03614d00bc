"""The one offer that this client makes and the answer to it (docs/protocol.md, "The media connection").

Lines are told apart by kind, direction and order: microphone, camera, screen, screen sound; then the slots.
"""

import re
from dataclasses import dataclass

OPUS, VP8, VP8_REPAIR = 111, 96, 97  # our payload types
LEVEL, NUMBER, MID, RID, REPAIRED_RID = 1, 3, 4, 10, 11  # our header extension ids
CAMERA_MID = "1"
LAYERS = ("l", "m", "h")

_EXTENSIONS = {
    LEVEL: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    NUMBER: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    MID: "urn:ietf:params:rtp-hdrext:sdes:mid",
    RID: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    REPAIRED_RID: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
}


@dataclass(frozen=True, slots=True)
class Transport:
    """One end of ICE and DTLS."""

    user: str
    password: str
    fingerprint: str  # SHA-256, in SDP form


@dataclass(frozen=True, slots=True)
class Sending:
    """The SSRCs of what we send; the camera's by layer."""

    microphone: int
    camera: dict[str, int]
    screen: int
    screen_sound: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server's answer says."""

    transport: Transport
    candidates: list[tuple[str, int]]
    slots: dict[int, str]  # mids of receiving slots by SSRC, repairs left out


def write_offer(
    ours: Transport, sending: Sending, layers: tuple[str, ...], voices: int, pictures: int
) -> str:
    """Offer to send all four sources, and to receive so many slots beside the screen's two."""
    lines = [
        [*_head("audio", ours), "a=sendonly", *_ssrc(sending.microphone)],
        [*_head("video", ours), "a=sendonly", *_camera(sending, layers)],
        [*_head("video", ours), "a=sendonly", *_ssrc(sending.screen)],
        [*_head("audio", ours), "a=sendonly", *_ssrc(sending.screen_sound)],
    ]
    for kind in (*["audio"] * voices, *["video"] * pictures, "video", "audio"):
        lines.append([*_head(kind, ours), "a=recvonly"])
    mids = " ".join(str(mid) for mid in range(len(lines)))
    out = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for mid, line in enumerate(lines):
        out += [line[0], f"a=mid:{mid}", *line[1:]]
    return "\r\n".join(out) + "\r\n"


def read_answer(text: str) -> Answer:
    """Read the answer; raise `ValueError` if something that we need is missing."""
    candidates = [
        (host, int(port))
        for host, port in re.findall(r"^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", text, re.M)
    ]
    slots: dict[int, str] = {}
    for part in re.split(r"^m=", text, flags=re.M)[1:]:
        mid = re.search(r"^a=mid:(\S+)", part, re.M)
        ssrc = re.search(r"^a=ssrc:(\d+) ", part, re.M)
        if mid and ssrc:
            slots[int(ssrc[1])] = mid[1]
    transport = Transport(
        _value(text, "ice-ufrag:"), _value(text, "ice-pwd:"), _value(text, "fingerprint:sha-256 ")
    )
    if not candidates:
        raise ValueError("no candidates")
    return Answer(transport, candidates, slots)


def _head(kind: str, ours: Transport) -> list[str]:
    is_audio = kind == "audio"
    out = [f"m={kind} 9 UDP/TLS/RTP/SAVPF {OPUS if is_audio else f'{VP8} {VP8_REPAIR}'}"]
    out += ["c=IN IP4 0.0.0.0", f"a=ice-ufrag:{ours.user}", f"a=ice-pwd:{ours.password}"]
    out += [f"a=fingerprint:sha-256 {ours.fingerprint}", "a=setup:actpass", "a=rtcp-mux", "a=rtcp-rsize"]
    wanted = (LEVEL, NUMBER, MID) if is_audio else (NUMBER, MID, RID, REPAIRED_RID)
    out += [f"a=extmap:{number} {_EXTENSIONS[number]}" for number in wanted]
    if is_audio:
        return [*out, f"a=rtpmap:{OPUS} opus/48000/2", f"a=fmtp:{OPUS} minptime=10;useinbandfec=1"]
    out += [f"a=rtpmap:{VP8} VP8/90000", f"a=rtcp-fb:{VP8} nack pli", f"a=rtcp-fb:{VP8} ccm fir"]
    return [*out, f"a=rtpmap:{VP8_REPAIR} rtx/90000", f"a=fmtp:{VP8_REPAIR} apt={VP8}"]


def _camera(sending: Sending, layers: tuple[str, ...]) -> list[str]:
    if not layers:
        return _ssrc(sending.camera["h"])
    return [*(f"a=rid:{layer} send" for layer in layers), f"a=simulcast:send {';'.join(layers)}"]


def _ssrc(ssrc: int) -> list[str]:
    return [f"a=ssrc:{ssrc} cname:hearth-client"]


def _value(text: str, name: str) -> str:
    found = re.search(rf"^a={re.escape(name)}(\S+)", text, re.M)
    if found is None:
        raise ValueError(f"no {name}")
    return found[1]
