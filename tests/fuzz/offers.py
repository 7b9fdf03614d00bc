"""Offers grown from a grammar: what browsers write, with lines and values put where they do not belong."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Final

_KNOWN: Final = Path(__file__).parents[1] / "media" / "offers"
BROWSERS: Final = tuple(path.read_text() for path in sorted(_KNOWN.glob("*.sdp")))

_NUMBERS: Final = (
    "0", "-1", "1", "14", "15", "63", "64", "95", "96", "111", "127", "128", "255", "256", "65535", "65536",
    "4294967295", "4294967296", "99999999999999999999", "1e9", "0x10", "٣", "²", "", " ", "NaN",
)  # fmt: skip
_WORDS: Final = (
    "opus", "OPUS/48000/2", "VP8", "rtx", "red", "red/48000/2", "H264", "sendonly", "recvonly", "sendrecv",
    "inactive", "actpass", "passive", "active", "holdconn", "audio", "video", "application", "l", "m", "h",
    "sha-256", "sha-1", "BUNDLE", "*", "apt=96", "apt=", "apt=٣", "111/111", "\x00",
    "\u2028", "é" * 40, "A" * 300,
)  # fmt: skip
_LINES: Final = (
    "a=extmap:{n} {w}", "a=extmap:{n} urn:ietf:params:rtp-hdrext:sdes:mid", "a=rtpmap:{n} {w}/90000",
    "a=rtpmap:{n} red/48000/2", "a=fmtp:{n} {w}", "a=fmtp:{n} apt={n}", "a=fmtp:{n} {n}/{n}",
    "a=ssrc:{n} cname:{w}",
    "a=ssrc-group:FID {n} {n}", "a=rid:{w} send", "a=simulcast:send {w};{w}", "a=mid:{n}", "a=mid:{w}",
    "a={w}",
    "a=group:BUNDLE {n} {n}", "a=ice-ufrag:{w}", "a=ice-pwd:{w}{w}", "a=fingerprint:sha-256 {w}",
    "a=setup:{w}",
    "a=rtcp-mux", "a=candidate:1 1 udp 1 169.254.169.254 80 typ host",
    "a=candidate:1 1 udp 1 127.0.0.1 {n} typ host",
    "m={w} {n} UDP/TLS/RTP/SAVPF {n}", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=", "m=video", "a=", "=",
    "v=0", "{w}",
)  # fmt: skip


def an_offer(chance: random.Random) -> str:
    """A browser's offer with some of its lines and values gone, doubled, moved or replaced."""
    lines = chance.choice(BROWSERS).splitlines()
    for _ in range(chance.choice((1, 1, 2, 3, 8, 40))):
        _change(lines, chance)
    return chance.choice(("\r\n", "\r\n", "\n", "\r")).join(lines) + chance.choice(("\r\n", "", "\0"))


def _change(lines: list[str], chance: random.Random) -> None:
    at = chance.randrange(len(lines) + 1)
    kind = chance.randrange(7)
    if kind == 0 or at >= len(lines):
        lines.insert(at, _a_line(chance))
    elif kind == 1 and len(lines) > 1:
        del lines[at]
    elif kind == 2:
        lines[at] = re.sub(r"\d+", lambda _: chance.choice(_NUMBERS), lines[at], count=1)
    elif kind == 3:
        lines[at] = re.sub(r"[\w/-]+$", lambda _: chance.choice(_WORDS), lines[at])
    elif kind == 4:
        lines[at:at] = lines[at : at + chance.choice((1, 10, 60))] * chance.choice((1, 1, 5))
    elif kind == 5:
        other = chance.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]


def _a_line(chance: random.Random) -> str:
    line = chance.choice(_LINES)
    while "{" in line:
        line = line.replace("{n}", chance.choice(_NUMBERS), 1).replace("{w}", chance.choice(_WORDS), 1)
    return line
