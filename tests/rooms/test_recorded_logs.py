from tests.rooms.record_logs import LOGS, TOLD, recorded, seeds_of, told_in


def test_the_logs_that_the_client_replays_are_fresh() -> None:
    content = LOGS.read_bytes()
    assert content == recorded(seeds_of(content)), "run python -m tests.rooms.record_logs"


def test_the_recorded_logs_hold_every_event_that_anybody_is_told() -> None:
    assert TOLD - told_in(LOGS.read_bytes()) == set(), "run python -m tests.rooms.record_logs"
