"""CPU per delivery of one event to a room: our outbox beside `sio.emit`, `send_bytes` and bare `transport.write`.

One process serves four rooms of real WebSockets, one for each way of delivering; another process holds the other
ends and reads. Only the serving process's CPU time counts, from the event to the last byte handed to the kernel.
The ways take turns, batch by batch.
"""

import argparse
import asyncio
import multiprocessing
import os
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
import socketio
from aiohttp import web

from rooms.events import MessageSent
from rooms.ids import MessageId, SeatId
from rooms.state import Message
from server import wire
from server.legs import Legs
from server.outbox import ConnectionId, Outbox, Outboxes, OutboxLimits
from tests.bench import processes
from tests.bench.figures import machine, median_and_spread, table

WAYS = ("transport.write", "outbox", "send_bytes", "sio.emit")
_BATCH_EVENTS = 16
_ROOM = "room"
_CONNECT = b"\x82\xa4type\x00\xa3nsp\xa1/"  # Socket.IO's CONNECT in msgpack
