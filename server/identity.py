"""Who is this? Join tokens, with which an account takes a seat, and the secrets that keep the seat theirs.

A join token is a JWT (RFC 7519) signed with HS256 by this installation's key. It is good once: its `jti` is
used up when the seat is taken. From then on the seat's own secret proves whose it is. Nothing here stores or
decides.
"""

from typing import Annotated

import jwt
import msgspec

from rooms.commands import Name
from rooms.ids import AccountId, InviteId, RoomId
from rooms.roles import Role
from rooms.state import Source
from server.fresh import fresh_id
from server.messages import DoorCode

_ALGORITHM = "HS256"  # the only one that is ever accepted, whatever a token's header says
_ISSUER = "hearth"
_AUDIENCE = "hearth-join"
_REQUIRED = ["iss", "aud", "sub", "room", "role", "jti", "nbf", "exp"]
MOST_TOKEN_CHARACTERS = 4096
CLOCK_TOLERANCE_SECONDS = 10.0  # between us and the host application that asked for a token to begin now

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Unauthorised(Exception):
    """This is no token of ours, or not good now; `code` is what the browser is told, nothing more."""

    def __init__(self, code: DoorCode) -> None:
        super().__init__(code.value)
        self.code = code


class Grants(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may open, within what the role may. Staff can lift in the room what is missing here."""

    can_publish: bool = True  # microphone, camera and screen
    can_share_screen: bool = True

    @property
    def blocked(self) -> tuple[Source, ...]:
        """The sources that are kept off."""
        if not self.can_publish:
            return (Source.CAMERA, Source.MICROPHONE, Source.SCREEN)
        return () if self.can_share_screen else (Source.SCREEN,)


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a join token says. Read, not believed for ever: see `check_window`, and the use of `token_id`."""

    account_id: AccountId
    room_id: RoomId
    role: Role
    name: str | None  # None: the person says
    grants: Grants
    open_link: InviteId | None  # the invite that made this account, and makes one for whoever opens it
    token_id: str
    not_before: float
    expires_at: float

    def check_window(self, now: float) -> None:
        """Raise `Unauthorised` before and after the time for which the token was made."""
        if now < self.not_before - CLOCK_TOLERANCE_SECONDS:
            raise Unauthorised(DoorCode.TOKEN_NOT_YET_VALID)
        if now >= self.expires_at:
            raise Unauthorised(DoorCode.TOKEN_EXPIRED)


class _Body(msgspec.Struct, kw_only=True):
    sub: _Text
    room: _Text
    role: Role
    jti: _Text
    nbf: float
    exp: float
    name: Name | None = None
    grants: Grants = Grants()
    open_link: _Text | None = None


class Tokens:
    """Mints and reads join tokens with one signing key."""

    def __init__(self, key: str) -> None:
        self._key = key

    def mint(
        self,
        *,
        room_id: RoomId,
        account_id: AccountId,
        role: Role,
        name: str | None,
        not_before: float,
        expires_at: float,
        grants: Grants | None = None,
        open_link: InviteId | None = None,
    ) -> str:
        """Make a token that is good once between the two times (seconds since the epoch)."""
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": account_id,
            "room": room_id,
            "role": role.value,
            "jti": fresh_id(),
            "nbf": int(not_before),
            "exp": int(expires_at),
        }
        if name is not None:
            claims["name"] = name
        if grants is not None:
            claims["grants"] = msgspec.to_builtins(grants)
        if open_link is not None:
            claims["open_link"] = open_link
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def read(self, token: str) -> Claims:
        """Return what the token says if the signature is ours, whenever it is good.

        Raises `Unauthorised` with `token_invalid`.
        """
        if len(token) > MOST_TOKEN_CHARACTERS:
            raise Unauthorised(DoorCode.TOKEN_INVALID)
        try:
            payload = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                audience=_AUDIENCE,
                options={"require": _REQUIRED, "verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
            body = msgspec.convert(payload, _Body, strict=True)
        except (jwt.InvalidTokenError, msgspec.ValidationError):
            raise Unauthorised(DoorCode.TOKEN_INVALID) from None
        return Claims(
            account_id=AccountId(body.sub),
            room_id=RoomId(body.room),
            role=body.role,
            name=body.name,
            grants=body.grants,
            open_link=InviteId(body.open_link) if body.open_link is not None else None,
            token_id=body.jti,
            not_before=body.nbf,
            expires_at=body.exp,
        )
