"""The build hook: when the client is built again."""

import json
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """Return a client of one source, with one package in its lock."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.tsx").write_text("export {};")
    lock = {"": {}, "node_modules/a": {"integrity": "sha512-1"}, "node_modules/b": {"optional": True}}
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": lock}))
    return tmp_path


def test_a_changed_source_makes_the_client_stale(client: Path) -> None:
    before = hatch_build.sources_digest(client)
    (client / "src" / "main.tsx").write_text("export const changed = true;")
    assert hatch_build.sources_digest(client) != before


def test_a_renamed_source_makes_the_client_stale(client: Path) -> None:
    before = hatch_build.sources_digest(client)
    (client / "src" / "main.tsx").rename(client / "src" / "start.tsx")
    assert hatch_build.sources_digest(client) != before


@pytest.mark.parametrize("folder", ["node_modules", "dist", "tests"])
def test_what_a_build_does_not_read_leaves_the_client_fresh(client: Path, folder: str) -> None:
    before = hatch_build.sources_digest(client)
    (client / folder).mkdir()
    (client / folder / "file").write_text("new")
    assert hatch_build.sources_digest(client) == before


def test_a_fresh_client_is_not_built_and_needs_no_node(client: Path) -> None:
    (client / "dist").mkdir()
    (client / "dist" / hatch_build.STAMP).write_text(hatch_build.sources_digest(client))
    # There is neither a Vite nor a package to install in this folder: any attempt would raise.
    hatch_build.build_if_stale(client)


@pytest.mark.parametrize(
    ("present", "installed"),
    [
        ({"node_modules/a": {"integrity": "sha512-1"}}, True),
        ({"node_modules/a": {"integrity": "sha512-2"}}, False),
        ({}, False),
    ],
)
def test_packages_are_installed_when_npm_recorded_every_one_the_lock_requires(
    client: Path, present: dict[str, dict[str, str]], installed: bool
) -> None:
    (client / "node_modules").mkdir()
    (client / "node_modules" / ".package-lock.json").write_text(json.dumps({"packages": present}))
    assert hatch_build.packages_are_installed(client) is installed


def test_nothing_is_installed_before_npm_ran(client: Path) -> None:
    assert not hatch_build.packages_are_installed(client)


def test_the_built_page_brings_nothing_inline_that_the_content_policy_would_refuse() -> None:
    hatch_build.build_if_stale(ROOT / "client")
    page = (ROOT / "client" / "dist" / "index.html").read_text()
    assert page.count("<script") == page.count('src="/assets/')
    assert "<style" not in page
    assert "style=" not in page
