"""What a person's browser asks before it connects: where a link leads, and a join token for an invite."""

from typing import Annotated

import msgspec
from msgspec import Meta

from rooms.commands import Name
from rooms.ids import AccountId, InviteId, RoomId, SeatId
from rooms.roles import Role
from rooms.state import Agreement
from server.api.calling import Call
from server.api.problems import ProblemCode, Refusal
from server.fresh import fresh_id
from server.identity import MOST_TOKEN_CHARACTERS, Unauthorised
from server.messages import DoorCode, IceServer, IceTransportPolicy
from server.relay import ice_servers
from server.stores.contract import Invite

# From pressing the button to the connection, with a slow device in between.
TOKEN_SECONDS = 300.0

Token = Annotated[str, Meta(min_length=1, max_length=MOST_TOKEN_CHARACTERS)]
Code = Annotated[str, Meta(min_length=1, max_length=128)]

_TOKEN_PROBLEMS = {
    DoorCode.TOKEN_INVALID: ProblemCode.LINK_UNKNOWN,
    DoorCode.TOKEN_EXPIRED: ProblemCode.LINK_EXPIRED,
    DoorCode.TOKEN_NOT_YET_VALID: ProblemCode.LINK_NOT_YET_VALID,
}


class DescribeLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret part of a link: one of the two."""

    token: Token | None = None
    invite: Code | None = None


class LinkDescription(msgspec.Struct, frozen=True, kw_only=True):
    """What the green room shows before anybody knows that the person is here."""

    room_name: str
    role: Role
    name: str | None  # the name that is given; null: the person chooses one
    ends_at: float | None
    crisis_line: str
    emergency_number: str
    agreement: Agreement | None
    end_to_end_encrypted: bool  # the browser must be able to encrypt what it sends
    ice_servers: list[IceServer]
    ice_transport_policy: IceTransportPolicy
    connection_test: str  # an SDP answer to an offer of one data channel: ICE alone, to try the way


class ExchangeInvite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invite's code, and the name to be shown; an invite's own name comes first."""

    invite: Code
    name: Name


class JoinToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token to connect with; good once, for five minutes."""

    token: str


async def describe_link(call: Call[DescribeLink]) -> LinkDescription:
    """Tell where a link leads, before the person knocks. Uses nothing up."""
    room_id, role, name = await _destination(call)
    room = await call.stores.rooms.find(room_id)
    if room is None or room.archived_at is not None:
        raise Refusal(ProblemCode.LINK_UNKNOWN)
    settings = room.settings
    return LinkDescription(
        room_name=settings.name,
        role=role,
        name=name,
        ends_at=settings.ends_at,
        crisis_line=settings.crisis_line,
        emergency_number=settings.emergency_number,
        agreement=settings.agreement,
        end_to_end_encrypted=settings.end_to_end_encrypted,
        ice_servers=ice_servers(call.services.config.turn, SeatId(fresh_id()), call.now),
        ice_transport_policy=call.services.config.turn.ice_transport_policy,
        connection_test=call.services.connection_test(),
    )


async def exchange_invite(call: Call[ExchangeInvite]) -> JoinToken:
    """Make a join token out of an invite; counts as one use of it."""
    invite = await _good_invite(call, call.body.invite)
    room = await call.stores.rooms.find(invite.room_id)
    if room is None or room.archived_at is not None:
        raise Refusal(ProblemCode.LINK_UNKNOWN)
    if not await call.stores.invites.spend(invite.invite_id, call.now):
        raise Refusal(ProblemCode.LINK_USED_UP)
    token = call.services.tokens.mint(
        room_id=invite.room_id,
        account_id=invite.account_id or AccountId(f"guest-{fresh_id()}"),
        open_link=InviteId(invite.invite_id) if invite.account_id is None else None,
        role=invite.role,
        name=invite.name or call.body.name,
        not_before=call.now,
        expires_at=call.now + TOKEN_SECONDS,
    )
    return JoinToken(token=token)


async def _destination(call: Call[DescribeLink]) -> tuple[RoomId, Role, str | None]:
    match call.body:
        case DescribeLink(token=str(token), invite=None):
            try:
                claims = call.services.tokens.read(token)
                claims.check_window(call.now)
            except Unauthorised as error:
                raise Refusal(_TOKEN_PROBLEMS[error.code]) from None
            return claims.room_id, claims.role, claims.name
        case DescribeLink(token=None, invite=str(code)):
            invite = await _good_invite(call, code)
            return invite.room_id, invite.role, invite.name
        case _:
            raise Refusal(ProblemCode.MALFORMED, "give either token or invite")


async def _good_invite(call: Call[DescribeLink] | Call[ExchangeInvite], code: str) -> Invite:
    invite = await call.stores.invites.find_by_code(code)
    if invite is None or invite.revoked_at is not None:
        raise Refusal(ProblemCode.LINK_UNKNOWN)
    if invite.expires_at is not None and invite.expires_at <= call.now:
        raise Refusal(ProblemCode.LINK_EXPIRED)
    if invite.not_before is not None and invite.not_before > call.now:
        raise Refusal(ProblemCode.LINK_NOT_YET_VALID)
    if invite.max_uses is not None and invite.uses >= invite.max_uses:
        raise Refusal(ProblemCode.LINK_USED_UP)
    return invite
