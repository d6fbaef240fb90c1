"""Text to speech over HTTP."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import struct
import wave

import aiohttp
import pytest

from tests.fakes import Gate
from tests.http.conftest import Door, FakeServices, Serve
from tests.waiting import until
from wyoming_morgan.audio import SPEECH, AudioChunk, FileFormat, decode, wav
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.errors import EngineFailed, TooLarge


async def test_a_text_is_spoken_as_wav(door: Door, fakes: FakeServices) -> None:
    async with door.post("/generate", json={"text": "Good morning", "stream": False}) as response:
        assert response.status == 200
        assert response.content_type == "audio/wav"
        body = await response.read()
    with wave.open(io.BytesIO(body)) as audio:
        assert (audio.getframerate(), audio.getsampwidth(), audio.getnchannels()) == (22_050, 2, 1)
        assert audio.readframes(audio.getnframes()) == fakes.tts.chunk * 2
    assert fakes.tts.said == ["Good morning"]


async def test_audio_arrives_while_the_rest_is_still_made(door: Door, fakes: FakeServices) -> None:
    fakes.tts.gate = Gate()
    async with door.post("/generate", json={"text": "Good morning. Here is the news."}) as response:
        head = await response.content.readexactly(44)
        first = await response.content.readexactly(len(fakes.tts.chunk))
        assert not fakes.tts.gate.opened.is_set()
        fakes.tts.gate.opened.set()
        rest = await response.content.read()
    assert head[:4] + head[8:12] == b"RIFFWAVE"
    assert struct.unpack("<I", head[24:28]) == (22_050,)
    assert first == rest == fakes.tts.chunk


async def test_a_streamed_wav_can_be_read_as_a_file(door: Door, fakes: FakeServices) -> None:
    async with door.post("/generate", json={"text": "Good morning"}) as response:
        body = await response.read()
    with wave.open(io.BytesIO(body)) as audio:
        assert audio.readframes(audio.getnframes()) == fakes.tts.chunk * 2
    assert decode(body, target=fakes.tts.format, limit_seconds=1.0).pcm == fakes.tts.chunk * 2


@pytest.mark.parametrize("path", ["/generate", "/v1/audio/speech"])
@pytest.mark.parametrize("stream_format", ["audio", "sse"])
async def test_the_head_of_a_short_wav_has_its_length(
    door: Door, fakes: FakeServices, path: str, stream_format: str
) -> None:
    body: dict[str, str] = {"text": "Good morning", "format": "wav"}
    if path != "/generate":
        body = {"input": "Good morning", "response_format": "wav", "stream_format": stream_format}
    async with door.post(path, json=body) as response:
        file = await response.read()
    if file.startswith(b"data: "):
        file = base64.b64decode(json.loads(file.split(b"\n")[0].removeprefix(b"data: "))["audio"])
    assert file == wav(AudioChunk(fakes.tts.chunk * 2, fakes.tts.format))


@pytest.mark.parametrize("text", ["Good morning. Here is the news.", "one " * 30])
async def test_the_head_of_a_longer_wav_comes_before_its_length_is_known(door: Door, text: str) -> None:
    async with door.post("/generate", json={"text": text}) as response:
        file = await response.read()
    assert file[40:44] == b"\xff" * 4


async def test_a_short_text_that_becomes_much_sound_is_sent_while_it_is_made(
    door: Door, fakes: FakeServices
) -> None:
    fakes.tts.chunk = bytes(1_200_000)
    fakes.tts.gate = Gate()
    async with door.post("/generate", json={"text": "Hmmm"}) as response:
        assert (await response.content.readexactly(44))[40:] == b"\xff" * 4
        fakes.tts.gate.opened.set()
        assert len(await response.content.read()) == 2_400_000


async def test_a_query_does_what_a_body_does(door: Door, fakes: FakeServices) -> None:
    query = {
        "text": "Guten Tag",
        "voice": "karl",
        "language": "de",
        "speaker": "glad",
        "speed": "1.5",
        "pitch": "0.8",
        "format": "pcm",
    }
    async with door.get("/generate", params=query) as response:
        assert response.headers["Content-Type"] == "audio/pcm;rate=22050;channels=1"
        assert await response.read() == fakes.tts.chunk * 2
    chosen = fakes.tts.chosen[0]
    assert (chosen.voice.name, chosen.options) == ("karl", SpeakOptions(1.5, "glad", 0.8))


async def test_an_unknown_voice_is_404_and_names_what_exists(door: Door) -> None:
    async with door.post("/generate", json={"text": "Hello", "voice": "bob"}) as response:
        error = await door.error(response, 404)
    assert error["code"] == "unknown-voice"
    assert "amy" in error["message"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        pytest.param({"text": ""}, "text", id="empty text"),
        pytest.param({}, "text", id="no text"),
        pytest.param({"text": "Hi", "speed": 9}, "speed", id="speed too high"),
        pytest.param({"text": "Hi", "speed": "fast"}, "speed", id="speed as a word"),
        pytest.param({"text": "Hi", "pitch": 3}, "pitch", id="pitch too high"),
        pytest.param({"text": "Hi", "format": "gramophone"}, "format", id="unknown format"),
        pytest.param({"text": "Hi", "voice": {"id": "amy"}}, "voice", id="voice as an object"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(door: Door, body: dict[str, object], param: str) -> None:
    async with door.post("/generate", json=body) as response:
        assert (await door.error(response, 422))["param"] == param


async def test_text_with_nothing_to_speak_is_a_short_silence(door: Door) -> None:
    async with door.post("/generate", json={"text": " "}) as response:
        assert response.status == 200
        audio = decode(await response.read(), target=SPEECH, limit_seconds=10)
    assert audio.seconds == pytest.approx(0.2, abs=0.01)
    assert not audio.pcm.strip(b"\0")


async def test_a_failure_before_the_first_audio_has_a_status(door: Door, fakes: FakeServices) -> None:
    fakes.tts.error = EngineFailed("the synthesizer broke")
    async with door.post("/generate", json={"text": "Hello"}) as response:
        assert (await door.error(response, 500))["code"] == "engine-failed"
    assert fakes.turn_log.recent[0].outcome == "engine-failed"


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(EngineFailed("the synthesizer broke"), id="engine"),
        pytest.param(ValueError("a fault of ours"), id="bug"),
    ],
)
async def test_a_failure_later_breaks_the_connection_so_that_nobody_takes_the_audio_for_whole(
    door: Door, fakes: FakeServices, error: Exception
) -> None:
    fakes.tts.error, fakes.tts.error_after = error, 1
    async with door.post("/generate", json={"text": "Hello. How are you today?"}) as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientError):
            await response.read()


async def test_a_process_without_a_mouth_does_not_speak(serve: Serve) -> None:
    door = await serve(without=("tts",))
    async with door.post("/generate", json={"text": "Hello"}) as response:
        await door.error(response, 404)


@pytest.mark.parametrize("file_format", [name for name in FileFormat if name is not FileFormat.PCM])
@pytest.mark.parametrize("stream", [True, False])
async def test_speech_comes_as_the_file_that_was_asked_for(
    door: Door, fakes: FakeServices, file_format: FileFormat, stream: bool
) -> None:
    asked = {"text": "Good morning", "format": file_format, "stream": stream}
    async with door.post("/generate", json=asked) as response:
        assert response.status == 200
        file = await response.read()
    assert decode(file, target=fakes.tts.format, limit_seconds=1.0).seconds == pytest.approx(0.2, abs=0.15)


@pytest.mark.parametrize("file_format", [FileFormat.WAV, FileFormat.PCM])
async def test_a_whole_file_beyond_the_bound_is_refused_and_the_memory_is_free_again(
    serve: Serve, fakes: FakeServices, file_format: FileFormat
) -> None:
    door = await serve(max_held_bytes=2 * len(fakes.tts.chunk) + 44)
    asked = {"text": "Good morning", "format": file_format, "stream": False}
    fakes.tts.chunk *= 2
    async with door.post("/generate", json=asked) as response:
        error = await door.error(response, 413)
        assert error["code"] == "too-large"
        assert "core.http.max_held_bytes" in error["message"]
    fakes.tts.chunk = fakes.tts.chunk[: len(fakes.tts.chunk) // 2]
    for _ in range(3):
        async with door.post("/generate", json=asked) as response:
            assert response.status == 200


async def test_whole_files_of_several_clients_share_the_bound(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(max_held_bytes=3 * len(fakes.tts.chunk))
    fakes.tts.gate = Gate()
    asked = {"text": "Good morning", "stream": False}

    async def status() -> int:
        async with door.post("/generate", json=asked) as response:
            await response.read()
            return int(response.status)

    working = [asyncio.create_task(status()) for _ in range(3)]
    await until(lambda: len(fakes.tts.said) == 3)
    fakes.tts.gate.opened.set()
    statuses = [await work for work in working]
    assert set(statuses) <= {200, 503}
    assert 503 in statuses
    assert await status() == 200


@pytest.mark.parametrize("file_format", list(FileFormat))
async def test_speech_that_is_too_long_is_broken_off_when_streamed_and_refused_when_whole(
    door: Door, fakes: FakeServices, file_format: FileFormat
) -> None:
    fakes.tts.error = TooLarge("the speech is longer than 1800 seconds", hint="send less")
    fakes.tts.error_after = 1
    asked = {"text": "Good morning", "format": file_format}
    async with door.post("/generate", json={**asked, "stream": False}) as response:
        assert (await door.error(response, 413))["code"] == "too-large"
    async with door.post("/generate", json=asked) as response:
        if response.status == 200:
            with pytest.raises(aiohttp.ClientError):
                await response.read()
        else:  # MP3, AAC and the like had not one byte yet
            assert response.status == 413
