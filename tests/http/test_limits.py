"""How much may be asked for with one key; time is handed in."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest
from aiohttp import WSServerHandshakeError
from hypothesis import given
from hypothesis import strategies as st
from openai import RateLimitError

from tests.fakes import Gate
from tests.http.conftest import FakeServices, Serve
from tests.http.openai.clients import official_client
from wyoming_morgan.http.api_keys import ApiKey, Scope
from wyoming_morgan.http.limits import TokenBucket

KEY = "key-of-the-tablet"
OTHER = "key-of-the-others"
MINE = {"Authorization": f"Bearer {KEY}"}
TEXT = {"text": "hello"}


class Clock:
    """Time, which stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def limited(*, requests_a_minute: int | None = None, at_a_time: int | None = None) -> dict[str, Any]:
    entry = ApiKey("tablet", KEY, requests_a_minute=requests_a_minute, at_a_time=at_a_time)
    return {"api_keys": (entry, OTHER)}


async def test_one_request_too_many_in_a_minute_is_told_when_to_come_back(serve: Serve) -> None:
    clock = Clock()
    door = await serve(clock=clock, **limited(requests_a_minute=2))
    for _ in range(2):
        async with door.post("/api/text", json=TEXT, headers=MINE) as response:
            assert response.status == 200
    clock.now += 12.5
    async with door.post("/api/text", json=TEXT, headers=MINE) as response:
        error = await door.error(response, 429)
        assert error["code"] == "rate_limit_exceeded"
        assert "requests_a_minute in core.http.api_keys" in error["message"]
        assert "'tablet'" in error["message"]
        assert response.headers["Retry-After"] == "18"
        assert response.headers["retry-after-ms"] == "17500"
        assert response.headers["x-should-retry"] == "true"
    async with door.post("/api/text", json=TEXT, headers={"Authorization": f"Bearer {OTHER}"}) as response:
        assert response.status == 200
    clock.now += 17.5
    for status in (200, 429):
        async with door.post("/api/text", json=TEXT, headers=MINE) as response:
            assert response.status == status


async def test_probes_and_lists_are_not_counted_and_neither_is_what_the_scopes_refuse(serve: Serve) -> None:
    entry = ApiKey("tablet", KEY, (Scope.AUDIO,), requests_a_minute=1)
    door = await serve(clock=Clock(), api_keys=(entry,))
    async with door.post("/api/text", json=TEXT, headers=MINE) as response:
        assert response.status == 403
    for path in ("/health", "/v1/models", "/v1/audio/voices") * 2:
        async with door.get(path, headers=MINE) as response:
            assert response.status == 200
    async with door.get("/api/ps", headers=MINE) as response:
        assert response.status == 200


async def test_one_request_too_many_at_a_time_is_told_to_come_back(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(**limited(at_a_time=1))
    fakes.agent.gate = Gate()
    first = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT, headers=MINE))
    await fakes.agent.gate.arrived.wait()
    async with door.post("/api/text", json=TEXT, headers=MINE) as response:
        error = await door.error(response, 429)
        assert error["code"] == "rate_limit_exceeded"
        assert "at_a_time in core.http.api_keys" in error["message"]
        assert (response.headers["Retry-After"], response.headers["retry-after-ms"]) == ("1", "1000")
    async with door.get("/api/ps", headers={"Authorization": f"Bearer {OTHER}"}) as response:
        assert response.status == 200
    fakes.agent.gate.opened.set()
    (await first).close()
    async with door.post("/api/text", json=TEXT, headers=MINE) as response:
        assert response.status == 200


async def test_a_client_that_leaves_frees_its_place(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(**limited(at_a_time=1))
    gate = fakes.agent.gate = Gate()
    first = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT, headers=MINE))
    await gate.arrived.wait()
    first.cancel()
    await gate.given_up.wait()
    fakes.agent.gate = None
    async with door.post("/api/text", json=TEXT, headers=MINE) as response:
        assert response.status == 200


async def test_the_servers_own_bounds_stay_503(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(max_requests=1, **limited(at_a_time=2))
    fakes.agent.gate = Gate()
    first = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT, headers=MINE))
    await fakes.agent.gate.arrived.wait()
    async with door.post("/api/text", json=TEXT, headers=MINE) as response:
        assert (await door.error(response, 503))["code"] == "busy"
    fakes.agent.gate.opened.set()
    (await first).close()


async def test_openais_client_understands_the_refusal(serve: Serve) -> None:
    door = await serve(clock=Clock(), **limited(requests_a_minute=1))
    async with official_client(door, api_key=KEY) as client:
        await client.embeddings.create(model="vectors", input="hello")
        with pytest.raises(RateLimitError) as refusal:
            await client.embeddings.create(model="vectors", input="hello")
    assert refusal.value.code == "rate_limit_exceeded"


async def test_an_open_socket_has_a_place_and_its_work_counts(serve: Serve) -> None:
    door = await serve(clock=Clock(), **limited(requests_a_minute=2, at_a_time=1))
    async with door.session.ws_connect(door.url + "/api/voice", headers=MINE) as socket:
        with pytest.raises(WSServerHandshakeError, match="429"):
            await door.session.ws_connect(door.url + "/api/voice", headers=MINE)
        kinds = []
        for _ in range(2):
            await socket.send_json({"type": "synthesize", "text": "Hello."})
            await socket.send_json({"type": "end"})
            while True:
                message = await socket.receive()
                if isinstance(message.data, str):
                    answer = json.loads(message.data)
                    if answer["type"] in {"failed", "spoken", "done", "end"}:
                        kinds.append((answer["type"], answer.get("code")))
                        break
        assert kinds[0][0] != "failed"
        assert kinds[1] == ("failed", "rate_limit_exceeded")


async def test_each_reply_of_a_realtime_session_counts(serve: Serve) -> None:
    door = await serve(clock=Clock(), **limited(requests_a_minute=2))
    async with door.session.ws_connect(door.url + "/v1/realtime", headers=MINE) as socket:
        ends = []
        for _ in range(2):
            item = {
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": "turn on the light"}],
            }
            await socket.send_json({"type": "conversation.item.create", "item": item})
            await socket.send_json({"type": "response.create"})
            while (event := await socket.receive_json(timeout=10))["type"] != "response.done":
                pass
            ends.append(event["response"])
        assert ends[0]["status"] == "completed"
        assert ends[1]["status"] == "failed"
        assert ends[1]["status_details"]["error"]["code"] == "rate_limit_exceeded"


async def test_each_utterance_of_a_dictation_counts(serve: Serve) -> None:
    door = await serve(clock=Clock(), **limited(requests_a_minute=2))
    where = f"{door.url}/v1/realtime?intent=transcription"
    audio = base64.b64encode(bytes(48_000)).decode()
    async with door.session.ws_connect(where, headers=MINE) as socket:
        for kind in ("conversation.item.input_audio_transcription.completed", "error"):
            await socket.send_json({"type": "input_audio_buffer.append", "audio": audio})
            await socket.send_json({"type": "input_audio_buffer.commit"})
            while (event := await socket.receive_json(timeout=10))["type"] != kind:
                assert event["type"] != "error", event
        assert event["error"]["code"] == "rate_limit_exceeded"


@given(
    capacity=st.integers(1, 600),
    steps=st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=200),
)
def test_no_stretch_of_time_has_more_than_its_share(capacity: int, steps: list[float]) -> None:
    clock = Clock()
    bucket = TokenBucket(capacity, seconds=60.0, clock=clock)
    began, taken = clock.now, 0
    for step in steps:
        clock.now += step
        wait = bucket.take()
        taken += not wait
        assert 0 <= wait <= 60.0 / capacity
        assert taken <= capacity + (clock.now - began) * capacity / 60.0 + 1e-6
        if wait:
            clock.now += wait
            assert bucket.take() == 0
            taken += 1


def test_a_clock_that_goes_back_gives_nothing() -> None:
    clock = Clock()
    bucket = TokenBucket(1, seconds=60.0, clock=clock)
    assert bucket.take() == 0
    clock.now -= 100
    assert bucket.take() == 60
