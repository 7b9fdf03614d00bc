"""One connection of the generator: asyncio finds the way and shakes hands; then the engine has the socket."""

import asyncio
import os
import socket
from dataclasses import dataclass
from typing import cast

from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from hearth_client import sdp
from hearth_client.transport import Transport
from pylibsrtp import Session

from media.stun import check_answer, read_check

BUFFER_BYTES = 4 << 20
TIMESTAMPS = 35  # SO_TIMESTAMPNS: the kernel notes when each datagram came
_FORCED_RECEIVE_BUFFER = 33  # SO_RCVBUFFORCE: beyond net.core.rmem_max, for root
_CONNECT_SECONDS = 30.0
_CHECK_SECONDS, _ALIVE_SECONDS = 0.1, 2.5  # between checks: until connected, and then
_certificate = RTCCertificate.generateCertificate()  # one for all: making them is not what we measure


@dataclass(frozen=True, slots=True)
class OpenWire:
    """A connection that is ready for media."""

    socket: socket.socket
    server: tuple[str, int]
    encrypt: Session
    decrypt: Session


class Wire(Transport):
    """The headless client's transport, on a socket that can be taken away from asyncio."""

    def __init__(self, host: str) -> None:
        super().__init__(on_rtp=lambda _: None, on_rtcp=lambda _: None)
        self._certificate = _certificate
        prints = {each.algorithm: each.value for each in _certificate.getFingerprints()}
        self.ours = sdp.Transport(self.ours.user, self.ours.password, prints["sha-256"])
        self._bare = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._bare.setblocking(False)
        self._bare.bind((host, 0))
        option = _FORCED_RECEIVE_BUFFER if os.geteuid() == 0 else socket.SO_RCVBUF
        self._bare.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        self.address: tuple[str, int] = self._bare.getsockname()
        # Only `sendto` and `close` are called on it, and a socket has both.
        self._socket = cast(asyncio.DatagramTransport, self._bare)

    async def connect(self, answer: sdp.Answer) -> None:
        """Find the way and shake hands as DTLS client, with the one SRTP profile for all who are measured."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._bare, self._read)
        self._checking = asyncio.create_task(self._keep_checking(answer))
        dtls = self._dtls = RTCDtlsTransport(self, [self._certificate])  # type: ignore[arg-type]
        dtls._srtp_profiles = [SRTP_AEAD_AES_128_GCM]
        dtls._set_role("client")
        theirs = RTCDtlsFingerprint(algorithm="sha-256", value=answer.transport.fingerprint)
        async with asyncio.timeout(_CONNECT_SECONDS):
            await self._answered.wait()
            await dtls.start(RTCDtlsParameters(fingerprints=[theirs]))
        if not self.is_open:
            raise ConnectionError("the handshake failed")

    def hand_over(self) -> OpenWire:
        """Give the socket to the engine. Checks that keep the way open are still sent from here."""
        asyncio.get_running_loop().remove_reader(self._bare)
        self._bare.setsockopt(socket.SOL_SOCKET, TIMESTAMPS, 1)
        assert self._dtls is not None
        assert self._server is not None
        return OpenWire(self._bare, self._server, self._dtls._tx_srtp, self._dtls._rx_srtp)

    async def close(self) -> None:
        """Say goodbye and free the socket."""
        asyncio.get_running_loop().remove_reader(self._bare)
        await super().close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a full ICE agent's own checks (RFC 8445 section 7.3); the rest is the headless client's."""
        check = read_check(data, self.ours.password) if data[0] < 4 else None
        if check is None:
            super().datagram_received(data, addr)
        else:
            self._bare.sendto(check_answer(check, self.ours.password, addr), addr)

    async def _keep_checking(self, answer: sdp.Answer) -> None:
        """Check often until connected: a full agent may dispute the roles first (RFC 8445, 7.3.1.1)."""
        while True:
            for address in [self._server] if self._server else answer.candidates:
                self._check(address, answer.transport)
            await asyncio.sleep(_ALIVE_SECONDS if self.is_open else _CHECK_SECONDS)

    def _read(self) -> None:
        try:
            while True:
                data, address = self._bare.recvfrom(2048)
                self.datagram_received(data, address)
        except BlockingIOError:
            return
