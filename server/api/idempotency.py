"""Repeats of a POST with the same `Idempotency-Key` get the first answer again, for 24 hours.

Answers may hold links and tokens, so they are stored sealed (AES-256-GCM) with a key that only the caller's
API key yields: the database alone does not open them.
"""

import hashlib
import os
from collections.abc import Awaitable, Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.api.problems import ProblemCode, Refusal
from server.stores.contract import Answered, ApiKey, IdempotencyStore

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
_NONCE_BYTES = 12


async def answered_once(
    store: IdempotencyStore,
    api_key: ApiKey,
    secret: str,
    key: str,
    request: bytes,
    now: float,
    answer: Callable[[], Awaitable[Answered]],
) -> Answered:
    """Return the first answer to this key, or make it now.

    `request` is what makes requests the same: method, path and body. A refusal is an answer; a failure of the
    server (5xx) is forgotten, so that the caller may try again. Raises Refusal for a key that was used for
    something else or is still in use.
    """
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise Refusal(ProblemCode.MALFORMED, HEADER)
    begun = await store.begin(api_key.key_id, key, hashlib.sha256(request).digest(), now)
    match begun:
        case Answered():
            return Answered(status=begun.status, body=_open(secret, begun.body))
        case "different":
            raise Refusal(ProblemCode.KEY_REUSED)
        case "busy":
            raise Refusal(ProblemCode.KEY_IN_USE)
        case "fresh":
            kept: Answered | None = None
            try:
                made = await answer()
                if made.status < 500:
                    kept = Answered(status=made.status, body=_seal(secret, made.body))
            finally:
                await store.finish(api_key.key_id, key, kept)
            return made


def _seal(secret: str, body: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_sealing_key(secret)).encrypt(nonce, body, None)


def _open(secret: str, sealed: bytes) -> bytes:
    return AESGCM(_sealing_key(secret)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)


def _sealing_key(secret: str) -> bytes:
    return hashlib.sha256(b"hearth idempotency\0" + secret.encode()).digest()
