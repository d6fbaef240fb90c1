"""A real `morgan serve` in a process of its own, from its start to its end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.intent import Intent
from wyoming.tts import Synthesize

from wyoming_morgan.audio import SPEECH, decode
from wyoming_morgan.bench.client import connected, transcribe
from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = pytest.mark.slow

HOME = {
    "areas": ["Kitchen", "Office"],
    "entities": [
        {"name": "Kitchen Light", "domain": "light", "area": "Kitchen"},
        {"name": "Garage Door", "domain": "cover"},
    ],
}


ANY_VOICE = {"engines": {"pocketsphinx": {"min_confidence": 0.0}}}
"""The built-in voice is no human one: the built-in recognizer understands it, but is never sure."""


@asynccontextmanager
async def served(**core: object) -> AsyncIterator[ServerProcess]:
    async with running_server({"core": {"home": HOME, **core}, "stt": ANY_VOICE}) as server:
        yield server


async def answer(client: AsyncTcpClient, *types: str) -> Event:
    """The next event of one of the types."""
    while (event := await asyncio.wait_for(client.read_event(), 30)) is not None:
        if event.type in types:
            return event
    raise AssertionError(f"the connection was closed before {types}")


async def spoken(server: ServerProcess, text: str) -> bytes:
    """A WAV file of Morgan's own voice, slow enough for its own ear."""
    body = {"text": text, "speed": 0.8, "format": "wav"}
    async with aiohttp.ClientSession(server.http) as http, http.post("/generate", json=body) as response:
        assert response.status == 200
        return await response.read()


async def speech(server: ServerProcess, text: str) -> bytes:
    """The same as PCM, with the silence around it that a room has."""
    pcm = decode(await spoken(server, text), limit_seconds=30).pcm
    return bytes(SPEECH.size(0.3)) + pcm + bytes(SPEECH.size(0.7))


async def test_a_command_is_heard_understood_and_answered_aloud_on_one_port() -> None:
    async with served() as server:
        async with connected(server.wyoming_port) as client:
            await client.write_event(Describe().event())
            info = Info.from_event(await answer(client, "info"))
        assert [program.name for program in (*info.asr, *info.tts, *info.intent, *info.handle)] == [
            "morgan"
        ] * 4
        assert not info.asr[0].requires_external_vad

        async with connected(server.wyoming_port) as client:
            heard = await transcribe(client, await speech(server, "turn on the kitchen light"))
            await client.write_event(Transcript(text=heard.text, language="en").event())
            intent = Intent.from_event(await answer(client, "intent", "not-handled", "handled"))
        assert intent.name == "HassTurnOn"
        assert {entity.name: entity.value for entity in intent.entities}["name"] == "Kitchen Light"

        async with connected(server.wyoming_port) as client:
            await client.write_event(Transcript(text="what time is it", language="en").event())
            reply = Handled.from_event(await answer(client, "handled", "not-handled"))
            assert reply.text
            await client.write_event(Transcript(text="why is the sky blue", language="en").event())
            assert NotHandled.from_event(await answer(client, "handled", "not-handled")).text


async def test_a_recording_posted_over_http_comes_back_as_transcript_intents_and_speech() -> None:
    async with served() as server, aiohttp.ClientSession(server.http) as http:
        form = aiohttp.FormData()
        recording = await spoken(server, "turn off the lights in the office")
        form.add_field("file", recording, filename="command.wav")
        form.add_field("user_id", "test")
        form.add_field("generate_audio", "true")
        async with http.post("/api/audio", data=form) as response:
            answer = await response.json()
        assert response.status == 200, answer
        assert [intent["name"] for intent in answer["intents"]] == ["HassTurnOff"]
        assert answer["intents"][0]["slots"]["area"] == "Office"
        assert answer["transcript"] == "turn off the lights in the Office"
        assert answer["audio"]["format"] == "wav"
        assert "transcribe" in answer["timings"]

        async with http.get("/metrics") as response:
            assert "morgan_turns_total" in await response.text()


async def test_a_signal_lets_the_running_turn_finish() -> None:
    async with served() as server:
        pcm = await speech(server, "turn on the kitchen light")
        async with connected(server.wyoming_port) as client:
            await client.write_event(Transcribe(language="en").event())
            await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
            await client.write_event(AudioChunk(rate=16_000, width=2, channels=1, audio=pcm).event())

            server.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.5)

            await client.write_event(AudioStop().event())
            assert Transcript.from_event(await answer(client, "transcript", "error")).text
        assert await server.exit_code() == 0


async def test_what_is_said_is_logged_only_when_asked_for() -> None:
    for asked in (False, True):
        async with served(log_transcripts=asked) as server, aiohttp.ClientSession(server.http) as http:
            async with http.post("/api/text", json={"text": "what time is it"}) as response:
                assert response.status == 200
            assert ("what time is it" in server.log()) is asked


async def test_each_service_serves_its_own_alone() -> None:
    served_by = {"stt": "asr", "tts": "tts", "core": "handle"}
    for service, domain in served_by.items():
        async with running_server(services=[service]) as server, connected(server.wyoming_port) as client:
            await client.write_event(Describe().event())
            info = Info.from_event(await answer(client, "info"))
            filled = {kind for kind in ("asr", "tts", "handle", "intent", "wake") if getattr(info, kind)}
            assert filled == ({domain, "intent"} if service == "core" else {domain})


async def test_speech_over_wyoming_sounds_like_speech_over_http() -> None:
    async with running_server(services=["tts"]) as server:
        over_http = decode(await spoken(server, "Good morning."), limit_seconds=30)
        pieces: list[AudioChunk] = []
        async with connected(server.wyoming_port) as client:
            await client.write_event(Synthesize(text="Good morning.").event())
            while (event := await answer(client, "audio-chunk", "audio-stop")).type == "audio-chunk":
                pieces.append(AudioChunk.from_event(event))
        assert sum(piece.seconds for piece in pieces) == pytest.approx(over_http.seconds * 0.8, rel=0.15)


PIN = "2469"
GUARDED = {"guard": {"pin_secrets": {"*": "2468"}}}


async def test_no_pin_and_nothing_incognito_is_logged_even_if_everything_is(tmp_path: Path) -> None:
    settings: dict[str, object] = {
        "log_transcripts": True,
        "log_level": "debug",
        "data_dir": str(tmp_path),
        "agent": GUARDED,
    }
    async with served(**settings) as server, aiohttp.ClientSession(server.http) as http:
        for text, incognito in (("unlock it with 2 4 6 9", False), (PIN, False), ("xyzzy plugh", True)):
            body = {"text": text, "metadata": {"incognito": incognito}}
            async with http.post("/api/text", json=body) as response:
                assert response.status == 200
        for private, text in (("false", "two four six nine"), ("true", "turn on the kitchen light")):
            form = aiohttp.FormData()
            form.add_field("file", await spoken(server, text), filename="speech.wav")
            form.add_field("incognito", private)
            async with http.post("/api/audio", data=form) as response:
                assert response.status == 200
        log = server.log()
    turns = [line for line in log.splitlines() if "; heard " in line]
    assert len(turns) >= 3
    assert not [line for line in turns if "2" in line.partition("; heard ")[2]]
    assert "xyzzy" not in log
    assert not [line for line in turns if "kitchen light" in line]


async def test_when_everything_is_logged_what_is_said_is_not(tmp_path: Path) -> None:
    settings: dict[str, object] = {"log_level": "debug", "store": {}, "data_dir": str(tmp_path)}
    async with served(**settings) as server, aiohttp.ClientSession(server.http) as http:
        for text in ("xyzzy the plugh", "remember that xyzzy is my favorite plugh"):
            async with http.post("/api/text", json={"text": text, "user_id": "eve"}) as response:
                assert response.status == 200
        async with http.get("/api/users/eve/export") as response:
            assert "xyzzy" in await response.text()
        log = server.log()
    assert "DEBUG" in log
    assert "xyzzy" not in log
