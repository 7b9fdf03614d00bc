"""What a process does in the background: webhooks, and erasing what is kept no longer.

Every round is on its own: when storage is in trouble it is left out, and the next one tries again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from server import metrics
from server.config import Config
from server.stores.contract import StorageUnavailable
from server.stores.opening import Stores
from server.webhook_delivery import WebhookSender

WEBHOOKS_EVERY_SECONDS = 1.0
TIDY_EVERY_SECONDS = 30.0

log = logging.getLogger(__name__)


async def run_background(stores: Stores, config: Config, clock: Callable[[], float]) -> None:
    """Do it all until cancelled."""
    sender = WebhookSender(stores.webhooks, config, clock)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_every(WEBHOOKS_EVERY_SECONDS, lambda: _send_all(sender)))
            tasks.create_task(_every(TIDY_EVERY_SECONDS, lambda: tidy(stores, config, clock())))
    finally:
        await sender.close()


async def tidy(stores: Stores, config: Config, now: float) -> None:
    """Erase and forget what is kept no longer. Any process may do it; doing it twice changes nothing.

    Raises StorageUnavailable.
    """
    keep = config.retention
    erased = await stores.events.erase_expired(
        now, chat_days=keep.chat_days, answers_days=keep.answers_days, records_days=keep.records_days
    )
    if erased:
        metrics.erased_sessions.inc(erased)
        log.info("erased what is kept no longer", extra={"count": erased})
    await stores.used_tokens.purge(now)
    await stores.idempotency.purge(now)
    await stores.webhooks.purge(now)


async def _send_all(sender: WebhookSender) -> None:
    while await sender.send_due():
        pass


async def _every(seconds: float, round_: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await round_()
        except StorageUnavailable:
            metrics.storage_failures.inc()
            log.warning("storage unavailable; a background round was left out")
        except Exception:
            # Nobody waits for an answer here, and the next round must come all the same.
            log.exception("a background round failed")
        await asyncio.sleep(seconds)
