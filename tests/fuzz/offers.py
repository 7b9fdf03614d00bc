"""Offers grown from a grammar: what browsers write, with lines and values put where they do not belong.

Each byte is a choice, so that a small change of the input is a small change of the offer, which a fuzzer led
by coverage needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.fuzz.script import Script

MAX_CHANGES: Final = 40
MAX_LINES: Final = 400
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


def an_offer(script: Script) -> str:
    """A browser's offer with some of its lines and values gone, doubled, moved or replaced."""
    lines = _one_of(BROWSERS, script).splitlines()
    end_of_line, end = _one_of(("\r\n", "\r\n", "\n", "\r"), script), _one_of(("\r\n", "", "\0"), script)
    for _ in range(MAX_CHANGES):
        if script.ended:
            break
        _change(lines, script)
        del lines[MAX_LINES:]
    return end_of_line.join(lines) + end


def _one_of(choices: Sequence[str], script: Script) -> str:
    return choices[script.below(len(choices))]


def _change(lines: list[str], script: Script) -> None:
    kind, at = script.below(7), script.below(len(lines) + 1)
    if kind == 0 or at >= len(lines):
        lines.insert(at, _a_line(script))
    elif kind == 1 and len(lines) > 1:
        del lines[at]
    elif kind == 2:
        lines[at] = re.sub(r"\d+", lambda _: _one_of(_NUMBERS, script), lines[at], count=1)
    elif kind == 3:
        lines[at] = re.sub(r"[\w/-]+$", lambda _: _one_of(_WORDS, script), lines[at])
    elif kind == 4:
        lines[at:at] = lines[at : at + (1, 10, 60)[script.below(3)]] * (1, 1, 5)[script.below(3)]
    elif kind == 5:
        other = script.below(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at] = lines[at][: script.below(len(lines[at]) + 1)]


def _a_line(script: Script) -> str:
    line = _one_of(_LINES, script)
    while "{" in line:
        line = line.replace("{n}", _one_of(_NUMBERS, script), 1).replace("{w}", _one_of(_WORDS, script), 1)
    return line
