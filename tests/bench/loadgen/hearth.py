"""Hearth, whole: the server as it is run, spoken to by the headless client."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from hearth_client import Guest, sdp

from tests.bench.house import House, house
from tests.bench.loadgen.engine import Engine, Link
from tests.bench.loadgen.outgoing import Outgoing
from tests.bench.loadgen.subject import fresh_ssrc, streams_of
from tests.bench.loadgen.wire import Wire

VOICE_SLOTS, PICTURE_SLOTS = 12, 16  # what our browser client asks for
_SHOWN = {"source": "camera", "width": 640, "height": 360}


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

    async def _open_media(self, engine: Engine, guest: Guest, number: int, *, sends: bool) -> None:
        end = MediaEnd.prepare(number, self.host)
        self.people.push_async_callback(end.wire.close)
        await end.open(guest)
        for source in ("microphone", "camera") if sends else ():
            await guest.ask("Publish", source=source)
        engine.links.append(Link(end.wire.hand_over(), end.sending if sends else []))


@asynccontextmanager
async def hearth(host: str) -> AsyncIterator[Hearth]:
    """See `Start`."""
    async with house(media_host=host) as running, AsyncExitStack() as people:
        yield Hearth(running, host, running.process.pid, people)
