"""Five packets in a row lost on each way, amid some that overtake others or come twice: no gap stays."""

from __future__ import annotations

import random
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from media import rtcp
from media.ids import Source
from tests.media.conftest import Join
from tests.media.test_forwarding import Show
from tests.media.wire import DELTA_FRAME, KEY_FRAME, Client, Received, Told

COUNT = 120
LOST_ON_THE_WAY_IN = range(40, 45)
LOST_ON_THE_WAY_OUT = range(80, 85)


def disordered(numbers: Iterator[int], seed: int) -> Iterator[int]:
    """The same in bunches of up to six, each shuffled, every tenth twice."""
    chance = random.Random(seed)
    waiting = list(numbers)
    while waiting:
        bunch = [waiting.pop(0) for _ in range(min(len(waiting), chance.randint(1, 6)))]
        bunch += [each for each in bunch if chance.random() < 0.1]
        chance.shuffle(bunch)
        yield from bunch


class Talk:
    """Ana's voice or picture and Ben who gets it; both ask for what is missing and answer like browsers."""

    def __init__(self, ana: Client, ben: Client, source: Source) -> None:
        self._ana, self._ben = ana, ben
        self._is_voice = source is Source.MICROPHONE
        self._ssrc = ana.ssrcs[source, "" if self._is_voice else "l"]
        self.slot = "v0" if self._is_voice else "p0"
        self._asked: set[int] = set()
        self._resent = 0
        self._sealed = {number: self._seal(number) for number in range(1, COUNT + 1)}

    def _seal(self, number: int) -> bytes:
        """Encrypt a packet: in order, whatever happens to it on its way."""
        mark, sealed = number.to_bytes(2), list[bytes]()
        with patch.object(self._ana, "send_raw", sealed.append):
            if self._is_voice:
                self._ana.speak(number, payload=b"opus" + mark)
            else:
                self._ana.film("l", number, (DELTA_FRAME if number > 1 else KEY_FRAME) + mark)
        return sealed[0]

    def send(self, number: int) -> None:
        self._ana.send_raw(self._sealed[number])

    def lose_on_the_way_out(self) -> None:
        first = self._ben.in_slot(self.slot)[0].sequence
        lost = {(first + number - 1) & 0xFFFF for number in LOST_ON_THE_WAY_OUT}

        def loses(ssrc: int, sequence: int) -> bool:
            is_lost = ssrc == self._ben.slot_ssrcs[self.slot][0] and sequence in lost
            lost.discard(sequence if is_lost else -1)
            return is_lost

        self._ben.loses = loses

    def came(self) -> list[int]:
        """The numbers that Ben has, those repaired too, each as often as it came."""
        slot, ben = self.slot, self._ben
        return [int.from_bytes(each.payload[-2:]) for each in [*ben.in_slot(slot), *ben.repairs(slot)]]

    def is_whole(self) -> bool:
        """Whether nothing is missing; else whoever misses something asks, and is answered."""
        self._answer()
        self._ask()
        return set(self.came()) == set(range(1, COUNT + 1))

    def _answer(self) -> None:
        for part in list(self._ana.reports):
            if isinstance(part, rtcp.Nack) and part.media_ssrc == self._ssrc:
                self._ana.reports.remove(part)
                for sequence in part.sequences:
                    self._resent += 1
                    if self._is_voice:
                        self.send(sequence)
                    else:
                        again = DELTA_FRAME + sequence.to_bytes(2)
                        self._ana.film_again("l", sequence, self._resent, again)

    def _ask(self) -> None:
        here: list[Received] = self._ben.in_slot(self.slot)
        numbers = {each.sequence for each in here}
        newest, first = here[-1].sequence, here[0].sequence
        gaps = {(first + step) & 0xFFFF for step in range((newest - first) & 0xFFFF)} - numbers
        new = gaps - self._asked
        self._asked |= new
        if new:
            self._ben.send_rtcp(rtcp.nack(1, self._ben.slot_ssrcs[self.slot][0], new))


@pytest.mark.parametrize("source", [Source.MICROPHONE, Source.CAMERA])
async def test_a_burst_on_each_way_amid_disorder_and_repetition_leaves_no_gap(
    join: Join, told: Told, show: Show, source: Source
) -> None:
    ana, ben = await join("ana"), await join("ben")
    show("ben", "ana")
    talk = Talk(ana, ben, source)
    talk.send(1)
    await told.until(lambda: ben.in_slot(talk.slot))
    talk.lose_on_the_way_out()
    rest = (number for number in range(2, COUNT + 1) if number not in LOST_ON_THE_WAY_IN)
    for number in disordered(rest, seed=7):
        talk.send(number)
    await told.until(talk.is_whole)
    assert len(ben.in_slot(talk.slot)) == len({each.sequence for each in ben.in_slot(talk.slot)})
    repeated = {each.sealed for each in ben.received}
    assert set(ben.refused) <= repeated, "no number of one stream went out for two packets"
