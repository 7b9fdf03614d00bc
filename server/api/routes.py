"""Every operation of the API, in the order of its documentation, and where it is mounted."""

import functools
from collections.abc import Callable

import msgspec
from aiohttp import web

from server.api import invites, join, participants, records, rooms, webhooks
from server.api.calling import PAGE, Call, File, Operation, Services
from server.api.live import LiveSessions
from server.api.openapi import PREFIX, describe
from server.api.serving import Server
from server.config import Config
from server.identity import Tokens
from server.stores.contract import AuditEntry, Invite, LastingBan, Page, Room, Session, WebhookEndpoint
from server.stores.opening import Stores


async def get_openapi(call: Call[None]) -> File:
    """Return this description."""
    return File("application/json", _description())


_ROOM = "/rooms/{room_id}"
_SESSION = _ROOM + "/sessions/{session_id}"

OPERATIONS: tuple[Operation, ...] = (
    # — what browsers ask —
    Operation(
        "POST", "/join/describe", join.describe_link, join.DescribeLink, join.LinkDescription, public=True
    ),
    Operation("POST", "/join/token", join.exchange_invite, join.ExchangeInvite, join.JoinToken, public=True),
    # — rooms —
    Operation("POST", "/rooms", rooms.create_room, rooms.CreateRoom, Room, status=201),
    Operation("GET", "/rooms", rooms.list_rooms, answer=Page[Room], query=PAGE),
    Operation("GET", _ROOM, rooms.get_room, answer=Room),
    Operation("PATCH", _ROOM, rooms.update_room, rooms.UpdateRoom, Room),
    Operation("DELETE", _ROOM, rooms.archive_room),
    # — links and tokens —
    Operation(
        "POST",
        _ROOM + "/invites",
        invites.create_invite,
        invites.CreateInvite,
        invites.CreatedInvite,
        status=201,
    ),
    Operation("GET", _ROOM + "/invites", invites.list_invites, answer=Page[Invite], query=PAGE),
    Operation("DELETE", _ROOM + "/invites/{invite_id}", invites.revoke_invite),
    Operation(
        "POST", _ROOM + "/tokens", invites.create_token, invites.CreateToken, invites.CreatedToken, status=201
    ),
    # — the open session —
    Operation(
        "GET", _ROOM + "/participants", participants.list_participants, answer=participants.Participants
    ),
    *participants.moderation_operations(),
    Operation("GET", _ROOM + "/bans", participants.list_bans, answer=Page[LastingBan], query=PAGE),
    Operation("DELETE", _ROOM + "/bans/{ban_id}", participants.lift_ban),
    # — records —
    Operation("GET", _ROOM + "/sessions", records.list_sessions, answer=Page[Session], query=PAGE),
    Operation("GET", _SESSION + "/attendance", records.get_attendance, answer=records.Attended),
    Operation("GET", _SESSION + "/attendance.csv", records.get_attendance_csv, file_type=records.CSV),
    Operation("GET", _ROOM + "/audit", records.list_audit, answer=Page[AuditEntry], query=PAGE),
    Operation("GET", _ROOM + "/audit/verification", records.verify_audit, answer=records.Verification),
    # — webhooks —
    Operation(
        "POST",
        "/webhooks",
        webhooks.create_webhook,
        webhooks.CreateWebhook,
        webhooks.CreatedWebhook,
        status=201,
    ),
    Operation("GET", "/webhooks", webhooks.list_webhooks, answer=Page[WebhookEndpoint], query=PAGE),
    Operation("DELETE", "/webhooks/{endpoint_id}", webhooks.delete_webhook),
    Operation(
        "GET",
        "/webhook-deliveries",
        webhooks.list_deliveries,
        answer=Page[webhooks.DeliveryState],
        query=(webhooks.STATE, *PAGE),
    ),
    Operation("POST", "/webhook-deliveries/{delivery_id}/retry", webhooks.retry_delivery),
    # — this description —
    Operation("GET", "/openapi.json", get_openapi, file_type="application/json", public=True),
)


def add_api(
    app: web.Application,
    stores: Stores,
    live: LiveSessions,
    config: Config,
    clock: Callable[[], float],
    connection_test: Callable[[], str],
) -> None:
    """Mount the API on the application under `/api/v1`."""
    services = Services(stores, live, config, Tokens(config.secret_key), clock, connection_test)
    app.add_subapp(PREFIX, Server(services, OPERATIONS).application)


@functools.cache
def _description() -> bytes:
    return msgspec.json.encode(describe(OPERATIONS))
