"""The client of a Wyoming server, through the engines: errors, waits and cancellation."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from pydantic import ValidationError

from tests.engines.wyoming_servers import answering, stt, tts
from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeWyomingServer, tone
from tests.waiting import until
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.stt.wyoming import WyomingSttOptions
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
    ("error", "expected"),
    [(Busy("full"), Busy), (EngineFailed("broken"), EngineFailed)],
    ids=["busy", "engine-failed"],
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
    ids=[
        "empty",
        "not JSON",
        "not an object",
        "no data",
        "data is a list",
        "no type",
        "an error without text",
        "shorter than announced",
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


async def test_a_server_that_never_answers_is_given_up() -> None:
    async def say_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with answering(say_nothing) as uri:
        with pytest.raises(DeadlineExceeded, match=r"did not answer within 0\.05 s"):
            await stt(uri, answer_timeout=0.05).transcribe(tone(0.1), TranscribeOptions())


async def test_a_call_that_is_cancelled_closes_its_connection() -> None:
    async with FakeWyomingServer(FakeRecognizer(seconds=3600)).serving() as server:
        call = asyncio.create_task(stt(server.uri).transcribe(tone(0.1), TranscribeOptions()))
        await until(lambda: bool(server.recognizer.calls))
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


@pytest.mark.parametrize(
    "uri", ["stt:10300", "http://stt:10300", "tcp://stt", "tcp://stt:0", "tcp://stt:99999"]
)
def test_an_address_that_is_none_is_refused(uri: str) -> None:
    with pytest.raises(ValidationError):
        WyomingSttOptions(uri=uri)
