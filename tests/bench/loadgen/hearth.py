"""Hearth, whole: the server as it is run, spoken to by the headless client."""

import asyncio
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
class Person:
    """Somebody with a seat, and their media connection."""

    guest: Guest
    wire: Wire
    sending: list[Outgoing]
    offer: str

    @classmethod
    def of(cls, guest: Guest, number: int, host: str) -> "Person":
        """Prepare the connection: nothing has been asked yet."""
        wire = Wire(host)
        microphone, camera = fresh_ssrc(), fresh_ssrc()
        ssrcs = sdp.Sending(microphone, {"h": camera}, fresh_ssrc(), fresh_ssrc())
        offer = sdp.write_offer(wire.ours, ssrcs, (), VOICE_SLOTS, PICTURE_SLOTS)
        return cls(guest, wire, streams_of(number, microphone, camera), offer)

    async def open_media(self) -> None:
        """Offer, and connect by the answer."""
        answer = await self.guest.ask("OfferMedia", sdp=self.offer)
        await self.wire.connect(sdp.read_answer(answer["sdp"]))

    async def publish(self) -> None:
        """Ask for microphone and camera."""
        for source in ("microphone", "camera"):
            await self.guest.ask("Publish", source=source)

    async def show(self, seats: list[str]) -> None:
        """Ask for these cameras."""
        pictures = [{"seat_id": seat_id, **_SHOWN} for seat_id in seats if seat_id != self.guest.seat_id]
        await self.guest.ask("ShowPictures", pictures=pictures)


@dataclass
class Hearth:
    """See `Subject`."""

    house: House
    host: str
    pid: int
    people: AsyncExitStack

    async def fill_room(self, engine: Engine, publishers: int, viewers: int) -> int:
        """See `Subject`: everybody is in one room, with one connection each."""
        seats = publishers + viewers
        people = await self.seat(seats)
        await asyncio.gather(*(person.open_media() for person in people))
        senders = people[:publishers]
        for person in people:
            if person in senders:
                await person.publish()
            engine.links.append(Link(person.wire.hand_over(), person.sending if person in senders else []))
        shown = [person.guest.seat_id for person in senders]
        await asyncio.gather(*(person.show(shown) for person in people))
        return 2 * publishers * (seats - 1)

    async def seat(self, seats: int) -> list[Person]:
        """Take so many seats in a new room."""
        room_id = await self.house.new_room(capacity=seats)
        people = []
        for number in range(seats):
            guest = await self.house.seat(room_id, number)
            self.people.push_async_callback(guest.close)
            person = Person.of(guest, number, self.host)
            self.people.push_async_callback(person.wire.close)
            people.append(person)
        return people


@asynccontextmanager
async def hearth(host: str) -> AsyncIterator[Hearth]:
    """See `Start`."""
    async with house(media_host=host) as running, AsyncExitStack() as people:
        yield Hearth(running, host, running.process.pid, people)
