"""A session to play with in tests: time and ids under control, people by name."""

from itertools import count

import msgspec
import pytest

from rooms import room
from rooms.commands import Admit, AnyCommand, Arrive, LoseConnection
from rooms.events import AnyEvent, Event, SessionOpened
from rooms.ids import AccountId, FieldId, InviteId, SeatId, SessionId, TemplateId
from rooms.moment import Moment, Template
from rooms.permissions import Actor
from rooms.refusals import Code, Refused
from rooms.roles import Role, Standing
from rooms.state import CheckIn, RoomSettings, SessionState

OPENED_AT = 1_000.0
TEMPLATE = TemplateId("thought-record")
FIELDS = (FieldId("situation"), FieldId("thought"), FieldId("feeling"))
TEMPLATES = {TEMPLATE: Template(version=3, fields=FIELDS)}


class Group:
    """One session, its clock, and what has happened in it, decision by decision."""

    def __init__(self, settings: RoomSettings | None = None) -> None:
        self.now = OPENED_AT
        self._ids = count(1)
        self.opened = SessionOpened(
            session_id=SessionId("session"),
            settings=settings or RoomSettings(name="Evening group"),
            opened_at=OPENED_AT,
        )
        self.state: SessionState = room.open_session(self.opened)
        self.decisions: list[list[AnyEvent]] = []

    def moment(self) -> Moment:
        """The outside world now."""
        return Moment(now=self.now, fresh_id=lambda: f"id-{next(self._ids)}", templates=TEMPLATES)

    def ask(self, actor: Actor, command: AnyCommand) -> list[AnyEvent]:
        """Have a command carried out; a refusal is raised, and has changed nothing."""
        before = msgspec.msgpack.encode(self.state)
        try:
            events = room.decide(self.state, actor, command, self.moment())
        finally:
            assert msgspec.msgpack.encode(self.state) == before, "deciding has changed the state"
        self._happen(events)
        return events

    def refusal(self, actor: Actor, command: AnyCommand) -> Code:
        """The code with which a command is refused; fails when it is not."""
        with pytest.raises(Refused) as caught:
            self.ask(actor, command)
        return caught.value.code

    def pass_time(self, seconds: float) -> list[AnyEvent]:
        """Let time pass, waking at each deadline as the session's task does; returns what happened."""
        until, happened = self.now + seconds, []
        while (deadline := room.next_deadline(self.state)) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            events = room.tick(self.state, self.moment())
            assert events, "a deadline came and nothing happened"
            self._happen(events)
            happened += events
        self.now = until
        return happened

    def arrive(
        self,
        name: str,
        role: Role = Role.PARTICIPANT,
        *,
        check_in: CheckIn | None = None,
        seat: str | None = None,
        open_link: str | None = None,
    ) -> SeatId:
        """Somebody comes; the seat id is the name in small letters, unless it is given."""
        seat_id = SeatId(seat or name.lower())
        self.ask(
            Standing.SERVER,
            Arrive(
                seat_id=seat_id,
                account_id=AccountId(f"account-of-{seat_id}"),
                name=name,
                role=role,
                check_in=check_in,
                open_link=None if open_link is None else InviteId(open_link),
            ),
        )
        return seat_id

    def facilitator(self, name: str = "Mia") -> SeatId:
        """A facilitator comes in."""
        return self.arrive(name, Role.FACILITATOR)

    def co_host(self, name: str = "Dan") -> SeatId:
        """A co-host comes in."""
        return self.arrive(name, Role.CO_HOST)

    def member(self, name: str, role: Role = Role.PARTICIPANT, *, seat: str | None = None) -> SeatId:
        """Somebody comes and is admitted."""
        seat_id = self.arrive(name, role, seat=seat)
        self.ask(Standing.HOST_APPLICATION, Admit(seat_id=seat_id))
        return seat_id

    def drop(self, seat_id: SeatId) -> list[AnyEvent]:
        """The connection of a seat is lost."""
        return self.ask(Standing.SERVER, LoseConnection(seat_id=seat_id))

    def _happen(self, events: list[AnyEvent]) -> None:
        for event in events:
            room.evolve(self.state, event)
        if events:
            self.decisions.append(events)


def kinds(events: list[AnyEvent]) -> list[type[Event]]:
    """The classes of some events."""
    return [type(event) for event in events]
