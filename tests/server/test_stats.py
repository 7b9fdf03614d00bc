"""Does `hearth stats` show a running process as it is, in plain tables?"""

import asyncio
from pathlib import Path

import pytest

from rooms.roles import Role
from server import figures
from server.__main__ import main
from server.commands import stats
from tests.server.house import House


async def stats_of(house: House, *more: str) -> int:
    return await asyncio.to_thread(main, ["stats", "--url", house.url, *more])


async def test_a_running_process_is_shown_without_rooms_and_persons(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    room_id = await house.new_room()
    ana = await house.arrive(room_id, "ana", Role.FACILITATOR)
    await ana.ask("SendMessage", client_id="1", text="hello")
    assert await stats_of(house) == 0
    shown = capsys.readouterr().out
    lines = {" ".join(line.split()[:-1]): line.split()[-1] for line in shown.splitlines() if line.strip()}
    assert lines["sessions"] == "1"
    assert lines["connected browsers"] >= "1"
    assert int(lines["of these carried out"]) >= 1
    for title in figures.TABLES:
        assert f"\n{title}\n" in shown
    for private in (room_id, ana.seat_id, "ana", "hello"):
        assert private not in shown


async def test_a_process_that_is_not_there_is_said_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert await asyncio.to_thread(main, ["stats", "--url", "http://127.0.0.1:1"]) == stats.UNREACHABLE
    told = capsys.readouterr().err
    assert "No figures from http://127.0.0.1:1/metrics" in told
    assert "metrics_networks" in told


async def test_figures_that_may_not_be_read_from_here_are_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with House(tmp_path, config_changes={"metrics_networks": ("10.0.0.0/8",)}) as house:
        assert await stats_of(house) == stats.UNREACHABLE
    assert "Not Found" in capsys.readouterr().err


METRICS = """\
# TYPE hearth_sessions gauge
hearth_sessions 2
# TYPE hearth_commands_total counter
hearth_commands_total{{outcome="ok"}} {ok}
hearth_commands_total{{outcome="internal"}} 1
# TYPE hearth_command_seconds histogram
hearth_command_seconds_bucket{{le="0.001"}} {fast}
hearth_command_seconds_bucket{{le="0.5"}} {ok}
hearth_command_seconds_bucket{{le="+Inf"}} {ok}
# TYPE hearth_media_octets_received_total counter
hearth_media_octets_received_total {octets}
"""


def test_between_two_readings_what_was_added_is_told_per_second() -> None:
    before = figures.read(METRICS.format(ok=100, fast=100, octets=0), at=10.0)
    now = figures.read(METRICS.format(ok=120, fast=104, octets=2_500_000), at=12.0)
    shown = {line[2:40].strip(): line[40:].split() for line in figures.tables(now, before).splitlines()}
    assert shown["sessions"] == ["2"]
    assert shown["commands"] == ["121", "10.0/s"]
    assert shown["of these carried out"] == ["120", "10.0/s"]
    assert shown["of these failed by a fault of ours"] == ["1", "0.0/s"]
    assert shown["octets in"] == ["2.4", "MiB", "10.00", "Mbit/s"]
    # Of the 20 commands in between only 4 took a millisecond, though most of all did.
    assert shown["50% of answers within"] == ["500.0", "ms"]


def test_a_process_that_began_anew_is_not_shown_as_counting_backwards() -> None:
    before = figures.read(METRICS.format(ok=100, fast=100, octets=0), at=10.0)
    now = figures.read(METRICS.format(ok=3, fast=3, octets=0), at=12.0)
    assert "-" not in figures.tables(now, before)


def test_what_is_no_reading_is_refused() -> None:
    with pytest.raises(ValueError, match="no figures"):
        figures.read("", at=0.0)
