"""What an operator's tools ask of a process: is it alive, is it ready, what does it count."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from media.sfu import Sfu, SfuStatistics
from server import metrics
from server.addresses import client_address, is_in, networks
from server.config import Config
from server.sessions import LocalSessions

LAG_WATCH_SECONDS = 1.0
LIMIT_SHARES = (0.0, 0.1, 0.5)  # of the bandwidths towards everybody: the least, the tenth part's, the median


class Monitoring:
    """Answers `/healthz`, `/readyz` and `/metrics`."""

    def __init__(
        self, config: Config, sessions: LocalSessions, sfu: Sfu, is_ready: Callable[[], Awaitable[bool]]
    ) -> None:
        self._proxies = networks(config.trusted_proxies)
        self._readers = networks(config.metrics_networks)
        self._sessions = sessions
        self._sfu = sfu
        self._is_ready = is_ready

    def add_to(self, app: web.Application) -> None:
        """Answer these addresses."""
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        app.cleanup_ctx.append(_watch_lag)

    async def _healthz(self, request: web.Request) -> web.Response:
        """The event loop turns. It says nothing of databases: a restart would not mend those."""
        return web.Response(text="ok")

    async def _readyz(self, request: web.Request) -> web.Response:
        is_ready = await self._is_ready()
        return web.Response(text="ready" if is_ready else "not ready", status=200 if is_ready else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        if not is_in(client_address(request, self._proxies), self._readers):
            raise web.HTTPNotFound
        metrics.sessions.set(len(self._sessions))
        metrics.seats.set(self._sessions.count_seats())
        metrics.tasks.set(len(asyncio.all_tasks()))
        body = metrics.render() + media_figures(self._sfu.statistics()).encode()
        return web.Response(body=body, headers={"Content-Type": metrics.CONTENT_TYPE})


def media_figures(statistics: SfuStatistics) -> str:
    """Write the forwarder's own figures in Prometheus' text format."""
    gauges = {
        "rooms": statistics.rooms,
        "peers": statistics.peers,
        "streams": statistics.streams,
        "filled_slots": statistics.filled_slots,
    }
    lines = [
        f"# TYPE hearth_media_{name} gauge\nhearth_media_{name} {value}" for name, value in gauges.items()
    ]
    lines.append("# TYPE hearth_media_quality gauge")
    lines += [
        f'hearth_media_quality{{quality="{word}"}} {count}' for word, count in statistics.qualities.items()
    ]
    if statistics.limits_bps:
        lines.append("# TYPE hearth_media_limit_bps summary")
        limits = sorted(statistics.limits_bps)
        lines += [
            f'hearth_media_limit_bps{{quantile="{share}"}} {limits[int(share * (len(limits) - 1))]:.0f}'
            for share in LIMIT_SHARES
        ]
    lines += [
        f"# TYPE hearth_media_{name}_total counter\nhearth_media_{name}_total {value}"
        for name, value in statistics.counters.items()
    ]
    return "".join(f"{line}\n" for line in lines)


async def _watch_lag(app: web.Application) -> AsyncIterator[None]:
    """Measure how late the event loop is, again and again."""
    watching = asyncio.create_task(_measure_lag())
    yield
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def _measure_lag() -> None:
    while True:
        expected = time.monotonic() + LAG_WATCH_SECONDS
        await asyncio.sleep(LAG_WATCH_SECONDS)
        metrics.loop_lag_seconds.set(max(0.0, time.monotonic() - expected))
