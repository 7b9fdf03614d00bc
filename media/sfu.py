"""The selective forwarding unit: what the rest of the program talks to.

Owns the UDP port, the rooms and their peers. Everything is called on one event loop.
People are opaque ids; what may be forwarded is the caller's decision.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import inf
from typing import Final

from aiortc import RTCCertificate

from media import aiortc_private as private
from media import sdp
from media.adaptation import ClientReport
from media.answer import AnswerParts, write_test_answer
from media.counters import Counters
from media.handshakes import Handshakes
from media.ids import Source
from media.listening import SfuListener, ShownPicture, SlotPointing
from media.peer import Peer
from media.port import Port
from media.quality import Quality
from media.room import MediaRoom
from media.sdp import BadOffer
from media.seat import Seat

__all__ = [
    "BadOffer",
    "ClientReport",
    "PeerStatistics",
    "Sfu",
    "SfuListener",
    "SfuSettings",
    "SfuStatistics",
    "ShownPicture",
    "SlotPointing",
    "Source",
]

REPAIR_SECONDS: Final = 0.02
FLOWS_SECONDS: Final = 0.5
"""After a longer silence nobody talks: a microphone that is open sends a packet in 400 ms at least."""


@dataclass(frozen=True, slots=True)
class SfuSettings:
    """How the forwarder is reached and how large a peer may be."""

    bind_host: str = "0.0.0.0"
    """`::` listens on IPv6 and IPv4."""
    port: int = 0
    """UDP; 0 takes any free one."""
    public_addresses: tuple[str, ...] = ()
    """Announced to clients, best first; empty: this machine's own addresses (loopback only
    when bound to it, or when there is no other)."""
    stun_server: tuple[str, int] | None = None
    """Host and port; asked at the start when there are no `public_addresses`."""
    voice_slots: int = 12
    picture_slots: int = 16
    expire_seconds: float = 20.0
    """Silence after which nothing more is sent (consent, RFC 7675) and the connection is given up: four
    checks of the slowest browser."""


@dataclass(frozen=True, slots=True)
class SfuStatistics:
    """Figures for `/metrics`: no ids."""

    rooms: int
    peers: int
    """Seats with a connected transport."""
    streams: int
    """Received now and forwarded to somebody."""
    filled_slots: int
    qualities: dict[str, int]
    """How many connected seats have each word of `media.quality`."""
    limits_bps: list[float]
    """What each of them may be sent."""
    counters: dict[str, int]
    """See `media.counters.Counters`; each only grows."""


@dataclass(frozen=True, slots=True)
class PeerStatistics:
    """One connection's figures, for staff who help."""

    connected: bool
    quality: str
    round_trip_seconds: float
    loss_to_peer: float
    """Share of packets lost on the way to it, 0 to 1, before repair."""
    loss_from_peer: float
    sending_bps: float
    receiving_bps: float
    limit_bps: float
    silent_seconds: float


class Sfu:
    """Forwards sound and picture between the peers of each room."""

    def __init__(self, settings: SfuSettings, listener: SfuListener) -> None:
        self._settings = settings
        self._listener = listener
        self._counters = Counters()
        self._rooms: dict[str, MediaRoom] = {}
        self._certificate = RTCCertificate.generateCertificate()
        self._fingerprint = private.fingerprint_of(self._certificate)
        self._port: Port | None = None
        self._candidates: list[tuple[str, int]] = []
        self._ticking: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._forwarded = 0
        self._flowed_at = -inf
        self._handshakes = Handshakes(self._media_flows)

    # -- life ---------------------------------------------------------------------

    async def start(self) -> None:
        """Open the port and begin. Raises `OSError` when the port is taken."""
        self._port = Port(self._settings.bind_host, self._settings.port, self._counters)
        self._candidates = await self._port.announced(
            self._settings.public_addresses, self._settings.stun_server
        )
        self._port.start()
        self._ticking = asyncio.create_task(self._tick())

    def connection_test(self) -> str:
        """An SDP answer to an offer of one data channel: with it anybody can try the way here, by ICE alone.

        Needs `start`.
        """
        assert self._port is not None
        test = self._port.test
        return write_test_answer(AnswerParts(test.user, test.password, self._fingerprint, self._candidates))

    async def close(self) -> None:
        """Say goodbye to all peers and free the port."""
        for room in list(self._rooms):
            self.close_room(room)
        if self._ending:
            await asyncio.gather(*self._ending)
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
        self._handshakes.close()
        if self._port is not None:
            self._port.close()

    @property
    def port(self) -> int:
        """The UDP port, once started."""
        return self._open_port.number

    @property
    def _open_port(self) -> Port:
        if self._port is None:
            raise RuntimeError("the forwarder has not been started")
        return self._port

    # -- connections ----------------------------------------------------------------

    async def make_way(self, room: str, peer: str, *, urgent: bool) -> bool:
        """Wait until `answer` may be called without crowding out those who talk; False: try again.

        The place is held until the transport is connected or ended, for a few seconds at most.
        """
        return await self._handshakes.begin((room, peer), urgent=urgent)

    async def answer(self, room: str, peer: str, offer_sdp: str) -> str:
        """Answer a client's offer (the contract is in `media.sdp`).

        A later offer of the same peer builds a second transport beside the first, which it
        replaces once it is connected; what is published, silenced and shown carries over.
        Raises `BadOffer`.
        """
        settings = self._settings
        try:
            offer = sdp.parse_offer(offer_sdp, settings.voice_slots, settings.picture_slots)
        except BadOffer:
            self._counters.offers_refused += 1
            raise
        owner = self._room(room)
        transport = Peer(owner, self._open_port, self._certificate, offer, self._counters)
        owner.join(peer, transport)
        transport.start(lambda: self._handshakes.end((room, peer)))
        return transport.answer(self._candidates, self._fingerprint)

    def remove_peer(self, room: str, peer: str) -> None:
        """Not one more packet to or from this peer; unknown peers are fine."""
        found = self._rooms.get(room)
        if found is not None:
            found.remove(peer)
            if not found.seats:
                self.close_room(room)

    def disconnect(self, room: str, peer: str) -> None:
        """Not one more packet to or from whoever is connected as this peer; it may offer again."""
        found = self._rooms.get(room)
        if found is not None:
            found.disconnect(peer)

    def close_room(self, room: str) -> None:
        """Remove all peers of a room."""
        found = self._rooms.pop(room, None)
        if found is not None:
            found.close()

    def _release(self, peer: Peer) -> None:
        task = asyncio.get_running_loop().create_task(peer.ended())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _room(self, name: str) -> MediaRoom:
        room = self._rooms.get(name)
        if room is None:
            room = self._rooms[name] = MediaRoom(
                name,
                self._listener,
                self._counters,
                self._settings.expire_seconds,
                self._release,
                time.monotonic,
            )
        return room

    # -- what is forwarded ------------------------------------------------------------

    def set_publications(self, room: str, peer: str, sources: frozenset[Source]) -> None:
        """What may be forwarded of this peer from now on; what is left out stops at once."""
        owner = self._room(room)
        seat = owner.seat(peer)
        seat.publications = sources
        owner.permit(seat)

    def set_attentive(self, room: str, peer: str, attentive: bool) -> None:
        """False: a private pause, nothing is forwarded to the peer or from it."""
        owner = self._room(room)
        seat = owner.seat(peer)
        seat.attentive = attentive
        owner.permit(seat)

    def set_silenced(self, room: str, silenced: bool) -> None:
        """True: microphones are not forwarded in this room."""
        owner = self._room(room)
        owner.silenced = silenced
        for seat in owner.seats.values():
            owner.permit(seat)

    def set_pictures(self, room: str, peer: str, pictures: Sequence[ShownPicture]) -> None:
        """What the peer's client shows and how large, the most important first.

        Pictures not named are not forwarded. Before the first call nothing is shown.
        """
        owner = self._room(room)
        seat = owner.seat(peer)
        seat.pictures = tuple(pictures)
        owner.change(seat)

    def set_spotlight(self, room: str, peer: str | None) -> None:
        """Whose camera gives way last when bandwidth is short."""
        owner = self._room(room)
        owner.spotlight = peer
        owner.change()

    def report(self, room: str, peer: str, report: ClientReport) -> None:
        """Take the client's own figures about what it receives; a late one is ignored."""
        owner = self._rooms.get(room)
        seat = owner.seats.get(peer) if owner is not None else None
        if owner is not None and seat is not None:
            owner.report(seat, report)

    def _media_flows(self) -> bool:
        return time.monotonic() - self._flowed_at < FLOWS_SECONDS

    # -- figures ------------------------------------------------------------------------

    def statistics(self) -> SfuStatistics:
        """Totals over all rooms."""
        seats = [
            seat for room in self._rooms.values() for seat in room.seats.values() if seat.peer is not None
        ]
        peers = [seat.peer for seat in seats if seat.peer is not None]
        qualities = Counter(seat.meter.quality.value for seat in seats)
        return SfuStatistics(
            rooms=len(self._rooms),
            peers=len(peers),
            streams=sum(bool(s.subscriptions) for peer in peers for s in peer.streams.values()),
            filled_slots=sum(slot.stream is not None for peer in peers for slot in peer.slots.values()),
            qualities={each.value: qualities[each.value] for each in Quality},
            limits_bps=[seat.budget.limit_bps for seat in seats],
            counters=asdict(self._counters),
        )

    def peer_statistics(self, room: str, peer: str) -> PeerStatistics | None:
        """One peer's figures; None if it was never seen."""
        owner = self._rooms.get(room)
        seat = owner.seats.get(peer) if owner is not None else None
        if seat is None:
            return None
        transport = seat.peer
        return PeerStatistics(
            connected=transport is not None,
            quality=seat.meter.quality,
            round_trip_seconds=transport.round_trip_seconds if transport else 0.0,
            loss_to_peer=seat.budget.loss_fraction,
            loss_from_peer=transport.uplink_loss if transport else 0.0,
            sending_bps=seat.sending_bps(),
            receiving_bps=sum(
                stream.bitrate_bps for stream in (transport.streams.values() if transport else ())
            ),
            limit_bps=seat.budget.limit_bps,
            silent_seconds=time.monotonic() - transport.link.alive_at if transport else 0.0,
        )

    # -- time -----------------------------------------------------------------------------

    async def _tick(self) -> None:
        """Repair every 20 ms, and whatever else is due in a room or for a connection."""
        while True:
            await asyncio.sleep(REPAIR_SECONDS)
            now = time.monotonic()
            if self._counters.packets_forwarded != self._forwarded:
                self._forwarded, self._flowed_at = self._counters.packets_forwarded, now
            for room in list(self._rooms.values()):
                _serve(room, now)


def _serve(room: MediaRoom, now: float) -> None:
    for seat in list(room.seats.values()):
        with room.fence.around("serving a seat"):
            _serve_seat(room, seat, now)
    if room.settle_turns.due(now):
        room.settle(now)
    if room.layer_turns.due(now):
        room.tell_layers(now)


def _serve_seat(room: MediaRoom, seat: Seat, now: float) -> None:
    for peer in seat.transports():
        peer.repair(now)
        if peer is seat.peer:
            peer.delivery.continue_sending(seat.budget, peer.round_trip_seconds, now)
        if seconds := peer.feedback_turns.due(now):
            peer.give_feedback(seconds, seat.budget.limit_bps)
        if peer.report_turns.due(now):
            peer.report(now)
    if seconds := seat.measure_turns.due(now):
        room.measure(seat, seconds, now)
