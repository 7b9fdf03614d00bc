"""Debian's Firefox ESR over WebDriver BiDi: the second real engine, without geckodriver.

Only what the journeys need. The protocol: https://www.w3.org/TR/webdriver-bidi/.
"""

import asyncio
import base64
import contextlib
import json
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp

from tests.programs import FIREFOX

# Fake devices that need no question, sound without a tap, and no calls home.
PREFERENCES: dict[str, bool | int | str] = {
    "ui.prefersReducedMotion": 1,  # as in `Person`
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "extensions.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "services.settings.server": "data:,",
    "browser.startup.page": 0,
}


# What a page does by itself: its scripts throw, or something is loaded.
EVENTS = ["log.entryAdded", "network.beforeRequestSent"]

Listener = Callable[[str, dict[str, Any]], None]


class FirefoxError(Exception):
    """The browser refused a BiDi command, or a script threw."""


class Firefox:
    """One headless Firefox with a throw-away profile; use as an async context manager."""

    def __init__(self, on_every_page: str = "") -> None:
        """Run `on_every_page`, some JavaScript, in each page before its own scripts."""
        self._on_every_page = on_every_page
        self._listeners: defaultdict[str, list[Listener]] = defaultdict(list)

    async def __aenter__(self) -> "Firefox":
        self._profile = Path(tempfile.mkdtemp(prefix="hearth-firefox-"))
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in PREFERENCES.items()]
        (self._profile / "user.js").write_text("\n".join(lines))
        self._process = await asyncio.create_subprocess_exec(
            FIREFOX, "--headless", "--no-remote", "--profile", self._profile, "--remote-debugging-port=0",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            address = await asyncio.wait_for(self._listening_address(), 60)
            self._http = aiohttp.ClientSession()
            self._socket = await self._http.ws_connect(f"{address}/session", max_msg_size=0)
        except BaseException:
            self._process.kill()
            raise
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._sent = 0
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._drain())]
        await self.command("session.new", capabilities={})
        await self.command("session.subscribe", events=EVENTS)
        if self._on_every_page:
            preload = f"() => {{ {self._on_every_page} }}"
            await self.command("script.addPreloadScript", functionDeclaration=preload)
        return self

    async def __aexit__(self, *_: object) -> None:
        with contextlib.suppress(FirefoxError, TimeoutError, ConnectionError):
            await self.command("browser.close")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()
        await self._http.close()
        try:
            await asyncio.wait_for(self._process.wait(), 10)
        except TimeoutError:
            self._process.kill()  # closing the socket alone does not stop it
            await self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    async def _listening_address(self) -> str:
        assert self._process.stderr is not None
        while line := (await self._process.stderr.readline()).decode():
            if match := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                return match[1]
        raise FirefoxError("Firefox ended before it listened")

    async def _drain(self) -> None:
        assert self._process.stderr is not None
        while await self._process.stderr.readline():
            pass

    async def _read(self) -> None:
        async for message in self._socket:
            reply = json.loads(message.data)
            if reply["type"] == "event":
                self._hear(reply["method"], reply["params"])
            elif (future := self._waiting.pop(reply.get("id", -1), None)) and not future.done():
                future.set_result(reply)

    def _hear(self, event: str, parameters: dict[str, Any]) -> None:
        context = parameters.get("context") or parameters.get("source", {}).get("context")
        for listener in self._listeners[context or ""]:
            listener(event, parameters)

    def listen(self, context: str, listener: Listener) -> None:
        """Call `listener` with the name and the parameters of each of `EVENTS` of this tab."""
        self._listeners[context].append(listener)

    async def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one BiDi command and wait for its result; raises `FirefoxError`."""
        self._sent += 1
        number = self._sent
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        reply = await asyncio.wait_for(future, 60)
        if reply["type"] == "error":
            raise FirefoxError(f"{method}: {reply['error']}: {reply['message']}")
        result: dict[str, Any] = reply["result"]
        return result

    async def new_page(self) -> "FirefoxPage":
        """A fresh tab."""
        return FirefoxPage(self, (await self.command("browsingContext.create", type="tab"))["context"])


class FirefoxPage:
    """One tab: go somewhere, run a function in it, take its picture."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    def listen(self, listener: Listener) -> None:
        """Call `listener` with each of `EVENTS` of this tab."""
        self._firefox.listen(self._context, listener)

    async def resize(self, width: int, height: int) -> None:
        """Give the page so many CSS pixels."""
        viewport = {"width": width, "height": height}
        await self._firefox.command("browsingContext.setViewport", context=self._context, viewport=viewport)

    async def goto(self, url: str) -> None:
        """Navigate and wait for the load event."""
        await self._firefox.command(
            "browsingContext.navigate", context=self._context, url=url, wait="complete"
        )

    async def evaluate(self, function: str, argument: object = None) -> Any:
        """Call a JavaScript function with one JSON argument, as by a user's hand; return its JSON result."""
        reply = await self._call(
            f"async () => JSON.stringify((await ({function})({json.dumps(argument)})) ?? null)"
        )
        return json.loads(reply["value"])

    async def _call(self, function: str) -> dict[str, Any]:
        """Return the result as BiDi writes it."""
        reply = await self._firefox.command(
            "script.callFunction",
            functionDeclaration=function,
            awaitPromise=True,
            target={"context": self._context},
            userActivation=True,
        )
        if reply["type"] == "exception":
            raise FirefoxError(reply["exceptionDetails"]["text"])
        result: dict[str, Any] = reply["result"]
        return result

    async def click(self, function: str, argument: object) -> bool:
        """Press the middle of the element that a JavaScript function finds; tell whether it found one."""
        reply = await self._call(f"async () => await ({function})({json.dumps(argument)})")
        if reply["type"] != "node":
            return False
        origin = {"type": "element", "element": {"sharedId": reply["sharedId"]}}
        press = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        await self._act({"type": "pointer", "id": "mouse", "actions": press})
        return True

    async def type(self, text: str) -> None:
        """Press a key for each character, in whatever has the focus; a line break is the Enter key."""
        keys = text.replace("\n", "\ue007")  # WebDriver's code for Enter
        presses = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        await self._act({"type": "key", "id": "keyboard", "actions": presses})

    async def _act(self, source: dict[str, Any]) -> None:
        await self._firefox.command("input.performActions", context=self._context, actions=[source])

    async def screenshot(self) -> bytes:
        """Return what the tab shows as PNG."""
        reply = await self._firefox.command("browsingContext.captureScreenshot", context=self._context)
        return base64.b64decode(reply["data"])
