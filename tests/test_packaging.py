"""What we hand out: the wheel, built from what the image's build stage is given, and the image's recipe."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from email.parser import Parser
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import hatch_build
from server.__main__ import parser
from server.config import Config, Media
from tests.server.house import House

ROOT = Path(__file__).resolve().parent.parent
WHEEL_HOLDS = {
    "care/library/templates/thought_record.v1.toml",
    "hearth_client/guests.py",
    "media/sfu.py",
    "rooms/room.py",
    "server/client_files/index.html",
    "server/protocol_guide.md",
    "server/stores/migrations/env.py",
    "server/stores/migrations/script.py.mako",
}


# — the build stage —


@cache
def ignored() -> re.Pattern[str]:
    """What .dockerignore says, as one expression: patterns begin at the root; a folder takes all along."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    written = {"**/": "(?:.*/)?", "*": "[^/]*"}
    expressions = [
        "".join(written.get(part) or re.escape(part) for part in re.split(r"(\*\*/|\*)", pattern))
        for pattern in patterns
    ]
    return re.compile(f"(?:{'|'.join(expressions)})(?:/.*)?")


def context() -> Iterator[str]:
    """Every file that `COPY . .` would copy from this work tree."""
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = [name for name in folders if not ignored().fullmatch((here / name).as_posix())]
        paths = ((here / name).as_posix() for name in names)
        yield from (path for path in paths if not ignored().fullmatch(path))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, made as the Dockerfile makes it from what the build stage has."""
    hatch_build.build_if_stale(ROOT / "client")
    source, wheels = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheels")
    for path in context():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, source / path)
    # The client of the same sources is the same client; its build has tests of its own.
    assert hatch_build.sources_digest(source / "client") == hatch_build.sources_digest(ROOT / "client")
    shutil.copytree(ROOT / "client" / "dist", source / "client" / "dist")
    (build,) = (words for words in recipe("RUN") if words[:2] == ["pip", "wheel"])
    words = [str(wheels) if word == "/wheels" else word for word in build]
    run(sys.executable, "-m", *words, cwd=source, PYTHONWARNINGS="default")
    (made,) = wheels.glob("*.whl")
    return made


def run(*words: str, cwd: Path, **environment: str) -> str:
    """Run a program without the developer's settings; return what it says."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEARTH_")}
    done = subprocess.run(words, cwd=cwd, env={**inherited, **environment}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_image_is_built_from_nothing_that_git_ignores() -> None:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    assert set(context()) <= set(listed.splitlines())


def test_a_wheel_holds_all_that_runs_and_no_more(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert names >= WHEEL_HOLDS
    sources = run("git", "ls-files", "rooms", "media", "server", "care", cwd=ROOT).splitlines()
    assert {path for path in sources if (ROOT / path).exists()} <= names
    built = (ROOT / "client" / "dist").rglob("*")
    client = {path.relative_to(ROOT / "client" / "dist").as_posix() for path in built if path.is_file()}
    assert {f"server/client_files/{path}" for path in client - {hatch_build.STAMP}} <= names
    folders = {name.partition("/")[0] for name in names}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {
        "rooms", "media", "server", "care", "hearth_client",
    }  # fmt: skip


def test_an_installed_wheel_runs_away_from_the_work_tree(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    run(sys.executable, *pip, "--target", str(target), str(wheel), cwd=tmp_path)
    said = run(
        sys.executable, str(target / "bin" / "hearth"), "check-config", cwd=tmp_path, PYTHONPATH=str(target)
    )
    assert said.startswith("The configuration is sound.")
    imports = "import server, server.pages as p; print(server.__file__, p.find_client())"
    assert run(sys.executable, "-c", imports, cwd=tmp_path, PYTHONPATH=str(target)).count(str(target)) == 2


def test_the_image_s_lock_has_what_the_wheel_requires(wheel: Path) -> None:
    locked = dict(
        re.findall(r"(?m)^([\w.-]+)==([\w.]+)", (ROOT / "deploy" / "requirements.lock").read_text())
    )
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    required = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist", [])
    assert len(required) > 5
    for requirement in map(Requirement, required):
        assert requirement.specifier.contains(locked[requirement.name.lower()]), requirement


# — the image's recipe —


def recipe(instruction: str) -> list[list[str]]:
    """Return the words of each such instruction of the Dockerfile, in order."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    return [shlex.split(line[1]) for line in lines if line[0] == instruction]


def in_json(instruction: str) -> list[str]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    (written,) = re.findall(rf"(?m)^{instruction} .*?(\[.*\])$", text)
    words: list[str] = json.loads(written)
    return words


def variables() -> Mapping[str, str]:
    (words,) = recipe("ENV")
    return dict(word.split("=", 1) for word in words)


def test_the_image_runs_as_a_user_who_owns_its_data_and_nothing_else() -> None:
    ((user,),) = recipe("USER")
    (made,) = (words for words in recipe("RUN") if words[0] == "useradd")
    assert made[-1] == user
    assert int(made[made.index("--uid") + 1]) > 1000
    assert made[made.index("--home-dir") + 1] == variables()["HEARTH_DATA_DIR"] == recipe("VOLUME")[0][0]


def test_the_image_exposes_the_ports_that_the_server_has() -> None:
    assert recipe("EXPOSE") == [[f"{Config().port}/tcp", f"{Media().port}/udp"]]
    assert variables()["HEARTH_HOST"] == "0.0.0.0"


def test_the_image_starts_a_command_that_exists() -> None:
    assert in_json("ENTRYPOINT") == ["hearth"]
    assert parser().parse_args(in_json("CMD")).run.__module__ == "server.commands.serve"


async def test_the_image_s_health_check_passes_while_the_server_answers_and_only_then(
    tmp_path: Path,
) -> None:
    program, *words = in_json("HEALTHCHECK")
    assert program == "python"

    async def code(port: str) -> int:
        checking = await asyncio.create_subprocess_exec(
            sys.executable, *words, env={**os.environ, "HEARTH_PORT": port}, stderr=asyncio.subprocess.DEVNULL
        )
        return await checking.wait()

    async with House(tmp_path) as house:
        port = house.url.rpartition(":")[2]
        assert await code(port) == 0
    assert await code(port) != 0


# — what runs before a commit —


def test_each_hook_of_pre_commit_is_valid_and_its_command_exists() -> None:
    run(sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml", cwd=ROOT)
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    entries = [hook["entry"].split() for repo in configuration["repos"] for hook in repo["hooks"]]
    assert entries
    for program, *words in entries:
        if program == "make":
            run("make", "--dry-run", *words, cwd=ROOT)
        else:
            assert os.access(ROOT / program, os.X_OK), program
