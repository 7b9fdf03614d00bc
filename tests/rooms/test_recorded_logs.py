import json

from rooms.events import EVENTS
from tests.rooms.record_logs import LOGS, recorded

NEVER_TOLD = {"SessionOpened", "AccountBound", "AccountBanned"}


def test_the_logs_that_the_client_replays_are_fresh() -> None:
    assert LOGS.read_bytes() == recorded(), "run python -m tests.rooms.record_logs"


def test_the_recorded_logs_hold_every_event_that_anybody_is_told() -> None:
    told = {name for log in json.loads(LOGS.read_bytes()) for name, _ in log["events"]}
    missing = {event.__name__ for event in EVENTS} - told - NEVER_TOLD
    assert missing == set()
