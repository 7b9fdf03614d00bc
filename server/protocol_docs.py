"""Writes what others read of the protocol: `docs/protocol.md` and `client/src/protocol.ts`.

`python -m server.protocol_docs` writes the files; with `--check` it only fails when one is stale.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from server import settings_docs
from server.protocol_markdown import markdown
from server.protocol_typescript import typescript

ROOT = Path(__file__).resolve().parent.parent

GENERATED: dict[str, Callable[[], str]] = {
    "docs/protocol.md": markdown,
    "client/src/protocol.ts": typescript,
    "docs/settings.md": settings_docs.markdown,
}


def stale_files(root: Path = ROOT) -> list[str]:
    """The generated files, relative to `root`, that are absent or not as the contract would have them."""
    return [name for name, text in GENERATED.items() if _read(root / name) != text()]


def write_files(root: Path = ROOT) -> None:
    """Write all generated files under `root`."""
    for name, text in GENERATED.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(), encoding="utf-8")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main() -> int:
    """Run from the command line; the exit code is 1 when `--check` finds a stale file."""
    parser = argparse.ArgumentParser(description="Write the protocol's documentation and TypeScript types.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    if not parser.parse_args().check:
        write_files()
        return 0
    stale = stale_files()
    for name in stale:
        print(f"{name} is stale: run python -m server.protocol_docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
