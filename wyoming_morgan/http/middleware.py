"""The steps that every request passes: its id, the log, and error bodies."""

from __future__ import annotations

import logging
import re
import time
import uuid
from http import HTTPStatus

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.typedefs import Handler, Middleware

from wyoming_morgan.errors import MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.acted import has_acted
from wyoming_morgan.http.metrics import Metrics
from wyoming_morgan.http.spellings import canonical
from wyoming_morgan.trace_context import HEADER, read_trace, within

_LOGGER = logging.getLogger(__name__)

_POLLED = frozenset({"/health", "/ready", "/metrics"})
"""Polled every few seconds by machines: logged only when debugging, or when it fails."""
_EXPECTED = (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)

REQUEST_ID = "x-request-id"
_ID = web.RequestKey("id", str)
_RESPONSE = web.RequestKey("response", web.StreamResponse)
_WHOLE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")

# nginx's status for a client that left before its answer.
_CLIENT_LEFT = 499


def new_request_id() -> str:
    """Return an id for a request that has none."""
    return f"req_{uuid.uuid4().hex}"


async def sign(request: web.Request, response: web.StreamResponse) -> None:
    """Add the request's id, and headers that keep browsers from guessing types and from caching."""
    request[_RESPONSE] = response
    response.headers[REQUEST_ID] = request.get(_ID) or new_request_id()
    response.headers[hdrs.SERVER] = "Morgan"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault(hdrs.CACHE_CONTROL, "no-store")


def observe(metrics: Metrics) -> Middleware:
    """Identify, log and count every request. Queries are not logged: they may contain what was said."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        sent = request.headers.get(REQUEST_ID, "")
        request[_ID] = sent if _WHOLE_ID.fullmatch(sent) else new_request_id()
        began = time.monotonic()
        status = _CLIENT_LEFT
        try:
            with within(read_trace(request.headers.get(HEADER))):
                response = await handler(request)
            status = response.status
        finally:
            seconds = time.monotonic() - began
            # Clients can make up methods without end.
            method = request.method if request.method in hdrs.METH_ALL else "other"
            metrics.add_request(method, _route(request), status, seconds)
            _LOGGER.log(
                logging.DEBUG if request.path in _POLLED and status in _EXPECTED else logging.INFO,
                "%s %s %d %.0f ms from %s, %s",
                request.method,
                request.rel_url.raw_path,
                status,
                seconds * 1000,
                request.remote,
                request[_ID],
            )
        return response

    return middleware


@web.middleware
async def report_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every failure into an error body, or into a broken connection if the reply has begun."""
    try:
        return await handler(request)
    except MorganError as error:
        if has_acted(request):
            error.after_acting()
        failure = errors.from_morgan(error)
        _LOGGER.log(
            logging.WARNING if failure.status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.DEBUG,
            "%s: %s",
            request[_ID],
            error,
        )
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        failure = errors.from_http(error, method=request.method, path=request.rel_url.raw_path)
    except Exception as error:
        if isinstance(error, ConnectionError) and _has_left(request):
            return web.Response(status=_CLIENT_LEFT)  # nobody reads it; the log and the metrics do
        _LOGGER.exception("%s: unexpected failure", request[_ID])
        failure = errors.internal(request[_ID])
    if has_acted(request):
        failure.forbid_retries()
    begun: web.StreamResponse | None = request.get(_RESPONSE)
    if begun is None:
        return failure.response()
    # A body cut short must not look whole, so the connection ends without the last chunk.
    if request.transport is not None:
        request.transport.abort()
    return begun


async def expect_nothing_yet(request: web.Request) -> None:
    """Say nothing to a client that asks whether to send its body: `answer_expectation` does, once it may."""
    del request


@web.middleware
async def answer_expectation(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Have a client that waits for it send its body, now that the request has passed every check."""
    expectation = request.headers.get(hdrs.EXPECT, "").casefold()
    if request.version >= HttpVersion11 and expectation:
        if expectation != "100-continue":
            raise web.HTTPExpectationFailed(text="the header Expect may only say 100-continue")
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the reply itself has not begun
    return await handler(request)


def _has_left(request: web.Request) -> bool:
    """Whether the client has closed its connection, or is just about to have closed it."""
    return request.transport is None or request.transport.is_closing()


def _route(request: web.Request) -> str:
    """Return the route's pattern; there is no end of paths, which would make bad labels."""
    resource = request.match_info.route.resource
    return "unknown" if resource is None else canonical(resource.canonical)
