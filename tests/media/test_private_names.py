"""The contract with three libraries' insides: each name that `media/aiortc_private.py` takes is still there.

Looks without using: what the names do is tested in `test_aiortc_private.py`, which an update may break from
its import on. This one then says which name it was.
"""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

NAMES = (
    "aiortc.rtcdtlstransport.SRTP_AEAD_AES_128_GCM",
    "aiortc.rtcdtlstransport.SRTP_AES128_CM_SHA1_80",
    "aiortc.rtcdtlstransport.SRTPProtectionProfile.get_key_and_salt",
    "aiortc.rtcdtlstransport.RTCDtlsTransport._set_role",
    "aiortc.rtcdtlstransport.RTCDtlsTransport._srtp_profiles",
    "aiortc.rtcdtlstransport.RTCDtlsTransport._ssl",
    "pylibsrtp._binding.ffi",
    "pylibsrtp._binding.lib.srtp_protect",
    "pylibsrtp._binding.lib.srtp_protect_rtcp",
    "pylibsrtp._binding.lib.srtp_unprotect",
    "pylibsrtp._binding.lib.srtp_unprotect_rtcp",
    "pylibsrtp.Session._srtp",
    "pylibsrtp.Policy.allow_repeat_tx",
    "pylibsrtp.Policy.window_size",
    "aioice.stun.parse_message",
)


def has(owner: Any, name: str) -> bool:
    """Whether there is such an attribute, in the class or set by its own methods."""
    return hasattr(owner, name) or (inspect.isclass(owner) and f"self.{name} " in inspect.getsource(owner))


@pytest.mark.parametrize("path", NAMES)
def test_the_libraries_still_have_every_private_name_we_take(path: str) -> None:
    module, *names = path.split(".")
    owner: Any = importlib.import_module(module)
    for name in names:
        if not has(owner, name) and inspect.ismodule(owner):
            owner = importlib.import_module(f"{owner.__name__}.{name}")
            continue
        package = module.split(".")[0]
        assert has(owner, name), (
            f"{path} is gone: {package} was updated; mend media/aiortc_private.py and this list"
        )
        owner = getattr(owner, name, None)


def test_dtls_still_asks_its_transport_for_what_ours_offers() -> None:
    from aiortc.rtcdtlstransport import RTCDtlsTransport

    source = inspect.getsource(RTCDtlsTransport)
    for name in ("_recv", "_send", "role"):
        assert f"transport.{name}" in source, (
            f"DTLS no longer uses {name} of its transport: aiortc was updated; mend media/port.py's Endpoint"
        )
