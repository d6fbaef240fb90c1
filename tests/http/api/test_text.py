"""Turns of text."""

from __future__ import annotations

import base64
import io
import json
import wave
from typing import Any

from aiohttp import ClientResponse

from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan.agent.contract import Outcome, TextDelta, TurnDone
from wyoming_morgan.audio import SPEECH, decode
from wyoming_morgan.errors import EngineFailed, TooLarge

WORDS = {"text": "turn on the kitchen light", "user_id": "anna"}


async def test_a_turn_tells_the_reply_and_the_intents(door: Door, fakes: FakeServices) -> None:
    async with door.post("/api/text", json=WORDS) as response:
        assert response.status == 200
        reply = await response.json()
    timings = reply.pop("timings")
    assert reply == {
        "text": "Turned on the light",
        "conversation_id": "new",
        "intents": [{"name": "HassTurnOn", "slots": {"name": "kitchen light", "brightness": 50}}],
        "audio": None,
        "outcome": "intents",
        "language": "en",
        "path": "grammar",
    }
    assert set(timings) == {"agent"}
    assert fakes.tts.said == []


async def test_the_mind_learns_who_speaks_where(door: Door, fakes: FakeServices) -> None:
    where = {"conversation_id": "c1", "language": "de", "device_id": "d1", "area": "Küche"}
    async with door.post("/api/text", json={**WORDS, **where}) as response:
        assert (await response.json())["conversation_id"] == "c1"
    request = fakes.agent.requests[0]
    assert (request.text, request.user_id) == ("turn on the kitchen light", "anna")
    assert (request.language, request.device_id, request.area) == ("de", "d1", "Küche")


async def test_the_trace_of_a_turn_is_told_to_whoever_asks_for_it(door: Door, fakes: FakeServices) -> None:
    body = {**WORDS, "model": "big", "metadata": {"trace": True, "incognito": True}}
    async with door.post("/api/text", json=body) as response:
        reply = await response.json()
    assert set(reply["trace"]) >= {"path", "steps", "actions", "prompt_tokens"}
    assert (fakes.agent.requests[0].model, fakes.agent.requests[0].incognito) == ("big", True)


async def test_the_reply_is_spoken_when_audio_is_asked_for(door: Door, fakes: FakeServices) -> None:
    async with door.post("/api/text", json={**WORDS, "metadata": {"generate_audio": True}}) as response:
        reply = await response.json()
    assert fakes.tts.said == ["Turned on the light"]
    assert set(reply["timings"]) == {"agent", "first_audio"}
    assert reply["audio"]["format"] == "wav"
    with wave.open(io.BytesIO(base64.b64decode(reply["audio"]["data"]))) as audio:
        assert audio.getframerate() == 22_050
        assert audio.readframes(audio.getnframes()) == fakes.tts.chunk * 2


async def test_the_voice_speaks_the_reply_s_language(door: Door, fakes: FakeServices) -> None:
    body = {**WORDS, "language": "de", "metadata": {"generate_audio": True}}
    async with door.post("/api/text", json=body) as response:
        assert response.status == 200
    assert fakes.tts.chosen[0].voice.name == "karl"


async def test_a_reply_without_words_has_no_audio(door: Door, fakes: FakeServices) -> None:
    fakes.agent.text = ""
    async with door.post("/api/text", json={**WORDS, "metadata": {"generate_audio": True}}) as response:
        assert (await response.json())["audio"] is None


async def test_audio_from_a_service_without_a_voice_is_refused_before_the_turn(
    serve: Serve, fakes: FakeServices
) -> None:
    door = await serve(without=("tts",))
    async with door.post("/api/text", json={**WORDS, "metadata": {"generate_audio": True}}) as response:
        assert "text-to-speech" in (await door.error(response, 503))["message"]
        assert response.headers["x-should-retry"] == "false"
    assert fakes.agent.requests == []


async def test_every_turn_is_in_the_log_with_how_it_ended(door: Door, fakes: FakeServices) -> None:
    async with door.post("/api/text", json=WORDS):
        pass
    fakes.agent.intents = []
    async with door.post("/api/text", json=WORDS):
        pass
    fakes.agent.error = EngineFailed("the model broke")
    async with door.post("/api/text", json=WORDS) as response:
        await door.error(response, 500)
    outcomes = [timings.outcome for timings in fakes.turn_log.recent]
    assert outcomes == ["intents", "not-handled", "engine-failed"]


async def test_a_text_beyond_the_mind_s_bound_is_413(door: Door, fakes: FakeServices) -> None:
    fakes.agent.error = TooLarge("the text is longer than 2000 characters")
    async with door.post("/api/text", json=WORDS) as response:
        assert (await door.error(response, 413))["code"] == "too-large"


async def test_a_process_without_a_mind_takes_no_turns(serve: Serve) -> None:
    door = await serve(without=("agent",))
    for path in ("/api/text", "/api/audio"):
        async with door.post(path, json=WORDS) as response:
            await door.error(response, 404)


async def test_a_question_is_marked_as_one_that_waits_for_an_answer(door: Door, fakes: FakeServices) -> None:
    fakes.agent.events = (
        TextDelta("It is locked. "),
        TextDelta("Shall I unlock it?"),
        TurnDone(Outcome.HANDLED, "It is locked. Shall I unlock it?", "en", "c", "llm", awaits_answer=True),
    )
    async with door.post("/api/text", json=WORDS) as response:
        reply = await response.json()
    assert reply["awaits_answer"] is True
    assert reply["text"].endswith("Shall I unlock it?")


async def events_of(response: ClientResponse) -> list[dict[str, Any]]:
    assert response.content_type == "text/event-stream"
    lines = (await response.text()).splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line]


async def test_a_turn_may_come_in_events_with_its_speech(door: Door) -> None:
    options = {"stream": True, "generate_audio": True, "audio_format": "mp3"}
    async with door.post("/api/text", json={"text": "light on", "metadata": options}) as response:
        events = await events_of(response)
    assert events[0]["type"] == "intent"
    assert events[0]["name"] == "HassTurnOn"
    assert {"type": "text", "delta": "Turned on the light"} in events
    audio = [event for event in events if event["type"] == "audio"]
    assert {event["format"] for event in audio} == {"mp3"}
    file = b"".join(base64.b64decode(event["data"]) for event in audio)
    assert decode(file, target=SPEECH, limit_seconds=60).seconds > 0.1
    last = events[-1]
    assert (last["type"], last["text"], last["outcome"]) == ("done", "Turned on the light", "intents")


async def test_a_failure_amid_the_events_of_a_turn_is_the_last_of_them(
    door: Door, fakes: FakeServices
) -> None:
    fakes.agent.events = [TextDelta("It is ")]
    fakes.agent.error = EngineFailed("the model broke off")
    async with door.post("/api/text", json={"text": "tell me", "metadata": {"stream": True}}) as response:
        events = await events_of(response)
    assert [event["type"] for event in events] == ["text", "error"]
    assert "broke off" in events[-1]["error"]["message"]


async def test_a_failure_before_the_first_event_is_a_status(door: Door, fakes: FakeServices) -> None:
    fakes.agent.error = EngineFailed("the model broke")
    async with door.post("/api/text", json={"text": "tell me", "metadata": {"stream": True}}) as response:
        await door.error(response, 500)


async def test_the_speech_of_a_reply_comes_in_the_format_that_is_asked_for(door: Door) -> None:
    options = {"generate_audio": True, "audio_format": "opus"}
    async with door.post("/api/text", json={"text": "light on", "metadata": options}) as response:
        audio = (await response.json())["audio"]
    assert audio["format"] == "opus"
    assert base64.b64decode(audio["data"]).startswith(b"OggS")
