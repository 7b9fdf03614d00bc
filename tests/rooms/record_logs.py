"""Records what viewers of random sessions are sent, for the client's tests to replay.

`python -m tests.rooms.record_logs` writes `client/tests/session_logs.json`; a test fails when it is stale.
Each entry is one viewer from one snapshot to the next: `start`, the `events` in between, and `end`, which the
client must arrive at by itself.
"""

from pathlib import Path
from random import Random
from typing import Any

import msgspec

from rooms import audiences
from rooms.events import AnyEvent
from rooms.ids import SeatId
from rooms.refusals import Refused
from rooms.snapshot import prune
from tests.rooms.group import Group
from tests.rooms.random_commands import SETTINGS, any_command

LOGS = Path(__file__).resolve().parents[2] / "client" / "tests" / "session_logs.json"
SEEDS = (42, 146, 163, 167, 219)  # chosen so that every event is told to somebody
COMMANDS_PER_SESSION = 260


class Recorder:
    """One random session and the logs of its viewers."""

    def __init__(self, seed: int) -> None:
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
            self.open[viewer] = {"viewer": viewer, "start": self._view(viewer), "events": []}
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
            self.open = {v: {"viewer": v, "start": self._view(v), "events": []} for v in inside}
            self.ends = {viewer: self._view(viewer) for viewer in self.open}

    def _close(self, viewer: SeatId) -> None:
        log = self.open.pop(viewer)
        if log["events"]:
            self.logs.append({**log, "end": self.ends[viewer]})

    def _view(self, viewer: SeatId) -> Any:
        return msgspec.to_builtins(prune(self.group.state, viewer))


def recorded() -> bytes:
    """The file's content."""
    logs = [log for seed in SEEDS for log in Recorder(seed).logs]
    return b"[\n" + b",\n".join(msgspec.json.encode(log) for log in logs) + b"\n]\n"


def _payload(event: AnyEvent) -> Any:
    payload = msgspec.to_builtins(event)
    del payload["type"]  # the name travels beside the payload
    return payload


if __name__ == "__main__":
    LOGS.write_bytes(recorded())
