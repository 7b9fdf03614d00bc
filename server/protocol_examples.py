"""Packets as bytes, for `docs/protocol.md`: made by the encoder that the server uses."""

import json
from dataclasses import dataclass
from typing import Any

import msgspec

from rooms.events import HandRaised
from rooms.ids import SeatId
from rooms.state import Hand, HandKind
from server import wire


@dataclass(frozen=True, slots=True)
class Example:
    """One packet: what it is for, how it reads, and its bytes without the WebSocket header."""

    what: str
    shown: str
    data: bytes


def _example(what: str, packet: dict[str, Any]) -> Example:
    return Example(what, json.dumps(packet, ensure_ascii=False), msgspec.msgpack.encode(packet))


def _payload(event: msgspec.Struct) -> dict[str, Any]:
    return wire.plain(event)


_RAISED = HandRaised(hand=Hand(seat_id=SeatId("s1"), kind=HandKind.SHARE, raised_at=1_764_000_000.5))

EXAMPLES = (
    _example(
        "The client connects",
        {"type": wire.CONNECT, "nsp": "/", "data": {"token": "eyJ…", "protocol": 1}},
    ),
    _example(
        "It asks",
        {"type": wire.EVENT, "nsp": "/", "data": ["RaiseHand", {"kind": "share"}], "id": 7},
    ),
    _example(
        "The room tells everybody",
        {"type": wire.EVENT, "nsp": "/", "data": ["HandRaised", _payload(_RAISED), 42]},
    ),
    _example("The answer", {"type": wire.ACK, "nsp": "/", "id": 7, "data": [{"ok": {"seq": 42}}]}),
    _example(
        "Or a refusal",
        {"type": wire.ACK, "nsp": "/", "id": 7, "data": [{"error": {"code": "hand_already_raised"}}]},
    ),
)
