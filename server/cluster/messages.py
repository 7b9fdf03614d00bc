"""What processes say to each other, as closed lists: questions with their answers, and what needs no answer.

Everything is packed by msgspec and read strictly: what cannot be read is counted and ignored, whoever sent
it. A frame that goes to browsers is passed on as finished bytes.
"""

from typing import Any

import msgspec

from rooms.commands import AnyCommand
from rooms.ids import RoomId, SeatId
from server.arrivals import Arrival
from server.cluster.faults import Fault
from server.messages import AnyRequest, ConnectionReplaced, Goodbye
from server.outbox import ConnectionId
from server.stores.contract import Actor

# A snapshot with a long evening's chat and its documents; far below Redis's limit for subscribers (32 MiB).
MOST_BYTES = 8 * 1024 * 1024


class Body(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all messages."""


class Question(Body, frozen=True, kw_only=True):
    """Base of what is answered."""


class Attach(Question, frozen=True, kw_only=True):
    """Seat this connection. Answer: its seat."""

    arrival: Arrival


class Rejoin(Question, frozen=True, kw_only=True):
    """These connections have these seats: take them up, or tell them afresh how it is. Answer: nothing."""

    room_id: RoomId
    seats: dict[ConnectionId, SeatId]


class Ask(Question, frozen=True, kw_only=True):
    """A connection asks a command or request. Answer: what stands under `ok`."""

    room_id: RoomId
    connection: ConnectionId
    asked: AnyCommand | AnyRequest


class Act(Question, frozen=True, kw_only=True):
    """A host application asks a command. Answer: nothing."""

    room_id: RoomId
    actor: Actor
    command: AnyCommand


class RollCall(Question, frozen=True, kw_only=True):
    """All connections that this gateway has in your sessions. Answer: those that you do not know."""

    rooms: dict[RoomId, list[ConnectionId]]


class TakeOver(Question, frozen=True, kw_only=True):
    """Claim this room's session from me: I am stopping. Answer: nothing, when it is claimed."""

    room_id: RoomId


class Answer(Body, frozen=True, kw_only=True):
    """The answer to a question: what it gave, or why nothing was done."""

    result: Any = None
    fault: Fault | None = None


class Lose(Body, frozen=True, kw_only=True):
    """A connection is gone. Should this be lost, the next roll call tells it too."""

    room_id: RoomId
    connection: ConnectionId


class Deliver(Body, frozen=True, kw_only=True):
    """Write this frame to these connections."""

    frame: bytes
    connections: list[ConnectionId]
    droppable: bool = False


class Close(Body, frozen=True, kw_only=True):
    """Say farewell to these connections and hang up."""

    connections: list[ConnectionId]
    farewell: Goodbye | ConnectionReplaced


class Release(Body, frozen=True, kw_only=True):
    """I do not own these connections' session any more: find its new owner."""

    connections: list[ConnectionId]


AnyQuestion = Attach | Rejoin | Ask | Act | RollCall | TakeOver
AnyBody = AnyQuestion | Answer | Lose | Deliver | Close | Release


class Envelope(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One message on its way.

    `number` counts all that `sender` has sent to this receiver, from 1 and without gaps. `question` joins a
    question (its sender's number for it) and its answer; the same question again is not carried out twice.
    """

    sender: str
    number: int
    body: AnyBody
    question: int = 0


class Unreadable(Exception):
    """Not a message of ours, or of a version that we do not understand."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Envelope)


def pack(envelope: Envelope) -> bytes:
    """Encode a message."""
    return _encoder.encode(envelope)


def unpack(data: bytes) -> Envelope:
    """Decode a message, or raise `Unreadable`."""
    if len(data) > MOST_BYTES:
        raise Unreadable
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Unreadable from None
