"""`python -m tests.fuzz [--seconds N] [--seed N] [TARGET …]`: fuzz some targets, or all, one after the other.

With atheris where it is installed: it follows coverage and adds what reaches new code to `build/fuzz/TARGET`,
of which `--keep` puts the least that reaches as much into `tests/fuzz/found`. Without it, or with `--plain`,
bytes are mutated blindly. The first input that breaks a promise is written beside and ends the run with a
failure; put it into `tests/fuzz/corpus/TARGET` together with the fix.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import subprocess
import sys
import time
import traceback
from pathlib import Path

from tests.fuzz import corpora
from tests.fuzz.mutation import mutations

FOUND_LAST = Path("build/fuzz")
NAMES = (
    "offer_text",
    "offer_grammar",
    "rtp_packet",
    "rtcp_packet",
    "transport_feedback",
    "stun_message",
    "forwarding",
    "handshake",
)
INSTRUMENTED = ("media", "aioice", "aiortc.rtcdtlstransport")
LONGEST_INPUT = 4096
MEBIBYTES_ALLOWED = 2048


def inside(name: str, words: list[str]) -> int:
    """Be libFuzzer with these words, the first its own name; it ends this process."""
    import atheris

    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.targets import TARGETS
    atheris.Setup(words, TARGETS[name])
    atheris.Fuzz()
    return 0


def plainly(name: str, seconds: float, seed: int) -> int:
    """Fuzz one target by blind mutation; 1 when it broke."""
    from tests.fuzz.targets import TARGETS

    known = corpora.known(name)
    ends_at, count, target = time.monotonic() + seconds, 0, TARGETS[name]
    for data in mutations(known, random.Random(seed)):
        try:
            target(data)
        except Exception:
            traceback.print_exc()
            Path(f"{name}-broke").write_bytes(data)
            print(f"{name}: broke after {count} executions; see {name}-broke")
            return 1
        count += 1
        if time.monotonic() >= ends_at:
            break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{name}: {count} executions, seed {seed}, at most {memory} MiB: nothing broke")
    return 0


def in_process_of_its_own(name: str, options: argparse.Namespace) -> int:
    """Let atheris have a whole process."""
    folder = Path(options.corpus) / name
    folder.mkdir(parents=True, exist_ok=True)
    corpora.unpack(name, folder)
    words = [sys.executable, "-m", "tests.fuzz", "--inside", name, "tests.fuzz"]
    words += [f"-max_total_time={int(options.seconds)}", f"-seed={options.seed}", f"-max_len={LONGEST_INPUT}"]
    words += [f"-rss_limit_mb={MEBIBYTES_ALLOWED}", "-timeout=60", "-print_final_stats=1", "-verbosity=1"]
    words += [f"-artifact_prefix={name}-", str(folder), str(corpora.CORPUS / name)]
    return subprocess.run(words, check=False).returncode


def main() -> int:
    """Run what is named; the exit code says whether something broke."""
    if sys.argv[1:2] == ["--inside"]:
        return inside(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__.split("\n\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join((*NAMES, 'port'))}")
    parser.add_argument("--seconds", type=float, default=600, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--corpus", default=FOUND_LAST, help="where atheris puts what it finds")
    parser.add_argument("--keep", action="store_true", help="fuzz nothing: keep what was found")
    options = parser.parse_args()
    if unknown := set(options.targets) - {*NAMES, "port"}:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    if options.keep:
        for name in options.targets or NAMES:
            print(f"{name}: {corpora.keep(name, Path(options.corpus) / name)} inputs kept")
        return 0
    led = not options.plain and importlib.util.find_spec("atheris") is not None
    broken = 0
    for name in options.targets or (*NAMES, "port"):
        if name == "port":
            from tests.fuzz import port

            broken |= port.run(options.seconds, options.seed)
        elif led:
            broken |= in_process_of_its_own(name, options)
        else:
            broken |= plainly(name, options.seconds, options.seed)
    return int(broken != 0)


if __name__ == "__main__":
    raise SystemExit(main())
