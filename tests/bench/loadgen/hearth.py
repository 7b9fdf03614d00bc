"""Hearth, whole: the server as it is run, spoken to by the headless client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from hearth_client import Guest, sdp

from tests.bench.house import House, house
from tests.bench.loadgen.engine import Engine, Link
from tests.bench.loadgen.outgoing import Outgoing
from tests.bench.loadgen.subject import SPEAKERS, fresh_ssrc, large_for, layered_streams, streams_of
from tests.bench.loadgen.wire import Wire

VOICE_SLOTS, PICTURE_SLOTS = 12, 16  # what our browser client asks for
_SHOWN = {"source": "camera", "width": 640, "height": 360}
_LARGE, _SMALL = (
    {"source": "camera", "width": 1280, "height": 720},
    {"source": "camera", "width": 320, "height": 180},
)


@dataclass
class MediaEnd:
    """Our end of one media connection."""

    wire: Wire
    sending: list[Outgoing]
    offer: str

    @classmethod
    def prepare(cls, number: int, host: str) -> "MediaEnd":
        """Make keys and offer: nothing has been asked yet."""
        wire = Wire(host)
        microphone, camera = fresh_ssrc(), fresh_ssrc()
        ssrcs = sdp.Sending(microphone, {"h": camera}, fresh_ssrc(), fresh_ssrc())
        offer = sdp.write_offer(wire.ours, ssrcs, (), VOICE_SLOTS, PICTURE_SLOTS)
        return cls(wire, streams_of(number, microphone, camera), offer)

    @classmethod
    def prepare_layered(cls, number: int, host: str) -> "MediaEnd":
        """The same for somebody of a meeting, whose camera sends three layers."""
        wire = Wire(host)
        microphone, camera = fresh_ssrc(), {layer: fresh_ssrc() for layer in sdp.LAYERS}
        ssrcs = sdp.Sending(microphone, camera, fresh_ssrc(), fresh_ssrc())
        offer = sdp.write_offer(wire.ours, ssrcs, sdp.LAYERS, VOICE_SLOTS, PICTURE_SLOTS)
        speaks = number < SPEAKERS
        sending = layered_streams(number, microphone, camera, speaks=speaks, names_layers=True)
        return cls(wire, sending, offer)

    async def open(self, guest: Guest) -> None:
        """Offer, and connect by the answer."""
        answer = await guest.ask("OfferMedia", sdp=self.offer)
        await self.wire.connect(sdp.read_answer(answer["sdp"]))


@dataclass
class Hearth:
    """See `Subject`."""

    house: House
    host: str
    pid: int
    people: AsyncExitStack

    async def fill_room(self, engine: Engine, publishers: int, viewers: int) -> int:
        """See `Subject`: everybody is in one new room, with one connection each."""
        seats = publishers + viewers
        room_id = await self.house.new_room(capacity=seats)
        guests = []
        for number in range(seats):
            guest = await self.house.connect(self.house.token(room_id, number))
            self.people.push_async_callback(guest.close)
            guests.append(guest)
        for number, guest in enumerate(guests):
            await self._open_media(engine, guest, number, sends=number < publishers)
        shown = [guest.seat_id for guest in guests[:publishers]]
        for guest in guests:
            pictures = [{"seat_id": each, **_SHOWN} for each in shown if each != guest.seat_id]
            await guest.ask("ShowPictures", pictures=pictures)
        return 2 * publishers * (seats - 1)

    async def fill_meeting(self, engine: Engine, seats: int) -> int:
        """See `MeetingSubject`."""
        room_id = await self.house.new_room(capacity=seats)
        guests = [await self.house.connect(self.house.token(room_id, number)) for number in range(seats)]
        for number, guest in enumerate(guests):
            self.people.push_async_callback(guest.close)
            end = MediaEnd.prepare_layered(number, self.host)
            following = asyncio.create_task(_follow_wishes(guest, end.sending))
            self.people.callback(following.cancel)
            await self._open_end(engine, guest, end, sends=True)
        for number, guest in enumerate(guests):
            others = [each.seat_id for each in guests if each is not guest]
            large = guests[large_for(number)].seat_id
            shown = [{"seat_id": each, **(_LARGE if each == large else _SMALL)} for each in others]
            await guest.ask("ShowPictures", pictures=shown)
        return 2 * seats * (seats - 1)

    async def _open_media(self, engine: Engine, guest: Guest, number: int, *, sends: bool) -> None:
        await self._open_end(engine, guest, MediaEnd.prepare(number, self.host), sends=sends)

    async def _open_end(self, engine: Engine, guest: Guest, end: MediaEnd, *, sends: bool) -> None:
        self.people.push_async_callback(end.wire.close)
        await end.open(guest)
        for source in ("microphone", "camera") if sends else ():
            await guest.ask("Publish", source=source)
        engine.links.append(Link(end.wire.hand_over(), end.sending if sends else []))


async def _follow_wishes(guest: Guest, sending: list[Outgoing]) -> None:
    """Send only the layers that somebody watches, as a browser does on `LayersWanted`."""
    async for heard in guest.news():
        if heard.name == "LayersWanted" and heard.payload["source"] == "camera":
            for stream in sending:
                if stream.is_picture:
                    stream.is_wanted = stream.layer in heard.payload["layers"]


@asynccontextmanager
async def hearth(host: str) -> AsyncIterator[Hearth]:
    """See `Start`."""
    async with house(media_host=host) as running, AsyncExitStack() as people:
        yield Hearth(running, host, running.process.pid, people)
