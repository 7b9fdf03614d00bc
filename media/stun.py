"""ICE connectivity checks as a server meets them: STUN binding requests (RFC 8489; RFC 8445 section 7.3).

Pure, and made to cost little, since anybody may send any number of them: the signature is looked at first,
and a message without ours is not read further. What a client needs of STUN is aioice's business.
"""

from __future__ import annotations

import hmac
import socket
import struct
from binascii import crc32
from dataclasses import dataclass
from typing import Final

from media.ids import Address

_HEADER: Final = struct.Struct("!HHI12s")
"""Type, length of what follows, magic cookie, transaction id."""
_ATTRIBUTE: Final = struct.Struct("!HH")
_FINGERPRINT_ATTRIBUTE: Final = struct.Struct("!HHI")
_LENGTH: Final = struct.Struct("!H")
_COOKIE: Final = 0x2112_A442
_COOKIE_OCTETS: Final = _COOKIE.to_bytes(4, "big")
_REQUEST, _SUCCESS = 0x0001, 0x0101
_USERNAME, _INTEGRITY, _XOR_MAPPED, _USE_CANDIDATE, _FINGERPRINT = 0x0006, 0x0008, 0x0020, 0x0025, 0x8028
_SIGNATURE_OCTETS: Final = 20
_FINGERPRINT_XOR: Final = 0x5354_554E


@dataclass(frozen=True, slots=True)
class Check:
    """An authenticated connectivity check."""

    transaction_id: bytes
    nominates: bool


def ice_user(data: bytes) -> str:
    """Our half of a message's USERNAME (RFC 8445 section 7.2.2), or empty.

    Reads no more than needed: strangers' messages end here.
    """
    if len(data) < _HEADER.size or data[4:8] != _COOKIE_OCTETS:
        return ""
    position = _HEADER.size
    while position + 4 <= len(data):
        kind, size = _ATTRIBUTE.unpack_from(data, position)
        if kind == _USERNAME:
            name = data[position + 4 : position + 4 + size]
            return name.split(b":")[0].decode("ascii", "replace")
        position += 4 + (size + 3 & ~3)
    return ""


def read_check(data: bytes, password: str) -> Check | None:
    """Read a binding request; None unless it is whole and signed with our password."""
    if len(data) < _HEADER.size:
        return None
    kind, length, cookie, transaction_id = _HEADER.unpack_from(data)
    if kind != _REQUEST or cookie != _COOKIE or length != len(data) - _HEADER.size:
        return None
    nominates, position = False, _HEADER.size
    while position + 4 <= len(data):
        attribute, size = _ATTRIBUTE.unpack_from(data, position)
        if attribute == _INTEGRITY:
            is_ours = size == _SIGNATURE_OCTETS and _is_signed(data, position, password)
            return Check(transaction_id, nominates) if is_ours else None
        nominates = nominates or attribute == _USE_CANDIDATE
        position += 4 + (size + 3 & ~3)
    return None


def _is_signed(data: bytes, position: int, password: str) -> bool:
    """Whether the signature at `position` is right, and the fingerprint, if that follows.

    What else follows is not authenticated, and ignored (RFC 8489 section 14.5).
    """
    end = position + 4 + _SIGNATURE_OCTETS
    if end > len(data):
        return False
    signature = data[position + 4 : end]
    if not hmac.compare_digest(signature, _signature(data[:position], password)):
        return False
    if end + _FINGERPRINT_ATTRIBUTE.size > len(data):
        return True
    attribute, _, found = _FINGERPRINT_ATTRIBUTE.unpack_from(data, end)
    return bool(attribute != _FINGERPRINT or found == _fingerprint(data[:end]))


def check_answer(check: Check, password: str, address: Address) -> bytes:
    """The success response: the mapped address, signed (RFC 8489 section 6.3.1.1)."""
    mapped = _xor_address(address, check.transaction_id)
    message = _HEADER.pack(_SUCCESS, 0, _COOKIE, check.transaction_id)
    message += _ATTRIBUTE.pack(_XOR_MAPPED, len(mapped)) + mapped
    message += _ATTRIBUTE.pack(_INTEGRITY, _SIGNATURE_OCTETS) + _signature(message, password)
    message = _with_length(message, _FINGERPRINT_ATTRIBUTE.size)
    return message + _FINGERPRINT_ATTRIBUTE.pack(_FINGERPRINT, 4, _fingerprint(message))


def _xor_address(address: Address, transaction_id: bytes) -> bytes:
    """RFC 8489 section 14.2; an IPv4 address that IPv6 carries is told as what it is."""
    host, port = address[0].split("%")[0], address[1]
    if "." in host:
        family, octets = 1, socket.inet_aton(host.removeprefix("::ffff:"))
    else:
        family, octets = 2, socket.inet_pton(socket.AF_INET6, host)
    mask = (_COOKIE_OCTETS + transaction_id)[: len(octets)]
    hidden = int.from_bytes(octets, "big") ^ int.from_bytes(mask, "big")
    return struct.pack("!HH", family, port ^ _COOKIE >> 16) + hidden.to_bytes(len(octets), "big")


def _signature(message: bytes, password: str) -> bytes:
    """Of all before the signature, whose length the header already counts (RFC 8489 section 14.5)."""
    return hmac.digest(password.encode(), _with_length(message, 4 + _SIGNATURE_OCTETS), "sha1")


def _fingerprint(message: bytes) -> int:
    """Of all before it (RFC 8489 section 14.7)."""
    return crc32(_with_length(message, _FINGERPRINT_ATTRIBUTE.size)) ^ _FINGERPRINT_XOR


def _with_length(message: bytes, following: int) -> bytes:
    """The message with a header that counts so many octets more."""
    return message[:2] + _LENGTH.pack(len(message) - _HEADER.size + following) + message[4:]
