"""Servers of others that are broken or mean harm: engines that ask them end in their own error, in bounds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import asdict, replace
from typing import Any, TypeVar

import pytest
from wyoming.event import Event

from tests.engines import openai_servers, wyoming_servers
from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, answer
from tests.fakes import tone
from tests.fakes.hostile_server import HOSTILE, Hostile, Sender, head, repeat, serving, write
from tests.fuzzing.measuring import MEBIBYTE, measured
from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.llm.ollama.engine import Ollama
from wyoming_morgan.engines.llm.openai.engine import OpenAiChat
from wyoming_morgan.errors import MorganError
from wyoming_morgan.wyoming.framing import encode

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]

WANTED_BYTES = 1_000_000
"""Of a sound without end this much is taken."""
SECONDS = 100.0
TIMEOUTS = {"connect_timeout": 5.0, "answer_timeout": 20.0}

Ask = Callable[[str], Awaitable[Any]]


# What asks

EngineT = TypeVar("EngineT")
_made: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    _made.clear()


def once(make: Callable[[], EngineT], url: str) -> EngineT:
    """Return the engine of a server: to make its client takes long."""
    if url not in _made:
        _made[url] = make()
    engine: EngineT = _made[url]
    return engine


async def hear(url: str) -> Any:
    engine = once(lambda: openai_servers.stt(f"{url}/v1", **TIMEOUTS), url)
    return asdict(await engine.transcribe(tone(0.5), TranscribeOptions(words=True)))


async def speak(url: str) -> Any:
    engine = openai_servers.tts(f"{url}/v1", **TIMEOUTS)
    return await taken(engine.synthesize("Hello.", engine.capabilities.voices[0], SpeakOptions()))


async def voices(url: str) -> Any:
    engine = once(lambda: openai_servers.tts(f"{url}/v1", **TIMEOUTS), url)
    engine._loaded = False  # to close it would cost its client
    await engine.load()
    return [asdict(voice) for voice in engine.capabilities.voices]


def openai(url: str) -> OpenAiChat:
    options = {"base_url": f"{url}/v1", "model": "m", "embedding_model": "e", **TIMEOUTS}
    return closed_after_test(OpenAiChat(OpenAiChatOptions.model_validate(options), CONTEXT))


def ollama(url: str) -> Ollama:
    options = {"url": url, "model": "m", "embedding_model": "e", **TIMEOUTS}
    return closed_after_test(Ollama(OllamaOptions.model_validate(options), CONTEXT))


async def openai_models(url: str) -> Any:
    return [asdict(model) for model in await once(lambda: openai(url), url).refresh()]


async def openai_chat(url: str) -> Any:
    return [asdict(event) for event in await answer(once(lambda: openai(url), url))]


async def openai_embed(url: str) -> Any:
    return asdict(await once(lambda: openai(url), url).embed(["a", "b"]))


async def ollama_models(url: str) -> Any:
    return [asdict(model) for model in await once(lambda: ollama(url), url).refresh()]


async def ollama_chat(url: str) -> Any:
    return [asdict(event) for event in await answer(once(lambda: ollama(url), url))]


async def ollama_embed(url: str) -> Any:
    return asdict(await once(lambda: ollama(url), url).embed(["a", "b"]))


async def wyoming_hear(url: str) -> Any:
    engine = wyoming_servers.stt(url.replace("http", "tcp"), **TIMEOUTS)
    return asdict(await engine.transcribe(tone(0.1), TranscribeOptions()))


async def wyoming_models(url: str) -> Any:
    engine = wyoming_servers.stt(url.replace("http", "tcp"), **TIMEOUTS)
    await engine.load()
    return asdict(engine.capabilities)


async def wyoming_speak(url: str) -> Any:
    engine = wyoming_servers.tts(url.replace("http", "tcp"), **TIMEOUTS)
    return await taken(engine.synthesize("Hello.", engine.capabilities.voices[0], SpeakOptions()))


async def wyoming_voices(url: str) -> Any:
    engine = wyoming_servers.tts(url.replace("http", "tcp"), **TIMEOUTS)
    await engine.load()
    return [asdict(voice) for voice in engine.capabilities.voices]


async def taken(sound: AsyncIterator[bytes]) -> int:
    size = 0
    async for pcm in sound:
        size += len(pcm)
        if size > WANTED_BYTES:
            break
    return size


OVER_HTTP: dict[Ask, str] = {
    hear: "application/json",
    speak: "audio/pcm",
    voices: "application/json",
    openai_models: "application/json",
    openai_chat: "text/event-stream",
    openai_embed: "application/json",
    ollama_models: "application/json",
    ollama_chat: "application/x-ndjson",
    ollama_embed: "application/json",
}
OVER_WYOMING: tuple[Ask, ...] = (wyoming_hear, wyoming_models, wyoming_speak, wyoming_voices)


# What answers
async def ends(ask: Ask, url: str) -> Any:
    """Ask, within bounds; return what it gives, or the error that it tells."""
    async with measured() as cost, asyncio.timeout(SECONDS):
        try:
            result = await ask(url)
        except MorganError as error:
            result = error
    assert not isinstance(result, MorganError) or len(str(result)) < 1000
    assert cost.rss_peak - cost.rss_before < 100 * MEBIBYTE, str(cost)
    return result


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: str(hostile.__name__))
@pytest.mark.parametrize("ask", OVER_HTTP, ids=lambda ask: str(ask.__name__))
async def test_whatever_an_http_server_sends_costs_little_and_ends(ask: Ask, hostile: Hostile) -> None:
    async with serving(lambda writer: hostile(writer, OVER_HTTP[ask])) as url:
        result = await ends(ask, url)
    # Sound may be of any bytes, and what is no list of names is an empty one.
    assert ask in {speak, voices, openai_models, ollama_models} or isinstance(result, MorganError)


FORMAT = {"rate": 16_000, "width": 2, "channels": 1}


async def endless_events(writer: asyncio.StreamWriter) -> None:
    await repeat(writer, b'{"type": "other"}\n' * 1000)


async def endless_silence(writer: asyncio.StreamWriter) -> None:
    await repeat(writer, encode(Event("audio-chunk", FORMAT, b"")) * 1000)


async def endless_header(writer: asyncio.StreamWriter) -> None:
    await repeat(writer, b'{"type": "' + b"a" * 65536)


async def deep_header(writer: asyncio.StreamWriter) -> None:
    await write(writer, b'{"type": "info", "data": {"asr": ' + b"[" * 900_000 + b"\n")


async def gigabytes_of_payload(writer: asyncio.StreamWriter) -> None:
    await write(writer, b'{"type": "audio-chunk", "data": {}, "payload_length": 8000000000}\n')
    await repeat(writer, bytes(65536))


async def gigabytes_of_data(writer: asyncio.StreamWriter) -> None:
    await write(writer, b'{"type": "info", "data_length": 8000000000}\n')
    await repeat(writer, b"a" * 65536)


async def long_error(writer: asyncio.StreamWriter) -> None:
    await write(writer, encode(Event("error", {"text": "x" * 900_000, "code": "y" * 90_000})))


@pytest.mark.parametrize(
    "send",
    [
        endless_events,
        endless_silence,
        endless_header,
        deep_header,
        gigabytes_of_payload,
        gigabytes_of_data,
        long_error,
    ],
    ids=lambda send: str(send.__name__),
)
@pytest.mark.parametrize("ask", OVER_WYOMING, ids=lambda ask: str(ask.__name__))
async def test_whatever_a_wyoming_server_sends_costs_little_and_ends(
    ask: Ask, send: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TIMEOUTS, "answer_timeout", 1.0)
    limits = wyoming_servers.CONTEXT.limits
    monkeypatch.setattr(
        wyoming_servers, "CONTEXT", _with_deadline(wyoming_servers.CONTEXT, min(limits.deadline, 2.0))
    )
    async with serving(send, http=False) as url:
        result = await ends(ask, url)
    assert isinstance(result, MorganError)


def _with_deadline(context: Any, seconds: float) -> Any:
    return replace(context, limits=replace(context.limits, deadline=seconds))


async def test_a_second_of_bytes_at_a_low_rate_leaves_everybody_else_their_turn() -> None:
    """A byte at 1,000 Hz is a millisecond of sound, which becomes 44 bytes."""
    chunk = Event("audio-chunk", {"rate": 1_000, "width": 1, "channels": 1}, bytes(4 * MEBIBYTE))
    async with serving(lambda writer: write(writer, encode(chunk)), http=False) as url:
        engine = wyoming_servers.tts(url.replace("http", "tcp"))
        async with measured() as cost:
            assert await taken(engine.synthesize("a", engine.capabilities.voices[0], SpeakOptions()))
    assert cost.rss_peak - cost.rss_before < 40 * MEBIBYTE, str(cost)


# Answers of which one part is wrong


NASTY = (
    *("null", "true", "-1", "1.5", "1e308", "1e999", "NaN", "9" * 400, "9" * 5000),
    *('""', '"\\u0000"', '"\\ud800"', '"' + "x" * 2000 + '"', "[null]", "[[]]", '{"a":1}'),
)
SEGMENT = {"text": " hi", "start": 0.0, "end": 0.4, "tokens": [1], "avg_logprob": -0.1, "temperature": 0.0}
TRANSCRIPT = {
    "text": "hi",
    "language": "en",
    "segments": [SEGMENT],
    "words": [{"word": "hi", "start": 0.1, "end": 0.3}],
}
CHUNKS = (
    {"choices": [{"delta": {"content": "hi", "reasoning_content": "hm"}}], "model": "m"},
    {
        "choices": [
            {"delta": {"tool_calls": [{"index": 0, "id": "1", "function": {"name": "f", "arguments": "{}"}}]}}
        ]
    },
    {
        "choices": [{"finish_reason": "stop", "delta": {}}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 3},
    },
)
PARTS = (
    {"message": {"role": "assistant", "content": "hi", "thinking": "hm"}, "done": False},
    {"message": {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1}}}]}},
    {
        "message": {"role": "assistant"},
        "done": True,
        "done_reason": "stop",
        "model": "m",
        "prompt_eval_count": 5,
        "eval_count": 3,
    },
)
ANSWERS: dict[Ask, tuple[Any, ...]] = {
    hear: (TRANSCRIPT,),
    voices: ({"voices": [{"id": "amy", "name": "Amy", "languages": ["en"], "sample_rate": 8000}]},),
    openai_models: (
        {"data": [{"id": "m", "owned_by": "o", "max_model_len": 4096, "meta": {"n_ctx": 5, "size": 6}}]},
    ),
    openai_chat: CHUNKS,
    openai_embed: (
        {
            "data": [{"index": 0, "embedding": [0.1, 0.2]}, {"index": 1, "embedding": [0.3, 0.4]}],
            "usage": {"prompt_tokens": 3},
        },
    ),
    ollama_models: (
        {
            "models": [{"model": "m", "size": 5, "digest": "d"}],
            "model_info": {"llama.context_length": 5},
            "capabilities": ["completion"],
        },
    ),
    ollama_chat: PARTS,
    ollama_embed: ({"embeddings": [[0.1, 0.2], [0.3, 0.4]], "prompt_eval_count": 3},),
    wyoming_hear: ({"type": "transcript", "data": {"text": "hi", "language": "en"}},),
    wyoming_models: (
        {
            "type": "info",
            "data": {
                "asr": [
                    {
                        "name": "p",
                        "attribution": {"name": "a", "url": "u"},
                        "installed": True,
                        "description": "d",
                        "version": "1",
                        "models": [
                            {
                                "name": "m",
                                "attribution": {"name": "a", "url": "u"},
                                "installed": True,
                                "description": "d",
                                "version": "1",
                                "languages": ["en"],
                            }
                        ],
                    }
                ]
            },
        },
    ),
    wyoming_speak: (
        {"type": "audio-chunk", "data": FORMAT, "payload_length": 4},
        {"type": "audio-stop"},
    ),
    wyoming_voices: (
        {
            "type": "info",
            "data": {
                "tts": [
                    {
                        "name": "p",
                        "attribution": {"name": "a", "url": "u"},
                        "installed": True,
                        "description": "d",
                        "version": "1",
                        "voices": [
                            {
                                "name": "amy",
                                "attribution": {"name": "a", "url": "u"},
                                "installed": True,
                                "description": "d",
                                "version": "1",
                                "languages": ["en"],
                                "speakers": [{"name": "s"}],
                            }
                        ],
                    }
                ]
            },
        },
    ),
}
"""The JSON of a good answer to each."""

MARK = "the part that is wrong"


def marked(value: Any) -> Iterator[Any]:
    """Yield a value once for each of its parts, with a mark in place of the part."""
    yield MARK
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: other} for other in marked(inner))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in marked(inner))


def as_sent(ask: Ask, texts: list[str]) -> bytes:
    """Return the bytes of an answer by its objects."""
    if ask in OVER_WYOMING:
        return b"".join(
            text.encode() + b"\n" + (b"abcd" if "payload_length" in text else b"") for text in texts
        )
    body = "".join(f"data: {text}\n\n" for text in texts) if ask is openai_chat else "\n".join(texts)
    return head(OVER_HTTP[ask]) + body.encode()


@pytest.mark.parametrize("ask", ANSWERS, ids=lambda ask: str(ask.__name__))
async def test_a_wrong_part_of_an_answer_is_an_error_of_its_server_or_left_out(ask: Ask) -> None:
    sent = b""

    async def send(writer: asyncio.StreamWriter) -> None:
        await write(writer, sent)

    async with serving(send, http=ask in OVER_HTTP) as url:
        for wrong in marked(list(ANSWERS[ask])):
            if wrong == MARK:
                continue
            for nasty in NASTY:
                texts = [json.dumps(part).replace(json.dumps(MARK), nasty) for part in wrong]
                sent = as_sent(ask, texts)
                try:
                    async with asyncio.timeout(SECONDS):
                        result = await ask(url)
                except MorganError as error:
                    result = str(error)
                except Exception as error:
                    error.add_note(f"{texts}"[:2000])
                    raise
                text = json.dumps(result, allow_nan=False, ensure_ascii=False)
                assert text.encode(), texts
                assert len(text) < 5000, texts
