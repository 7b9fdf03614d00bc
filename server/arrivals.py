"""How a connection comes to a seat: by the seat's secret, by a fresh token of the same account, or as
somebody new.

The owner of the session decides here; the gateway has only seen that the token's signature is ours.
"""

from typing import Annotated

import msgspec

from rooms.commands import Arrive, Name, Return
from rooms.ids import AccountId, SeatId
from rooms.roles import Standing
from rooms.roster import former_seat
from rooms.state import CheckIn, Source
from server.config import Turn
from server.fresh import fresh_id, fresh_secret
from server.identity import Claims, Unauthorised
from server.messages import CloseCode, ConnectionReplaced, DoorCode, Goodbye, MediaLost, Welcome
from server.outbox import ConnectionId
from server.reactions import SessionMedia
from server.relay import ice_servers
from server.session_task import SessionTask
from server.stores.contract import SERVER, Entry, SeatSecretStore, TokenUsed, UsedTokenStore

RETRY_WINDOW_SECONDS = 60.0  # for a token whose connection broke before it was of any use


class Resume(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Proof of a seat, as it was given in `Welcome`."""

    seat_id: Annotated[SeatId, msgspec.Meta(min_length=1, max_length=64)]
    secret: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A connection that wants a seat. Goes from the gateway to the session's owner."""

    connection: ConnectionId
    claims: Claims
    resume: Resume | None = None
    name: Name | None = None
    check_in: CheckIn | None = None
    open: tuple[Source, ...] = ()  # what a client that resumes still has open


class TurnedBack(Exception):
    """Not let in; `code` is what the browser is told."""

    def __init__(self, code: DoorCode) -> None:
        super().__init__(code.value)
        self.code = code


class Arrivals:
    """Seats people in one session. Its methods run in the session's turn."""

    def __init__(
        self,
        task: SessionTask,
        media: SessionMedia,
        secrets: SeatSecretStore,
        used_tokens: UsedTokenStore,
        relay: Turn,
    ) -> None:
        self._task = task
        self._media = media
        self._secrets = secrets
        self._used_tokens = used_tokens
        self._relay = relay
        self._unheard: dict[SeatId, tuple[str, float]] = {}  # token id and time, of who has asked nothing yet

    async def seat(self, arrival: Arrival) -> SeatId:
        """Give the connection its seat, welcome it, and return the seat.

        Raises `TurnedBack`, `Unauthorised`, `Refused` or `StorageUnavailable`; then nobody was seated.
        """
        seat_id, secret = await self._find_or_take(arrival)
        self._task.legs.put(seat_id, arrival.connection)
        welcome = Welcome(
            secret=secret,
            snapshot=self._task.snapshot_for(seat_id),
            ice_servers=ice_servers(self._relay, seat_id, self._task.clock()),
            ice_transport_policy=self._relay.ice_transport_policy,
            staff_names=self._task.staff_names(),
        )
        self._task.legs.tell([seat_id], welcome)
        return seat_id

    async def rejoin(self, seat_id: SeatId, connection: ConnectionId) -> None:
        """Take up a connection that an owner before us had seated, or tell one of ours afresh how it is.

        Raises `StorageUnavailable` or `Moved`; then nothing is changed.
        """
        legs = self._task.legs
        if legs.seat(connection) == seat_id:
            legs.tell([seat_id], self._task.snapshot_for(seat_id))
        elif not self._has_place(seat_id):
            legs.turn_away(connection, Goodbye(code=CloseCode.RESYNC, come_back=True))  # the door says why
        elif seat_id in legs:
            legs.turn_away(connection, ConnectionReplaced())
        else:
            legs.put(seat_id, connection)
            await self._return(seat_id)
            legs.tell([seat_id], self._task.snapshot_for(seat_id))
            legs.tell([seat_id], MediaLost())

    def heard(self, seat_id: SeatId) -> None:
        """The seat's client has asked something, so it was welcomed: its token is of no more use."""
        self._unheard.pop(seat_id, None)

    async def _find_or_take(self, arrival: Arrival) -> tuple[SeatId, str]:
        """Return the seat and its secret."""
        gone: DoorCode | None = None
        if (resume := arrival.resume) is not None:
            account = await self._secrets.account(self._task.session_id, resume.seat_id, resume.secret)
            if account is not None and self._has_place(resume.seat_id):
                await self._return(resume.seat_id, arrival.open)
                return resume.seat_id, resume.secret
            gone = self._why_gone(resume.seat_id, account) if account is not None else None
        try:
            return await self._by_token(arrival)
        except (Unauthorised, TurnedBack):
            if gone is None:
                raise
            raise TurnedBack(gone) from None

    async def _by_token(self, arrival: Arrival) -> tuple[SeatId, str]:
        """Take up the account's own seat, or a new one, with a token that is good now.

        The token is used up with the seat, or last: what fails before must not leave somebody outside without
        one. Nobody can come between, since all tokens of a session come by here, one at a time.
        """
        claims, now = arrival.claims, self._task.clock()
        claims.check_window(now)
        secret = fresh_secret()
        seat_id = self._seat_of(claims.account_id)
        if seat_id is None:
            seat_id = await self._take_new_seat(arrival, secret)
            self._unheard[seat_id] = (claims.token_id, now)
            return seat_id, secret
        await self._check_unused(claims, seat_id)
        await self._secrets.put(self._task.session_id, seat_id, claims.account_id, secret)
        self._media.disconnect(seat_id)  # with a new secret, this is another window or another device
        await self._return(seat_id)
        if await self._used_tokens.use_once(claims.token_id, claims.expires_at):
            self._unheard[seat_id] = (claims.token_id, now)
        return seat_id, secret

    async def _take_new_seat(self, arrival: Arrival, secret: str) -> SeatId:
        task, claims = self._task, arrival.claims
        name = claims.name or arrival.name
        if name is None:
            raise TurnedBack(DoorCode.MALFORMED)
        seat_id = former_seat(task.state, claims.account_id) or SeatId(fresh_id())
        arrive = Arrive(
            seat_id=seat_id,
            account_id=claims.account_id,
            name=name,
            role=claims.role,
            check_in=arrival.check_in,
            blocked=claims.grants.blocked,
            open_link=claims.open_link,
        )
        events = task.decide(Standing.SERVER, arrive)  # first: who may not come is told so
        entry = Entry(
            seat_id=seat_id,
            account_id=claims.account_id,
            secret=secret,
            token_id=claims.token_id,
            token_expires_at=claims.expires_at,
        )
        try:
            await task.commit(events, SERVER, entry)
        except TokenUsed:
            raise TurnedBack(DoorCode.TOKEN_USED) from None
        return seat_id

    async def _check_unused(self, claims: Claims, seat_id: SeatId) -> None:
        """Raise `TurnedBack` if the token has been used.

        Once more is allowed when the connection that used it was lost before its client asked anything (it
        may never have been told its secret) and the account still has its place.
        """
        if not await self._used_tokens.is_used(claims.token_id):
            return
        if seat_id not in self._task.legs:
            token_id, since = self._unheard.get(seat_id, ("", 0.0))
            if token_id == claims.token_id and self._task.clock() <= since + RETRY_WINDOW_SECONDS:
                return
        raise TurnedBack(DoorCode.TOKEN_USED)

    async def _return(self, seat_id: SeatId, still_open: tuple[Source, ...] = ()) -> None:
        """Let the room know that the seat has a living connection."""
        await self._task.carry_out(Standing.SERVER, Return(seat_id=seat_id, open=still_open))

    def _has_place(self, seat_id: SeatId) -> bool:
        return seat_id in self._task.state.seats or seat_id in self._task.state.waiting

    def _seat_of(self, account_id: AccountId) -> SeatId | None:
        seat_id = former_seat(self._task.state, account_id)
        return seat_id if seat_id is not None and self._has_place(seat_id) else None

    def _why_gone(self, seat_id: SeatId, account_id: AccountId) -> DoorCode:
        state = self._task.state
        if account_id in state.ledger.banned.values():
            return DoorCode.BANNED
        if account_id in state.ledger.turned_away:
            return DoorCode.TURNED_AWAY
        return DoorCode.REMOVED if seat_id in state.removals else DoorCode.SEAT_GONE
