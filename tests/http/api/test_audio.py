"""Turns of speech."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import FormData

from tests.fakes import tone
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.forms import SPOKEN, UNSPOKEN, speech_form
from wyoming_morgan.audio import SPEECH, AudioChunk, AudioFormat, wav
from wyoming_morgan.errors import TooLarge


async def test_a_spoken_turn_tells_what_was_heard(door: Door, fakes: FakeServices) -> None:
    async with door.post("/api/audio", data=speech_form(user_id="anna", conversation_id="c1")) as response:
        assert response.status == 200, await response.text()
        reply: dict[str, Any] = await response.json()
    assert next(iter(reply)) == "transcript"
    assert set(reply.pop("timings")) == {"transcribe", "agent"}
    assert reply == {
        "transcript": "turn on the kitchen light",
        "text": "Turned on the light",
        "conversation_id": "c1",
        "intents": [{"name": "HassTurnOn", "slots": {"name": "kitchen light", "brightness": 50}}],
        "audio": None,
        "outcome": "intents",
        "language": "en",
        "path": "grammar",
    }
    assert fakes.agent.requests[0].user_id == "anna"


async def test_a_spoken_turn_tells_what_its_transcript_was_taken_from(
    door: Door, fakes: FakeServices
) -> None:
    fakes.stt.heard, fakes.stt.reason = "turn on the chicken light", "no command sounds more like it"
    async with door.post("/api/audio", data=speech_form()) as response:
        reply: dict[str, Any] = await response.json()
    assert reply["transcript"] == "turn on the kitchen light"
    assert (reply["heard"], reply["reason"]) == (
        "turn on the chicken light",
        "no command sounds more like it",
    )


async def test_a_file_is_heard_to_its_end_and_let_go(door: Door, fakes: FakeServices) -> None:
    async with door.post("/api/audio", data=speech_form(language="de")) as response:
        assert response.status == 200
    assert fakes.stt.requests[0].end_on_silence is False
    assert fakes.stt.requests[0].options.language == "de"
    assert fakes.stt.utterances[0].pcm == tone(1.3)
    assert fakes.stt.utterances[0].closed


async def test_audio_of_any_rate_and_channels_is_converted(door: Door, fakes: FakeServices) -> None:
    source = AudioFormat(44_100, 2, 2)
    file = wav(AudioChunk(tone(1.0, source), source))
    async with door.post("/api/audio", data=speech_form(file)) as response:
        assert response.status == 200
    assert abs(SPEECH.seconds(len(fakes.stt.utterances[0].pcm)) - 1.0) < 0.01


async def test_the_fields_may_come_after_the_file(door: Door, fakes: FakeServices) -> None:
    data = speech_form()
    data.add_field("user_id", "anna")
    data.add_field("generate_audio", "true")
    async with door.post("/api/audio", data=data) as response:
        assert (await response.json())["audio"]["format"] == "wav"
    assert fakes.agent.requests[0].user_id == "anna"


async def test_silence_is_an_empty_turn_and_the_mind_is_not_asked(door: Door, fakes: FakeServices) -> None:
    async with door.post("/api/audio", data=speech_form(UNSPOKEN, generate_audio="true")) as response:
        assert response.status == 200
        reply = await response.json()
    assert (reply["transcript"], reply["text"], reply["intents"], reply["audio"]) == ("", "", [], None)
    assert reply["outcome"] == "no-speech"
    assert fakes.agent.requests == []
    assert fakes.turn_log.recent[0].outcome == "no-speech"


async def test_bytes_that_are_no_audio_are_415(door: Door) -> None:
    for file in (b"this is not audio" * 100, b"", b"RIFF\xff\xff\xff\xffWAVE", SPOKEN[:20]):
        async with door.post("/api/audio", data=speech_form(file)) as response:
            error = await door.error(response, 415)
            assert error["code"] == "undecodable-audio"
            assert "WAV" in error["message"]


async def test_a_form_without_a_file_is_400(door: Door) -> None:
    async with door.post(
        "/api/audio", data=FormData([("user_id", "anna")], default_to_multipart=True)
    ) as response:
        assert (await door.error(response, 400))["param"] == "file"


async def test_a_body_that_is_no_form_is_400(door: Door) -> None:
    for options in ({"json": {"file": "x"}}, {"data": b"RIFF"}, {}):
        async with door.post("/api/audio", **options) as response:
            assert "multipart/form-data" in (await door.error(response, 400))["message"]


async def test_an_unknown_field_is_named(door: Door) -> None:
    async with door.post("/api/audio", data=speech_form(user="anna")) as response:
        error = await door.error(response, 422)
    assert error["param"] == "user"
    assert "user_id" in error["message"]


async def test_audio_that_sounds_too_long_is_413(serve: Serve) -> None:
    door = await serve(max_audio_seconds=1.0)
    async with door.post("/api/audio", data=speech_form()) as response:
        assert "1 seconds" in (await door.error(response, 413))["message"]


async def test_what_the_ear_refuses_is_told(door: Door, fakes: FakeServices) -> None:
    fakes.stt.error = TooLarge("the utterance is longer than 60 seconds")
    async with door.post("/api/audio", data=speech_form()) as response:
        await door.error(response, 413)
    assert fakes.stt.utterances[0].closed


async def test_a_spoken_turn_may_come_in_events(door: Door) -> None:
    options = json.dumps({"stream": True})
    async with door.post("/api/audio", data=speech_form(metadata=options)) as response:
        lines = [line for line in (await response.text()).splitlines() if line]
    events = [json.loads(line.removeprefix("data: ")) for line in lines]
    assert [event["type"] for event in events] == ["transcript", "intent", "text", "done"]
    assert events[0]["text"] == "turn on the kitchen light"


async def test_silence_in_events_is_the_end_alone(door: Door) -> None:
    async with door.post("/api/audio", data=speech_form(UNSPOKEN, stream="true")) as response:
        [line] = [line for line in (await response.text()).splitlines() if line]
    event = json.loads(line.removeprefix("data: "))
    assert (event["type"], event["outcome"], event["transcript"]) == ("done", "no-speech", "")
