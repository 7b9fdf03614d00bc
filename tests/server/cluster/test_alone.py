"""A single process knows nothing of clusters."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

SERVE_ALONE = """
import asyncio, sys, tempfile
from pathlib import Path
from server.app import PROCESS, build
from server.config import Config, Media, Secret

async def main(folder):
    media = Media(bind="127.0.0.1", port=0)
    app = await build(Config(data_dir=Path(folder), secret_key=Secret("x" * 40), media=media))
    app.freeze()
    await app.startup()
    await app.cleanup()

with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(folder))
loaded = [name for name in sys.modules if name.partition(".")[0] == "redis" or "cluster" in name]
assert not loaded, loaded
"""


def test_without_redis_configured_nothing_of_the_cluster_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", SERVE_ALONE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
