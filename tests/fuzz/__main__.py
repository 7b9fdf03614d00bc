"""`python -m tests.fuzz [--seconds N] [--seed N] [TARGET …]`: fuzz some targets, or all, one after the other.

With atheris where it is installed: it follows coverage and keeps what reaches new code in the folder given by
`--corpus`. Without it, or with `--plain`, bytes are mutated blindly. The first input that breaks a promise is
written beside and ends the run with a failure; put it into `tests/fuzz/corpus/TARGET` together with the fix.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz.mutation import mutations

CORPUS = Path(__file__).parent / "corpus"
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


def with_atheris(name: str, seconds: float, seed: int, kept: str) -> int:
    """Fuzz one target in this process, which libFuzzer ends; only useful in a process of its own."""
    import atheris

    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.targets import TARGETS
    arguments = [sys.argv[0], f"-max_total_time={int(seconds)}", f"-seed={seed}", f"-max_len={LONGEST_INPUT}"]
    arguments += [f"-rss_limit_mb={MEBIBYTES_ALLOWED}", "-timeout=60", "-print_final_stats=1", "-verbosity=1"]
    arguments += [f"-artifact_prefix={name}-", kept, str(CORPUS / name)]
    atheris.Setup(arguments, TARGETS[name])
    atheris.Fuzz()
    return 0


def plainly(name: str, seconds: float, seed: int) -> int:
    """Fuzz one target by blind mutation; 1 when it broke."""
    from tests.fuzz.targets import TARGETS

    known = [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]
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
    with tempfile.TemporaryDirectory(prefix="hearth-fuzz-") as folder:
        kept = Path(options.corpus or folder) / name
        kept.mkdir(parents=True, exist_ok=True)
        words = [
            sys.executable,
            "-m",
            "tests.fuzz",
            "--seconds",
            str(options.seconds),
            "--seed",
            str(options.seed),
        ]
        return subprocess.run([*words, "--inside", str(kept), name], check=False).returncode


def main() -> int:
    """Run what is named; the exit code says whether something broke."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__.split("\n\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join((*NAMES, 'port'))}")
    parser.add_argument("--seconds", type=float, default=600, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--corpus", help="where atheris keeps what it finds")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.targets) - {*NAMES, "port"}:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    if options.inside:
        return with_atheris(options.targets[0], options.seconds, options.seed, options.inside)
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
