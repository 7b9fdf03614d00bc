"""Packets on the WebSocket: Socket.IO 5 in msgpack, one binary frame each (docs/protocol.md, "The wire")."""

from enum import IntEnum
from typing import Any

import msgspec


class Kind(IntEnum):
    """What a packet is."""

    CONNECT = 0
    DISCONNECT = 1
    EVENT = 2
    ACK = 3
    CONNECT_ERROR = 4


class Packet(msgspec.Struct, frozen=True):
    """One packet, either way."""

    type: Kind
    data: Any = None
    nsp: str = "/"
    id: int | None = None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Packet)


def encode(packet: Packet) -> bytes:
    """Write a packet; an `id` that is None is left out."""
    written: dict[str, Any] = {"type": int(packet.type), "nsp": packet.nsp, "data": packet.data}
    if packet.id is not None:
        written["id"] = packet.id
    return _encoder.encode(written)


def decode(data: bytes) -> Packet:
    """Read a packet; raise `msgspec.DecodeError` or its `ValidationError` if it is none."""
    return _decoder.decode(data)
