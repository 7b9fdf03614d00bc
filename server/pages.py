"""The client's files, plain pages for when something is missing, and the headers that keep a page to itself.

Nothing is ever loaded from another origin; scripts and styles are files of ours. The one exception to that is
react-aria, which writes two small style elements: it finds the nonce for them in the page (`csp-nonce`).
"""

import html
import mimetypes
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import hdrs, web

from server.config import Config

PAGES = ("/", "/join")
CLIENT_FOLDERS = (
    Path(__file__).with_name("client_files"),  # in an installed wheel
    Path(__file__).parent.parent / "client" / "dist",  # in a work tree
)
_IMMUTABLE = "public, max-age=31536000, immutable"
_PERMISSIONS = ", ".join(
    [
        *(
            f"{feature}=(self)"
            for feature in (
                "autoplay",
                "camera",
                "display-capture",
                "fullscreen",
                "microphone",
                "picture-in-picture",
                "screen-wake-lock",
                "speaker-selection",
            )
        ),
        *(f"{feature}=()" for feature in ("browsing-topics", "geolocation", "payment", "usb")),
    ]
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    content_type: str
    is_immutable: bool


class Pages:
    """Serves one build of the client, read when the process starts."""

    def __init__(self, config: Config, folder: Path | None) -> None:
        self._ancestors = " ".join(config.allowed_origins) or "'none'"
        self._is_https = config.url.startswith("https:")
        self._files: dict[str, _File] = {}
        self._index: str | None = None
        if folder is not None:
            self._files = {
                "/" + path.relative_to(folder).as_posix(): _file(folder, path) for path in _within(folder)
            }
            self._index = _with_meta((folder / "index.html").read_text(), config)

    def add_to(self, app: web.Application) -> None:
        """Answer the client's addresses, and put the headers on every answer of the app."""
        for path in PAGES:
            app.router.add_get(path, self._page)
        for path in self._files:
            app.router.add_get(path, self._answer_file)
        app.middlewares.append(self._with_headers)

    async def _page(self, request: web.Request) -> web.Response:
        if self._index is None:
            return _plain_page(503, "Not ready", "The browser client has not been built yet. Run “make”.")
        nonce = secrets.token_urlsafe(16)
        text = self._index.replace("</head>", f'<meta property="csp-nonce" nonce="{nonce}"></head>', 1)
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": self._policy(f" 'nonce-{nonce}'")}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _answer_file(self, request: web.Request) -> web.FileResponse:
        found = self._files[request.path]
        headers = {
            "Content-Type": found.content_type,
            "Cache-Control": _IMMUTABLE if found.is_immutable else "no-cache",
        }
        return web.FileResponse(found.path, headers=headers)

    @web.middleware
    async def _with_headers(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as refusal:
            response = refusal if request.path.startswith("/api/") else _refusal_page(refusal)
        if response.prepared:  # a WebSocket: long over
            return response
        headers = response.headers
        headers.setdefault("Content-Security-Policy", self._policy(""))
        headers.setdefault("Cache-Control", "no-store")
        headers["Permissions-Policy"] = _PERMISSIONS
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if self._is_https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    def _policy(self, style_nonce: str) -> str:
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self' 'wasm-unsafe-eval'",
                f"style-src 'self'{style_nonce}",
                "font-src 'self'",
                "img-src 'self' blob:",
                "media-src 'self' blob:",
                "connect-src 'self'",
                "worker-src 'self'",
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
                f"frame-ancestors {self._ancestors}",
                "require-trusted-types-for 'script'",
                "trusted-types default",
            )
        )


def find_client() -> Path | None:
    """Return the folder of the built client, None when there is none."""
    return next((folder for folder in CLIENT_FOLDERS if (folder / "index.html").is_file()), None)


def _with_meta(page: str, config: Config) -> str:
    """Tell the page where leaving fast goes: it must know before anything else is loaded."""
    address = html.escape(config.leave_fast_url, quote=True)
    return page.replace("</head>", f'<meta name="leave-fast" content="{address}"></head>', 1)


def _within(folder: Path) -> list[Path]:
    skipped = ("index.html", "sources.sha256")  # the page, and the builder's own note
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in skipped]


def _file(folder: Path, path: Path) -> _File:
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _File(path, guessed, is_immutable=path.parent == folder / "assets")


def _refusal_page(refusal: web.HTTPException) -> web.Response:
    titles = {404: "Not found", 405: "Not possible", 413: "Too large"}
    title = titles.get(refusal.status, refusal.reason)
    response = _plain_page(
        refusal.status, title, "There is nothing here. Please check the link that you were given."
    )
    if hdrs.ALLOW in refusal.headers:
        response.headers[hdrs.ALLOW] = refusal.headers[hdrs.ALLOW]
    return response


def _plain_page(status: int, title: str, words: str) -> web.Response:
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<h1>{html.escape(title)}</h1><p>{html.escape(words)}</p></html>"
    )
    return web.Response(status=status, text=text, content_type="text/html")
