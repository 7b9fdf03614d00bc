"""Every private name of aiortc, aioice and pylibsrtp that we rely on, and nothing else.

The versions are pinned in pyproject.toml; `tests/media/test_aiortc_private.py` fails
loudly when an update moves one of these. What we take: DTLS with its certificate and
keys (`RTCDtlsTransport` over a transport of our own), a client's STUN (`aioice.stun`),
and libsrtp's functions on a buffer of ours (`pylibsrtp._binding`).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final, Protocol

import aioice.stun
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

from media.rtp import REPLAY_WINDOW_PACKETS

SRTP_PROFILES: Final = [SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80]
"""In order of preference: GCM-128 costs half of CM with SHA-1."""

protect = lib.srtp_protect
unprotect = lib.srtp_unprotect
protect_rtcp = lib.srtp_protect_rtcp
unprotect_rtcp = lib.srtp_unprotect_rtcp


class Scratch:
    """One reusable packet buffer that libsrtp works on in place.

    `view[0:n]` and `pointer` are the same memory; `length` is a C int for libsrtp.
    """

    def __init__(self, size: int) -> None:
        self.pointer: Any = ffi.new("unsigned char[]", size)
        self.view = memoryview(ffi.buffer(self.pointer))
        self.length: Any = ffi.new("int *")


class DatagramWay(Protocol):
    """What a DTLS transport needs below it: aiortc's ICE transport, or ours."""

    @property
    def role(self) -> str:
        """The ICE role; DTLS roles are set explicitly, so only its presence matters."""

    async def _recv(self) -> bytes: ...
    async def _send(self, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class SrtpSessions:
    """Both directions' SRTP state of one connection. Handles die with their sessions."""

    decrypt: Session
    encrypt: Session

    @property
    def decrypt_handle(self) -> Any:
        """The libsrtp handle for incoming packets."""
        return self.decrypt._srtp[0]

    @property
    def encrypt_handle(self) -> Any:
        """The libsrtp handle for outgoing packets."""
        return self.encrypt._srtp[0]


class Dtls:
    """A DTLS connection over `way`, as server (RFC 5764) or, in tests, as client."""

    def __init__(self, way: DatagramWay, certificate: RTCCertificate, role: str = "server") -> None:
        self._transport = RTCDtlsTransport(way, [certificate])  # type: ignore[arg-type]
        self._transport._srtp_profiles = SRTP_PROFILES
        self._transport._set_role(role)
        self._role = role

    @property
    def is_open(self) -> bool:
        """Whether the handshake succeeded and nobody has closed since."""
        return self._transport.state == "connected"

    def on_change(self, changed: Any) -> None:
        """Call `changed()` whenever the state changes."""
        self._transport.on("statechange", changed)

    async def start(self, algorithm: str, fingerprint: str) -> bool:
        """Shake hands with the holder of the certificate with this fingerprint."""
        wanted = RTCDtlsFingerprint(algorithm=algorithm, value=fingerprint)
        await self._transport.start(RTCDtlsParameters(fingerprints=[wanted]))
        return self.is_open

    async def stop(self) -> None:
        """Say goodbye and end the reading task."""
        await self._transport.stop()

    def sessions(self, repeatable_ssrcs: list[int]) -> SrtpSessions:
        """Own SRTP sessions from the handshake's keys.

        aiortc's allow the same number to be sent twice, which breaks AES-GCM when the
        bytes differ. Ours refuse it, except for `repeatable_ssrcs`, whose packets are
        resent byte for byte.
        """
        ssl = self._transport._ssl
        assert ssl is not None
        chosen = ssl.get_selected_srtp_profile()
        profile = next(each for each in SRTP_PROFILES if each.openssl_profile == chosen)
        size = 2 * (profile.key_length + profile.salt_length)
        material = ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", size)
        client, server = (profile.get_key_and_salt(material, side) for side in (0, 1))
        theirs, ours = (client, server) if self._role == "server" else (server, client)

        def policy(key: bytes, ssrc_type: int, ssrc: int = 0, repeat: bool = False) -> Policy:
            made = Policy(key, ssrc_type, ssrc, profile.libsrtp_profile)
            made.allow_repeat_tx = repeat
            made.window_size = REPLAY_WINDOW_PACKETS
            return made

        encrypt = Session(policy(ours, Policy.SSRC_ANY_OUTBOUND))
        for ssrc in repeatable_ssrcs:
            encrypt.add_stream(policy(ours, Policy.SSRC_SPECIFIC, ssrc, repeat=True))
        return SrtpSessions(Session(policy(theirs, Policy.SSRC_ANY_INBOUND)), encrypt)


def fingerprint_of(certificate: RTCCertificate) -> str:
    """The SHA-256 fingerprint as SDP writes it (RFC 8122)."""
    prints = certificate.getFingerprints()
    return next(each.value for each in prints if each.algorithm == "sha-256")


class AddressQuestion:
    """A STUN request for how a server sees us (RFC 8489 section 2), the same in each try."""

    def __init__(self) -> None:
        self._message = aioice.stun.Message(
            message_method=aioice.stun.Method.BINDING, message_class=aioice.stun.Class.REQUEST
        )
        self.data = bytes(self._message)

    def answered(self, data: bytes) -> tuple[str, int] | None:
        """The address and port that an answer names; None unless it is a whole answer to this question."""
        try:
            answer = aioice.stun.parse_message(data)
        except (ValueError, struct.error, IndexError):
            return None
        is_answer = (
            answer.message_class == aioice.stun.Class.RESPONSE
            and answer.transaction_id == self._message.transaction_id
        )
        seen: tuple[str, int] | None = answer.attributes.get("XOR-MAPPED-ADDRESS") if is_answer else None
        return seen
