"""Ephemeral credentials for a TURN server such as coturn (`use-auth-secret`).

Pure. The scheme is draft-uberti-behave-turn-rest-00 section 2.2: the user name carries
its expiry, the password is an HMAC of it under a secret shared with the server.
"""

from __future__ import annotations

import base64
import hashlib
import hmac


def credentials(secret: str, user: str, ttl_seconds: int, now: float) -> tuple[str, str]:
    """User name and password that work until `now + ttl_seconds` (Unix seconds)."""
    name = f"{int(now) + ttl_seconds}:{user}"
    digest = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return name, base64.b64encode(digest).decode()
