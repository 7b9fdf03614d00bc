"""Do results land in their place of the page, and nowhere else? Does the generator tell servers the truth?"""

import importlib
from itertools import accumulate
from pathlib import Path

import pytest

from media import twcc
from tests.bench import forwarding, scenario
from tests.bench.__main__ import BENCHES
from tests.bench.figures import growth_per_hour
from tests.bench.loadgen.reports import TransportFeedback
from tests.bench.write_up import placed
from tests.network.recorder import Look, Record


def test_a_result_takes_the_place_of_the_one_before_and_touches_nothing_else() -> None:
    page = "# Page\n<!-- bench one -->\nold\n<!-- end one -->\n<!-- bench two -->\nkept\n<!-- end two -->\n"
    written = placed(page, "one", r"new \1 text")
    assert written == page.replace("old", r"new \1 text")
    assert placed(page, "three", "new") is None


def test_growth_is_judged_after_everything_has_been_filled() -> None:
    seconds = [60.0 * minute for minute in range(30)]
    filling = [min(100.0 + 10 * minute, 120.0) + minute / 60 for minute in range(30)]
    assert abs(growth_per_hour(seconds, filling) - 1.0) < 0.01
    assert growth_per_hour(seconds, [7.0] * 30) == 0


def test_servers_are_told_when_each_packet_came_and_which_did_not() -> None:
    feedback, at = TransportFeedback(), 10**18
    steps = {65_534: 0, 65_535: 3, 0: 1, 2: 90, 3: 2}  # milliseconds after the one before; 1 is missing
    for number, since_start in zip(steps, accumulate(steps.values()), strict=True):
        feedback.arrived(number, at + since_start * 1_000_000)
    told = twcc.read(feedback.write(1, 2)[12:])
    assert told is not None
    assert (told.first, list(told.symbols)) == (65_534, [1, 1, 1, 0, 2, 1])
    began = told.ticks[0]
    assert [(tick - began) / 4 for tick in told.ticks] == list(accumulate(steps.values()))
    assert feedback.write(1, 2) == b""


@pytest.mark.parametrize("name", sorted(path.stem for path in scenario.FOLDER.glob("*.toml")))
def test_every_scenario_says_what_its_bench_needs(name: str) -> None:
    bench = importlib.import_module(f"tests.bench.{name}")
    assert name in BENCHES
    assert scenario.read(name, bench.Scenario, None, []).server_cpu == 0


def test_the_command_line_wins_over_the_scenario_and_nothing_unknown_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("rooms = [4, 8]\nviewers = [50]\nrepeats = 5\nseconds = 8.0\nserver_cpu = 3\n")
    arguments = ["--scenario", str(file), "--rooms", "2", "6", "--viewers", "--repeats", "1"]
    scene = scenario.read("forwarding", forwarding.Scenario, None, arguments)
    assert (scene.rooms, scene.viewers, scene.repeats, scene.seconds) == ((2, 6), (), 1, 8.0)
    assert (scene.server_cpu, scene.generator_cpu) == (3, 1)
    file.write_text("rooms = [4]\nviewers = []\nrepeats = 5\nseconds = 8.0\nseats = 12\n")
    with pytest.raises(SystemExit):
        scenario.read("forwarding", forwarding.Scenario, None, arguments)
    assert "`seats`" in capsys.readouterr().err


def _record(*drawn: int) -> Record:
    """Looks at frames drawn so far, ten a second; all sound is played."""
    return Record([Look(i / 10, 1, count, 4_800.0 * i, 0.0, 0, 0, 0) for i, count in enumerate(drawn)])


def test_pictures_flow_again_when_the_last_pause_is_over() -> None:
    moving = range(1, 11)
    assert _record(*moving).settled_after_seconds() == 0
    assert _record(*moving, *[10] * 8, *range(11, 30)).settled_after_seconds() == pytest.approx(1.8)
    assert _record(*moving, *[10] * 8).settled_after_seconds() == pytest.approx(1.7), "to the end at least"


def test_silence_is_what_was_made_up_and_not_what_a_busy_page_counted_late() -> None:
    played = [0, 0, 0, 0, 9_600, 9_600, 14_400, 19_200, 24_000]
    concealed = [0, 0, 0, 0, 100, 100, 4_900, 9_700, 9_800]
    counts = zip(played, concealed, strict=True)
    record = Record(
        [Look(i / 10, 1, i, sound, made_up, 0, 0, 0) for i, (sound, made_up) in enumerate(counts)]
    )
    assert record.silence_seconds() == pytest.approx(0.3)
