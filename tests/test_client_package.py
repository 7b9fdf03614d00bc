"""The package `hearth-client`, as somebody else installs it: without this repository and its environment."""

import ast
import subprocess
import sys
import tomllib
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parent.parent / "client" / "python"
DECLARED = [
    Requirement(line)
    for line in tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["dependencies"]
]
IMPORT_ALL = """
import importlib, pkgutil, hearth_client
for module in pkgutil.iter_modules(hearth_client.__path__, "hearth_client."):
    importlib.import_module(module.name)
print(hearth_client.__file__)
"""


def needed(requirements: list[Requirement]) -> set[str]:
    """The distributions that an installer would bring for these, themselves included."""
    names: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        if requirement.name in names or not (requirement.marker is None or requirement.marker.evaluate()):
            continue
        names.add(requirement.name)
        waiting += map(Requirement, metadata.requires(requirement.name) or [])
    return names


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the built wheel and nothing but what its dependencies bring; its Python."""
    folder = tmp_path_factory.mktemp("bare")
    building = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, PROJECT]
    subprocess.run(building, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "environment", symlinks=True)
    [packages] = (folder / "environment").glob("lib/python*/site-packages")
    # What pip would do, without the network: a wheel is unpacked, what it needs lies beside it.
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, packages], check=True)
    for name in needed(DECLARED):
        distribution = metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or [] if ".." not in file.parts}:
            if not (packages / top).exists():
                (packages / top).symlink_to(str(distribution.locate_file(top)))
    return folder / "environment" / "bin" / "python"


def test_the_wheel_works_where_only_its_dependencies_are(bare_python: Path) -> None:
    done = subprocess.run(
        [bare_python, "-I", "-c", IMPORT_ALL], cwd="/", check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith(str(bare_python.parents[1]))


def test_the_guests_program_runs_from_the_wheel(bare_python: Path) -> None:
    program = [bare_python, "-I", "-m", "hearth_client.guests"]
    subprocess.run(program, cwd="/", check=True, capture_output=True, input=b"")


def test_every_package_that_it_imports_is_a_dependency_of_its_own() -> None:
    owners = metadata.packages_distributions()
    imported: set[str] = set()
    for source in (PROJECT / "hearth_client").glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                imported.add(node.module.partition(".")[0])
    foreign = imported - sys.stdlib_module_names - {"hearth_client"}
    assert {owners[name][0].lower() for name in foreign} == {requirement.name for requirement in DECLARED}
