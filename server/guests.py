"""Synthetic guests for the demo: the headless client of `client/python`, in a process of its own.

They are clients like any other, on the other side of the sockets; a process of their own, so that drawing and
sending their pictures does not disturb the media of the people.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

MODULE = "hearth_client.guests"
_IN_WORK_TREE = Path(__file__).resolve().parent.parent / "client" / "python"
_FAREWELL_SECONDS = 5.0


@contextmanager
def company(links: Sequence[str]) -> Iterator[None]:
    """Send one guest to each join link, for as long as the `with` lasts; they wait for the server.

    They go as well when this process is killed, since the pipe to them closes with it.
    """
    command = [sys.executable, "-m", MODULE, "--until-closed"]
    guests = subprocess.Popen(command, stdin=subprocess.PIPE, env=_environment(), text=True, process_group=0)
    pipe = guests.stdin
    assert pipe is not None
    try:
        with suppress(BrokenPipeError):  # guests that could not start have said why
            # Links are secrets: arguments would show in every list of processes.
            pipe.write("".join(f"{link}\n" for link in [*links, ""]))
            pipe.flush()
        yield
    finally:
        guests.terminate()
        try:
            guests.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            guests.kill()
            guests.wait()
        with suppress(BrokenPipeError):
            pipe.close()


def _environment() -> dict[str, str]:
    """The own environment; in a work tree the client is not installed, and lies beside us."""
    if not _IN_WORK_TREE.is_dir():
        return dict(os.environ)
    path = os.pathsep.join(filter(None, [str(_IN_WORK_TREE), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path}
