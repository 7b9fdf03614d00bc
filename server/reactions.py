"""Event → sound and picture, and back: what the forwarder notices becomes notices to people.

After every decision the forwarder is told what is different now: who publishes what, who has stepped away,
whether microphones are silenced, who is gone. It is told from the state, not from the events, so nothing
can be forgotten. Webhooks and the audit log are written with the events themselves (`server.stores`).
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from media.adaptation import ClientReport
from media.ids import Source as MediaSource
from media.listening import ShownPicture, SlotPointing
from media.sfu import BadOffer, Sfu
from rooms.ids import SeatId, SessionId
from rooms.state import Phase, SessionState, Source
from server import messages
from server.legs import Legs
from server.messages import LayersWanted, MediaLost, QualityChanged, ReportMedia, SlotsPointed, Speaking
from server.wire import Malformed


class SessionMedia:
    """The forwarder's side of one session. `None` for `sfu` is a process without sound and picture."""

    def __init__(self, sfu: Sfu | None, session_id: SessionId, legs: Legs) -> None:
        self._sfu = sfu
        self._room = session_id
        self._legs = legs
        self._published: dict[SeatId, frozenset[Source]] = {}
        self._away: set[SeatId] = set()
        self._silenced = False
        self._spotlight: SeatId | None = None

    def follow(self, state: SessionState) -> None:
        """Tell the forwarder what is different now."""
        if self._sfu is None:
            return
        for seat_id in [gone for gone in self._published if gone not in state.seats]:
            self._sfu.remove_peer(self._room, seat_id)
            del self._published[seat_id]
            self._away.discard(seat_id)
        self._follow_room(self._sfu, state)
        self._follow_seats(self._sfu, state)

    def _follow_room(self, sfu: Sfu, state: SessionState) -> None:
        if (silenced := state.phase is Phase.HELD) != self._silenced:
            sfu.set_silenced(self._room, silenced)
            self._silenced = silenced
        if state.spotlight != self._spotlight:
            sfu.set_spotlight(self._room, state.spotlight)
            self._spotlight = state.spotlight

    def _follow_seats(self, sfu: Sfu, state: SessionState) -> None:
        open_sources: dict[SeatId, set[Source]] = {seat_id: set() for seat_id in state.seats}
        for track in state.tracks:
            open_sources[track.seat_id].add(track.source)
        for seat_id, seat in state.seats.items():
            sources = frozenset(open_sources[seat_id])
            if sources != self._published.get(seat_id):
                sfu.set_publications(self._room, seat_id, frozenset(MediaSource(s.value) for s in sources))
                self._published[seat_id] = sources
            if (seat.away_since is not None) != (seat_id in self._away):
                sfu.set_attentive(self._room, seat_id, seat.away_since is None)
                self._away ^= {seat_id}

    def close(self) -> None:
        """Let go of all peers."""
        if self._sfu is not None:
            self._sfu.close_room(self._room)

    def disconnect(self, seat_id: SeatId) -> None:
        """The seat is taken up somewhere else: where it was, nothing is to be heard or seen any more."""
        if self._sfu is not None:
            self._sfu.disconnect(self._room, seat_id)

    # — what clients ask —

    async def answer(self, seat_id: SeatId, offer: str) -> str | None:
        """Answer a client's offer; raise `Malformed`. None: there is no sound and picture here."""
        if self._sfu is None:
            return None
        try:
            return await self._sfu.answer(self._room, seat_id, offer)
        except BadOffer:
            raise Malformed("$.sdp") from None

    def show(self, seat_id: SeatId, pictures: Sequence[messages.ShownPicture]) -> None:
        """Take note of what a client shows, the most wanted first."""
        if self._sfu is not None:
            shown = [
                ShownPicture(
                    peer=picture.seat_id,
                    source=MediaSource(picture.source.value),
                    width_px=picture.width,
                    height_px=picture.height,
                )
                for picture in pictures
            ]
            self._sfu.set_pictures(self._room, seat_id, shown)

    def report(self, seat_id: SeatId, report: ReportMedia) -> None:
        """Take note of how much reaches a client."""
        sent = report.received_packets + report.lost_packets
        if self._sfu is not None and sent:
            loss = report.lost_packets / sent
            self._sfu.report(self._room, seat_id, ClientReport(loss_fraction=loss))

    def inspect(self, seat_id: SeatId) -> dict[str, Any] | None:
        """Return how a seat's media comes through (see `InspectConnection`); None without a connection."""
        found = self._sfu.peer_statistics(self._room, seat_id) if self._sfu is not None else None
        if found is None or not found.connected:
            return None
        return {
            "quality": found.quality,
            "round_trip_ms": 1000 * found.round_trip_seconds,
            "loss_to": found.loss_to_peer,
            "loss_from": found.loss_from_peer,
            "sending_bps": found.sending_bps,
            "receiving_bps": found.receiving_bps,
            "limit_bps": found.limit_bps,
            "silent_seconds": found.silent_seconds,
        }

    # — what the forwarder notices —

    def slots_pointed(self, seat_id: SeatId, slots: Sequence[SlotPointing]) -> None:
        """Tell a client what its slots carry."""
        told = [
            messages.SlotPointing(
                slot=slot.slot,
                mid=slot.mid,
                seat_id=None if slot.peer is None else SeatId(slot.peer),
                source=None if slot.source is None else Source(slot.source.value),
                rtp_timestamp=slot.rtp_timestamp,
            )
            for slot in slots
        ]
        self._legs.tell([seat_id], SlotsPointed(slots=told))

    def speakers_changed(self, speaking: Sequence[str]) -> None:
        """Tell the room who can be heard."""
        notice = Speaking(seat_ids=[SeatId(peer) for peer in speaking])
        self._legs.tell(self._published, notice, droppable=True)

    def layers_wanted(self, seat_id: SeatId, source: MediaSource, layers: Sequence[str]) -> None:
        """Tell a publisher which layers of its camera or screen are of use."""
        self._legs.tell([seat_id], LayersWanted(source=Source(source.value), layers=list(layers)))

    def quality_changed(self, seat_id: SeatId, quality: str) -> None:
        """Tell the room how well somebody's media comes through."""
        notice = msgspec.convert({"seat_id": seat_id, "quality": quality}, QualityChanged)
        self._legs.tell(self._published, notice)

    def peer_lost(self, seat_id: SeatId) -> None:
        """Tell a client to offer anew."""
        self._legs.tell([seat_id], MediaLost())


class MediaSwitchboard:
    """Passes on what the forwarder notices to the session that it is about. Implements `SfuListener`."""

    def __init__(self) -> None:
        self._sessions: dict[str, SessionMedia] = {}

    def add(self, session_id: SessionId, media: SessionMedia) -> None:
        """Start passing on."""
        self._sessions[session_id] = media

    def discard(self, session_id: SessionId) -> None:
        """Stop passing on."""
        self._sessions.pop(session_id, None)

    def slots_pointed(self, room: str, peer: str, slots: Sequence[SlotPointing]) -> None:
        """See `SfuListener`."""
        if session := self._sessions.get(room):
            session.slots_pointed(SeatId(peer), slots)

    def speakers_changed(self, room: str, speaking: Sequence[str]) -> None:
        """See `SfuListener`."""
        if session := self._sessions.get(room):
            session.speakers_changed(speaking)

    def layers_wanted(self, room: str, peer: str, source: MediaSource, layers: Sequence[str]) -> None:
        """See `SfuListener`."""
        if session := self._sessions.get(room):
            session.layers_wanted(SeatId(peer), source, layers)

    def quality_changed(self, room: str, peer: str, quality: str) -> None:
        """See `SfuListener`."""
        if session := self._sessions.get(room):
            session.quality_changed(SeatId(peer), quality)

    def peer_connected(self, room: str, peer: str) -> None:
        """See `SfuListener`. The client knows by itself."""

    def peer_lost(self, room: str, peer: str) -> None:
        """See `SfuListener`."""
        if session := self._sessions.get(room):
            session.peer_lost(SeatId(peer))
