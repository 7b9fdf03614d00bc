"""From an HTTP request to a handler and back: who asks, how often, with what; and all errors."""

import asyncio
import logging
import math
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web

from rooms.refusals import Refused
from server import metrics
from server.addresses import client_address, counted_as, networks
from server.api.calling import Call, File, Operation, Services
from server.api.idempotency import HEADER, answered_once
from server.api.problems import CONTENT_TYPE, Problem, ProblemCode, Refusal, problem
from server.api.rate_limits import RateLimiter
from server.fresh import fresh_id
from server.session_task import Busy, Moved
from server.sessions import NoOpenSession
from server.stores.contract import Answered, ApiKey, StorageUnavailable

MOST_BODY_BYTES = 262_144
MOST_EXACT_INTEGER = 2**53  # a float says no larger ones exactly
BODY_SECONDS = 10.0

_ROUTE = web.RequestKey("route", str)

log = logging.getLogger(__name__)


class Server:
    """Serves a table of operations."""

    def __init__(self, services: Services, operations: Sequence[Operation]) -> None:
        self._services = services
        limits = services.config.limits
        self._by_key = RateLimiter(limits.api_requests_per_minute)
        self._by_address = RateLimiter(limits.joins_per_minute)
        self._proxies = networks(services.config.trusted_proxies)
        self.application = web.Application(middlewares=[_problems])
        for operation in operations:
            path = operation.path.replace("}", ":[A-Za-z0-9_-]{1,64}}")
            self.application.router.add_route(operation.method, path, partial(self._serve, operation))

    async def _serve(self, operation: Operation, request: web.Request) -> web.Response:
        """Answer one request; errors are for `_problems`."""
        request[_ROUTE] = f"{operation.method} {operation.path}"
        api_key, secret = None, ""
        if operation.public:
            self._limit(self._by_address, counted_as(client_address(request, self._proxies)))
        else:
            api_key, secret = await self._caller(request)
            self._limit(self._by_key, api_key.key_id)
        raw = await _body_bytes(request)
        call: Call[Any] = Call(
            services=self._services,
            path=dict(request.match_info),
            query=_query(operation, request),
            body=_decoded(operation, request, raw),
            api_key=api_key,
        )
        key = request.headers.get(HEADER)
        if key is None or api_key is None or operation.method != "POST":
            return _response(operation, await _answer(operation, call))
        same = b"\0".join([operation.method.encode(), request.path.encode(), raw])
        stores, now = self._services.stores, self._services.clock()
        return _response(
            operation,
            await answered_once(
                stores.idempotency, api_key, secret, key, same, now, partial(_answer, operation, call)
            ),
        )

    async def _caller(self, request: web.Request) -> tuple[ApiKey, str]:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        api_key = None
        if scheme.lower() == "bearer" and secret.isascii() and secret:
            api_key = await self._services.stores.api_keys.find_by_secret(secret.strip())
        if api_key is None:
            raise Refusal(ProblemCode.SIGN_IN)
        return api_key, secret.strip()

    def _limit(self, limiter: RateLimiter, caller: str) -> None:
        if wait := limiter.take(caller, self._services.clock()):
            raise Refusal(ProblemCode.TOO_MANY_REQUESTS, retry_seconds=wait)


async def _answer(operation: Operation, call: Call[Any]) -> Answered:
    """Run the handler. What a session's rules refuse is an answer too, and repeated as one."""
    try:
        result = await operation.handler(call)
    except Refused as refused:
        refusal = problem(HTTPStatus.CONFLICT, refused.code.value, refused.detail)
        return Answered(status=refusal.status, body=msgspec.json.encode(refusal))
    except Refusal as refusal_:
        return Answered(status=refusal_.problem.status, body=msgspec.json.encode(refusal_.problem))
    if isinstance(result, File):
        return Answered(status=operation.status, body=result.content)
    if operation.answer is None:
        return Answered(status=HTTPStatus.NO_CONTENT, body=b"")
    return Answered(status=operation.status, body=msgspec.json.encode(result))


def _response(operation: Operation, answered: Answered) -> web.Response:
    content_type = operation.file_type or "application/json"
    if answered.status >= 400:
        content_type = CONTENT_TYPE
    response = web.Response(status=answered.status, body=answered.body, content_type=content_type)
    if answered.status == HTTPStatus.NO_CONTENT:
        response.headers.popall("Content-Type", None)
    return response


async def _body_bytes(request: web.Request) -> bytes:
    if (request.content_length or 0) > MOST_BODY_BYTES:
        raise Refusal(ProblemCode.TOO_LARGE)
    raw = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(65_536):
                raw += chunk
                if len(raw) > MOST_BODY_BYTES:
                    raise Refusal(ProblemCode.TOO_LARGE)
    except TimeoutError:
        raise Refusal(ProblemCode.TOO_SLOW) from None
    return bytes(raw)


def _decoded(operation: Operation, request: web.Request, raw: bytes) -> object:
    if operation.body is None:
        return None
    if request.content_type != "application/json":
        raise Refusal(ProblemCode.WRONG_CONTENT_TYPE, "send application/json")
    if b"\\u0000" in raw:  # valid JSON, and nothing that PostgreSQL could keep
        raise Refusal(ProblemCode.MALFORMED, "no text has a character of code 0")
    try:
        return msgspec.convert(_reader.decode(raw), operation.body, strict=True)
    except msgspec.DecodeError as error:
        # msgspec names the field, the type and the limit, never the value.
        raise Refusal(ProblemCode.MALFORMED, str(error)) from None
    except (RecursionError, UnicodeDecodeError):
        raise Refusal(ProblemCode.MALFORMED, "not UTF-8, or nested too deeply") from None


def _number(written: str) -> int | float:
    """Read a number with a point or an exponent: to JSON Schema, 60.0 is an integer."""
    value = float(written)
    if math.isinf(value):
        raise Refusal(ProblemCode.MALFORMED, "a number is out of range")
    return int(value) if value.is_integer() and abs(value) < MOST_EXACT_INTEGER else value


_reader = msgspec.json.Decoder(float_hook=_number)


def _query(operation: Operation, request: web.Request) -> dict[str, str]:
    known = {parameter.name: parameter for parameter in operation.query}
    for name, value in request.query.items():
        if name not in known or not known[name].fits(value) or len(request.query.getall(name)) > 1:
            raise Refusal(ProblemCode.MALFORMED, "query" if name not in known else f"query: {name}")
    return dict(request.query)


@web.middleware
async def _problems(request: web.Request, handler: Any) -> web.StreamResponse:
    """Turn every error into problem details, count the request, and let nobody keep the answer."""
    try:
        response: web.StreamResponse = await handler(request)
    except Exception as error:
        response = _problem_response(error)
    metrics.requests.labels(request.get(_ROUTE, "none"), str(response.status)).inc()
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _problem_response(error: Exception) -> web.Response:
    """Map an error to an answer. What is not listed is our own fault: it is logged with a reference."""
    headers: dict[str, str] = {}
    retry_seconds = 1.0
    match error:
        case Refusal(problem=found, retry_seconds=retry_seconds):
            if found.code == ProblemCode.SIGN_IN:
                headers["WWW-Authenticate"] = 'Bearer realm="hearth"'
        case NoOpenSession():
            found = Refusal(ProblemCode.NO_OPEN_SESSION).problem
        case Busy() | Moved():
            found = Refusal(ProblemCode.BUSY).problem
        case StorageUnavailable():
            metrics.storage_failures.inc()
            found = Refusal(ProblemCode.STORAGE_UNAVAILABLE).problem
        case web.HTTPMethodNotAllowed():
            headers["Allow"] = error.headers["Allow"]
            found = Refusal(ProblemCode.METHOD_NOT_ALLOWED).problem
        case web.HTTPNotFound():
            found = Refusal(ProblemCode.NOT_FOUND).problem
        case _:
            reference = fresh_id()[:8]
            log.error("a request failed", exc_info=error, extra={"reference": reference})
            found = Refusal(ProblemCode.INTERNAL, reference).problem
    if found.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = str(math.ceil(retry_seconds))
    return _problem(found, headers)


def _problem(found: Problem, headers: dict[str, str]) -> web.Response:
    body = msgspec.json.encode(found)
    return web.Response(status=found.status, body=body, content_type=CONTENT_TYPE, headers=headers)
