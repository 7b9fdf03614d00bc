"""A single process knows nothing of clusters, and does not need what they need."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

SERVE_ALONE = """
import sys
sys.modules["redis"] = None  # whoever imports it now fails, as where it is not installed

import asyncio, tempfile
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
assert not [name for name in sys.modules if name.startswith("server.cluster")]
"""


def test_a_single_process_starts_where_redis_is_not_even_installed() -> None:
    done = subprocess.run([sys.executable, "-c", SERVE_ALONE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
