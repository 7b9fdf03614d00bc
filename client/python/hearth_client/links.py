"""Join links, and what they are exchanged for over HTTP before connecting."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from hearth_client.refusals import NotLetIn


@dataclass(frozen=True, slots=True)
class Link:
    """An address like `https://host/join#i.<invite>` or `…#t.<token>`; its secret leaves in no URL."""

    server: str  # "https://host:port"
    invite: str | None
    token: str | None

    @classmethod
    def parse(cls, address: str) -> "Link":
        """Read a link; raise `ValueError` if it is none."""
        parts = urlsplit(address)
        kind, _, secret = parts.fragment.partition(".")
        if parts.scheme not in ("http", "https") or not secret or kind not in ("i", "t"):
            raise ValueError("no join link")
        server = f"{parts.scheme}://{parts.netloc}"
        return cls(server, invite=secret, token=None) if kind == "i" else cls(server, None, secret)


async def describe(http: aiohttp.ClientSession, link: Link) -> dict[str, Any]:
    """Tell where a link leads (`room_name`, `role`, `name` …) without using it up; raise `NotLetIn`."""
    body = {"invite": link.invite} if link.token is None else {"token": link.token}
    return await _post(http, f"{link.server}/api/v1/join/describe", body)


async def redeem(http: aiohttp.ClientSession, link: Link, name: str) -> str:
    """Return a join token: the link's own, or one in exchange for its invite; raise `NotLetIn`."""
    if link.token is not None:
        return link.token
    body = {"invite": link.invite, "name": name}
    answer = await _post(http, f"{link.server}/api/v1/join/token", body)
    return str(answer["token"])


async def _post(http: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> dict[str, Any]:
    async with http.post(url, json=body) as response:
        answer: dict[str, Any] = await response.json(content_type=None)
        if response.status != 200:
            raise NotLetIn(str(answer.get("code", response.status)))
        return answer
