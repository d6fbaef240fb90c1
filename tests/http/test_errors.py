"""How failures are told."""

from __future__ import annotations

import pytest

from tests.http.conftest import Door, FakeServices
from wyoming_morgan import errors
from wyoming_morgan.http.errors import InvalidBody, InvalidField, UnsupportedEncoding, from_morgan

TEXT = {"text": "hello"}


def leaves(kind: type[errors.MorganError]) -> list[type[errors.MorganError]]:
    """The errors that HTTP knows: those of every room, and its own."""
    modules = {errors.__name__, InvalidField.__module__}
    below = [leaf for child in kind.__subclasses__() for leaf in leaves(child)]
    return [leaf for leaf in (kind, *below) if leaf.__module__ in modules]


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
    UnsupportedEncoding: 415,
    InvalidField: 422,
    errors.MorganError: 500,
    errors.ConfigurationError: 500,
    errors.EngineFailed: 500,
    errors.OutOfMemory: 503,
    errors.StoreUnavailable: 503,
    errors.DownloadFailed: 500,
    errors.DiskFull: 500,
    errors.ServiceManagerFailed: 500,
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
    door: Door, fakes: FakeServices, kind: type[errors.MorganError]
) -> None:
    fakes.agent.error = kind("it went wrong", hint="do that")
    async with door.post("/api/text", json=TEXT) as response:
        error = await door.error(response, STATUS[kind])
    assert error["message"] == "it went wrong (do that)"
    assert error["code"] == kind.code


async def test_a_fault_of_ours_is_500_with_the_request_s_id_and_without_its_inside(
    door: Door, fakes: FakeServices, caplog: pytest.LogCaptureFixture
) -> None:
    fakes.agent.error = ZeroDivisionError("secret inside")
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
