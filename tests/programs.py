"""Where programs lie that no Python package brings; tests/system/install.sh gets them."""

import os
import shutil
from typing import Final

# Debian keeps some of them where only root's shell looks.
_PATH: Final = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def find(name: str) -> str:
    """Return a program's path, or its bare name: starting that says which one is missing."""
    return shutil.which(name, path=_PATH) or name


def is_there(program: str) -> bool:
    """Tell whether what `find` returned can be started."""
    return os.path.isabs(program)


CHROMIUM: Final = find("chromium")
FIREFOX: Final = find("firefox-esr")
TURNSERVER: Final = find("turnserver")
REDIS: Final = find("redis-server")
