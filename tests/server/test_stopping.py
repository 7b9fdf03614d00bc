"""A real process that is told to stop."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp

from tests.server.people import open_socket


def free_port(kind: socket.SocketKind) -> int:
    """Return a port that nobody uses now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def answers(http: aiohttp.ClientSession, url: str) -> None:
    """Wait until a server answers."""
    async with asyncio.timeout(30):
        while True:
            try:
                async with http.get(url):
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05)


async def test_a_process_that_is_told_to_stop_hangs_up_and_ends_well(tmp_path: Path) -> None:
    port = free_port(socket.SOCK_STREAM)
    settings = {
        "HEARTH_PORT": str(port),
        "HEARTH_DATA_DIR": str(tmp_path),
        "HEARTH_MEDIA_BIND": "127.0.0.1",
        "HEARTH_MEDIA_PORT": str(free_port(socket.SOCK_DGRAM)),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", env={**os.environ, **settings}
    )
    try:
        async with aiohttp.ClientSession() as http:
            url = f"http://127.0.0.1:{port}"
            await answers(http, url + "/healthz")
            connection = await open_socket(http, url)
            process.send_signal(signal.SIGTERM)
            assert (await connection.receive()).type is aiohttp.WSMsgType.CLOSE
            async with asyncio.timeout(30):
                assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
