"""Failures as HTTP reports them: OpenAI's error body, a status, and whether to try again.

The body is `{"error": {"message", "type", "param", "code"}}`, always with all four keys, because the
official clients read each of them. https://platform.openai.com/docs/guides/error-codes
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import hdrs, web

from wyoming_morgan import errors
from wyoming_morgan.access.codes import TooManyTries, WrongCode
from wyoming_morgan.http.grants import MissingScope
from wyoming_morgan.http.limits import RateLimited


class InvalidBody(errors.InvalidRequest):
    """The body cannot be read. `param` names the part at fault, if there is one."""

    def __init__(self, message: str, *, param: str | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.param = param


class InvalidField(InvalidBody):
    """The body can be read, but one of its fields is not valid."""


class UnsupportedEncoding(InvalidBody):
    """The body is packed in a way that Morgan does not unpack."""


_STATUS: dict[type[errors.MorganError], HTTPStatus] = {
    errors.MorganError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidRequest: HTTPStatus.BAD_REQUEST,
    errors.ProtocolError: HTTPStatus.BAD_REQUEST,
    InvalidField: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnsupportedEncoding: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UndecodableAudio: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.UnknownVoice: HTTPStatus.NOT_FOUND,
    errors.UnknownModel: HTTPStatus.NOT_FOUND,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Unauthorized: HTTPStatus.UNAUTHORIZED,
    WrongCode: HTTPStatus.FORBIDDEN,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
    MissingScope: HTTPStatus.FORBIDDEN,
    RateLimited: HTTPStatus.TOO_MANY_REQUESTS,
    errors.EngineUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.OutOfMemory: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ShuttingDown: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.DeadlineExceeded: HTTPStatus.GATEWAY_TIMEOUT,
}

_CODE = {
    errors.Unauthorized.code: "invalid_api_key",
    errors.UnknownModel.code: "model_not_found",
}
"""Codes that OpenAI's clients know; all others are Morgan's own."""

_SHOULD_RETRY = "x-should-retry"
_RETRY_AFTER_SECONDS = "1"
_RETRY_AFTER_MS = "retry-after-ms"
"""What OpenAI's clients look at first, since it is finer than `Retry-After`."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure, ready to be sent."""

    status: int
    message: str
    code: str
    param: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, dict[str, str | None]]:
        """Return OpenAI's error body."""
        kind = "server_error" if self.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
        return {
            "error": {"message": self.message, "type": kind, "param": self.param, "code": self.code},
        }

    def forbid_retries(self) -> None:
        """Have clients not repeat the request, whatever its status is."""
        self.headers[_SHOULD_RETRY] = "false"
        self.headers.pop(hdrs.RETRY_AFTER, None)
        self.headers.pop(_RETRY_AFTER_MS, None)

    def response(self) -> web.Response:
        """Return the response to send."""
        return web.json_response(self.body(), status=self.status, headers=self.headers)


def from_morgan(error: errors.MorganError) -> Failure:
    """Describe one of Morgan's own errors."""
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    headers: dict[str, str] = {}
    if status is HTTPStatus.UNAUTHORIZED:
        headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
    if isinstance(error, TooManyTries | RateLimited):
        headers[hdrs.RETRY_AFTER] = str(math.ceil(error.seconds))
    if isinstance(error, RateLimited):
        headers[_RETRY_AFTER_MS] = str(math.ceil(error.seconds * 1000))
        headers[_SHOULD_RETRY] = "true" if error.retryable else "false"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # OpenAI's clients repeat every 5xx unless this header says otherwise.
        headers[_SHOULD_RETRY] = "true" if error.retryable else "false"
        if error.retryable:
            headers[hdrs.RETRY_AFTER] = _RETRY_AFTER_SECONDS
    return Failure(
        status=status,
        message=str(error),
        code=_CODE.get(error.code, error.code),
        param=error.param if isinstance(error, InvalidBody) else None,
        headers=headers,
    )


def from_http(error: web.HTTPException, *, method: str, path: str) -> Failure:
    """Describe an error that aiohttp itself raises, such as an unknown path."""
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    message = error.text or error.reason
    match error.status:
        case HTTPStatus.NOT_FOUND:
            message = f"there is no {path} here (GET / lists the routes)"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            message = f"method {method} is not allowed for {path} (allowed: {headers.get('Allow', 'none')})"
    return Failure(
        status=error.status,
        message=message,
        code=HTTPStatus(error.status).phrase.lower().replace(" ", "-"),
        headers=headers,
    )


def internal(request_id: str) -> Failure:
    """Describe a bug in Morgan without its details; the log has them under the request's id."""
    return Failure(
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        message=f"an unexpected error in Morgan (its log has the details under request {request_id})",
        code=errors.MorganError.code,
        headers={_SHOULD_RETRY: "false"},
    )
