"""Engines behind another Wyoming server: what they learn, what they pass on, and how they fail."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError
from wyoming.asr import Transcribe
from wyoming.tts import Synthesize

from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeWyomingServer, tone
from tests.waiting import until
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.engine import EngineContext, WorkLimits
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.stt.wyoming import WyomingStt, WyomingSttOptions
from wyoming_morgan.engines.tts.wyoming import WyomingTts, WyomingTtsOptions
from wyoming_morgan.errors import (
    Busy,
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    MorganError,
    OutOfMemory,
    UnknownVoice,
)

pytestmark = pytest.mark.slow

CONTEXT = EngineContext(cache_dir=Path(), models_dir=Path(), languages=("de", "en"))
NOBODY = "tcp://127.0.0.1:1"


def stt(uri: str, **more: object) -> WyomingStt:
    return WyomingStt(WyomingSttOptions.model_validate({"uri": uri, **more}), CONTEXT)


def tts(uri: str, **more: object) -> WyomingTts:
    return WyomingTts(WyomingTtsOptions.model_validate({"uri": uri, **more}), CONTEXT)


@asynccontextmanager
async def answering(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """Serve raw bytes; yields the address."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_a_recognizer_tells_what_the_server_offers() -> None:
    async with FakeWyomingServer(FakeRecognizer(languages=("en", "de"))).serving() as server:
        engine = stt(server.uri)
        assert engine.capabilities.languages == ("de", "en")
        await engine.load()
        assert engine.capabilities.languages == ("de", "en")
        assert engine.capabilities.model == "fake-model"
        with pytest.raises(EngineUnavailable, match="no model 'other'"):
            await stt(server.uri, model="other").load()


async def test_an_utterance_and_its_hints_are_passed_on() -> None:
    async with FakeWyomingServer(FakeRecognizer(languages=("en", "de"))).serving() as server:
        engine = stt(server.uri, model="fake-model")
        pcm = tone(3.1)
        options = TranscribeOptions("de", names=("Küche",), terms=("Licht",))
        assert (await engine.transcribe(pcm, options)).text == "turn on the kitchen light"
        assert server.recognizer.calls[0].pcm == pcm
        asked = Transcribe.from_event(server.requests[0])
        assert (asked.name, asked.language) == ("fake-model", "de")
        assert (asked.transcript_names, asked.transcript_terms) == (["Küche"], ["Licht"])


async def test_an_answer_before_the_end_of_the_audio_is_taken() -> None:
    async def answer_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b'{"type": "transcript", "data": {"text": "stop"}}\n')
        await writer.drain()

    async with answering(answer_at_once) as uri:
        assert (await stt(uri).transcribe(tone(60), TranscribeOptions())).text == "stop"


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


async def test_a_language_is_asked_for_as_the_server_writes_it() -> None:
    async with FakeWyomingServer(FakeRecognizer(languages=("pt_BR", "en"))).serving() as server:
        engine = stt(server.uri)
        await engine.load()
        assert engine.capabilities.languages == ("pt-BR", "en")
        await engine.transcribe(tone(0.1), TranscribeOptions("pt-BR"))
        asked = next(event for event in server.requests if Transcribe.is_type(event.type))
        assert Transcribe.from_event(asked).language == "pt_BR"


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


async def test_a_server_that_is_down_is_unavailable_and_may_come_back() -> None:
    server = FakeWyomingServer()
    async with server.serving():
        pass
    engine = stt(server.uri)
    with pytest.raises(EngineUnavailable, match=f"127.0.0.1:{server.port} cannot be reached"):
        await engine.load()
    with pytest.raises(EngineFailed, match="cannot be reached"):
        await engine.transcribe(tone(0.1), TranscribeOptions())
    async with server.serving():
        await engine.load()
        assert (await engine.transcribe(tone(0.1), TranscribeOptions())).text


@pytest.mark.parametrize(
    ("error", "expected"), [(Busy("full"), Busy), (EngineFailed("broken"), EngineFailed)]
)
async def test_the_server_s_error_is_told_as_what_it_is(
    error: MorganError, expected: type[MorganError]
) -> None:
    recognizer, synthesizer = FakeRecognizer(error=error), FakeSynthesizer(error=error)
    async with FakeWyomingServer(recognizer, synthesizer).serving() as server:
        with pytest.raises(expected, match=f"127.0.0.1:{server.port} says: {error.message}"):
            await stt(server.uri).transcribe(tone(0.1), TranscribeOptions())
        engine = tts(server.uri)
        with pytest.raises(expected, match=error.message):
            await anext(engine.synthesize("hi", engine.capabilities.voices[0], SpeakOptions()))


@pytest.mark.parametrize(
    ("code", "expected", "said"),
    [
        ("out-of-memory", OutOfMemory, "says: broken$"),
        ("VoiceNotFoundError", UnknownVoice, r"says: broken \(VoiceNotFoundError\)"),
        ("KeyError", EngineFailed, r"says: broken \(KeyError\)"),
        (None, EngineFailed, "says: broken$"),
    ],
)
async def test_a_code_of_another_server_s_is_told_with_what_it_says(
    code: str | None, expected: type[MorganError], said: str
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(json.dumps({"type": "error", "data": {"text": "broken", "code": code}}).encode() + b"\n")
        await writer.drain()

    async with answering(answer) as uri:
        with pytest.raises(expected) as caught:
            await stt(uri).transcribe(tone(0.1), TranscribeOptions())
        assert type(caught.value) is expected
        assert re.search(said, caught.value.message)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"not json\n",
        b"[]\n",
        b'{"type": "transcript"}\n',
        b'{"type": "transcript", "data": []}\n',
        b'{"data": {}}\n',
        b'{"type": "error", "data": {}}\n',
        b'{"type": "transcript", "data_length": 100}\n{',
    ],
)
async def test_nonsense_is_an_error_that_names_the_server(answer: bytes) -> None:
    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        await writer.drain()

    async with answering(send) as uri:
        with pytest.raises(EngineFailed, match=r"the Wyoming server at 127\.0\.0\.1:"):
            await stt(uri).transcribe(tone(0.1), TranscribeOptions())
        with pytest.raises(EngineUnavailable, match=r"the Wyoming server at 127\.0\.0\.1:"):
            await stt(uri).load()


async def test_speech_in_a_format_that_is_none_is_the_server_s_fault() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b'{"type": "audio-chunk", "data": {"rate": 7, "width": 2, "channels": 1}}\n')
        await writer.drain()

    async with answering(answer) as uri:
        engine = tts(uri)
        with pytest.raises(EngineFailed, match=r"Wyoming server at .* invalid response: a sample rate of 7"):
            await anext(engine.synthesize("hi", engine.capabilities.voices[0], SpeakOptions()))


async def test_a_server_that_never_answers_is_given_up() -> None:
    async def say_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with answering(say_nothing) as uri:
        with pytest.raises(DeadlineExceeded, match=r"did not answer within 0\.05 s"):
            await stt(uri, answer_timeout=0.05).transcribe(tone(0.1), TranscribeOptions())


async def test_a_server_that_never_comes_to_an_end_is_given_up() -> None:
    left = asyncio.Event()

    async def go_on_for_ever(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while True:
                writer.write(b'{"type": "transcript-chunk", "data": {"text": "and "}}\n')
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        left.set()

    async with answering(go_on_for_ever) as uri:
        context = replace(CONTEXT, limits=WorkLimits(deadline=0.1))
        with pytest.raises(DeadlineExceeded, match=r"127\.0\.0\.1:\d+ did not answer within 0\.1 s"):
            await WyomingStt(WyomingSttOptions(uri=uri), context).transcribe(tone(0.1), TranscribeOptions())
        await left.wait()


async def test_a_call_that_is_cancelled_closes_its_connection() -> None:
    async with FakeWyomingServer(FakeRecognizer(seconds=3600)).serving() as server:
        call = asyncio.create_task(stt(server.uri).transcribe(tone(0.1), TranscribeOptions()))
        await until(lambda: bool(server.recognizer.calls))
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


async def test_speech_that_nobody_wants_any_more_closes_its_connection() -> None:
    async with FakeWyomingServer(synthesizer=FakeSynthesizer(pieces=50, seconds=0.01)).serving() as server:
        engine = tts(server.uri)
        speech = engine.synthesize("x" * 1000, engine.capabilities.voices[0], SpeakOptions())
        assert await anext(speech)
        await speech.aclose()
        await until(lambda: server.open_connections == 0)
        assert server.synthesizer.finished == 0


@pytest.mark.parametrize(
    "uri", ["stt:10300", "http://stt:10300", "tcp://stt", "tcp://stt:0", "tcp://stt:99999"]
)
def test_an_address_that_is_none_is_refused(uri: str) -> None:
    with pytest.raises(ValidationError):
        WyomingSttOptions(uri=uri)
