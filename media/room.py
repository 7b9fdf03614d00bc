"""The people of one room and what is forwarded between them.

Knows the transports of everybody, and when to look anew at what slots show, which is done by
`media.pointing`. Rules of a session are not known here: the caller says what is published,
silenced and shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from media.adaptation import ClientReport
from media.counters import Counters
from media.fences import Fence
from media.ids import PICTURES, Source
from media.listening import SfuListener, SlotPointing
from media.outgoing import OutSlot
from media.peer import Peer
from media.pointing import point_pictures, point_sound
from media.quality import measured
from media.recurring import Recurring
from media.seat import Seat
from media.streams import Stream
from media.twcc import Feedback

RETIRING_SECONDS: Final = 3.0
"""How long a replaced transport still plays, until the client has changed over."""
SETTLE_SECONDS: Final = 0.1
LAYERS_SECONDS: Final = 1.0


class MediaRoom:
    """One room."""

    def __init__(
        self,
        name: str,
        listener: SfuListener,
        counters: Counters,
        expire_seconds: float,
        release: Callable[[Peer], None],
        clock: Callable[[], float],
    ) -> None:
        """`expire_seconds`: silence after which a transport is given up.

        `release` is called with each transport that has been closed, to wait for its end.
        """
        self.name = name
        self._counters = counters
        self.fence = Fence(counters)
        self._expire_seconds = expire_seconds
        self._release = release
        self.seats: dict[str, Seat] = {}
        self.silenced = False
        self.spotlight: str | None = None
        self._listener = listener
        self._clock = clock
        self.settle_turns = Recurring(SETTLE_SECONDS, clock())
        self.layer_turns = Recurring(LAYERS_SECONDS, clock())
        self._speaking: set[str] = set()
        self._changed: dict[str, Seat] = {}
        """Whose slots are to be pointed anew."""
        self._refresh: asyncio.Handle | None = None
        self._tell: asyncio.Handle | None = None
        self._owners: dict[Peer, Seat] = {}

    # -- people -----------------------------------------------------------------

    def seat(self, name: str) -> Seat:
        """The seat with this id; it is made on first use."""
        seat = self.seats.get(name)
        if seat is None:
            seat = self.seats[name] = Seat(name, self._clock())
        return seat

    def join(self, name: str, peer: Peer) -> None:
        """`peer` will replace the seat's transport once it is connected."""
        seat = self.seat(name)
        self._owners[peer] = seat
        if seat.joining is not None:
            self._end(seat.joining)
        seat.joining = peer

    def remove(self, name: str) -> None:
        """Forget a seat: nothing more goes to it or comes from it."""
        seat = self.seats.pop(name, None)
        if seat is None:
            return
        for peer in seat.let_go():
            self._end(peer)
        self._silent(name)
        if self.spotlight == name:
            self.spotlight = None
        self.change()

    def disconnect(self, name: str) -> None:
        """End a seat's transports; the seat stays, and may offer again."""
        seat = self.seats.get(name)
        for peer in seat.let_go() if seat is not None else ():
            self._end(peer)
        self._silent(name)
        self.change()

    def close(self) -> None:
        """Remove everybody."""
        for name in list(self.seats):
            self.remove(name)
        for handle in (self._refresh, self._tell):
            if handle is not None:
                handle.cancel()

    def _end(self, peer: Peer) -> None:
        if self._owners.pop(peer, None) is not None:
            peer.close()
            self._release(peer)

    # -- TransportOwner ---------------------------------------------------------

    def transport_connected(self, peer: Peer) -> None:
        """See `TransportOwner`: the new transport takes over, the old one retires."""
        seat = self._owners.get(peer)
        if seat is None or seat.joining is not peer:
            return
        seat.joining = None
        if seat.peer is not None:
            seat.peer.delivery.stop_pacing()
            seat.retiring.append((seat.peer, self._clock() + RETIRING_SECONDS))
        seat.adopt(peer, self._clock())
        self._counters.peers_connected += 1
        self.permit(seat)
        self._listener.peer_connected(self.name, seat.name)
        self.refresh()

    def transport_ended(self, peer: Peer) -> None:
        """See `TransportOwner`."""
        seat = self._owners.get(peer)
        self._end(peer)
        if seat is None:
            return
        seat.retiring = [each for each in seat.retiring if each[0] is not peer]
        if seat.joining is peer:
            seat.joining = None
        if seat.peer is peer:
            seat.peer = None
            self._silent(seat.name)
            self.change()
        if seat.peer is None and seat.joining is None:
            self._listener.peer_lost(self.name, seat.name)

    def slot_begun(self, peer: Peer, slot: OutSlot, timestamp: int) -> None:
        """See `TransportOwner`."""
        seat, stream = self._owners.get(peer), slot.stream
        if seat is None or stream is None or seat.peer is not peer:
            return
        sender = self._sender(stream)
        if sender is not None:
            self._point(seat, slot, sender.name, stream.source, timestamp)

    def stream_started(self, stream: Stream) -> None:
        """See `TransportOwner`."""
        self.change()

    def speech_began(self, stream: Stream) -> None:
        """See `TransportOwner`."""
        seat = self._sender(stream)
        if seat is None or self.silenced or not seat.sends(Source.MICROPHONE):
            return
        if seat.name not in self._speaking:
            self._speaking.add(seat.name)
            self._listener.speakers_changed(self.name, sorted(self._speaking))
        others = sum(each.sends(Source.MICROPHONE) for each in self.seats.values()) - 1
        if any(each.peer is not None and len(each.voices) < others for each in self.seats.values()):
            self.change()

    def packets_reported(self, peer: Peer, received: int, lost: int, now: float) -> None:
        """See `TransportOwner`."""
        seat = self._owners.get(peer)
        if seat is None or seat.peer is not peer:
            return
        if seat.budget.packets(received, lost, seat.sending_bps(), now):
            self.change(seat)

    def feedback_given(self, peer: Peer, feedback: Feedback, now: float) -> None:
        """See `TransportOwner`."""
        seat, link = self._owners.get(peer), peer.link
        if seat is None or seat.peer is not peer:
            return
        if seat.budget.feedback(feedback, link.sent, link.sent_number, peer.round_trip_seconds, now):
            self.change(seat)

    def _sender(self, stream: Stream) -> Seat | None:
        owner = stream.link.owner
        return self._owners.get(owner) if isinstance(owner, Peer) else None

    # -- what may be forwarded ----------------------------------------------------

    def permit(self, seat: Seat) -> None:
        """Carry the seat's publications over to its streams; what is forbidden stops at once."""
        for peer in seat.transports():
            for (source, _), stream in peer.streams.items():
                allowed = seat.sends(source)
                if source is Source.MICROPHONE and self.silenced:
                    allowed = False
                if allowed and not stream.forwardable:
                    stream.forwardable = True
                    stream.refresh()
                elif stream.forwardable and not allowed:
                    stream.forbid()
            if not seat.attentive:
                for slot in peer.slots.values():
                    slot.point(None)
        if self.silenced or not seat.sends(Source.MICROPHONE):
            self._silent(seat.name)
        self.change()

    def _silent(self, name: str) -> None:
        if name in self._speaking:
            self._speaking.discard(name)
            self._listener.speakers_changed(self.name, sorted(self._speaking))

    def report(self, seat: Seat, report: ClientReport) -> None:
        """Take a client's own figures."""
        if seat.budget.client(report, seat.sending_bps(), self._clock()):
            self.change(seat)

    # -- pointing -------------------------------------------------------------------

    def change(self, seat: Seat | None = None) -> None:
        """Something changed in what `seat` may receive, or all: look soon, once for all changes of a moment.

        To look at a whole room takes milliseconds in which no packet goes on, and links change all the time.
        """
        for each in self.seats.values() if seat is None else (seat,):
            self._changed[each.name] = each
        if self._refresh is None:
            self._refresh = asyncio.get_running_loop().call_soon(self._refresh_changed)

    def refresh(self) -> None:
        """Point every slot of every seat anew."""
        self._changed.update(self.seats)
        self._refresh_changed()

    def _refresh_changed(self) -> None:
        if self._refresh is not None:
            self._refresh.cancel()
            self._refresh = None
        changed, self._changed = self._changed, {}
        now = self._clock()
        for name, seat in changed.items():
            if self.seats.get(name) is seat:
                with self.fence.around("pointing a seat's slots"):
                    self._point_all(seat, now)
        for seat in self.seats.values():
            if seat.peer is not None and seat.peer.link.asking:
                with self.fence.around("asking for key frames"):
                    seat.peer.repair(now)  # at once: somebody waits for a picture
        self.tell_layers(now)

    def _point_all(self, seat: Seat, now: float) -> None:
        if seat.peer is None:
            return
        if seat.attentive:
            point_sound(self.seats, seat, seat.peer, silenced=self.silenced, now=now)
            point_pictures(self.seats, seat, seat.peer, spotlight=self.spotlight, now=now)
        self._note_empty(seat, seat.peer)

    # -- telling --------------------------------------------------------------------

    def _point(
        self, seat: Seat, slot: OutSlot, peer: str | None, source: Source | None, at: int | None
    ) -> None:
        before = seat.shown.get(slot.name)
        now = (before.peer, before.source) if before is not None else (None, None)
        if now == (peer, source):
            return
        pointing = SlotPointing(slot.name, slot.mid, peer, source, at)
        seat.shown[slot.name] = seat.changes[slot.name] = pointing
        if self._tell is None:
            self._tell = asyncio.get_running_loop().call_soon(self._tell_slots)

    def _note_empty(self, seat: Seat, peer: Peer) -> None:
        for name, slot in peer.slots.items():
            if slot.stream is None and name in seat.shown:
                self._point(seat, slot, None, None, None)

    def _tell_slots(self) -> None:
        self._tell = None
        for seat in list(self.seats.values()):
            if seat.changes:
                changes, seat.changes = list(seat.changes.values()), {}
                with self.fence.around("telling a seat what its slots show"):
                    self._listener.slots_pointed(self.name, seat.name, changes)

    def tell_layers(self, now: float) -> None:
        """Tell publishers which layers of their pictures somebody needs."""
        for seat in self.seats.values():
            with self.fence.around("telling a seat which layers are wanted"):
                self._tell_layers_of(seat, now)

    def _tell_layers_of(self, seat: Seat, now: float) -> None:
        for source in PICTURES:
            wanted = seat.wanted_layers(source, now)
            if wanted is not None and wanted != seat.layers_told.get(source):
                self._listener.layers_wanted(self.name, seat.name, source, wanted)
            seat.layers_told[source] = wanted

    # -- from time to time ------------------------------------------------------------

    def settle(self, now: float) -> None:
        """Who fell silent, which transports are over or stalled, which layers died; every 100 ms."""
        for seat in list(self.seats.values()):
            with self.fence.around("settling a seat"):
                self._settle(seat, now)

    def _settle(self, seat: Seat, now: float) -> None:
        for stream in seat.streams(Source.MICROPHONE):
            if stream.voice is not None:
                seat.spoke_at = max(seat.spoke_at, stream.voice.last_sound_at)
                if stream.voice.settle(now):
                    self._silent(seat.name)
        for peer, ends_at in list(seat.retiring):
            if now >= ends_at:
                seat.retiring = [each for each in seat.retiring if each[0] is not peer]
                self._end(peer)
        if seat.joining is None and seat.is_stalled(now):
            self._counters.peers_stalled += 1
            self._listener.peer_lost(self.name, seat.name)
        if any(seat.waits_in_vain(source) for source in PICTURES):
            self.change()

    def measure(self, seat: Seat, seconds: float, now: float) -> None:
        """One seat's bit rates, bandwidth, quality and expiry; every second, `seconds` after the last time.

        Seat by seat: to look at the whole room takes milliseconds, in which no packet goes on.
        """
        if (peer := seat.peer) is None:
            return
        seat.measure(seconds, now)
        seat.budget.pass_time(peer.sends_numbers(), now)
        silent = now - peer.link.alive_at
        loss = max(seat.budget.loss_fraction, peer.uplink_loss)
        if seat.meter.update(measured(silent, loss, peer.round_trip_seconds), now):
            self._listener.quality_changed(self.name, seat.name, seat.meter.quality)
        if silent > self._expire_seconds:
            self._counters.peers_expired += 1
            self.transport_ended(peer)
        self._point_all(seat, now)
