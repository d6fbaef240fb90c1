"""Once a turn has acted, no failure of any route invites a client to repeat it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import ClientResponse

from tests.fakes import Gate
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.forms import speech_form
from tests.http.openai.clients import official_client
from wyoming_morgan import errors

CHAT = {"model": "morgan", "messages": [{"role": "user", "content": "turn on the light"}]}
ROUTES: Mapping[str, Any] = {
    "/api/text": lambda: {"json": {"text": "turn on the light"}},
    "/api/audio": lambda: {"data": speech_form()},
    "/v1/chat/completions": lambda: {"json": CHAT},
    "/v1/chat/completions?streamed": lambda: {"json": {**CHAT, "stream": True}},
}

every_route = pytest.mark.parametrize("path", ROUTES)


def says_not_to_repeat(response: ClientResponse) -> bool:
    return response.headers["x-should-retry"] == "false" and "Retry-After" not in response.headers


@every_route
async def test_a_turn_that_acted_and_took_too_long_is_not_to_be_repeated(
    serve: Serve, fakes: FakeServices, path: str
) -> None:
    door = await serve(request_seconds=0.3)
    fakes.agent.acts, fakes.agent.gate = True, Gate()
    async with door.post(path, **ROUTES[path]()) as response:
        error = await door.error(response, 504)
        assert says_not_to_repeat(response)
    assert "something was done already" in error["message"]


@every_route
@pytest.mark.parametrize(
    "kind",
    [
        errors.Busy,
        errors.EngineFailed,
        errors.DeadlineExceeded,
        errors.StoreUnavailable,
        errors.TooLarge,
        errors.UnknownModel,
    ],
)
async def test_a_turn_that_acted_and_failed_is_not_to_be_repeated(
    door: Door, fakes: FakeServices, path: str, kind: type[errors.MorganError]
) -> None:
    fakes.agent.acts, fakes.agent.error = True, kind("it broke", hint="try again")
    async with door.post(path, **ROUTES[path]()) as response:
        error = await door.error(response, response.status)
        assert says_not_to_repeat(response)
    assert error["message"] == "it broke (something was done already: check before you ask again)"


@every_route
async def test_a_turn_that_acted_and_met_a_bug_is_not_to_be_repeated(
    door: Door, fakes: FakeServices, path: str
) -> None:
    fakes.agent.acts, fakes.agent.error = True, ZeroDivisionError()
    async with door.post(path, **ROUTES[path]()) as response:
        await door.error(response, 500)
        assert says_not_to_repeat(response)


@every_route
async def test_a_turn_that_acted_and_outlives_the_server_is_not_to_be_repeated(
    door: Door, fakes: FakeServices, path: str
) -> None:
    fakes.agent.acts, fakes.agent.gate = True, Gate()
    asking = asyncio.create_task(door.session.post(door.url + path, **ROUTES[path]()))
    await fakes.agent.gate.arrived.wait()
    await door.server.stop(0.01)
    async with await asking as response:
        assert (await door.error(response, 503))["code"] == "shutting-down"
        assert says_not_to_repeat(response)


async def test_a_reply_that_cannot_be_spoken_after_the_turn_acted_is_not_to_be_repeated(
    door: Door, fakes: FakeServices
) -> None:
    fakes.agent.acts, fakes.tts.error = True, errors.Busy("too much to say")
    body = {"text": "turn on the light", "metadata": {"generate_audio": True}}
    async with door.post("/api/text", json=body) as response:
        await door.error(response, 503)
        assert says_not_to_repeat(response)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_openais_own_client_asks_once_for_what_was_done(
    serve: Serve, fakes: FakeServices, stream: bool
) -> None:
    door = await serve(request_seconds=0.3)
    fakes.agent.acts, fakes.agent.gate = True, Gate()
    async with official_client(door, max_retries=2) as client:
        with pytest.raises(Exception, match="504"):
            await client.chat.completions.create(
                model="morgan", messages=[{"role": "user", "content": "turn it on"}], stream=stream
            )
    assert len(fakes.agent.requests) == 1


async def test_openais_own_client_repeats_what_was_not_done(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(request_seconds=0.3)
    fakes.agent.gate = Gate()
    async with official_client(door, max_retries=1) as client:
        with pytest.raises(Exception, match="504"):
            await client.chat.completions.create(
                model="morgan", messages=[{"role": "user", "content": "what is it?"}]
            )
    assert len(fakes.agent.requests) == 2
