"""Records what viewers of random sessions are sent, for the client's tests to replay.

`python -m tests.rooms.record_logs` writes `client/tests/session_logs.json`; a test fails when it is stale.
Each entry is one viewer from one snapshot to the next: `start`, the `events` in between, and `end`, which the
client must arrive at by itself. `seed` is that of the session. The same sessions are recorded anew as long as
they tell every event to somebody; when they do not (a new command changes them all), others are looked for.
"""

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from rooms import audiences
from rooms.audiences import AUDIENCES, Circle
from rooms.events import EVENTS, AnyEvent
from rooms.ids import SeatId
from rooms.refusals import Refused
from rooms.snapshot import prune
from tests.rooms.group import Group
from tests.rooms.random_commands import SETTINGS, any_command

LOGS = Path(__file__).resolve().parents[2] / "client" / "tests" / "session_logs.json"
TOLD = frozenset(event.__name__ for event in EVENTS if AUDIENCES[event] is not Circle.NOBODY)
COMMANDS_PER_SESSION = 260
SEARCHED_AT_ONCE = 100  # sessions, of which few are then kept


class Recorder:
    """One random session and the logs of its viewers."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.group = Group(SETTINGS)
        self.logs: list[dict[str, Any]] = []
        self.open: dict[SeatId, dict[str, Any]] = {}
        self.ends: dict[SeatId, Any] = {}
        self._play(Random(seed))

    def _play(self, chance: Random) -> None:
        for _ in range(COMMANDS_PER_SESSION):
            actor, command = any_command(chance, self.group.state)
            try:
                self._deliver(self.group.ask(actor, command))
            except Refused:
                continue
            if chance.random() < 0.05:
                decided = len(self.group.decisions)
                self.group.pass_time(chance.choice([0.5, 20.0]))
                self._catch_up(self.group.decisions[decided:])
        for viewer in list(self.open):
            self._close(viewer)

    def _deliver(self, events: list[AnyEvent]) -> None:
        state = self.group.state
        inside = state.seats.keys() | state.waiting.keys()
        fresh = audiences.snapshots_due(events) & inside
        for viewer in [v for v in self.open if v in fresh or v not in inside]:
            self._close(viewer)
        for viewer in sorted(fresh):
            self.open[viewer] = self._begin(viewer)
        for viewer in self.open.keys() - fresh:
            heard = [event for event in events if audiences.hears(state, event, viewer)]
            self.open[viewer]["events"] += [[type(event).__name__, _payload(event)] for event in heard]
        self.ends = {viewer: self._view(viewer) for viewer in self.open}

    def _catch_up(self, decisions: list[list[AnyEvent]]) -> None:
        """Several decisions at once have audiences that are past: whoever stayed begins anew."""
        if len(decisions) == 1:
            self._deliver(decisions[0])
        elif decisions:
            for viewer in list(self.open):
                self._close(viewer)
            inside = sorted(self.group.state.seats.keys() | self.group.state.waiting.keys())
            self.open = {viewer: self._begin(viewer) for viewer in inside}
            self.ends = {viewer: self._view(viewer) for viewer in self.open}

    def _begin(self, viewer: SeatId) -> dict[str, Any]:
        return {"seed": self.seed, "viewer": viewer, "start": self._view(viewer), "events": []}

    def _close(self, viewer: SeatId) -> None:
        log = self.open.pop(viewer)
        if log["events"]:
            self.logs.append({**log, "end": self.ends[viewer]})

    def _view(self, viewer: SeatId) -> Any:
        return msgspec.to_builtins(prune(self.group.state, viewer))


def recorded(seeds: Sequence[int]) -> bytes:
    """The file's content, of the sessions with these seeds."""
    logs = [log for seed in seeds for log in Recorder(seed).logs]
    return b"[\n" + b",\n".join(msgspec.json.encode(log) for log in logs) + b"\n]\n"


def _payload(event: AnyEvent) -> Any:
    payload = msgspec.to_builtins(event)
    del payload["type"]  # the name travels beside the payload
    return payload


def seeds_of(content: bytes) -> list[int]:
    """Of which sessions the file's content is."""
    return sorted({log["seed"] for log in json.loads(content)})


def told_in(content: bytes) -> set[str]:
    """The events that somebody is told in the file's content."""
    return {name for log in json.loads(content) for name, _ in log["events"]}


def find_seeds() -> list[int]:
    """A few sessions in which every event is told to somebody; takes some seconds."""
    told: dict[int, set[str]] = {}
    for seed in itertools.count():
        told[seed] = {name for log in Recorder(seed).logs for name, _ in log["events"]}
        if len(told) % SEARCHED_AT_ONCE == 0 and set().union(*told.values()) >= TOLD:
            break
    found: list[int] = []
    missing = set(TOLD)
    while missing:
        found.append(max(told, key=lambda seed: len(told[seed] & missing)))
        missing -= told[found[-1]]
    return sorted(found)


def main() -> None:
    """Write the file."""
    content = recorded(seeds_of(LOGS.read_bytes()))
    if not told_in(content) >= TOLD:
        content = recorded(find_seeds())
    LOGS.write_bytes(content)


if __name__ == "__main__":
    main()
