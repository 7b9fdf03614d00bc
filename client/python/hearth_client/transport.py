"""One UDP socket to the server: ICE checks (RFC 8445; the server is a lite agent), DTLS, and sealed RTP.

Everything private of aiortc and aioice that this package leans on is here; their versions are pinned.
"""

import asyncio
import secrets
import string
from collections.abc import Callable
from contextlib import suppress
from typing import cast

import aioice.stun
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp import Error as SrtpError

from hearth_client import sdp
from hearth_client.refusals import NoMedia

CONNECT_SECONDS = 10.0
_FIRST_CHECK_SECONDS = 0.1  # between checks until one is answered
_CHECK_SECONDS = 2.5  # between those that keep the way open
_LETTERS = string.ascii_letters + string.digits

Take = Callable[[bytes], None]


class Transport(asyncio.DatagramProtocol):
    """The way to the server. Plain packets that come in go to `on_rtp` and `on_rtcp`."""

    role = "controlling"  # read by aiortc

    def __init__(self, on_rtp: Take, on_rtcp: Take) -> None:
        self._on_rtp, self._on_rtcp = on_rtp, on_rtcp
        self._certificate = RTCCertificate.generateCertificate()
        self._handshake: asyncio.Queue[bytes] = asyncio.Queue()
        self._dtls: RTCDtlsTransport | None = None
        self._socket: asyncio.DatagramTransport | None = None
        self._server: tuple[str, int] | None = None
        self._answered = asyncio.Event()
        self._checking: asyncio.Task[None] | None = None
        prints = {each.algorithm: each.value for each in self._certificate.getFingerprints()}
        self.ours = sdp.Transport(_random(8), _random(24), prints["sha-256"])

    @property
    def is_open(self) -> bool:
        """Whether packets can be sent."""
        return self._dtls is not None and self._dtls.state == "connected"

    async def connect(self, answer: sdp.Answer) -> None:
        """Find the way and shake hands; raise `NoMedia` after some seconds without success."""
        loop = asyncio.get_running_loop()
        is_ipv6 = all(":" in host for host, _ in answer.candidates)
        await loop.create_datagram_endpoint(lambda: self, local_addr=("::" if is_ipv6 else "0.0.0.0", 0))
        self._checking = asyncio.create_task(self._keep_checking(answer))
        dtls = self._dtls = RTCDtlsTransport(self, [self._certificate])  # type: ignore[arg-type]
        dtls._set_role("client")
        theirs = RTCDtlsFingerprint(algorithm="sha-256", value=answer.transport.fingerprint)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._answered.wait()
                await dtls.start(RTCDtlsParameters(fingerprints=[theirs]))
        except TimeoutError:
            raise NoMedia("no answer from the server's media port") from None
        if not self.is_open:
            raise NoMedia("the handshake failed")

    async def close(self) -> None:
        """Say goodbye and free the socket."""
        if self._checking is not None:
            self._checking.cancel()
            with suppress(asyncio.CancelledError):
                await self._checking
        if self._dtls is not None:
            await self._dtls.stop()
        if self._socket is not None:
            self._socket.close()

    def send_rtp(self, packet: bytes) -> bool:
        """Seal and send; False, and nothing happens, while the way is not open."""
        if self._dtls is None or not self.is_open:
            return False
        self._send_plain(self._dtls._tx_srtp.protect(packet))
        return True

    def send_rtcp(self, packet: bytes) -> None:
        """Seal and send; nothing happens while the way is not open."""
        if self._dtls is not None and self.is_open:
            self._send_plain(self._dtls._tx_srtp.protect_rtcp(packet))

    # — called by asyncio —

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        self._socket = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Tell STUN, DTLS and media apart by the first byte (RFC 7983)."""
        first = data[0] if data else 255
        if first < 4:
            self._take_check_answer(data, addr)
        elif 19 < first < 64:
            self._handshake.put_nowait(data)
        elif first > 127 and self.is_open:
            self._unseal(data)

    # — called by aiortc's DTLS —

    async def _recv(self) -> bytes:
        return await self._handshake.get()

    async def _send(self, data: bytes) -> None:
        self._send_plain(data)

    # — inside —

    def _send_plain(self, data: bytes) -> None:
        if self._socket is not None and self._server is not None:
            self._socket.sendto(data, self._server)

    def _unseal(self, data: bytes) -> None:
        assert self._dtls is not None
        is_rtcp = 191 < data[1] < 224  # RFC 5761 section 4
        with suppress(SrtpError):
            if is_rtcp:
                self._on_rtcp(self._dtls._rx_srtp.unprotect_rtcp(data))
            else:
                self._on_rtp(self._dtls._rx_srtp.unprotect(data))

    async def _keep_checking(self, answer: sdp.Answer) -> None:
        while True:
            for address in [self._server] if self._server else answer.candidates:
                self._check(address, answer.transport)
            await asyncio.sleep(_CHECK_SECONDS if self._server else _FIRST_CHECK_SECONDS)

    def _check(self, address: tuple[str, int], theirs: sdp.Transport) -> None:
        check = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
        check.attributes["USERNAME"] = f"{theirs.user}:{self.ours.user}"
        check.attributes["PRIORITY"] = 110 << 24 | 65535 << 8 | 255
        check.attributes["ICE-CONTROLLING"] = secrets.randbits(64)
        check.attributes["USE-CANDIDATE"] = None
        check.add_message_integrity(theirs.password.encode())
        if self._socket is not None:
            self._socket.sendto(bytes(check), address)

    def _take_check_answer(self, data: bytes, address: tuple[str, int]) -> None:
        try:
            message = aioice.stun.parse_message(data)
        except ValueError:
            return
        if message.message_class is aioice.stun.Class.RESPONSE and self._server is None:
            self._server = address
            self._answered.set()


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
