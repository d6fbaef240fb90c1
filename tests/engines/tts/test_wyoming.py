"""Speech synthesis by another Wyoming server: voices, formats, and what it sends."""

from __future__ import annotations

import asyncio

import pytest
from wyoming.tts import Synthesize

from tests.engines.wyoming_servers import answering, tts
from tests.fakes import FakeSynthesizer, FakeWyomingServer
from tests.waiting import until
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.errors import (
    EngineFailed,
)

pytestmark = pytest.mark.slow


async def test_a_synthesizer_tells_the_server_s_voices_the_home_s_language_first() -> None:
    async with FakeWyomingServer().serving() as server:
        engine = tts(server.uri)
        await engine.load()
        voices = engine.capabilities.voices
        assert [voice.name for voice in voices] == ["default", "karl", "amy"]
        assert voices[1].languages == ("de-DE", "de")
        assert voices[1].speakers == ("calm", "glad")


async def test_the_server_s_own_choice_of_a_voice_is_to_be_had() -> None:
    async with FakeWyomingServer().serving() as server:
        engine = tts(server.uri)
        await engine.load()
        assert b"".join(
            [piece async for piece in engine.synthesize("hi", engine.capabilities.voices[0], SpeakOptions())]
        )
        asked = next(event for event in server.requests if Synthesize.is_type(event.type))
        assert "voice" not in asked.data


async def test_speech_comes_in_one_format_whatever_the_voice_has() -> None:
    async with FakeWyomingServer(synthesizer=FakeSynthesizer(rate=16_000)).serving() as server:
        engine = tts(server.uri, rate=24_000)
        await engine.load()
        assert engine.capabilities.format == AudioFormat(24_000, 2, 1)
        voice = engine.capabilities.voices[1]
        pcm = b"".join(
            [piece async for piece in engine.synthesize("x" * 100, voice, SpeakOptions(1.0, "glad"))]
        )
        assert len(pcm) == pytest.approx(engine.capabilities.format.size(1.0), abs=8)
        asked = next(event for event in server.requests if Synthesize.is_type(event.type))
        assert asked.data["voice"] == {"name": "karl", "speaker": "glad"}


async def test_speech_in_a_format_that_is_none_is_the_server_s_fault() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b'{"type": "audio-chunk", "data": {"rate": 7, "width": 2, "channels": 1}}\n')
        await writer.drain()

    async with answering(answer) as uri:
        engine = tts(uri)
        with pytest.raises(EngineFailed, match=r"Wyoming server at .* invalid response: a sample rate of 7"):
            await anext(engine.synthesize("hi", engine.capabilities.voices[0], SpeakOptions()))


async def test_speech_that_nobody_wants_any_more_closes_its_connection() -> None:
    async with FakeWyomingServer(synthesizer=FakeSynthesizer(pieces=50, seconds=0.01)).serving() as server:
        engine = tts(server.uri)
        speech = engine.synthesize("x" * 1000, engine.capabilities.voices[0], SpeakOptions())
        assert await anext(speech)
        await speech.aclose()
        await until(lambda: server.open_connections == 0)
        assert server.synthesizer.finished == 0
