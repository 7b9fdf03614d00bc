"""What a supervisor does for the others when its process has died: takes the sign of life away at once."""

import logging
import socket
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.cluster.liveness import node_key, nodes_key, read_record
from server.config import Config

log = logging.getLogger(__name__)

ANSWER_SECONDS = 1.0


async def forget(config: Config, pid: int) -> None:
    """Let the others know that a process of this machine is gone, before its key passes away by itself."""
    client: Any = Redis.from_url(
        config.redis_url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
    )
    prefix = config.cluster.key_prefix
    try:
        for member in await client.execute_command("SMEMBERS", nodes_key(prefix)):
            key = node_key(prefix, member.decode())
            record = read_record(await client.execute_command("GET", key) or b"")
            if (record.host, record.pid) == (socket.gethostname(), pid):
                await client.delete(key)
    except (RedisError, OSError, TimeoutError):
        log.warning("Redis could not be told of a process's death; the others notice by themselves")
    finally:
        await client.aclose()
