"""The doors of a process of which something is not there yet."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info

from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeWyomingServer
from tests.waiting import until
from wyoming_morgan.app import engines
from wyoming_morgan.audio import SPEECH, decode, wav
from wyoming_morgan.bench.client import transcribe
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.cli.banner_content import banner_content
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.readiness import State
from wyoming_morgan.serving import Server
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.tls.self_made import self_made_files
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.whole import speak_whole

pytestmark = pytest.mark.slow


async def described(server: Server) -> Info:
    async with AsyncTcpClient(*server.wyoming[0], read_timeout=10) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        return Info.from_event(event)


def core(folder: Path, **more: Any) -> dict[str, Any]:
    """The settings of a process that listens on this machine alone, on ports that are free."""
    return {
        "cache_dir": folder,
        "data_dir": folder,
        "wyoming": {"advertise": False},
        "http": {"advertise": False, "port": 0},
        "wyoming_host": "127.0.0.1",
        "shared_wyoming_port": 0,
        **more,
    }


def configuration(folder: Path, far: FakeWyomingServer, **tts: Any) -> Config:
    registry = Registry.discover()

    def remote(kind: EngineKind) -> dict[str, Any]:
        options = registry.get(kind, "wyoming").options.model_validate({"uri": far.uri})
        return {"engine": "wyoming", "engines": {"wyoming": options}}

    return Config.model_validate(
        {"core": core(folder), "stt": remote(EngineKind.STT), "tts": {**remote(EngineKind.TTS), **tts}}
    )


async def test_a_voice_that_is_away_keeps_the_door_from_nothing_and_its_voices_are_told_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(engines, "_FIRST_RETRY_SECONDS", 0.1)
    far = FakeWyomingServer(
        FakeRecognizer(), FakeSynthesizer(voices=(Voice("amy", ("en",), "Amy"), Voice("bob", ("en",), "Bob")))
    )
    far.port = free_port()
    config = configuration(tmp_path, far, voice="amy")
    server = Server(config, frozenset({Service.STT, Service.TTS}), Registry.discover())
    await server.start()
    try:
        info = await described(server)
        assert [voice.name for program in info.tts for voice in program.voices] == ["default"]
        assert info.asr
        assert server.morgan.readiness.services["tts"].state is State.FAILED
        async with far.serving():
            await until(lambda: server.morgan.readiness.ready)
            info = await described(server)
            voices = [voice.name for program in info.tts for voice in program.voices]
            assert {"amy", "bob"} <= set(voices)
            assert voices[0] == "amy"
    finally:
        await server.stop()


async def test_what_is_said_before_the_names_are_learned_is_heard_when_they_are(tmp_path: Path) -> None:
    registry = Registry.discover()
    options = registry.get(EngineKind.STT, "pocketsphinx").options.model_validate({"min_confidence": 0.0})
    home = {"areas": ["Attic"], "entities": [{"name": "Bed Light", "domain": "light", "area": "Attic"}]}
    config = Config.model_validate(
        {
            "core": core(tmp_path, home=home),
            "stt": {
                "engine": "pocketsphinx",
                "engines": {"pocketsphinx": options},
                "limits": {"deadline": 300},
            },
            "tts": {"engine": "espeak-ng"},
        }
    )
    server = Server(config, frozenset({Service.STT, Service.TTS}), registry)
    await server.start()
    try:
        assert server.morgan.readiness.services["stt"].state is State.LEARNING
        assert (await described(server)).asr
        mouth = server.morgan.tts
        assert mouth is not None
        voice = mouth.choose(VoiceRequest(language="en-US", speed=0.8))
        speech = await speak_whole(mouth, "turn on the bed light", voice, TurnTimings())
        spoken = bytes(SPEECH.size(0.3)) + decode(wav(speech), limit_seconds=30).pcm + bytes(SPEECH.size(0.7))
        async with AsyncTcpClient(*server.wyoming[0], read_timeout=300) as client:
            assert (await transcribe(client, spoken)).text == "turn on the Bed Light"
        await server.morgan.prepared()
        assert server.morgan.readiness.ready
    finally:
        await server.stop()


async def test_with_tls_the_banner_shows_https_and_the_fingerprint_to_compare(tmp_path: Path) -> None:
    http = {"advertise": False, "port": 0, "tls": {"self_made": True}}
    config = Config.model_validate({"core": core(tmp_path, http=http), "vad": {"http_port": 0}})
    server = Server(config, frozenset({Service.VAD}), Registry.discover())
    await server.start()
    try:
        content = banner_content(server, config)
        assert content.http == f"https://127.0.0.1:{server.http[0][1]}"
        trusting = ssl.create_default_context(cafile=str(self_made_files(tmp_path).certificate))
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{content.http}/health", ssl=trusting) as response,
        ):
            assert response.status == 200
        shown = content.notes[-1].replace(":", "")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{content.http}/health", ssl=aiohttp.Fingerprint(bytes.fromhex(shown))) as response,
        ):
            assert response.status == 200
    finally:
        await server.stop()
