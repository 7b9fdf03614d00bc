"""Janus VideoRoom over its WebSocket API, with one media loop and nothing switched on that is not needed."""

import asyncio
import itertools
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from hearth_client import sdp

from tests.bench.loadgen import janus_sdp
from tests.bench.loadgen.engine import Engine, Link
from tests.bench.loadgen.outgoing import Outgoing
from tests.bench.loadgen.subject import SPEAKERS, fresh_ssrc, large_for, layered_streams, streams_of
from tests.bench.loadgen.wire import Wire

_PLUGIN = "janus.plugin.videoroom"
_ROOM = 1
_SMALLEST, _LARGEST = 0, 2  # substreams of a simulcast camera
_START_SECONDS, _ANSWER_SECONDS, _ALIVE_SECONDS = 15.0, 20.0, 20.0

_GENERAL = """
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{libraries}/plugins"
  transports_folder = "{libraries}/transports"
  log_to_stdout = false
  log_to_file = "{folder}/janus.log"
  debug_level = 3
  event_loops = 1
}}
nat: {{ ignore_mdns = true  ice_enforce_list = "{host}" }}
media: {{ rtp_port_range = "20000-40000" }}
plugins: {{ disable = "{other_plugins}" }}
transports: {{ disable = "{other_transports}" }}
events: {{ broadcast = false }}
"""
_WEBSOCKETS = """
general: {{ json = "compact"  ws = true  ws_port = {port}  ws_ip = "127.0.0.1"  wss = false }}
admin: {{ admin_ws = false  admin_wss = false }}
"""


class Janus:
    """See `Subject`: a sending connection for each publisher, and one for all that somebody receives."""

    def __init__(self, host: str, pid: int, web_socket: aiohttp.ClientWebSocketResponse) -> None:
        self.host = host
        self.pid = pid
        self.people = AsyncExitStack()
        self._web_socket = web_socket
        self._numbers = itertools.count(1)
        self._asked: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._session: int | None = None
        self._rooms = itertools.count(_ROOM + 1)

    async def begin(self) -> None:
        """Open the API's session and the room."""
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]
        await self._open_room(_ROOM)

    async def _open_room(self, number: int) -> None:
        room = {"request": "create", "room": number, "publishers": 64, "bitrate": 0, "fir_freq": 0}
        await self._message(await self._attach(), {**room, "audiocodec": "opus", "videocodec": "vp8"})

    async def fill_meeting(self, engine: Engine, seats: int) -> int:
        """See `MeetingSubject`. Janus asks no publisher to stop a layer, so all send all of them."""
        room = next(self._rooms)
        await self._open_room(room)
        people = [1000 * room + number for number in range(seats)]
        for number, person in enumerate(people):
            wire, microphone, camera = self._wire(), fresh_ssrc(), [fresh_ssrc() for _ in sdp.LAYERS]
            offer = janus_sdp.publisher_offer(janus_sdp.Here(wire.ours, wire.address), microphone, *camera)
            layers = dict(zip(sdp.LAYERS, camera, strict=True))
            speaks = number < SPEAKERS
            streams = layered_streams(person, microphone, layers, speaks=speaks, names_layers=False)
            await self._publish_as(engine, person, room, wire, offer, streams)
        for number, person in enumerate(people):
            others = [each for each in people if each != person]
            await self._subscribe(engine, others, room=room, large=people[large_for(number)])
        return 2 * seats * (seats - 1)

    async def fill_room(self, engine: Engine, publishers: int, viewers: int) -> int:
        """See `Subject`."""
        senders = list(range(1, publishers + 1))
        for number in senders:
            await self._publish(engine, number)
        receivers = [*(senders if publishers > 1 else []), *range(1001, 1001 + viewers)]
        for number in receivers:
            await self._subscribe(engine, [each for each in senders if each != number])
        return 2 * publishers * (publishers + viewers - 1)

    async def _publish(self, engine: Engine, number: int) -> None:
        wire, microphone, camera = self._wire(), fresh_ssrc(), fresh_ssrc()
        offer = janus_sdp.publisher_offer(janus_sdp.Here(wire.ours, wire.address), microphone, camera)
        streams = streams_of(number, microphone, camera)
        await self._publish_as(engine, number, _ROOM, wire, offer, streams)

    async def _publish_as(
        self, engine: Engine, number: int, room: int, wire: Wire, offer: str, streams: list[Outgoing]
    ) -> None:
        body = {"request": "joinandconfigure", "ptype": "publisher", "room": room, "id": number}
        reply = await self._message(await self._attach(), body, {"type": "offer", "sdp": offer})
        await wire.connect(sdp.read_answer(reply["jsep"]["sdp"]))
        engine.links.append(Link(wire.hand_over(), streams))

    async def _subscribe(
        self, engine: Engine, senders: list[int], *, room: int = _ROOM, large: int | None = None
    ) -> None:
        """Receive these people; `large`: of whose camera the largest layer, of all others the smallest."""
        wire, handle = self._wire(), await self._attach()
        streams = [{"feed": each} for each in senders]
        body = {"request": "join", "ptype": "subscriber", "room": room, "streams": streams}
        reply = await self._message(handle, body)
        offer = reply["jsep"]["sdp"]
        answer = janus_sdp.subscriber_answer(janus_sdp.Here(wire.ours, wire.address), offer)
        await self._message(handle, {"request": "start"}, {"type": "answer", "sdp": answer})
        await wire.connect(sdp.read_answer(offer))
        if large is not None:
            chosen = [
                {"mid": each["mid"], "substream": _LARGEST if each["feed_id"] == large else _SMALLEST}
                for each in reply["plugindata"]["data"]["streams"]
                if each["type"] == "video"
            ]
            await self._message(handle, {"request": "configure", "streams": chosen})
        engine.links.append(Link(wire.hand_over()))

    def _wire(self) -> Wire:
        wire = Wire(self.host)
        self.people.push_async_callback(wire.close)
        return wire

    # — the API —

    async def read(self) -> None:
        """Take what Janus answers."""
        async for message in self._web_socket:
            data = message.json()
            answer = self._asked.get(data.get("transaction", ""))
            if data.get("janus") != "ack" and answer is not None and not answer.done():
                answer.set_result(data)

    async def keep_alive(self) -> None:
        """Say now and then that we are still here."""
        while True:
            await asyncio.sleep(_ALIVE_SECONDS)
            await self._ask({"janus": "keepalive"}, awaits_answer=False)

    async def _attach(self) -> int:
        handle: int = (await self._ask({"janus": "attach", "plugin": _PLUGIN}))["data"]["id"]
        return handle

    async def _message(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> dict[str, Any]:
        message = {"janus": "message", "handle_id": handle, "body": body}
        return await self._ask({**message, "jsep": jsep} if jsep else message)

    async def _ask(self, message: dict[str, Any], *, awaits_answer: bool = True) -> dict[str, Any]:
        """Ask and return the answer; raise `RuntimeError` when Janus refuses."""
        transaction = str(next(self._numbers))
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[transaction] = answer
        session = {} if self._session is None else {"session_id": self._session}
        await self._web_socket.send_json({**message, **session, "transaction": transaction})
        if not awaits_answer:
            return {}
        async with asyncio.timeout(_ANSWER_SECONDS):
            told = await answer
        error = told.get("error") or told.get("plugindata", {}).get("data", {}).get("error")
        if error:
            raise RuntimeError(error)
        return told


@asynccontextmanager
async def janus(host: str) -> AsyncIterator[Janus]:
    """See `Start`; raise `FileNotFoundError` where Janus is not installed."""
    binary = shutil.which("janus")
    if binary is None:
        raise FileNotFoundError("janus")
    with TemporaryDirectory(prefix="hearth-bench-") as name:
        port = _write_settings(Path(name), Path(binary), host)
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            binary, "-F", name, "-o", stdin=quiet, stdout=quiet, stderr=quiet
        )
        try:
            async with aiohttp.ClientSession() as http:
                running = Janus(host, process.pid, await _web_socket(http, port))
                tasks = [asyncio.create_task(each) for each in (running.read(), running.keep_alive())]
                async with running.people:
                    await running.begin()
                    yield running
                for task in tasks:
                    task.cancel()
        finally:
            process.terminate()
            await process.wait()


async def _web_socket(http: aiohttp.ClientSession, port: int) -> aiohttp.ClientWebSocketResponse:
    """Connect as soon as Janus listens."""
    async with asyncio.timeout(_START_SECONDS):
        while True:
            try:
                return await http.ws_connect(
                    f"http://127.0.0.1:{port}/", protocols=("janus-protocol",), max_msg_size=0
                )
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)  # another program's start is no event of ours


def _write_settings(folder: Path, binary: Path, host: str) -> int:
    """Write a configuration with VideoRoom and WebSockets only; return the API's port."""
    libraries = next(binary.resolve().parents[1].glob("lib/**/janus/plugins")).parent
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    settings = _GENERAL.format(
        folder=folder,
        libraries=libraries,
        host=host,
        other_plugins=_all_but(libraries / "plugins", "libjanus_videoroom.so"),
        other_transports=_all_but(libraries / "transports", "libjanus_websockets.so"),
    )
    (folder / "janus.jcfg").write_text(settings)
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")
    (folder / "janus.transport.websockets.jcfg").write_text(_WEBSOCKETS.format(port=port))
    return port


def _all_but(folder: Path, wanted: str) -> str:
    return ",".join(each.name for each in folder.glob("*.so") if each.name != wanted)
