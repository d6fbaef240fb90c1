"""Engines behind an OpenAI-compatible server: what they learn, what they pass on, and how they fail."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import BodyPartReader, web
from pydantic import ValidationError

from tests.fakes import FakeRecognizer, FakeSynthesizer, tone
from tests.fakes.openai_server import FakeOpenAiServer
from tests.waiting import until
from wyoming_morgan.audio import AudioChunk, AudioFormat, wav
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.stt.openai import OpenAiStt, OpenAiSttOptions
from wyoming_morgan.engines.tts.openai import OpenAiTts, OpenAiTtsOptions
from wyoming_morgan.errors import (
    Busy,
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    MorganError,
    TooLarge,
    UnknownVoice,
)

pytestmark = pytest.mark.slow

CONTEXT = EngineContext(cache_dir=Path(), models_dir=Path(), languages=("de", "en"))
NOBODY = "http://127.0.0.1:1/v1"
VOICE = AudioFormat(24_000, 2, 1)

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


MADE: list[OpenAiStt | OpenAiTts] = []


@pytest.fixture(autouse=True)
async def every_engine_is_closed() -> AsyncIterator[None]:
    yield
    while MADE:
        await MADE.pop().close()


def stt(base_url: str, **more: object) -> OpenAiStt:
    engine = OpenAiStt(OpenAiSttOptions.model_validate({"base_url": base_url, **more}), CONTEXT)
    MADE.append(engine)
    return engine


def tts(base_url: str, **more: object) -> OpenAiTts:
    engine = OpenAiTts(OpenAiTtsOptions.model_validate({"base_url": base_url, **more}), CONTEXT)
    MADE.append(engine)
    return engine


async def speech(engine: OpenAiTts, text: str = "Hello.", options: SpeakOptions | None = None) -> bytes:
    voice = engine.capabilities.voices[0]
    return b"".join([piece async for piece in engine.synthesize(text, voice, options or SpeakOptions())])


class Requests:
    """What somebody else's server was asked, and the tasks that answer."""

    def __init__(self) -> None:
        self.forms: list[list[tuple[str, str]]] = []
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.left = asyncio.Event()


@asynccontextmanager
async def answering(answer: Answer, requests: Requests | None = None) -> AsyncIterator[str]:
    """Serve every path with one answer; yields the base URL."""
    noted = requests or Requests()

    async def handle(request: web.Request) -> web.StreamResponse:
        noted.headers.append(request.headers)
        if request.content_type == "multipart/form-data":
            form: list[tuple[str, str]] = []
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                form.append((part.name or "", "file" if part.filename else await part.text()))
                await part.release()
            noted.forms.append(form)
        elif request.can_read_body:
            noted.bodies.append(await request.json())
        try:
            return await answer(request)
        except asyncio.CancelledError:
            noted.left.set()
            raise

    application = web.Application(client_max_size=32 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def told(body: object, status: int = 200, **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        del request
        return web.json_response(body, status=status, headers=headers)

    return answer


def sent(body: bytes, content_type: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        del request
        return web.Response(body=body, headers={"Content-Type": content_type})

    return answer


async def silent(request: web.Request) -> web.StreamResponse:
    del request
    await asyncio.Event().wait()
    raise AssertionError


async def cut(request: web.Request) -> web.StreamResponse:
    """Begin an answer, and break the connection."""
    response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
    await response.prepare(request)
    await response.write(tone(0.2, VOICE))
    assert request.transport is not None
    await asyncio.sleep(0.05)
    request.transport.abort()
    return response


# Speech to text


async def test_an_utterance_is_heard_by_a_morgan_somewhere_else() -> None:
    async with FakeOpenAiServer(FakeRecognizer(languages=("de", "en"))).serving() as server:
        engine = stt(server.base_url, timestamps=False)
        await engine.load()
        heard = await engine.transcribe(tone(3.1), TranscribeOptions("de"))
        assert (heard.text, heard.language) == ("turn on the kitchen light", "de")
        assert server.recognizer.calls[0].options.language == "de"


async def test_hints_and_wishes_are_passed_on_to_a_morgan_somewhere_else() -> None:
    recognizer = FakeRecognizer(languages=("de", "en"), timed=True)
    async with FakeOpenAiServer(recognizer).serving() as server:
        engine = stt(server.base_url, hints="keywords")
        options = TranscribeOptions(
            "de-DE",
            names=("Küche",),
            terms=("Licht",),
            prompt="Mach es an.",
            temperature=0.5,
            timestamps=True,
        )
        heard = await engine.transcribe(tone(1.0), options)
        asked = recognizer.calls[0].options
        assert (asked.language, asked.terms, asked.prompt) == ("de", ("Küche", "Licht"), "Mach es an.")
        assert (asked.temperature, asked.timestamps) == (0.5, True)
        assert heard.segments[0].text == "turn on the kitchen light"
        assert heard.segments[0].end > heard.segments[0].start


@pytest.mark.parametrize(
    ("more", "options", "expected"),
    [
        (
            {},
            TranscribeOptions("en"),
            {("model", "whisper-1"), ("response_format", "json"), ("language", "en")},
        ),
        (
            {"model": "large"},
            TranscribeOptions(),
            {
                ("model", "large"),
                ("response_format", "verbose_json"),
                ("timestamp_granularities[]", "segment"),
            },
        ),
        (
            {"language": "de", "hints": "none"},
            TranscribeOptions(names=("Anna",), words=True),
            {
                ("model", "whisper-1"),
                ("response_format", "verbose_json"),
                ("language", "de"),
                ("timestamp_granularities[]", "segment"),
                ("timestamp_granularities[]", "word"),
            },
        ),
        (
            {"timestamps": False},
            TranscribeOptions(names=("Anna", "a\ud800b"), prompt="So.", timestamps=True, temperature=0.2),
            {
                ("model", "whisper-1"),
                ("response_format", "json"),
                ("prompt", "Anna, a?b. So."),
                ("temperature", "0.2"),
            },
        ),
    ],
)
async def test_the_form_says_what_is_wanted(
    more: dict[str, object], options: TranscribeOptions, expected: set[tuple[str, str]]
) -> None:
    requests = Requests()
    async with answering(told({"text": "hello"}), requests) as base_url:
        engine = stt(base_url, **more)
        assert (await engine.transcribe(tone(0.5), options)).text == "hello"
    assert set(requests.forms[0]) == expected | {("file", "file")}


async def test_times_words_and_language_are_taken_from_the_answer() -> None:
    answer = {
        "task": "transcribe",
        "language": "fr",
        "duration": 2.0,
        "text": " Bonjour. Ça va? ",
        "segments": [
            {"id": 0, "start": 0.0, "end": 0.9, "text": " Bonjour.", "avg_logprob": -0.3, "tokens": [5]},
            {"id": 1, "start": 0.9, "end": 2.0, "text": " Ça va?", "no_speech_prob": None},
        ],
        "words": [
            {"word": "Bonjour", "start": 0.0, "end": 0.8},
            {"word": "Ça", "start": 1.0, "end": 1.3},
            {"word": "va", "start": 1.3, "end": 2.0},
        ],
    }
    async with answering(told(answer)) as base_url:
        heard = await stt(base_url).transcribe(tone(2.0), TranscribeOptions(words=True))
    assert (heard.text, heard.language) == ("Bonjour. Ça va?", "fr")
    assert [(part.text, part.start, part.end) for part in heard.segments] == [
        ("Bonjour.", 0.0, 0.9),
        ("Ça va?", 0.9, 2.0),
    ]
    assert [[word.text for word in part.words] for part in heard.segments] == [["Bonjour"], ["Ça", "va"]]
    assert (heard.segments[0].average_log_probability, heard.segments[0].tokens) == (-0.3, (5,))


@pytest.mark.parametrize(
    ("language", "asked", "taken"),
    [("english", "en-GB", "en-GB"), ("english", None, None), ("en", "en-GB", "en-GB"), (None, "de", "de")],
)
async def test_a_language_told_by_its_name_is_the_one_that_was_asked_for(
    language: str | None, asked: str | None, taken: str | None
) -> None:
    async with answering(told({"text": "hello", "language": language})) as base_url:
        assert (await stt(base_url).transcribe(tone(0.5), TranscribeOptions(asked))).language == taken


async def test_a_translation_is_asked_for_where_translations_are() -> None:
    paths: list[str] = []

    async def translate(request: web.Request) -> web.StreamResponse:
        paths.append(request.path)
        return web.json_response({"text": "Good morning"})

    async with answering(translate) as base_url:
        engine = stt(base_url)
        heard = await engine.transcribe(tone(0.5), TranscribeOptions("de", translate=True))
        assert (heard.text, heard.language) == ("Good morning", "en")
    assert paths == ["/v1/audio/translations"]
    assert engine.capabilities.translates
    assert not stt(NOBODY, translates=False).capabilities.translates


async def test_audio_too_short_for_a_word_is_not_sent() -> None:
    assert (await stt(NOBODY).transcribe(tone(0.05), TranscribeOptions())).text == ""


async def test_what_it_can_do_is_told_by_its_options() -> None:
    assert stt(NOBODY).capabilities.languages == ("de", "en")
    assert stt(NOBODY).capabilities.detects_language
    fixed = stt(NOBODY, language="fr", languages=["it"], model="small", timestamps=False).capabilities
    assert (fixed.languages, fixed.model) == (("fr", "it"), "small")
    assert not fixed.detects_language
    assert not fixed.timestamps


# Text to speech


async def test_voices_are_asked_for_the_home_s_language_first() -> None:
    async with FakeOpenAiServer().serving() as server:
        engine = tts(server.base_url)
        assert [voice.name for voice in engine.capabilities.voices] == ["alloy"]
        await engine.load()
        voices = engine.capabilities.voices
        assert [(voice.name, voice.description, voice.rate) for voice in voices] == [
            ("karl", "Fake German", 22_050),
            ("amy", "Fake English", 22_050),
        ]
        assert voices[0].languages == ("de-DE", "de")


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ({"voices": ["af_heart", "am_adam", "af_heart"]}, ["af_heart", "am_adam"]),
        ([{"name": "one", "language": "en_US"}, {"id": "two\n"}, 7, None], ["one"]),
        ({"object": "list", "data": [{"id": "voice_1", "name": "Mine"}]}, ["voice_1"]),
        ({"voices": []}, ["alloy"]),
        ({"voices": "many"}, ["alloy"]),
        (7, ["alloy"]),
    ],
)
async def test_lists_of_voices_of_every_make_are_read(answer: object, names: list[str]) -> None:
    async with answering(told(answer)) as base_url:
        engine = tts(base_url)
        await engine.load()
        assert [voice.name for voice in engine.capabilities.voices] == names


async def test_configured_voices_are_the_voices() -> None:
    async with FakeOpenAiServer().serving() as server:
        engine = tts(server.base_url, voices=["amy", "nova"], languages=["en-GB"])
        await engine.load()
        assert [(v.name, v.languages) for v in engine.capabilities.voices] == [
            ("amy", ("en-GB",)),
            ("nova", ("en-GB",)),
        ]


async def test_a_server_without_a_list_of_voices_speaks_with_the_one_that_all_know() -> None:
    async with answering(told({"detail": "Not Found"}, status=404)) as base_url:
        engine = tts(base_url)
        await engine.load()
        assert [voice.name for voice in engine.capabilities.voices] == ["alloy"]


@pytest.mark.parametrize("response_format", ["pcm", "wav"])
@pytest.mark.parametrize("rate", [24_000, 16_000])
async def test_speech_comes_in_one_format_whatever_the_server_has(response_format: str, rate: int) -> None:
    async with FakeOpenAiServer(synthesizer=FakeSynthesizer(rate=22_050)).serving() as server:
        engine = tts(server.base_url, response_format=response_format, rate=rate)
        await engine.load()
        assert engine.capabilities.format == AudioFormat(rate, 2, 1)
        pcm = await speech(engine, "x" * 100, SpeakOptions(speed=2.0, speaker="glad"))
        assert len(pcm) == pytest.approx(engine.capabilities.format.size(0.5), abs=16)
        spoken = server.synthesizer.calls[0]
        assert (spoken.voice.name, spoken.options.speed) == ("karl", 2.0)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (tone(0.5, VOICE), "audio/pcm"),
        (tone(0.5, VOICE), "application/octet-stream"),
        (tone(0.5, AudioFormat(8_000, 2, 1)), "audio/pcm;rate=8000;channels=1"),
        (wav(AudioChunk(tone(0.5, AudioFormat(44_100, 2, 2)), AudioFormat(44_100, 2, 2))), "audio/pcm"),
    ],
)
async def test_samples_are_taken_for_what_the_server_tells(body: bytes, media_type: str) -> None:
    async with answering(sent(body, media_type)) as base_url:
        assert VOICE.seconds(len(await speech(tts(base_url)))) == pytest.approx(0.5, abs=0.01)


async def test_the_first_sound_comes_before_the_last_is_made() -> None:
    go_on = asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        await response.prepare(request)
        await response.write(tone(0.2, VOICE))
        await go_on.wait()
        await response.write(tone(0.2, VOICE))
        return response

    async with answering(slowly) as base_url:
        engine = tts(base_url)
        speaking = engine.synthesize("Hello.", engine.capabilities.voices[0], SpeakOptions())
        assert await anext(speaking)
        go_on.set()
        assert len(b"".join([piece async for piece in speaking])) > 0


async def test_the_body_says_what_is_wanted() -> None:
    requests = Requests()
    async with answering(sent(tone(0.1, VOICE), "audio/pcm"), requests) as base_url:
        engine = tts(base_url, model="large", voices=["nova"], instructions="Whisper.")
        await speech(engine, "a\ud800b", SpeakOptions(speed=9))
    assert requests.bodies == [
        {
            "input": "a?b",
            "model": "large",
            "voice": "nova",
            "response_format": "pcm",
            "speed": 4.0,
            "instructions": "Whisper.",
        }
    ]


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b'{"status": "ok"}', "application/json"),
        (b"<html>a page</html>", "text/html"),
        (b"ID3", "audio/mpeg"),
        (b"RIFF\0\0\0\0AVI LIST", "audio/wav"),
    ],
)
async def test_what_is_no_sound_is_not_spoken(body: bytes, media_type: str) -> None:
    async with answering(sent(body, media_type)) as base_url:
        with pytest.raises(EngineFailed, match="sent an invalid response"):
            await speech(tts(base_url))


async def test_blank_text_is_not_sent() -> None:
    assert await speech(tts(NOBODY), " \n ") == b""


# Keys


@pytest.mark.parametrize("key", ["a-long-enough-key", None])
async def test_the_key_is_sent_where_there_is_one_and_none_of_somebody_else_s(
    key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "not-for-this-server")
    requests = Requests()
    async with answering(told({"text": "hello"}), requests) as base_url:
        engine = stt(base_url, **({"api_key": key} if key else {}))
        await engine.load()
        await engine.transcribe(tone(0.5), TranscribeOptions())
    expected = f"Bearer {key}" if key else None
    assert [headers.get("Authorization") for headers in requests.headers] == [expected, expected]


async def test_a_wrong_key_is_told_when_it_is_loaded_and_is_no_fault_of_the_client_later() -> None:
    body = {"error": {"message": "Incorrect API key", "type": "x", "param": None, "code": "invalid_api_key"}}
    async with answering(told(body, status=401)) as base_url:
        for engine in (stt(base_url, api_key="wrong"), tts(base_url, api_key="wrong")):
            with pytest.raises(
                EngineUnavailable, match=r"Incorrect API key \(set or correct \w+\.engines\.openai\.api_key\)"
            ):
                await engine.load()
        with pytest.raises(EngineFailed, match="api_key"):
            await stt(base_url).transcribe(tone(0.5), TranscribeOptions())


def test_a_key_is_not_shown() -> None:
    assert "hush" not in repr(OpenAiSttOptions(base_url=NOBODY, api_key="hush-hush"))


# Trouble


async def test_a_server_that_is_not_there_is_named() -> None:
    hearing, speaking = stt(NOBODY), tts(NOBODY)
    for loading in (hearing.load(), speaking.load()):
        with pytest.raises(EngineUnavailable, match=r"127\.0\.0\.1:1 cannot be reached"):
            await loading
    for asking in (hearing.transcribe(tone(0.5), TranscribeOptions()), speech(speaking)):
        with pytest.raises(EngineFailed, match=r"127\.0\.0\.1:1 cannot be reached"):
            await asking


async def test_a_server_that_comes_back_is_used_again() -> None:
    server = FakeOpenAiServer(FakeRecognizer(languages=("de", "en")))
    async with server.serving():
        hearing, speaking = stt(server.base_url), tts(server.base_url)
        await hearing.load()
        await speaking.load()
    with pytest.raises(EngineFailed):
        await hearing.transcribe(tone(0.5), TranscribeOptions())
    with pytest.raises(EngineFailed):
        await speech(speaking)
    async with server.serving():
        assert (await hearing.transcribe(tone(0.5), TranscribeOptions())).text
        assert await speech(speaking)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Busy("full"), Busy),
        (EngineFailed("broken"), EngineFailed),
        (DeadlineExceeded("slow"), DeadlineExceeded),
        (InvalidRequest("odd"), InvalidRequest),
        (TooLarge("long"), TooLarge),
        (UnknownVoice("who"), UnknownVoice),
    ],
)
async def test_the_error_of_a_morgan_somewhere_else_is_told_as_what_it_is(
    error: MorganError, expected: type[MorganError]
) -> None:
    recognizer = FakeRecognizer(error=error, languages=("de", "en"))
    synthesizer = FakeSynthesizer(error=error)
    async with FakeOpenAiServer(recognizer, synthesizer).serving() as server:
        match = f"127.0.0.1:{server.port} says: {error.message}"
        hearing, speaking = stt(server.base_url), tts(server.base_url)
        for call in (hearing.transcribe(tone(0.5), TranscribeOptions("de")), speech(speaking)):
            with pytest.raises(expected, match=match) as caught:
                await call
            assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("status", "body", "expected", "message"),
    [
        (429, {"error": {"message": "Rate limit reached", "code": "rate_limit"}}, Busy, "Rate limit reached"),
        (503, {"detail": "loading"}, Busy, "loading"),
        (500, {"error": "it broke"}, EngineFailed, "HTTP 500"),
        (404, {"error": {"message": "no model x", "code": "model_not_found"}}, EngineFailed, "no model x"),
        (400, {"error": {"message": "bad\nfield\x1b[31m"}}, EngineFailed, r"bad field \[31m"),
        (413, {}, TooLarge, "HTTP 413"),
        (504, {}, DeadlineExceeded, "HTTP 504"),
        (499, [], EngineFailed, "HTTP 499"),
    ],
)
async def test_other_servers_errors_are_told_by_their_status(
    status: int, body: object, expected: type[MorganError], message: str
) -> None:
    async with answering(told(body, status=status)) as base_url:
        with pytest.raises(expected, match=f"says: {message}") as caught:
            await stt(base_url).transcribe(tone(0.5), TranscribeOptions())
        assert type(caught.value) is expected
        with pytest.raises(expected, match=f"says: {message}"):
            await speech(tts(base_url))


async def test_nothing_is_asked_twice_by_itself() -> None:
    requests = Requests()
    async with answering(told({}, status=500), requests) as base_url:
        with pytest.raises(EngineFailed):
            await stt(base_url).transcribe(tone(0.5), TranscribeOptions())
    assert len(requests.forms) == 1


async def test_a_server_that_says_nothing_is_waited_for_no_longer_than_was_said() -> None:
    async with answering(silent) as base_url:
        hearing, speaking = stt(base_url, answer_timeout=0.2), tts(base_url, answer_timeout=0.2)
        with pytest.raises(DeadlineExceeded, match=r"did not answer within 0\.2 s"):
            await hearing.transcribe(tone(0.5), TranscribeOptions())
        with pytest.raises(DeadlineExceeded, match=r"did not answer within 0\.2 s"):
            await speech(speaking)
        with pytest.raises(EngineUnavailable, match="did not answer"):
            await hearing.load()


async def test_an_answer_that_trickles_for_ever_is_not_waited_for() -> None:
    async def trickle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)

    async with answering(trickle) as base_url:
        with pytest.raises(DeadlineExceeded):
            await stt(base_url, answer_timeout=0.3).transcribe(tone(0.5), TranscribeOptions())


async def test_an_answer_without_an_end_is_given_up() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b" " * 1024 * 1024)

    async with answering(endless) as base_url:
        with pytest.raises(EngineFailed, match="more than"):
            await stt(base_url).transcribe(tone(0.5), TranscribeOptions())


async def test_a_server_cut_off_in_the_middle_has_gone_away_after_what_it_said() -> None:
    async with answering(cut) as base_url:
        engine = tts(base_url)
        speaking = engine.synthesize("Hello.", engine.capabilities.voices[0], SpeakOptions())
        assert await anext(speaking) == tone(0.2, VOICE)
        with pytest.raises(EngineFailed, match="went away"):
            await anext(speaking)
        with pytest.raises(EngineFailed, match="went away"):
            await stt(base_url).transcribe(tone(0.5), TranscribeOptions())


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"turn on the light", "text/plain"),
        (b"<html>a page</html>", "text/html"),
        (b"[]", "application/json"),
        (b"{}", "application/json"),
        (b'{"text": 7}', "application/json"),
        (b'{"text": "half', "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        (json.dumps({"text": "a", "segments": [{"text": "a"}]}).encode(), "application/json"),
        (b"[" * 200_000, "application/json"),
    ],
)
async def test_an_answer_of_the_wrong_kind_is_told(body: bytes, content_type: str) -> None:
    async with answering(sent(body, content_type)) as base_url:
        with pytest.raises(EngineFailed, match="sent an invalid response"):
            await stt(base_url).transcribe(tone(0.5), TranscribeOptions())


async def test_a_request_given_up_closes_its_connection() -> None:
    requests = Requests()
    async with answering(silent, requests) as base_url:
        engine = stt(base_url)
        asking = asyncio.create_task(engine.transcribe(tone(0.5), TranscribeOptions(speculative=True)))
        async with asyncio.timeout(10):
            await until(lambda: requests.forms)
            asking.cancel()
            await requests.left.wait()


async def test_speech_given_up_ends_the_work_of_a_morgan_somewhere_else() -> None:
    synthesizer = FakeSynthesizer(pieces=1000, seconds=0.01)
    async with FakeOpenAiServer(synthesizer=synthesizer).serving() as server:
        engine = tts(server.base_url)
        speaking = engine.synthesize("x" * 200, engine.capabilities.voices[0], SpeakOptions())
        assert await anext(speaking)
        await speaking.aclose()
        await until(lambda: server.turn_log.recent)
        assert server.turn_log.recent[0].outcome == "cancelled"
        assert synthesizer.finished == 0


async def test_more_requests_than_connections_wait_and_then_are_told_busy() -> None:
    async with answering(silent) as base_url:
        engine = stt(base_url, max_connections=1, answer_timeout=5, connect_timeout=0.3)
        first = asyncio.create_task(engine.transcribe(tone(0.5), TranscribeOptions()))
        await asyncio.sleep(0.1)
        with pytest.raises(Busy, match="1 requests"):
            await engine.transcribe(tone(0.5), TranscribeOptions())
        first.cancel()


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8000", "ftp://host/v1", "http://", "http://host/v1?key=1", "http://me:secret@host/v1", ""],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="expected"):
        OpenAiSttOptions(base_url=url)


async def test_many_requests_share_the_connections() -> None:
    async with FakeOpenAiServer(FakeRecognizer(languages=("de", "en"), seconds=0.01)).serving() as server:
        engine = stt(server.base_url, max_connections=2)
        heard = await asyncio.gather(
            *(engine.transcribe(tone(0.3), replace(TranscribeOptions(), language="de")) for _ in range(8))
        )
        assert {each.text for each in heard} == {"turn on the kitchen light"}
