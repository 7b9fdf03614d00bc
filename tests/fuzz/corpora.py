"""What is kept of fuzzing: inputs by hand or that broke something, each a file, and what reached new code.

Those of the last kind are many and small: one base64 line each, in one file for a target.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from hashlib import sha1
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).parent / "corpus"
FOUND: Final = Path(__file__).parent / "found"
MOST_KEPT_OCTETS: Final = 55_000
"""Of one target; the smallest inputs are kept."""
SLOW: Final = {"handshake": 800}
"""Targets whose inputs take milliseconds each, so that replaying all of them would be felt."""


def known(name: str) -> list[bytes]:
    """All that is kept for one target."""
    return [*by_hand(name), *found(name)]


def by_hand(name: str) -> list[bytes]:
    """The inputs that are files."""
    return [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]


def found(name: str) -> list[bytes]:
    """The inputs that fuzzers found."""
    path = FOUND / f"{name}.txt"
    return [b64decode(line) for line in path.read_text().splitlines()] if path.exists() else []


def unpack(name: str, folder: Path) -> None:
    """Write what was found as files, for libFuzzer to begin with."""
    for data in found(name):
        (folder / sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)


def keep(name: str, folder: Path) -> int:
    """Minimise what is in `folder` beside what is known, and keep it; how many inputs that is."""
    with tempfile.TemporaryDirectory(prefix="hearth-merge-") as place:
        fuzzer, fewer = Path(place) / "fuzzer", Path(place) / "fewer"
        fewer.mkdir()
        # libFuzzer calls itself again, by its name alone, after an input that ends the process.
        python, target = shlex.quote(sys.executable), shlex.quote(name)
        fuzzer.write_text(f'#!/bin/sh\nexec {python} -m tests.fuzz --inside {target} "$0" "$@"\n')
        fuzzer.chmod(0o700)
        words = [fuzzer, "-merge=1", "-verbosity=0", fewer, CORPUS / name, folder]
        subprocess.run([str(word) for word in words], check=True)
        every = sorted((path.read_bytes() for path in fewer.iterdir()), key=lambda data: (len(data), data))
    mine, lines, octets = set(by_hand(name)), [], 0
    for data in every:
        line = b64encode(data).decode() + "\n"
        octets += len(line)
        if octets > SLOW.get(name, MOST_KEPT_OCTETS):
            break
        if data and data not in mine:
            lines.append(line)
    FOUND.mkdir(exist_ok=True)
    (FOUND / f"{name}.txt").write_text("".join(lines))
    return len(lines)
