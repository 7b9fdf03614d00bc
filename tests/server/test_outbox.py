"""Bounded delivery: what a browser that reads slowly, or not at all, costs us and the others."""

import asyncio
import sys
from collections import deque
from pathlib import Path
from typing import Any

import pytest

from rooms.roles import Role
from server import wire
from server.config import Limits
from server.messages import CloseCode, Goodbye, Speaking
from server.outbox import Outbox, OutboxLimits
from tests.server.house import House


class Pipe(asyncio.Transport):
    """A connection whose other end takes only as many bytes as the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.waiting_bytes = 0
        self.is_stalled = False
        self.is_aborted = False
        self.is_deaf = False

    def write(self, data: Any) -> None:
        self.written.append(bytes(data))
        if self.is_stalled:
            self.waiting_bytes += len(data)

    def get_write_buffer_size(self) -> int:
        return self.waiting_bytes

    def pause_reading(self) -> None:
        self.is_deaf = True

    def abort(self) -> None:
        self.is_aborted = True

    def drain(self) -> None:
        self.waiting_bytes, self.is_stalled = 0, False


FRAME = wire.frame(b"x" * 98)
LIMITS = OutboxLimits(frames=8, bytes=1000)


@pytest.fixture
async def pipe() -> Pipe:
    """Return a pipe that takes everything."""
    return Pipe()


@pytest.fixture
async def outbox(pipe: Pipe) -> Outbox:
    """Return an open outbox on the pipe."""
    outbox = Outbox(pipe, LIMITS)
    outbox.open(b"connected")
    return outbox


async def test_what_is_written_before_the_connection_is_open_comes_after_the_opening(pipe: Pipe) -> None:
    outbox = Outbox(pipe, LIMITS)
    outbox.write(b"one")
    outbox.write(b"two")
    assert pipe.written == []
    outbox.open(b"connected")
    outbox.write(b"three")
    assert pipe.written == [b"connected", b"one", b"two", b"three"]


async def test_what_can_be_dropped_is_dropped_as_soon_as_anything_waits(pipe: Pipe, outbox: Outbox) -> None:
    pipe.is_stalled = True
    outbox.write(FRAME)
    outbox.write(b"cursor", droppable=True)
    assert pipe.written[-1] == FRAME
    assert outbox.dropped == 1
    pipe.drain()
    outbox.write(b"cursor", droppable=True)
    assert pipe.written[-1] == b"cursor"


async def test_a_browser_with_too_many_frames_waiting_is_told_and_cut(pipe: Pipe) -> None:
    outbox = Outbox(pipe, OutboxLimits(frames=8, bytes=1_000_000))
    outbox.open(b"connected")
    pipe.is_stalled = True
    for _ in range(20):
        outbox.write(FRAME)
    assert pipe.written.count(FRAME) == 8
    assert pipe.written[-2:] == [
        wire.notice_frame(Goodbye(code=CloseCode.TOO_SLOW, come_back=True)),
        wire.CLOSE_FRAME,
    ]
    assert outbox.closed


async def test_a_browser_with_too_many_bytes_waiting_is_cut(pipe: Pipe, outbox: Outbox) -> None:
    pipe.is_stalled = True
    for _ in range(4):
        outbox.write(b"x" * 400)
    assert outbox.closed
    assert pipe.written.count(b"x" * 400) == 3


async def test_frames_that_were_taken_meanwhile_do_not_count(pipe: Pipe) -> None:
    outbox = Outbox(pipe, OutboxLimits(frames=8, bytes=1_000_000))
    outbox.open(b"connected")
    pipe.is_stalled = True
    for _ in range(100):
        outbox.write(FRAME)
        pipe.waiting_bytes = min(pipe.waiting_bytes, 5 * len(FRAME))
    assert not outbox.closed


async def test_a_snapshot_larger_than_the_limit_is_sent_and_does_not_count_against_what_follows(
    pipe: Pipe, outbox: Outbox
) -> None:
    pipe.is_stalled = True
    outbox.write(b"s" * 5000)
    outbox.write(FRAME)
    assert not outbox.closed
    pipe.drain()
    outbox.write(FRAME)
    pipe.is_stalled = True
    for _ in range(4):
        outbox.write(b"x" * 400)
    assert outbox.closed


async def test_nothing_follows_a_farewell(pipe: Pipe, outbox: Outbox) -> None:
    outbox.close(Goodbye(code=CloseCode.REMOVED, come_back=False))
    said = list(pipe.written)
    outbox.write(FRAME)
    outbox.close(Goodbye(code=CloseCode.LEFT, come_back=False))
    assert pipe.written == said
    assert said[-1] == wire.CLOSE_FRAME


async def test_frames_of_every_size_have_the_header_that_websockets_prescribe() -> None:
    assert wire.frame(b"x" * 125)[:2] == b"\x82\x7d"
    assert wire.frame(b"x" * 126)[:4] == b"\x82\x7e\x00\x7e"
    assert wire.frame(b"x" * 65_535)[:4] == b"\x82\x7e\xff\xff"
    assert wire.frame(b"x" * 65_536)[:10] == b"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"


async def test_a_browser_that_stops_reading_is_cut_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rooms.chat.MOST_WRITTEN", sys.maxsize)
    limits = Limits(commands_per_second=5000, commands_burst=5000, outbox_bytes=131_072)
    async with House(tmp_path, limits=limits) as house:
        room_id = await house.new_room()
        host = await house.arrive(room_id, "ana", Role.FACILITATOR)
        stalled = await house.seated(host, room_id, "ben")
        stalled.stop_reading()
        lost = asyncio.ensure_future(host.hears("SeatHeld", seat_id=stalled.seat_id))
        waiting: deque[asyncio.Future[Any]] = deque()
        number = 0
        while not lost.done():
            waiting.append(host.begin("SendMessage", client_id=str(number), text="x" * 4000))
            number += 1
            if len(waiting) > 8:
                assert "ok" in await waiting.popleft()
        assert len(house.process.outboxes) == 1
        assert "ok" in await host.ask("Sync")


async def test_a_notice_is_encoded_without_the_name_of_its_class_inside() -> None:
    assert wire.plain(Speaking(seat_ids=[])) == {"seat_ids": []}
