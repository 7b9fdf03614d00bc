"""What guides name exists: paths, make targets, settings, commands, and what the walk by example names."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.__main__ import parser
from server.config_reading import keys, variable_of

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ["README.md", "client/python/README.md", *(f"docs/{name}.md" for name in (
    "adding-a-command", "fuzzing", "integrating", "operating", "screenshots/README",
))]  # fmt: skip
# Where the steps of docs/adding-a-command.md look for what they name.
WALK = {
    "rooms/commands.py": ["AnyCommand"],
    "rooms/events.py": ["AnyEvent", "durable"],
    "rooms/reasons.py": ["Code.STEPPED_AWAY"],
    "rooms/permissions.py": ["subject_of", "_STAFF", "Row", "anyone"],
    "rooms/audiences.py": ["Circle.ROOM", "_person_of"],
    "rooms/refusals.py": ["Code", "Refused"],
    "rooms/room.py": ["_decide", "_decide_for_seat", "SeatCommand", "evolve", "assert_never"],
    "tests/rooms/group.py": ["Group", "facilitator", "member", "refusal"],
    "client/src/session_state.ts": ["EVOLUTIONS", "passesBy"],
    "client/src/views/room/room_context.tsx": ["useRoom", "act"],
    "client/src/words/words.tsx": ["useWords"],
    "client/src/session_context.tsx": ["useSessionEvent"],
    "server/protocol_guide.md": ["State and events"],
    "Makefile": ["protocol", "check", "check-generated", "test-rooms", "test-client", "run"],
}


def text(path: str) -> str:
    return (ROOT / path).read_text()


def in_code(path: str) -> Iterator[str]:
    """Everything between backticks, and every line of a code block."""
    fenced = re.findall(r"(?ms)^\s*```\w*\n(.*?)^\s*```", text(path))
    prose = re.sub(r"(?ms)^\s*```.*?^\s*```", "", text(path))
    yield from re.findall(r"`([^`\n]+)`", prose)
    for block in fenced:
        yield from block.replace("\\\n", " ").splitlines()


@pytest.mark.parametrize("guide", GUIDES)
def test_each_path_in_a_guide_is_there(guide: str) -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"dist"}
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text(guide)) if "://" not in link]
    missing = [link for link in links if not ((ROOT / guide).parent / link).exists()]
    for code in in_code(guide):
        for path in re.findall(r"(?<![\w/.-])([\w.-]+/[\w./-]*\w)", code):
            if path.partition("/")[0] in folders and not (ROOT / path).exists():
                missing.append(path)
    assert missing == []


@pytest.mark.parametrize("guide", GUIDES)
def test_each_make_target_in_a_guide_is_there(guide: str) -> None:
    targets = set(re.findall(r"(?m)^([a-z][a-z-]*):", text("Makefile")))
    named = {
        word
        for code in in_code(guide)
        for words in re.findall(r"\bmake((?: [a-z-]+)+)", code)
        for word in words.split()
    }
    assert named <= targets


@pytest.mark.parametrize("guide", GUIDES)
def test_each_setting_in_a_guide_is_there(guide: str) -> None:
    known = {variable_of(key.name) for key in keys()} | {"HEARTH_CONFIG"}
    assert set(re.findall(r"HEARTH_[A-Z_]*[A-Z]\b", text(guide))) <= known


@pytest.mark.parametrize("guide", GUIDES)
def test_each_command_in_a_guide_is_understood(guide: str, capsys: pytest.CaptureFixture[str]) -> None:
    for code in in_code(guide):
        command = re.match(r"(?:\w+=\S+\s+)*hearth ([a-z-]+(?: .*)?)$", code.strip().partition("  #")[0])
        if command is None:
            continue
        try:
            parser().parse_args(shlex.split(command[1]))
        except SystemExit:  # prose may name a command without its arguments
            assert "are required" in capsys.readouterr().err, code


def test_each_name_in_the_walk_through_a_command_is_where_it_says() -> None:
    walk = text("docs/adding-a-command.md")
    for path, names in WALK.items():
        for name in names:
            inner = name.rpartition(".")[2]
            assert re.search(rf"\b{re.escape(inner)}\b", walk), f"the walk does not name {name} any more"
            assert re.search(rf"\b{re.escape(inner)}\b", text(path)), f"{path} has no {name}"


def test_the_example_of_the_walk_is_not_in_the_house() -> None:
    found = subprocess.run(
        ["git", "grep", "-l", "ThankEveryone", "--", ".", ":!docs", ":!tests/test_guides.py"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert found.stdout == ""
