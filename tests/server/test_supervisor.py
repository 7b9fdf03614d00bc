"""Are several processes kept running, and all stopped in the end?"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from server.config import Cluster, Config, Media
from server.supervisor import environment_of

ROOT = Path(__file__).parents[2]

# Tells its port and process id in one write, and waits to be ended.
CHILD = """
import os, signal
os.write(1, f"{os.environ['HEARTH_PORT']} {os.getpid()}\\n".encode())
signal.pause()
"""
PARENT = f"""
import sys
from server.config import Cluster, Config
from server.supervisor import supervise
supervise(Config(port=9000, cluster=Cluster(processes=2)), (sys.executable, "-c", {CHILD!r}))
"""


def test_each_process_has_ports_of_its_own_and_the_same_links() -> None:
    config = Config(port=8080, media=Media(port=7882), cluster=Cluster(processes=2))
    told = [environment_of(number, config) for number in range(2)]
    assert [(each["HEARTH_PORT"], each["HEARTH_MEDIA_PORT"]) for each in told] == [
        ("8080", "7882"),
        ("8081", "7883"),
    ]
    assert {each["HEARTH_PUBLIC_URL"] for each in told} == {"http://localhost:8080"}


async def test_a_process_that_dies_is_started_again_and_all_end_when_told() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    try:
        started = dict([await next_started(parent.stdout), await next_started(parent.stdout)])
        assert set(started) == {"9000", "9001"}
        os.kill(started["9001"], signal.SIGKILL)
        port, anew = await next_started(parent.stdout)
        assert port == "9001"
        assert anew != started["9001"]
    finally:
        parent.terminate()
    assert await parent.wait() == 0
    assert await parent.stdout.read() == b""  # every process has let go of it


async def next_started(stream: asyncio.StreamReader) -> tuple[str, int]:
    """Return the port and id of the next process that says that it runs."""
    port, process_id = (await stream.readline()).split()
    return port.decode(), int(process_id)
