"""Recordings in the messages of a chat are heard."""

from __future__ import annotations

import base64
import io
import wave
from typing import Any

import openai
import pytest

from tests.fakes.audio import tone
from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan.audio import AudioFormat

PATH = "/v1/chat/completions"


def recording(seconds: float = 0.3) -> str:
    """A file in base64."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, 16_000, 0, "NONE", ""))
        writer.writeframes(tone(seconds, AudioFormat(16_000, 2, 1)))
    return base64.b64encode(file.getvalue()).decode()


def message(data: str, *, text: str = "") -> dict[str, Any]:
    audio = {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}
    return {"role": "user", "content": [*([{"type": "text", "text": text}] if text else []), audio]}


async def test_a_language_model_reads_what_was_said(client: openai.AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.stt.text = "what is this"
    messages: Any = [message(recording(), text="Listen: ")]
    reply = await client.chat.completions.create(model="scripted", messages=messages)
    assert reply.choices[0].message.content == "Hello, you."
    assert fakes.llm.requests[0].messages[0].content == "Listen: what is this"


@pytest.mark.parametrize("before", ["", "data:audio/wav;base64,"])
async def test_the_agent_hears_it_as_said_to_it(door: Door, fakes: FakeServices, before: str) -> None:
    fakes.stt.text = "turn on the light"
    body = {"model": "morgan", "messages": [message(before + recording())]}
    async with door.post(PATH, json=body) as response:
        assert response.status == 200, await response.text()
    assert fakes.agent.requests[0].text == "turn on the light"
    assert fakes.turn_log.recent[0].outcome == "intents"


@pytest.mark.parametrize(
    ("data", "status"), [("no base64!", 422), ("", 422), (base64.b64encode(b"no audio").decode(), 415)]
)
@pytest.mark.parametrize("model", ["morgan", "scripted"])
async def test_what_is_no_recording_is_refused(
    door: Door, fakes: FakeServices, model: str, data: str, status: int
) -> None:
    async with door.post(PATH, json={"model": model, "messages": [message(data)]}) as response:
        await door.error(response, status)
    assert not fakes.agent.requests
    assert not fakes.llm.requests


async def test_too_many_are_refused(door: Door, fakes: FakeServices) -> None:
    messages = [message("AAAA")] * 21
    async with door.post(PATH, json={"model": "scripted", "messages": messages}) as response:
        await door.error(response, 422)
    assert not fakes.llm.requests


async def test_a_service_that_hears_nothing_says_so(serve: Serve) -> None:
    door = await serve(without=("stt", "stt_capabilities"))
    async with door.post(PATH, json={"model": "scripted", "messages": [message(recording())]}) as response:
        assert "hears no recordings" in (await door.error(response, 503))["message"]
