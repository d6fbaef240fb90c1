"""OpenAI's text to speech, asked by the official client over a real socket."""

from __future__ import annotations

import base64
import json
from typing import Any, Literal

import aiohttp
import openai
import pytest
from openai import AsyncOpenAI

from tests.fakes import Gate
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.openai.clients import official_client
from wyoming_morgan.audio import AudioFormat, decode
from wyoming_morgan.errors import EngineFailed

SpeechFormat = Literal["mp3", "opus", "aac", "flac", "wav", "pcm"]
PCM = AudioFormat(24_000, 2, 1)
FORMATS: list[tuple[SpeechFormat, str]] = [
    ("mp3", "audio/mpeg"),
    ("opus", "audio/ogg"),
    ("aac", "audio/aac"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("pcm", "audio/pcm;rate=24000;channels=1"),
]


@pytest.mark.parametrize(("file_format", "media_type"), FORMATS)
async def test_a_text_is_spoken_in_every_format(
    client: AsyncOpenAI, fakes: FakeServices, file_format: SpeechFormat, media_type: str
) -> None:
    reply = await client.audio.speech.create(
        model="tts-1", voice="amy", input="Good morning", response_format=file_format
    )
    assert reply.response.headers["Content-Type"] == media_type
    if file_format == "pcm":
        seconds = PCM.seconds(len(reply.content))
    else:
        seconds = decode(reply.content, target=PCM, limit_seconds=5).seconds
    assert seconds == pytest.approx(0.2, abs=0.15)
    assert fakes.tts.said == ["Good morning"]
    assert fakes.turn_log.recent[0].outcome == "spoken"


async def test_the_format_is_mp3_where_none_is_asked_for(client: AsyncOpenAI) -> None:
    reply = await client.audio.speech.create(model="tts-1", voice="amy", input="Hello")
    assert reply.response.headers["Content-Type"] == "audio/mpeg"


MORE = ". It began a long time ago, and nobody knows how it will end."


@pytest.mark.parametrize(("file_format", "media_type"), FORMATS)
async def test_audio_comes_while_the_rest_is_still_made(
    client: AsyncOpenAI, fakes: FakeServices, file_format: SpeechFormat, media_type: str
) -> None:
    del media_type
    fakes.tts.chunk *= 10  # a second: more than any format holds back
    fakes.tts.gate = Gate()
    asking = client.audio.speech.with_streaming_response.create(
        model="morgan", voice="amy", input=f"A long story{MORE}", response_format=file_format
    )
    async with asking as reply:
        pieces = reply.iter_bytes()
        assert await anext(pieces)
        assert not fakes.tts.gate.opened.is_set()
        fakes.tts.gate.opened.set()
        assert [piece async for piece in pieces]


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        pytest.param("karl", "karl", id="own"),
        pytest.param("alloy", "amy", id="OpenAI's"),
        pytest.param("Nova", "amy", id="OpenAI's in another case"),
        pytest.param({"id": "karl"}, "karl", id="object"),
    ],
)
async def test_a_voice_is_morgan_s_own_or_one_of_openai_s_which_is_the_default(
    client: AsyncOpenAI, fakes: FakeServices, asked: Any, chosen: str
) -> None:
    await client.audio.speech.create(model="tts-1", voice=asked, input="Hello", speed=1.5)
    assert [(voice.voice.name, voice.options.speed) for voice in fakes.tts.chosen] == [(chosen, 1.5)]


async def test_a_voice_may_be_left_out_and_unknown_fields_do_no_harm(door: Door, fakes: FakeServices) -> None:
    body = {"input": "Hello", "instructions": "Whisper.", "consent": None, "voice": None}
    async with door.post("/v1/audio/speech", json=body) as response:
        assert response.status == 200
    assert fakes.tts.chosen[0].voice.name == "amy"


@pytest.mark.parametrize("voice", ["auto", "default", "", " ", None])
async def test_a_voice_may_be_left_to_morgan(door: Door, fakes: FakeServices, voice: str | None) -> None:
    for named in (voice, {"id": voice}, {}):
        async with door.post("/v1/audio/speech", json={"input": "Hello", "voice": named}) as response:
            assert response.status == 200
    async with door.get("/generate?text=hello&voice=auto&speaker=default") as response:
        assert response.status == 200
    assert [chosen.voice.name for chosen in fakes.tts.chosen] == ["amy"] * 4


@pytest.mark.parametrize("model", ["tts-1", "tts-1-hd", "gpt-4o-mini-tts-2025-12-15", "morgan", "voices"])
async def test_a_model_may_be_called_by_openai_s_names_or_its_own(client: AsyncOpenAI, model: str) -> None:
    assert (await client.audio.speech.create(model=model, voice="amy", input="Hello")).content


@pytest.mark.parametrize("model", ["gpt-4", "org/whisper", "whisper-1"])
async def test_another_model_is_404_and_those_that_speak_are_named(client: AsyncOpenAI, model: str) -> None:
    with pytest.raises(openai.NotFoundError, match="there are morgan, voices") as caught:
        await client.audio.speech.create(model=model, voice="amy", input="Hello")
    assert caught.value.code == "model_not_found"


async def test_an_unknown_voice_is_404_and_names_what_exists(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="amy") as caught:
        await client.audio.speech.create(model="tts-1", voice="bob", input="Hello")
    assert caught.value.code == "unknown-voice"
    assert caught.value.request_id


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        pytest.param({"input": ""}, "input", id="empty input"),
        pytest.param({"speed": 0.1}, "speed", id="speed too low"),
        pytest.param({"speed": 9}, "speed", id="speed too high"),
        pytest.param({"response_format": "gramophone"}, "response_format", id="unknown format"),
        pytest.param({"stream_format": "smoke"}, "stream_format", id="unknown stream"),
        pytest.param({"voice": {"name": "amy"}}, "voice", id="voice without id"),
        pytest.param({"voice": {"id": 7}}, "voice", id="id as a number"),
        pytest.param({"voice": 7}, "voice", id="voice as a number"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(door: Door, fields: dict[str, Any], param: str) -> None:
    asked = {"input": "Hello", "model": "tts-1", "voice": "amy"} | fields
    async with door.post("/v1/audio/speech", json=asked) as response:
        assert (await door.error(response, 422))["param"] == param


async def test_a_failure_before_the_first_audio_has_a_status(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.tts.error = EngineFailed("the synthesizer broke")
    with pytest.raises(openai.InternalServerError, match="the synthesizer broke"):
        await client.audio.speech.create(model="tts-1", voice="amy", input="Hello")
    assert fakes.turn_log.recent[0].outcome == "engine-failed"


async def test_a_failure_later_breaks_the_connection(door: Door, fakes: FakeServices) -> None:
    fakes.tts.chunk *= 10
    fakes.tts.error, fakes.tts.error_after = EngineFailed("the synthesizer broke"), 1
    async with door.post("/v1/audio/speech", json={"input": "Hello"}) as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientError):
            await response.read()


async def test_a_client_that_leaves_cancels_its_speech(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.tts.chunk *= 10
    fakes.tts.gate = Gate()
    asking = client.audio.speech.with_streaming_response.create(model="tts-1", voice="amy", input="Hello")
    async with asking as reply:
        await anext(reply.iter_bytes())
        await fakes.tts.gate.arrived.wait()
    await fakes.tts.gate.given_up.wait()


async def events(response: aiohttp.ClientResponse) -> list[dict[str, Any]]:
    assert response.status == 200, await response.text()
    assert response.content_type == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-cache"
    return [
        json.loads(event.removeprefix("data: "))
        for event in (await response.text()).split("\n\n")
        if event.strip()
    ]


@pytest.mark.parametrize(("file_format", "media_type"), FORMATS)
async def test_events_hold_the_same_file_in_pieces(door: Door, file_format: str, media_type: str) -> None:
    del media_type
    asked = {"input": "Hello", "response_format": file_format, "stream_format": "sse"}
    async with door.post("/v1/audio/speech", json=asked) as response:
        *deltas, done = await events(response)
    assert {event["type"] for event in deltas} == {"speech.audio.delta"}
    assert done["type"] == "speech.audio.done"
    assert set(done["usage"]) == {"input_tokens", "output_tokens", "total_tokens"}
    file = b"".join(base64.b64decode(event["audio"]) for event in deltas)
    seconds = PCM.seconds(len(file)) if file_format == "pcm" else decode(file, limit_seconds=5).seconds
    assert seconds == pytest.approx(0.2, abs=0.15)


async def test_a_failure_among_events_is_the_last_one(door: Door, fakes: FakeServices) -> None:
    fakes.tts.chunk *= 10
    fakes.tts.error, fakes.tts.error_after = EngineFailed("the synthesizer broke"), 1
    async with door.post("/v1/audio/speech", json={"input": "Hello", "stream_format": "sse"}) as response:
        *deltas, last = await events(response)
    assert deltas
    assert last["error"]["message"] == "the synthesizer broke"
    assert fakes.turn_log.recent[0].outcome == "engine-failed"


async def test_the_key_is_asked_for(serve: Serve) -> None:
    locked = await serve(api_keys=("a-long-enough-key",))
    async with official_client(locked, api_key="wrong") as client:
        with pytest.raises(openai.AuthenticationError):
            await client.audio.speech.create(model="tts-1", voice="amy", input="Hello")
    async with official_client(locked, api_key="a-long-enough-key") as client:
        assert (await client.audio.speech.create(model="tts-1", voice="amy", input="Hello")).content


async def test_a_process_without_a_mouth_does_not_speak(serve: Serve) -> None:
    door = await serve(without=("tts",))
    async with door.post("/v1/audio/speech", json={"input": "Hello"}) as response:
        await door.error(response, 404)
