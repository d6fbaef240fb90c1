"""The whole server with engines that load models: a small Whisper hears, over both doors."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import openai
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.info import Describe, Info

from wyoming_morgan.audio import SPEECH, decode
from wyoming_morgan.bench.client import connected
from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = pytest.mark.slow

NANO = Path(__file__).parent.parent / "assets" / "whisper-nano"
ENGLISH, GERMAN = "Turn on the kitchen light.", "Wie spät ist es?"


@pytest.fixture
async def server() -> AsyncIterator[ServerProcess]:
    stt = {
        "engine": "faster-whisper",
        "engines": {"faster-whisper": {"model": str(NANO), "prompt_from_home": False}},
    }
    async with running_server({"core": {"languages": ["en", "de"]}, "stt": stt}) as server:
        yield server


@pytest.fixture
async def speech(server: ServerProcess) -> dict[str, bytes]:
    """Both sentences as WAV files of the built-in voice."""
    spoken = {}
    async with aiohttp.ClientSession(server.http) as http:
        for text, language in ((ENGLISH, "en-GB"), (GERMAN, "de")):
            body = {"text": text, "voice": language, "format": "wav", "speed": 0.9}
            async with http.post("/generate", json=body) as response:
                assert response.status == 200
                spoken[text] = await response.read()
    return spoken


# OpenAI's client calls its own translations deprecated.
@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")
async def test_whisper_hears_through_the_whole_server(
    server: ServerProcess, speech: dict[str, bytes]
) -> None:
    client = openai.AsyncOpenAI(base_url=f"{server.http}/v1", api_key="none", max_retries=0)
    async with client:
        for text, language in ((ENGLISH, "en"), (GERMAN, "de")):
            wav = ("speech.wav", io.BytesIO(speech[text]))
            heard = await client.audio.transcriptions.create(
                file=wav,
                model="whisper-1",
                response_format="verbose_json",
                timestamp_granularities=["word", "segment"],
            )
            assert (heard.text, heard.language) == (text, language)
            assert heard.segments
            assert heard.words
            seconds = SPEECH.seconds(len(decode(speech[text], limit_seconds=30).pcm))
            assert 0 <= heard.segments[0].start < heard.segments[-1].end <= seconds + 0.1
            assert [word.start for word in heard.words] == sorted(word.start for word in heard.words)
        translated = await client.audio.translations.create(
            file=("speech.wav", io.BytesIO(speech[GERMAN])), model="whisper-1"
        )
        assert translated.text == "What time is it?"

    # Over Wyoming the language is found out, too, and told.
    async with connected(server.wyoming_port) as wyoming:
        await wyoming.write_event(Describe().event())
        info = await wyoming.read_event()
        assert info is not None
        model = Info.from_event(info).asr[0].models[0]
        assert model.name == "whisper-nano"
        assert {"en", "de"} <= set(model.languages)
        pcm = decode(speech[GERMAN], limit_seconds=30).pcm
        await wyoming.write_event(Transcribe().event())
        await wyoming.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
        await wyoming.write_event(AudioChunk(rate=16_000, width=2, channels=1, audio=pcm).event())
        await wyoming.write_event(AudioStop().event())
        while (event := await asyncio.wait_for(wyoming.read_event(), 30)) is not None:
            if Transcript.is_type(event.type):
                break
        assert event is not None
        transcript = Transcript.from_event(event)
        assert (transcript.text, transcript.language) == (GERMAN, "de")

    async with aiohttp.ClientSession(server.http) as http, http.get("/api/ps") as response:
        models = {model["engine"]: model for model in (await response.json())["models"]}
    assert models["faster-whisper"]["loaded"]
    assert models["faster-whisper"]["memory_bytes"] > 0


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The same model with half of its weights."""
    for file in NANO.iterdir():
        data = file.read_bytes()
        (tmp_path / file.name).write_bytes(data[: len(data) // 2] if file.name == "model.bin" else data)
    return tmp_path


async def test_a_truncated_model_is_named_and_stood_in_for(broken: Path) -> None:
    stt = {"engine": "faster-whisper", "engines": {"faster-whisper": {"model": str(broken)}}}
    async with (
        running_server({"stt": stt}, stand_ins=True) as server,
        aiohttp.ClientSession(server.http) as http,
        http.get("/ready") as response,
    ):
        state = (await response.json())["services"]["stt"]
        assert response.status == 200
        log = server.log()
    assert state["state"] == "ready"
    assert state["detail"].startswith("pocketsphinx; stands in for faster-whisper: ")
    assert "model.bin" in state["detail"]
    assert state["hint"]
    assert state["stands_in_for"] == "faster-whisper"
    assert "pocketsphinx stands in for faster-whisper" in log
