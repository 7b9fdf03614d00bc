"""Sends webhooks: takes what is due, signs and posts it, tries again later what was not taken.

A receiver answers 2xx to say that it has the message; anything else, or no answer in time, is a failure.
Redirects are not followed. A receiver on this machine or in a private network is refused at the moment of
connecting, not when it is configured: a name may lead elsewhere tomorrow.
"""

import asyncio
import ipaddress
import logging
import random
import socket
from collections.abc import Callable

import aiohttp
import msgspec

from server import metrics
from server.config import Config
from server.stores.contract import Delivery, WebhookEndpoint, WebhookStore
from server.webhooks import DELIVERY_HEADER, SIGNATURE_HEADER, endpoint_secret, signature

AT_ONCE = 8
FIRST_DELAY_SECONDS = 5.0
LONGEST_DELAY_SECONDS = 7200.0
LEASE_MARGIN_SECONDS = 30.0

log = logging.getLogger(__name__)


class PrivateAddress(OSError):
    """The receiver is this machine or in a private network."""


def is_public(text: str) -> bool:
    """Tell whether an address can belong to a stranger's server on the internet.

    IPv6 addresses that carry an IPv4 one (mapped, 6to4, Teredo, NAT64) may lead back inside: not public.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address.sixtofour or address.teredo or address in _NAT64
    ):
        return False
    return address.is_global and not address.is_multicast


def is_inside(host: str) -> bool:
    """Tell whether a host is inside by how it is written: what a name leads to is seen at delivery."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return not is_public(host)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def delay_after(attempts: int, chance: float) -> float:
    """Return how long to wait after so many failures: doubling, and up to a fifth more by chance (0 to 1)."""
    return min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0 ** (attempts - 1)) * (1 + chance / 5)


class WebhookSender:
    """Delivers what is queued. One in each process: the store gives each delivery to one of them."""

    def __init__(self, store: WebhookStore, config: Config, clock: Callable[[], float]) -> None:
        self._store = store
        self._settings = config.webhooks
        self._key = config.secret_key
        self._clock = clock
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections to receivers."""
        if self._http is not None:
            await self._http.close()

    async def send_due(self) -> int:
        """Try everything that is due, once; return how many deliveries were tried.

        Raises StorageUnavailable; what was taken is tried again when its lease is over.
        """
        lease = self._settings.timeout_seconds + LEASE_MARGIN_SECONDS
        due = await self._store.take_due(self._clock(), lease, AT_ONCE)
        await asyncio.gather(*(self._try(delivery) for delivery in due))
        return len(due)

    async def _try(self, delivery: Delivery) -> None:
        endpoint = await self._store.find(delivery.endpoint_id)
        if endpoint is None:
            return  # removed meanwhile, and its deliveries with it
        failure = await self._post(endpoint, delivery)
        settled = self._settled(delivery, failure)
        await self._store.settle(settled)
        outcome = "failed" if settled.state == "pending" else settled.state
        metrics.webhooks.labels(outcome).inc()
        if settled.state == "dead":
            ids = {"delivery_id": delivery.delivery_id, "endpoint_id": delivery.endpoint_id}
            log.warning("a webhook delivery was given up", extra=ids)

    def _settled(self, delivery: Delivery, failure: str | None) -> Delivery:
        attempts, now = delivery.attempts + 1, self._clock()
        if failure is None:
            return msgspec.structs.replace(
                delivery, state="delivered", attempts=attempts, next_at=now, last_error=None
            )
        if attempts >= self._settings.attempts:
            return msgspec.structs.replace(
                delivery, state="dead", attempts=attempts, next_at=now, last_error=failure
            )
        later = now + delay_after(attempts, random.random())
        return msgspec.structs.replace(delivery, attempts=attempts, next_at=later, last_error=failure)

    async def _post(self, endpoint: WebhookEndpoint, delivery: Delivery) -> str | None:
        """Post one message; return what went wrong, in our words, or None."""
        secret = endpoint_secret(self._key, endpoint.endpoint_id)
        headers = {
            "Content-Type": "application/json",
            DELIVERY_HEADER: str(delivery.delivery_id),
            SIGNATURE_HEADER: signature(secret, delivery.payload, self._clock()),
        }
        try:
            async with self._session().post(
                endpoint.url, data=delivery.payload, headers=headers, allow_redirects=False
            ) as answer:
                return None if 200 <= answer.status < 300 else f"status {answer.status}"
        except TimeoutError:
            return "timed out"
        except (aiohttp.ClientError, OSError) as error:
            return "private address" if _was_private(error) else "no connection"
        except ValueError:
            return "no usable address"

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            connector = aiohttp.TCPConnector(
                socket_factory=None if self._settings.allow_private_addresses else _public_socket
            )
            timeout = aiohttp.ClientTimeout(total=self._settings.timeout_seconds)
            self._http = aiohttp.ClientSession(
                connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._http


def _public_socket(address: tuple[object, ...]) -> socket.socket:
    """Make a socket for the address that is about to be connected to. Raises PrivateAddress."""
    family, kind, protocol, _, where = address
    assert isinstance(where, tuple)
    if not is_public(str(where[0])):
        raise PrivateAddress
    made = socket.socket(family, kind, protocol)  # type: ignore[arg-type] # getaddrinfo's tuple
    made.setblocking(False)
    return made


def _was_private(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, PrivateAddress):
            return True
        error = error.__cause__ or error.__context__
    return False
