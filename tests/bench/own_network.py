"""A network of our own: nothing but this machine can be reached, and no port is taken.

Janus never gathers candidates on a loopback interface. So the namespace has a veth pair with one address;
packets between a machine's own addresses are still carried by `lo`.
"""

import os
import shutil
import subprocess
import sys

ADDRESS = "10.77.0.1"
_INSIDE = "BENCH_HAS_OWN_NETWORK"
_COMMANDS = (
    "ip link set lo up",
    "ip link add bench0 type veth peer name bench1",
    f"ip address add {ADDRESS}/32 dev bench0",
    "ip link set bench0 up",
    "ip link set bench1 up",
)


def enter(name: str) -> None:
    """Start this bench again in a network namespace, unless that is done. Needs root or user namespaces."""
    if os.environ.get(_INSIDE):
        return
    unshare = shutil.which("unshare")
    if unshare is None or shutil.which("ip") is None:
        raise SystemExit("This bench needs unshare (util-linux) and ip (iproute2).")
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    again = [sys.executable, "-m", "tests.bench", name, *sys.argv[1:]]
    script = " && ".join((*_COMMANDS, 'exec "$@"'))
    environment = {**os.environ, _INSIDE: "1"}
    command = [unshare, *as_root, "--net", "sh", "-c", script, "sh", *again]
    raise SystemExit(subprocess.run(command, env=environment, check=False).returncode)
