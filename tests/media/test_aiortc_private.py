"""Each private name of aiortc, aioice and pylibsrtp that we use, used as we use it.

When one of these fails after an update, look at `media/aiortc_private.py` first.
"""

from __future__ import annotations

import asyncio
import struct
from importlib.metadata import version

import pylibsrtp
import pytest
from aiortc import RTCCertificate

from media import aiortc_private as private
from media.rtp import HEADER

PACKET = HEADER.pack(0x80, 96, 1, 2, 3) + b"payload"


def test_the_versions_are_the_ones_this_was_written_for() -> None:
    assert version("aiortc").startswith("1.16.")
    assert version("aioice").startswith("0.13.")
    assert version("pylibsrtp").startswith("1.0.")


class Wire:
    """One end of an in-memory wire, as DTLS wants it."""

    role = "controlling"

    def __init__(self) -> None:
        self.other = self
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()

    async def _recv(self) -> bytes:
        return await self._queue.get()

    async def _send(self, data: bytes) -> None:
        self.other._queue.put_nowait(data)


async def handshake() -> tuple[private.Dtls, private.Dtls]:
    near, far = Wire(), Wire()
    near.other, far.other = far, near
    certificates = [RTCCertificate.generateCertificate() for _ in range(2)]
    server = private.Dtls(near, certificates[0])
    client = private.Dtls(far, certificates[1], role="client")
    prints = [private.fingerprint_of(each) for each in certificates]
    both = await asyncio.gather(server.start("sha-256", prints[1]), client.start("sha-256", prints[0]))
    assert all(both)
    return server, client


async def test_dtls_gives_keys_for_both_directions_and_tells_its_end() -> None:
    server, client = await handshake()
    ours, theirs = server.sessions([]), client.sessions([])
    assert theirs.decrypt.unprotect(ours.encrypt.protect(PACKET)) == PACKET
    assert ours.decrypt.unprotect(theirs.encrypt.protect(PACKET)) == PACKET
    ended = asyncio.Event()
    server.on_change(ended.set)
    await client.stop()
    await asyncio.wait_for(ended.wait(), 5)
    assert not server.is_open
    await server.stop()


async def test_a_foreign_certificate_is_refused() -> None:
    near, far = Wire(), Wire()
    near.other, far.other = far, near
    server = private.Dtls(near, RTCCertificate.generateCertificate())
    client = private.Dtls(far, RTCCertificate.generateCertificate(), role="client")
    stranger = private.fingerprint_of(RTCCertificate.generateCertificate())
    connecting = asyncio.ensure_future(client.start("sha-256", stranger))
    assert not await server.start("sha-256", stranger)
    assert not await connecting


async def test_a_number_is_never_used_twice_but_for_the_named_streams() -> None:
    server, client = await handshake()
    sessions = server.sessions([4])
    sessions.encrypt.protect(PACKET)
    with pytest.raises(pylibsrtp.Error, match="replay"):
        sessions.encrypt.protect(PACKET)
    voice = HEADER.pack(0x80, 96, 1, 2, 4) + b"voice"
    assert sessions.encrypt.protect(voice) == sessions.encrypt.protect(voice)
    await client.stop()
    await server.stop()


async def test_packets_are_encrypted_and_decrypted_in_place_in_one_buffer() -> None:
    server, client = await handshake()
    ours, theirs = server.sessions([]), client.sessions([])
    scratch = private.Scratch(2048)
    for protect, unprotect, packet in (
        (private.protect, private.unprotect, PACKET),
        (private.protect_rtcp, private.unprotect_rtcp, struct.pack("!BBHI", 0x80, 201, 1, 9)),
    ):
        scratch.view[: len(packet)] = packet
        scratch.length[0] = len(packet)
        assert protect(ours.encrypt_handle, scratch.pointer, scratch.length) == 0
        assert len(packet) < scratch.length[0] <= len(packet) + 20
        assert unprotect(theirs.decrypt_handle, scratch.pointer, scratch.length) == 0
        assert bytes(scratch.view[: scratch.length[0]]) == packet
        assert unprotect(theirs.decrypt_handle, scratch.pointer, scratch.length) != 0
    await client.stop()
    await server.stop()
