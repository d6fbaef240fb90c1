"""Speech recognition by another Wyoming server: what it learns, and what it sends."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import pytest
from wyoming.asr import Transcribe

from tests.engines.wyoming_servers import CONTEXT, answering, stt
from tests.fakes import FakeRecognizer, FakeWyomingServer, tone
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.stt.wyoming import WyomingStt, WyomingSttOptions
from wyoming_morgan.errors import (
    DeadlineExceeded,
    EngineUnavailable,
)

pytestmark = pytest.mark.slow


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


async def test_a_language_is_asked_for_as_the_server_writes_it() -> None:
    async with FakeWyomingServer(FakeRecognizer(languages=("pt_BR", "en"))).serving() as server:
        engine = stt(server.uri)
        await engine.load()
        assert engine.capabilities.languages == ("pt-BR", "en")
        await engine.transcribe(tone(0.1), TranscribeOptions("pt-BR"))
        asked = next(event for event in server.requests if Transcribe.is_type(event.type))
        assert Transcribe.from_event(asked).language == "pt_BR"


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


async def test_a_forced_language_replaces_the_one_of_the_client() -> None:
    async with FakeWyomingServer(FakeRecognizer(languages=("en", "de"))).serving() as server:
        engine = stt(server.uri, force_language="de")
        assert (await engine.transcribe(tone(0.5), TranscribeOptions("en"))).language == "de"
        assert Transcribe.from_event(server.requests[0]).language == "de"
