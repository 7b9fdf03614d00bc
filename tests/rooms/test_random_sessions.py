"""No sequence of clicks breaks a session, and nobody is told what is not for them."""

import re
from collections import defaultdict
from random import Random

import msgspec
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rooms import audiences, room
from rooms.commands import Command
from rooms.events import AnyEvent, Event, SeatRemoved, TurnedAway
from rooms.ids import SeatId
from rooms.reasons import ANY_COMMAND, REASONS
from rooms.refusals import Code, Refused
from rooms.roles import STAFF
from rooms.snapshot import prune
from rooms.state import Microphones, Readers, SessionState, Source
from rooms.state import Phase as SessionPhase
from tests.rooms.group import Group
from tests.rooms.random_commands import SETTINGS, any_command

ENCODER = msgspec.msgpack.Encoder()
EVENTS_DECODER = msgspec.msgpack.Decoder(AnyEvent)
STATE_DECODER = msgspec.msgpack.Decoder(SessionState)

SECRET = re.compile(rb"(note|answer|letter|staff_line|back_channel|room|lobby)-(seat-\d|-)-")


def copied(state: SessionState) -> SessionState:
    """A session as it comes out of the wire."""
    return STATE_DECODER.decode(ENCODER.encode(state))


class AnySession(RuleBasedStateMachine):
    """A session in which anybody asks for anything, with replicas and viewers beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.group = Group(SETTINGS)
        self.replica = copied(self.group.state)
        self.revived = copied(self.group.state)  # fed the durable events alone, as after a restart
        self.views: dict[SeatId, SessionState] = {}
        self.refusals: dict[type[Command], set[Code]] = defaultdict(set)

    @rule(seed=st.integers(0, 2**32))
    def some_people_ask(self, seed: int) -> None:
        chance = Random(seed)
        for _ in range(8):
            actor, command = any_command(chance, self.group.state)
            try:
                events = self.group.ask(actor, command)
            except Refused as refused:
                self.refusals[type(command)].add(refused.code)
                continue
            self.deliver(events)

    @rule(seconds=st.sampled_from([0.5, 7.0, 45.0, 100.0]))
    def time_passes(self, seconds: float) -> None:
        decided = len(self.group.decisions)
        self.group.pass_time(seconds)
        if len(self.group.decisions) - decided == 1:
            self.deliver(self.group.decisions[-1])
        else:  # several decisions are behind us: their audiences were others
            for events in self.group.decisions[decided:]:
                self.feed_replicas(events)
            self.views = {viewer: self.snapshot(viewer) for viewer in self.inside()}

    def deliver(self, events: list[AnyEvent]) -> None:
        """Send a decision to replicas and viewers as the server does."""
        self.feed_replicas(events)
        fresh = audiences.snapshots_due(events)
        last: dict[SeatId, Event] = {}
        for event in events:
            audience = audiences.audience_of(self.group.state, event)
            wire = ENCODER.encode(event)
            for seat_id in set(audiences.listeners(self.group.state, audience)) - fresh:
                self.reaches(seat_id, wire)
                last[seat_id] = event
                if seat_id in self.inside():
                    room.evolve(self.views[seat_id], EVENTS_DECODER.decode(wire))
        for seat_id in last.keys() - self.inside():
            assert isinstance(last[seat_id], SeatRemoved | TurnedAway)
        for viewer in fresh & self.inside():
            self.views[viewer] = self.snapshot(viewer)
        self.views = {viewer: self.views[viewer] for viewer in self.inside()}

    def feed_replicas(self, events: list[AnyEvent]) -> None:
        for event in events:
            wire = ENCODER.encode(event)
            room.evolve(self.replica, EVENTS_DECODER.decode(wire))
            if event.durable:
                room.evolve(self.revived, EVENTS_DECODER.decode(wire))

    def inside(self) -> set[SeatId]:
        return self.group.state.seats.keys() | self.group.state.waiting.keys()

    def snapshot(self, viewer: SeatId) -> SessionState:
        wire = ENCODER.encode(prune(self.group.state, viewer))
        self.reaches(viewer, wire)
        return STATE_DECODER.decode(wire)

    def reaches(self, viewer: SeatId, wire: bytes) -> None:
        """Whatever is sent to a viewer goes through here: are all secrets in it this viewer's to know?"""
        state = self.group.state
        seat = state.seats.get(viewer)
        is_staff = seat is not None and seat.role in STAFF
        assert b"account-" not in wire
        for kind, owner in {(k.decode(), o.decode()) for k, o in SECRET.findall(wire)}:
            if kind == "answer":
                assert owner == viewer or self.answers_shown(SeatId(owner), viewer) >= answers(wire, owner)
            elif kind in ("note", "staff_line"):
                assert is_staff or owner == viewer
            elif kind == "letter":
                assert owner == viewer
            elif kind == "back_channel":
                assert is_staff
            elif kind == "room":
                assert seat is not None
            elif kind == "lobby":
                assert is_staff or seat is None
        if seat is None:
            known = {message.name for message in state.messages if message.role in STAFF}
            others = {f"name-of-{seat_id}" for seat_id in self.inside() - {viewer}} - known
            assert not [name for name in others if name.encode() in wire]

    def answers_shown(self, owner: SeatId, viewer: SeatId) -> set[bytes]:
        seat = self.group.state.seats.get(viewer)
        readers = {Readers.GROUP} if seat is None or seat.role not in STAFF else set(Readers)
        mine = [copy for copy in self.group.state.copies.values() if copy.seat_id == owner]
        return {a.value.encode() for copy in mine for a in copy.shared.values() if a.readers in readers}

    @invariant()
    def refusals_are_those_that_are_documented(self) -> None:
        for command, codes in self.refusals.items():
            assert codes <= ANY_COMMAND | {*REASONS[command]}

    @invariant()
    def replicas_equal_the_room(self) -> None:
        assert self.replica == self.group.state
        self.revived.tracks = [] if self.group.state.phase is not SessionPhase.ENDED else self.revived.tracks
        assert msgspec.structs.replace(self.group.state, tracks=[]) == self.revived

    @invariant()
    def a_viewer_who_stayed_knows_what_a_newcomer_would(self) -> None:
        assert self.views.keys() == self.inside()
        for viewer, view in self.views.items():
            fresh = copied(prune(self.group.state, viewer))
            assert view == fresh
            assert list(view.seats) == list(fresh.seats)

    @invariant()
    def the_rules_hold(self) -> None:
        state = self.group.state
        members = [seat for seat in state.seats.values() if seat.role not in STAFF]
        assert len({seat.name for seat in state.seats.values()}) == len(state.seats)
        assert not state.seats.keys() & state.waiting.keys()
        assert len(members) <= state.settings.capacity
        assert len(set(map(self.account_of, self.inside()))) == len(self.inside())
        assert not {self.account_of(seat_id) for seat_id in self.inside()} & {*state.ledger.banned.values()}
        assert len({hand.seat_id for hand in state.hands}) == len(state.hands)
        assert {hand.seat_id for hand in state.hands} <= state.seats.keys()
        if state.phase is SessionPhase.LIVE:
            assert any(s.role in STAFF and s.held_until is None for s in state.seats.values())

    @invariant()
    def nothing_is_open_that_may_not_be(self) -> None:
        state = self.group.state
        for track in state.tracks:
            seat = state.seats[track.seat_id]
            assert track.source not in seat.blocked
            assert seat.away_since is None
            assert seat.role.value != "observer"
            if track.source is Source.MICROPHONE and seat.role not in STAFF:
                assert state.microphones is not Microphones.CLOSED
        assert sum(track.source is Source.SCREEN for track in state.tracks) <= 1

    def account_of(self, seat_id: SeatId) -> str:
        return self.group.state.ledger.accounts[seat_id]


def answers(wire: bytes, owner: str) -> set[bytes]:
    """The answers of one seat that stand in some bytes."""
    return set(re.findall(rf"answer-{owner}-\d+".encode(), wire))


AnySession.TestCase.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # seeds do not shrink into anything simpler
)
TestAnySession = AnySession.TestCase
