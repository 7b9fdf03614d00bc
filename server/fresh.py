"""Fresh ids and secrets from the machine's randomness, and the digests under which secrets are kept."""

import hashlib
import secrets


def fresh_id() -> str:
    """Return a random id of 128 bits, fit for addresses and keys."""
    return secrets.token_hex(16)


def fresh_secret() -> str:
    """Return 256 bits of chance, fit for a link."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """Return what is stored of a secret: enough to recognise it, not to use it (32 bytes)."""
    return hashlib.sha256(secret.encode()).digest()
