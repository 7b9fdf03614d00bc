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
# The same engine without a browser's window, for a third less work: where pages are looked at by the dozen.
# It knows no permissions, and proves nothing of Chromium itself. Only Debian brings it; elsewhere the whole
# browser does its work.
_SHELL: Final = find("chromium-headless-shell")
CHROMIUM_SHELL: Final = _SHELL if is_there(_SHELL) else CHROMIUM
FIREFOX: Final = find("firefox-esr")
TURNSERVER: Final = find("turnserver")
REDIS: Final = find("redis-server")
