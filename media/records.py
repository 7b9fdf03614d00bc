"""The records of a DTLS datagram (RFC 6347 section 4.1), one by one, without what we have no use for.

Pure. OpenSSL, as aiortc drives it, reads one record for each datagram it is given and keeps the rest
for later: many small records in each would pile up for as long as their sender likes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_HEADER: Final = struct.Struct("!BHHHIH")
"""Type, version, epoch, sequence number in two parts, length."""
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = range(20, 24)
_USEFUL: Final = frozenset((CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE))
"""Application data would be that of data channels, which we do not offer."""
MAX_RECORDS: Final = 16
"""In one datagram. Browsers' longest flight has five; none of them is worth much work."""


def useful_records(datagram: bytes) -> Iterator[bytes]:
    """The whole records of handshake and alerts, up to the first that is broken."""
    at = 0
    for _ in range(MAX_RECORDS):
        if at + _HEADER.size > len(datagram):
            return
        kind, *_, length = _HEADER.unpack_from(datagram, at)
        end = at + _HEADER.size + length
        if end > len(datagram):
            return
        if kind in _USEFUL:
            yield datagram[at:end]
        at = end
