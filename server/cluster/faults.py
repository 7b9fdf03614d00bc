"""What went wrong at an owner, so that it can be sent to the process that asked and raised there again."""

import logging
from typing import Literal, assert_never

import msgspec

from rooms.refusals import Code, Refused
from server.arrivals import TurnedBack
from server.fresh import fresh_id
from server.identity import Unauthorised
from server.messages import DoorCode
from server.session_task import Busy, Moved
from server.sessions import NoOpenSession
from server.stores.contract import StorageUnavailable
from server.wire import Malformed

log = logging.getLogger(__name__)

Kind = Literal[
    "refused",
    "malformed",
    "turned_back",
    "unauthorised",
    "busy",
    "moved",
    "no_open_session",
    "storage_unavailable",
    "mistake",
]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """An exception as plain values. `code` is one of its kind, a path, or a reference to the owner's log."""

    kind: Kind
    code: str = ""
    detail: str | None = None


class OwnersMistake(Exception):
    """The owner failed; its log has the trace under the reference that this carries."""


def fault_of(error: Exception) -> Fault:
    """Return what is sent of an exception. One that nobody expects is our mistake, and logged."""
    match error:
        case Refused():
            return Fault(kind="refused", code=error.code, detail=error.detail)
        case Malformed():
            return Fault(kind="malformed", code=error.path)
        case TurnedBack():
            return Fault(kind="turned_back", code=error.code)
        case Unauthorised():
            return Fault(kind="unauthorised", code=error.code)
        case Busy():
            return Fault(kind="busy")
        case Moved():
            return Fault(kind="moved")
        case NoOpenSession():
            return Fault(kind="no_open_session")
        case StorageUnavailable():
            return Fault(kind="storage_unavailable")
        case OwnersMistake():
            return Fault(kind="mistake", code=str(error))
        case _:
            reference = fresh_id()[:8]
            log.error("another process's question failed", exc_info=error, extra={"reference": reference})
            return Fault(kind="mistake", code=reference)


def exception_of(fault: Fault) -> Exception:
    """Return what is raised at the process that asked."""
    match fault.kind:
        case "refused":
            return Refused(Code(fault.code), fault.detail)
        case "malformed":
            return Malformed(fault.code)
        case "turned_back":
            return TurnedBack(DoorCode(fault.code))
        case "unauthorised":
            return Unauthorised(DoorCode(fault.code))
        case "busy":
            return Busy()
        case "moved":
            return Moved()
        case "no_open_session":
            return NoOpenSession()
        case "storage_unavailable":
            return StorageUnavailable()
        case "mistake":
            return OwnersMistake(fault.code)
        case _:
            assert_never(fault.kind)
