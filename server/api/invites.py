"""Invite links, and join tokens made for a host application's own users."""

from typing import Annotated

import msgspec
from msgspec import Meta

from rooms.commands import Name
from rooms.ids import AccountId
from rooms.roles import Role
from server.api.calling import Call
from server.api.problems import ProblemCode, Refusal
from server.fresh import fresh_id, fresh_secret
from server.identity import Grants
from server.stores.contract import Invite, Page

Identity = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
Moment = Annotated[float, Meta(ge=0, le=1e11)]  # seconds since the epoch
LONGEST_TOKEN_SECONDS = 86_400


class CreateInvite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A link into a room. With `identity` it is one person's; without, each use is somebody new."""

    role: Role = Role.PARTICIPANT
    name: Name | None = None
    identity: Identity | None = None
    not_before: Moment | None = None
    expires_at: Moment | None = None
    max_uses: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class CreatedInvite(msgspec.Struct, frozen=True, kw_only=True):
    """A fresh invite. Its address is told once: only a digest of the code in it is kept."""

    invite: Invite
    url: str


class CreateToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom a join token is. `identity` is the host application's own id of the person."""

    identity: Identity
    role: Role = Role.PARTICIPANT
    name: Name | None = None
    grants: Grants | None = None
    not_before: Moment | None = None
    ttl_seconds: Annotated[int, Meta(ge=10, le=LONGEST_TOKEN_SECONDS)] = 3600


class CreatedToken(msgspec.Struct, frozen=True, kw_only=True):
    """A join token, good once, and the address that carries it."""

    token: str
    url: str
    expires_at: float


async def create_invite(call: Call[CreateInvite]) -> CreatedInvite:
    """Make an invite link. It can be used often unless `max_uses` says otherwise, until it is revoked."""
    await _open_room(call)
    body, code = call.body, fresh_secret()
    invite = Invite(
        invite_id=fresh_id(),
        room_id=call.room_id,
        role=body.role,
        name=body.name,
        account_id=AccountId(body.identity) if body.identity else None,
        not_before=body.not_before,
        expires_at=body.expires_at,
        max_uses=body.max_uses,
        created_at=call.now,
    )
    await call.stores.invites.create(invite, code)
    ids = {"invite_id": invite.invite_id, "role": body.role.value}
    await call.stores.audit.record(call.room_id, call.actor, "invite_created", ids, call.now)
    return CreatedInvite(invite=invite, url=invite_url(call.services.config.url, code))


async def list_invites(call: Call[None]) -> Page[Invite]:
    """List a room's invites, revoked and used-up ones too, oldest first."""
    await call.room()
    return await call.stores.invites.page(call.room_id, call.cursor, call.limit)


async def revoke_invite(call: Call[None]) -> None:
    """Let nobody in by this link any more. Who is in stays in."""
    invite_id = call.path["invite_id"]
    if not await call.stores.invites.revoke(call.room_id, invite_id, call.now):
        raise Refusal(ProblemCode.NOT_FOUND)
    ids = {"invite_id": invite_id}
    await call.stores.audit.record(call.room_id, call.actor, "invite_revoked", ids, call.now)


async def create_token(call: Call[CreateToken]) -> CreatedToken:
    """Make a join token for one person. A later token of the same identity takes up the same seat."""
    await _open_room(call)
    body = call.body
    not_before = max(body.not_before or call.now, call.now)
    token = call.services.tokens.mint(
        room_id=call.room_id,
        account_id=AccountId(body.identity),
        role=body.role,
        name=body.name,
        not_before=not_before,
        expires_at=not_before + body.ttl_seconds,
        grants=body.grants,
    )
    return CreatedToken(
        token=token,
        url=f"{call.services.config.url}/join#t.{token}",
        expires_at=not_before + body.ttl_seconds,
    )


def invite_url(base: str, code: str) -> str:
    """Return the link of an invite; the code stands in the fragment, which browsers send to nobody."""
    return f"{base}/join#i.{code}"


async def _open_room(call: Call[CreateInvite] | Call[CreateToken]) -> None:
    if (await call.room()).archived_at is not None:
        raise Refusal(ProblemCode.ROOM_ARCHIVED)
