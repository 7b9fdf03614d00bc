"""Webhooks: where a host application is told, and what has become of the messages to it."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from server.api.calling import Call, Parameter
from server.api.problems import ProblemCode, Refusal
from server.fresh import fresh_id
from server.stores.contract import Delivery, Page, WebhookEndpoint
from server.webhook_delivery import is_inside
from server.webhooks import EVENT_NAMES, endpoint_secret

EventName = Literal[EVENT_NAMES]  # type: ignore[valid-type] # the list is in one place

State = Literal["pending", "delivered", "dead"]
STATE = Parameter("state", "pending|delivered|dead", "`pending`, `delivered` or `dead`; `dead` by default.")


class CreateWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to tell, and of what; no `events` means: of everything."""

    url: Annotated[str, Meta(min_length=8, max_length=2000, pattern=r"^https?://[^\s]+$")]
    events: Annotated[list[EventName], Meta(max_length=len(EVENT_NAMES))] = []


class CreatedWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """A fresh endpoint, and the secret that its messages are signed with."""

    webhook: WebhookEndpoint
    secret: str


class DeliveryState(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of one message."""

    delivery_id: int
    endpoint_id: str
    room_id: str
    event: str
    created_at: float
    attempts: int
    state: State
    next_at: float
    last_error: str | None


async def create_webhook(call: Call[CreateWebhook]) -> CreatedWebhook:
    """Start telling an address what happens in every room. Messages are signed with the secret."""
    body = call.body
    if not _is_usable(body.url):
        raise Refusal(ProblemCode.MALFORMED, "url: no address of a web server")
    may_be_inside = call.services.config.webhooks.allow_private_addresses
    if not may_be_inside and is_inside(urlsplit(body.url).hostname or ""):
        raise Refusal(
            ProblemCode.MALFORMED, "url: a private address, see the setting webhooks.allow_private_addresses"
        )
    endpoint = WebhookEndpoint(
        endpoint_id=fresh_id(), url=body.url, events=sorted(set(body.events)), created_at=call.now
    )
    await call.stores.webhooks.add(endpoint)
    secret = endpoint_secret(call.services.config.secret_key, endpoint.endpoint_id)
    return CreatedWebhook(webhook=endpoint, secret=secret)


async def list_webhooks(call: Call[None]) -> Page[WebhookEndpoint]:
    """List the endpoints, oldest first."""
    return await call.stores.webhooks.page(call.cursor, call.limit)


async def delete_webhook(call: Call[None]) -> None:
    """Stop telling an endpoint; what is queued for it is dropped."""
    if not await call.stores.webhooks.remove(call.path["endpoint_id"]):
        raise Refusal(ProblemCode.NOT_FOUND)


async def list_deliveries(call: Call[None]) -> Page[DeliveryState]:
    """List messages in one state: by default those that were given up."""
    state = msgspec.convert(call.query.get("state", "dead"), State)
    page = await call.stores.webhooks.deliveries(state, call.cursor, call.limit)
    return Page(items=[_state_of(delivery) for delivery in page.items], next_cursor=page.next_cursor)


async def retry_delivery(call: Call[None]) -> None:
    """Try a message again that was given up."""
    text = call.path["delivery_id"]
    delivery_id = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    if not await call.stores.webhooks.retry_dead(delivery_id, call.now):
        raise Refusal(ProblemCode.NOT_FOUND)


def _is_usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False


def _state_of(delivery: Delivery) -> DeliveryState:
    return DeliveryState(**{name: getattr(delivery, name) for name in DeliveryState.__struct_fields__})
