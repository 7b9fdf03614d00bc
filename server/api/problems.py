"""Every way in which the API says no, as problem details (RFC 9457). Callers switch on `code` alone."""

from enum import StrEnum
from http import HTTPStatus

import msgspec

CONTENT_TYPE = "application/problem+json"


class ProblemCode(StrEnum):
    """Stable codes. What a session's own rules refuse comes as 409 with a code of `rooms.refusals`."""

    MALFORMED = "malformed"  # detail: where
    SIGN_IN = "sign_in"  # no API key, or one that is not good
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"  # the body did not come in time
    WRONG_CONTENT_TYPE = "wrong_content_type"
    TOO_MANY_REQUESTS = "too_many_requests"
    ROOM_ARCHIVED = "room_archived"
    NO_OPEN_SESSION = "no_open_session"
    SESSION_OPEN = "session_open"  # end the session first
    KEY_REUSED = "idempotency_key_reused"  # for a different request
    KEY_IN_USE = "idempotency_key_in_use"  # the first request with it is still under way
    LINK_UNKNOWN = "link_unknown"
    LINK_EXPIRED = "link_expired"
    LINK_NOT_YET_VALID = "link_not_yet_valid"
    LINK_USED_UP = "link_used_up"
    BUSY = "busy"  # try again in a moment
    STORAGE_UNAVAILABLE = "storage_unavailable"  # nothing was changed; try again
    INTERNAL = "internal"  # detail: a reference for the operator


STATUS: dict[ProblemCode, HTTPStatus] = {
    ProblemCode.MALFORMED: HTTPStatus.BAD_REQUEST,
    ProblemCode.SIGN_IN: HTTPStatus.UNAUTHORIZED,
    ProblemCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ProblemCode.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    ProblemCode.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ProblemCode.TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
    ProblemCode.WRONG_CONTENT_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.TOO_MANY_REQUESTS: HTTPStatus.TOO_MANY_REQUESTS,
    ProblemCode.ROOM_ARCHIVED: HTTPStatus.CONFLICT,
    ProblemCode.NO_OPEN_SESSION: HTTPStatus.CONFLICT,
    ProblemCode.SESSION_OPEN: HTTPStatus.CONFLICT,
    ProblemCode.KEY_REUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProblemCode.KEY_IN_USE: HTTPStatus.CONFLICT,
    ProblemCode.LINK_UNKNOWN: HTTPStatus.NOT_FOUND,
    ProblemCode.LINK_EXPIRED: HTTPStatus.GONE,
    ProblemCode.LINK_NOT_YET_VALID: HTTPStatus.FORBIDDEN,
    ProblemCode.LINK_USED_UP: HTTPStatus.GONE,
    ProblemCode.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    ProblemCode.STORAGE_UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    ProblemCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every answer that is not a success."""

    type: str = "about:blank"  # `code` says all there is to say
    title: str
    status: int
    code: str
    detail: str | None = None


class Refusal(Exception):
    """The request is not carried out; `retry_seconds` says when it might be, where that makes sense."""

    def __init__(self, code: ProblemCode, detail: str | None = None, retry_seconds: float = 1.0) -> None:
        super().__init__(code.value)
        self.retry_seconds = retry_seconds
        self.problem = problem(STATUS[code], code.value, detail)


def problem(status: HTTPStatus, code: str, detail: str | None = None) -> Problem:
    """Make the body for a status."""
    return Problem(title=status.phrase, status=status.value, code=code, detail=detail)
