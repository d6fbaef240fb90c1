"""How failures are told."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.http.conftest import Door, House
from wyoming_morgan import errors
from wyoming_morgan.http.errors import InvalidBody, InvalidField, from_morgan

TEXT = {"text": "hello"}


def leaves(kind: type[errors.MorganError]) -> list[type[errors.MorganError]]:
    """The errors that HTTP knows: those of every room, and its own."""
    known = {errors.__name__, InvalidField.__module__}
    below = [leaf for child in kind.__subclasses__() for leaf in leaves(child)]
    return [leaf for leaf in (kind, *below) if leaf.__module__ in known]


STATUS = {
    errors.InvalidRequest: 400,
    errors.ProtocolError: 400,
    InvalidBody: 400,
    errors.Unauthorized: 401,
    errors.UnknownVoice: 404,
    errors.UnknownModel: 404,
    errors.NotFound: 404,
    errors.TooLarge: 413,
    errors.UndecodableAudio: 415,
    InvalidField: 422,
    errors.MorganError: 500,
    errors.ConfigurationError: 500,
    errors.EngineFailed: 500,
    errors.OutOfMemory: 503,
    errors.StoreUnavailable: 503,
    errors.DownloadFailed: 500,
    errors.DiskFull: 500,
    errors.EngineUnavailable: 503,
    errors.Busy: 503,
    errors.ShuttingDown: 503,
    errors.DeadlineExceeded: 504,
}


@pytest.mark.parametrize("kind", leaves(errors.MorganError))
def test_every_error_has_its_status(kind: type[errors.MorganError]) -> None:
    failure = from_morgan(kind("what happened", hint="what to run"))
    assert failure.status == STATUS[kind]
    assert failure.message == "what happened (what to run)"
    if failure.status >= 500:
        assert failure.headers["x-should-retry"] == ("true" if kind.retryable else "false")
        assert ("Retry-After" in failure.headers) == kind.retryable


@pytest.mark.parametrize("kind", [errors.Busy, errors.EngineFailed, errors.UndecodableAudio])
async def test_an_error_of_the_work_reaches_the_client(
    door: Door, house: House, kind: type[errors.MorganError]
) -> None:
    house.mind.error = kind("it went wrong", hint="do that")
    async with door.post("/api/text", json=TEXT) as response:
        error = await door.error(response, STATUS[kind])
    assert error["message"] == "it went wrong (do that)"
    assert error["code"] == kind.code


async def test_a_fault_of_ours_is_500_with_the_request_s_id_and_without_its_inside(
    door: Door, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.mind.error = ZeroDivisionError("secret inside")
    async with door.post("/api/text", json=TEXT) as response:
        error = await door.error(response, 500)
        request_id = response.headers["x-request-id"]
    assert request_id in error["message"]
    assert "secret" not in error["message"]
    assert "Traceback" not in error["message"]
    record = next(record for record in caplog.records if record.exc_info)
    assert request_id in record.getMessage()


async def test_an_unknown_path_is_404(door: Door) -> None:
    async with door.get("/v1/nothing") as response:
        error = await door.error(response, 404)
    assert error["type"] == "invalid_request_error"
    assert "/v1/nothing" in error["message"]


async def test_a_wrong_method_is_405_and_tells_the_right_one(door: Door) -> None:
    async with door.get("/api/text") as response:
        await door.error(response, 405)
        assert response.headers["Allow"] == "POST"


async def test_a_request_s_own_id_comes_back(door: Door) -> None:
    async with door.get("/health", headers={"x-request-id": "abc-123"}) as response:
        assert response.headers["x-request-id"] == "abc-123"


@pytest.mark.parametrize("sent", ["x" * 200, "a b", "<script>", "", "é"])
async def test_an_id_that_is_none_is_replaced(door: Door, sent: str) -> None:
    async with door.get("/health", headers={"x-request-id": sent}) as response:
        assert re.fullmatch(r"req_[0-9a-f]{32}", response.headers["x-request-id"])


async def test_no_response_may_be_guessed_at_or_stored(door: Door) -> None:
    async with door.get("/v1/nothing") as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert "aiohttp" not in response.headers["Server"]
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_told_so_and_the_connection_closed(door: Door, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(sent)
    reply = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert reply.startswith((b"HTTP/1.0 400 ", b"HTTP/1.1 400 "))
    assert b'"code": "protocol"' in reply
    assert b"x-request-id: req_" in reply
    async with door.get("/health") as response:
        assert response.status == 200


async def test_the_log_has_the_path_but_not_what_was_said(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "wyoming_morgan.http")
    async with door.get("/generate", params={"text": "a secret"}) as response:
        await response.read()
    async with door.post("/api/text", json={"text": "another secret"}):
        pass
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "GET /generate 200" in logged
    assert "POST /api/text 200" in logged
    assert "secret" not in logged
