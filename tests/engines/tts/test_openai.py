"""Speech synthesis by an OpenAI-compatible server: voices, formats, and what is sent."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from tests.audio.wavs import chunk, write
from tests.engines.openai_servers import NOBODY, VOICE, Requests, answering, sent, speech, told, tts
from tests.fakes import FakeSynthesizer, tone
from tests.fakes.openai_server import FakeOpenAiServer
from wyoming_morgan.audio import AudioChunk, AudioFormat, wav
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.errors import (
    EngineFailed,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]


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
    ids=["names twice", "invalid entries", "OpenAI's list", "empty", "text instead of a list", "a number"],
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
    ids=["plain", "no media type", "rate in the media type", "WAV instead of samples"],
)
async def test_samples_are_taken_for_what_the_server_tells(body: bytes, media_type: str) -> None:
    async with answering(sent(body, media_type)) as base_url:
        assert VOICE.seconds(len(await speech(tts(base_url)))) == pytest.approx(0.5, abs=0.01)


TONE = tone(0.5, VOICE)
LOUD_BYTES = b"\xff\x7f\x01\x80" * 500


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            write("s16", TONE, rate=24_000, behind=chunk(b"LIST", LOUD_BYTES)).file, id="LIST behind"
        ),
        pytest.param(
            write("s16", TONE, rate=24_000, behind=chunk(b"C2PA", LOUD_BYTES)).file, id="C2PA behind"
        ),
        pytest.param(write("s16", TONE, rate=24_000, behind=LOUD_BYTES[:8]).file, id="a trailer"),
        pytest.param(write("s16", TONE, rate=24_000, claimed=0).file, id="no length"),
        pytest.param(write("s16", TONE, rate=24_000, claimed=0xFFFFFFFF).file, id="endless"),
        pytest.param(write("f32", TONE, rate=24_000).file, id="floats"),
        pytest.param(write("f64", TONE, rate=24_000, extensible=True).file, id="wide floats, extensible"),
        pytest.param(write("s24", TONE, rate=24_000, extensible=True).file, id="24 bits, extensible"),
        pytest.param(
            b"".join(
                write("s16", TONE[at : at + 2_400], rate=24_000).file for at in range(0, len(TONE), 2_400)
            ),
            id="ten in a row",
        ),
        pytest.param(
            b"".join(
                write(kind, TONE[at : at + 12_000], rate=24_000, claimed=0xFFFFFFFF).file
                for kind, at in (("f32", 0), ("s16", 12_000))
            ),
            id="two endless ones of two kinds",
        ),
    ],
)
async def test_nothing_but_the_samples_of_a_wav_is_sound(body: bytes) -> None:
    async with answering(sent(body, "audio/wav")) as base_url:
        assert await speech(tts(base_url, response_format="wav")) == TONE


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
    ids=["JSON", "HTML", "MP3", "AVI"],
)
async def test_what_is_no_sound_is_not_spoken(body: bytes, media_type: str) -> None:
    async with answering(sent(body, media_type)) as base_url:
        with pytest.raises(EngineFailed, match="sent an invalid response"):
            await speech(tts(base_url))


async def test_blank_text_is_not_sent() -> None:
    assert await speech(tts(NOBODY), " \n ") == b""
