"""The client of an OpenAI-compatible server, through the engines: keys, errors, cancellation and limits."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from aiohttp import web
from pydantic import ValidationError

from tests.engines.openai_servers import (
    NOBODY,
    VOICE,
    Requests,
    answering,
    cut,
    sent,
    silent,
    speech,
    stt,
    told,
    tts,
)
from tests.fakes import FakeRecognizer, FakeSynthesizer, tone
from tests.fakes.openai_server import FakeOpenAiServer
from tests.waiting import until
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.stt.openai import OpenAiSttOptions
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

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]


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
    ids=lambda value: getattr(value, "code", None),
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
        (500, {"error": "it broke"}, EngineFailed, "it broke"),
        (404, {"error": {"message": "no model x", "code": "model_not_found"}}, EngineFailed, "no model x"),
        (400, {"error": {"message": "bad\nfield\x1b[31m"}}, EngineFailed, r"bad field \[31m"),
        (413, {}, TooLarge, "HTTP 413"),
        (504, {}, DeadlineExceeded, "HTTP 504"),
        (499, [], EngineFailed, "HTTP 499"),
    ],
    ids=[
        "rate limit",
        "loading",
        "error as a text",
        "unknown model",
        "unprintable message",
        "too large",
        "gateway timeout",
        "unknown status",
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
    ids=[
        "plain text",
        "HTML",
        "a list",
        "no text",
        "a number as text",
        "cut off",
        "not UTF-8",
        "segments without times",
        "nested too deeply",
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
        assert {transcript.text for transcript in heard} == {"turn on the kitchen light"}
