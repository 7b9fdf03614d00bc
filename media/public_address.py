"""Under which address the world sees our UDP port: asked of a STUN server once, at the start (RFC 8489).

Asked from the media socket itself, before anybody reads from it, so that it is this very port's
address and a NAT that changes port numbers is noticed.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Sequence
from typing import Final

from media import aiortc_private as private
from media.ids import Address

log = logging.getLogger(__name__)

WAITS_SECONDS: Final = (0.25, 0.5, 1.0, 1.5)
"""For an answer to each try; requests and answers get lost."""
RESOLVE_SECONDS: Final = 5.0
ANSWER_BYTES: Final = 1500


async def ask(sock: socket.socket, host: str, port: int) -> list[str]:
    """This socket's public addresses, one for each kind of IP; empty when nobody answers.

    What goes wrong is logged: a server that starts without is better than none.
    """
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            servers = await _resolved(sock, host, port)
    except (OSError, TimeoutError):
        log.warning("the STUN server's name could not be resolved", extra={"server": host})
        servers = []
    found = [mapped for server in servers if (mapped := await _seen_by(sock, server)) is not None]
    own_port = sock.getsockname()[1]
    for address, seen_port in found:
        log.info("public address found by STUN", extra={"address": address, "port": own_port})
        if seen_port != own_port:
            log.warning(
                "a NAT changes our UDP port: forward the port to this machine",
                extra={"address": address, "port": own_port, "seen": seen_port},
            )
    if not found:
        log.warning(
            "no answer from the STUN server: people outside of this network may not see or hear anybody",
            extra={"server": host},
        )
    return [address for address, _ in found]


async def _resolved(sock: socket.socket, host: str, port: int) -> Sequence[Address]:
    """The server's first address of each kind that this socket can send to."""
    loop = asyncio.get_running_loop()
    flags = socket.AI_V4MAPPED | socket.AI_ALL if sock.family is socket.AF_INET6 else 0
    infos = await loop.getaddrinfo(host, port, family=sock.family, type=socket.SOCK_DGRAM, flags=flags)
    kinds: dict[bool, Address] = {}
    for *_, address in infos:
        kinds.setdefault("." in str(address[0]), address)  # type: ignore[arg-type]
    return list(kinds.values())


async def _seen_by(sock: socket.socket, server: Address) -> tuple[str, int] | None:
    """The address that `server` sees this socket under; None when it does not answer."""
    loop, question = asyncio.get_running_loop(), private.AddressQuestion()
    for seconds in WAITS_SECONDS:
        try:
            await loop.sock_sendto(sock, question.data, server)
            async with asyncio.timeout(seconds):
                while True:
                    data, sender = await loop.sock_recvfrom(sock, ANSWER_BYTES)
                    if sender[:2] == server[:2] and (seen := question.answered(data)) is not None:
                        return seen
        except (OSError, TimeoutError):
            continue
    return None
