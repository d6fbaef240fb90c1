"""OpenAI's speech to text, asked by the official client over a real socket."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import openai
import pytest
from openai import AsyncOpenAI
from openai.types.audio import Transcription, TranscriptionStreamEvent
from pydantic import TypeAdapter

from tests.fakes import Gate, tone
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.forms import SPOKEN, UNSPOKEN, speech_form
from tests.http.openai.clients import official_client
from wyoming_morgan.audio import SPEECH, Encoder, FileFormat
from wyoming_morgan.engines.contract.stt import TranscribedSegment, TranscribedWord
from wyoming_morgan.errors import EngineFailed

TEXT = "turn on the kitchen light"
SEGMENTS = (
    TranscribedSegment(
        "turn on",
        0.1,
        0.62,
        words=(TranscribedWord(" turn", 0.1, 0.3), TranscribedWord(" on", 0.3, 0.62)),
        tokens=(1, 2),
        average_log_probability=-0.25,
        no_speech_probability=0.01,
    ),
    TranscribedSegment("the <kitchen> light", 0.62, 1.2),
)

TranscriptionStreamEventAdapter: TypeAdapter[TranscriptionStreamEvent] = TypeAdapter(TranscriptionStreamEvent)

not_deprecated_here = pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")
"""OpenAI gives its translations up; the client warns of it."""


async def test_a_file_is_transcribed(client: AsyncOpenAI, fakes: FakeServices) -> None:
    heard = await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", SPOKEN))
    assert heard.text == TEXT
    assert heard.usage is not None
    assert heard.usage.to_dict() == {"type": "duration", "seconds": 1.3}
    assert fakes.stt.requests[0].end_on_silence is False
    assert fakes.stt.utterances[0].closed
    assert fakes.turn_log.recent[0].outcome == "transcribed"
    assert fakes.turn_log.recent[0].heard == TEXT


@pytest.mark.parametrize("file_format", [name for name in FileFormat if name is not FileFormat.PCM])
async def test_a_file_of_every_format_is_heard(
    client: AsyncOpenAI, fakes: FakeServices, file_format: FileFormat
) -> None:
    encoder = Encoder(file_format, SPEECH)
    file = encoder.encode(tone(1.3)) + encoder.flush()
    heard = await client.audio.transcriptions.create(model="whisper-1", file=("speech", file))
    assert heard.text == TEXT
    assert SPEECH.seconds(len(fakes.stt.utterances[0].pcm)) == pytest.approx(1.3, abs=0.15)


async def test_silence_is_an_empty_text(client: AsyncOpenAI, fakes: FakeServices) -> None:
    heard = await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", UNSPOKEN))
    assert heard.text == ""
    assert fakes.turn_log.recent[0].outcome == "no-speech"


async def test_every_hint_reaches_the_recognizer(client: AsyncOpenAI, fakes: FakeServices) -> None:
    await client.audio.transcriptions.create(
        model="whisper-1",
        file=("a.wav", SPOKEN),
        language="de",
        prompt="Guten Morgen.",
        temperature=0.4,
        keywords=["Küche", "Diele"],
        extra_body={"include[]": "later", "chunking_strategy[type]": "server_vad", "new_field": "1"},
    )
    options = fakes.stt.requests[0].options
    assert (options.language, options.prompt, options.temperature) == ("de", "Guten Morgen.", 0.4)
    assert options.terms == ("Küche", "Diele")
    assert (options.timestamps, options.words, options.translate) == (False, False, False)


async def test_without_a_temperature_the_recognizer_s_own_is_used(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", SPOKEN))
    assert fakes.stt.requests[0].options.temperature is None


@pytest.mark.parametrize(
    ("languages", "detects", "taken"),
    [
        pytest.param(["de"], True, "de", id="one"),
        pytest.param(["de", "en"], True, None, id="several"),
        pytest.param(["de", "en"], False, "de", id="several without detection"),
        pytest.param([], False, None, id="none"),
    ],
)
async def test_of_possible_languages_one_is_found_out_where_the_recognizer_can(
    client: AsyncOpenAI, fakes: FakeServices, languages: list[str], detects: bool, taken: str | None
) -> None:
    fakes.stt_capabilities = dataclasses.replace(fakes.stt_capabilities, detects_language=detects)
    await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", SPOKEN), languages=languages)
    assert fakes.stt.requests[0].options.language == taken


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("brackets", ["", "[]"])
async def test_fields_come_in_any_order_with_and_without_brackets(
    door: Door, fakes: FakeServices, order: int, brackets: str
) -> None:
    fakes.stt.segments = SEGMENTS
    fields: list[tuple[str, Any]] = [
        ("model", "whisper-1"),
        ("response_format", "verbose_json"),
        (f"timestamp_granularities{brackets}", "word"),
        (f"timestamp_granularities{brackets}", "segment"),
        (f"keywords{brackets}", "hall"),
        ("file", SPOKEN),
    ]
    data = aiohttp.FormData()
    for name, value in fields[::order]:
        data.add_field(name, value, filename="a.wav" if name == "file" else None)
    async with door.post("/v1/audio/transcriptions", data=data) as response:
        assert response.status == 200, await response.text()
        assert (await response.json())["words"]
    assert fakes.stt.requests[0].options.terms == ("hall",)
    assert fakes.stt.requests[0].options.words


@pytest.mark.parametrize("words", ['["hall", "Küche"]', "hall, Küche", "hall,Küche"])
async def test_a_list_may_come_in_one_field(door: Door, fakes: FakeServices, words: str) -> None:
    fakes.stt.segments = SEGMENTS
    data = aiohttp.FormData()
    data.add_field("file", SPOKEN, filename="a.wav")
    data.add_field("keywords", words)
    data.add_field("response_format", "verbose_json")
    data.add_field("timestamp_granularities", "word,segment")
    async with door.post("/v1/audio/transcriptions", data=data) as response:
        assert response.status == 200, await response.text()
        assert (await response.json())["words"]
    assert fakes.stt.requests[0].options.terms == ("hall", "Küche")


async def test_a_body_in_chunks_without_a_length_is_taken(door: Door) -> None:
    with aiohttp.MultipartWriter("form-data") as parts:
        parts.append(SPOKEN).set_content_disposition("form-data", name="file", filename="a.webm")
        parts.append("whisper-1").set_content_disposition("form-data", name="model")

    async def pieces() -> AsyncIterator[bytes]:
        body = await parts.as_bytes()
        for start in range(0, len(body), 10_000):
            yield body[start : start + 10_000]

    headers = {"Content-Type": parts.content_type}
    async with door.post("/v1/audio/transcriptions", data=pieces(), headers=headers) as response:
        assert response.request_info.headers.get("Content-Length") is None
        assert (await response.json())["text"] == TEXT


async def test_plain_text_is_the_words_and_a_line_s_end(client: AsyncOpenAI) -> None:
    heard = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", SPOKEN), response_format="text"
    )
    assert heard == f"{TEXT}\n"


async def test_verbose_json_tells_when_and_how_surely(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.stt.segments = SEGMENTS
    heard = await client.audio.transcriptions.create(
        model="whisper-1",
        file=("a.wav", SPOKEN),
        response_format="verbose_json",
        timestamp_granularities=["word"],
    )
    assert (heard.text, heard.language, heard.duration) == (TEXT, "en", 1.3)
    assert heard.segments is not None
    assert [(part.id, part.start, part.end, part.text) for part in heard.segments] == [
        (0, 0.1, 0.62, "turn on"),
        (1, 0.62, 1.2, "the <kitchen> light"),
    ]
    first = heard.segments[0]
    assert (first.tokens, first.avg_logprob, first.no_speech_prob, first.seek) == ([1, 2], -0.25, 0.01, 10)
    assert heard.words is not None
    assert [(word.word, word.start, word.end) for word in heard.words] == [
        ("turn", 0.1, 0.3),
        ("on", 0.3, 0.62),
    ]
    assert fakes.stt.requests[0].options.timestamps


async def test_words_are_only_there_on_request(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.stt.segments = SEGMENTS
    heard = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", SPOKEN), response_format="verbose_json"
    )
    assert heard.words is None
    assert not fakes.stt.requests[0].options.words


async def test_a_recognizer_that_tells_no_times_gives_one_segment_over_all(client: AsyncOpenAI) -> None:
    heard = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", SPOKEN), response_format="verbose_json"
    )
    assert heard.segments is not None
    assert [(part.start, part.end, part.text) for part in heard.segments] == [(0.0, 1.3, TEXT)]


async def test_subtitles_are_written(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.stt.segments = SEGMENTS
    srt = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", SPOKEN), response_format="srt"
    )
    assert srt == (
        "1\n00:00:00,100 --> 00:00:00,620\nturn on\n\n"
        "2\n00:00:00,620 --> 00:00:01,200\nthe <kitchen> light\n\n"
    )
    vtt = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", SPOKEN), response_format="vtt"
    )
    assert vtt == (
        "WEBVTT\n\n00:00:00.100 --> 00:00:00.620\nturn on\n\n"
        "00:00:00.620 --> 00:00:01.200\nthe &lt;kitchen> light\n\n"
    )


@pytest.mark.parametrize(
    ("response_format", "expected"),
    [("json", ""), ("text", "\n"), ("srt", ""), ("vtt", "WEBVTT\n\n"), ("verbose_json", "")],
)
async def test_silence_has_no_segment_in_any_format(
    client: AsyncOpenAI, response_format: Any, expected: str
) -> None:
    heard: Any = await client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", UNSPOKEN), response_format=response_format
    )
    if response_format == "verbose_json":
        assert heard.segments == []
    assert (heard if isinstance(heard, str) else heard.text) == expected


@pytest.mark.parametrize(
    "model",
    [
        "whisper-1",
        "gpt-4o-transcribe",
        "gpt-4o-mini-transcribe-2025-12-15",
        "morgan",
        "org/whisper",
        "org/hearing-small",
    ],
)
async def test_a_model_may_be_called_by_openai_s_names_or_its_own(client: AsyncOpenAI, model: str) -> None:
    assert (await client.audio.transcriptions.create(model=model, file=("a.wav", SPOKEN))).text == TEXT


@pytest.mark.parametrize("model", ["gpt-4", "voices", "tts-1"])
async def test_another_model_is_404_and_those_that_hear_are_named(client: AsyncOpenAI, model: str) -> None:
    with pytest.raises(openai.NotFoundError, match="org/whisper, org/hearing-small") as caught:
        await client.audio.transcriptions.create(model=model, file=("a.wav", SPOKEN))
    assert caught.value.code == "model_not_found"


@not_deprecated_here
async def test_speech_is_translated_where_the_recognizer_can(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    heard = await client.audio.translations.create(model="whisper-1", file=("a.wav", SPOKEN))
    assert heard.text == TEXT
    assert fakes.stt.requests[0].options.translate
    verbose = await client.audio.translations.create(
        model="whisper-1", file=("a.wav", SPOKEN), response_format="verbose_json", prompt="Light."
    )
    assert verbose.to_dict()["task"] == "translate"


@not_deprecated_here
async def test_a_recognizer_that_does_not_translate_is_named(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.stt_capabilities = dataclasses.replace(fakes.stt_capabilities, translates=False)
    with pytest.raises(openai.BadRequestError, match="org/hearing-small does not translate"):
        await client.audio.translations.create(model="whisper-1", file=("a.wav", SPOKEN))
    assert fakes.stt.requests == []


async def test_word_times_of_a_recognizer_that_tells_none_are_refused(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.stt_capabilities = dataclasses.replace(fakes.stt_capabilities, timestamps=False)
    with pytest.raises(openai.BadRequestError, match="org/hearing-small") as caught:
        await client.audio.transcriptions.create(
            model="whisper-1",
            file=("a.wav", SPOKEN),
            response_format="verbose_json",
            timestamp_granularities=["word"],
        )
    assert caught.value.param == "timestamp_granularities"


async def test_where_no_times_of_words_are_reported_segments_still_are_and_it_is_said(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.stt_capabilities = dataclasses.replace(fakes.stt_capabilities, timestamps=False)
    heard = await client.audio.transcriptions.create(
        model="whisper-1",
        file=("a.wav", SPOKEN),
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert heard.segments
    assert heard.words is None
    assert heard.to_dict()["warnings"] == [
        "the recognizer org/hearing-small does not report the time of each word"
    ]


async def test_a_streamed_transcript_comes_as_it_is_heard(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.stt.partials = ("turn on", "turn on the kitchen")
    stream = await client.audio.transcriptions.create(
        model="whisper-1",
        file=("a.wav", SPOKEN),
        stream=True,
    )
    events = [event async for event in stream]
    assert [event.type for event in events] == [
        "transcript.text.delta",
        "transcript.text.delta",
        "transcript.text.done",
    ]
    assert [event.to_dict().get("delta") for event in events[:-1]] == ["turn on", " the kitchen"]
    assert events[-1].to_dict()["text"] == "turn on the kitchen light"


async def test_a_streamed_transcript_ends_with_the_times_that_were_asked_for(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.stt.segments = SEGMENTS
    stream = await client.audio.transcriptions.create(
        model="whisper-1",
        file=("a.wav", SPOKEN),
        stream=True,
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    *_, last = [TranscriptionStreamEventAdapter.validate_python(event.to_dict()) async for event in stream]
    done: dict[str, Any] = last.to_dict()
    assert (last.type, done["language"], done["duration"]) == ("transcript.text.done", "en", 1.3)
    assert [segment["text"] for segment in done["segments"]] == ["turn on", "the <kitchen> light"]
    assert [word["word"] for word in done["words"]] == ["turn", "on"]
    assert done["usage"]["type"] == "tokens"


@pytest.mark.parametrize("stream", [False, True])
async def test_each_word_comes_with_how_likely_it_is(
    client: AsyncOpenAI, fakes: FakeServices, *, stream: bool
) -> None:
    words = (TranscribedWord(" turn", 0.1, 0.3, 0.5), TranscribedWord(" ön", 0.3, 0.6, 0.0))
    fakes.stt.segments = (TranscribedSegment("turn ön", 0.1, 0.6, words=words),)
    asked: Any = {"model": "whisper-1", "file": ("a.wav", SPOKEN), "include": ["logprobs"]}
    if stream:
        events = [event async for event in await client.audio.transcriptions.create(stream=True, **asked)]
        answer: dict[str, Any] = TranscriptionStreamEventAdapter.validate_python(
            events[-1].to_dict()
        ).to_dict()
    else:
        heard = await client.audio.transcriptions.create(**asked)
        answer = Transcription.model_validate(heard.to_dict()).to_dict()
    first, second = answer["logprobs"]
    assert first == {"token": " turn", "logprob": pytest.approx(-0.693, abs=0.001), "bytes": [*b" turn"]}
    assert (second["token"], bytes(map(int, second["bytes"])).decode()) == (" ön", " ön")
    assert second["logprob"] == pytest.approx(-20.7, abs=0.1)
    assert fakes.stt.requests[0].options.words


@pytest.mark.parametrize("stream", [False, True])
async def test_a_recognizer_that_does_not_tell_how_likely_words_are_says_so(
    client: AsyncOpenAI, fakes: FakeServices, *, stream: bool
) -> None:
    fakes.stt_capabilities = dataclasses.replace(fakes.stt_capabilities, word_probabilities=False)
    asked: Any = {"model": "whisper-1", "file": ("a.wav", SPOKEN), "include": ["logprobs"]}
    if stream:
        events = [event async for event in await client.audio.transcriptions.create(stream=True, **asked)]
        answer = events[-1].to_dict()
    else:
        answer = (await client.audio.transcriptions.create(**asked)).to_dict()
    assert answer["text"] == TEXT
    assert "logprobs" not in answer
    assert answer["warnings"] == ["the recognizer org/hearing-small does not report how likely each word is"]


async def test_subtitles_have_no_place_for_how_likely_words_are(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="srt has no place") as caught:
        await client.audio.transcriptions.create(
            model="whisper-1", file=("a.wav", SPOKEN), response_format="srt", include=["logprobs"]
        )
    assert caught.value.param == "include"


async def test_a_recognizer_that_tells_all_at_its_end_streams_it_in_one_piece(client: AsyncOpenAI) -> None:
    stream = await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", SPOKEN), stream=True)
    events = [event async for event in stream]
    assert [event.type for event in events] == ["transcript.text.delta", "transcript.text.done"]
    assert events[0].to_dict()["delta"] == events[1].to_dict()["text"] == "turn on the kitchen light"


async def test_a_failure_while_a_transcript_streams_is_its_last_event(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.stt.partials = ("turn on",)
    fakes.stt.error = EngineFailed("the recognizer broke off")
    stream = client.audio.transcriptions.create(model="whisper-1", file=("a.wav", SPOKEN), stream=True)
    with pytest.raises(openai.APIError, match="broke off"):
        async for _ in await stream:
            pass


async def test_speakers_are_not_told_apart(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="speakers") as caught:
        await client.audio.transcriptions.create(
            model="whisper-1", file=("a.wav", SPOKEN), response_format="diarized_json"
        )
    assert caught.value.param == "response_format"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"response_format": "poem"}, id="unknown format"),
        pytest.param({"temperature": "3"}, id="temperature too high"),
        pytest.param({"temperature": "warm"}, id="temperature as a word"),
        pytest.param({"stream": "perhaps"}, id="stream as a word"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(door: Door, fields: dict[str, str]) -> None:
    async with door.post("/v1/audio/transcriptions", data=speech_form(SPOKEN, **fields)) as response:
        assert (await door.error(response, 422))["param"] == next(iter(fields))


async def test_a_form_without_a_file_is_400(door: Door) -> None:
    data = aiohttp.FormData({"model": "whisper-1"}, default_to_multipart=True)
    async with door.post("/v1/audio/transcriptions", data=data) as response:
        assert (await door.error(response, 400))["param"] == "file"


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no audio at all" * 100, id="text"),
        pytest.param(SPOKEN[:30], id="cut header"),
    ],
)
async def test_what_is_no_audio_is_415_and_sent_once(door: Door, fakes: FakeServices, file: bytes) -> None:
    async with official_client(door, max_retries=2) as client:
        with pytest.raises(openai.APIStatusError) as caught:
            await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", file))
    assert caught.value.status_code == 415
    assert fakes.stt.requests == []
    async with door.get("/metrics") as response:
        metrics = await response.text()
    assert 'route="/v1/audio/transcriptions",status="415"} 1.0' in metrics


async def test_a_file_above_the_bound_is_413(serve: Serve) -> None:
    door = await serve(max_body_bytes=20_000)
    async with official_client(door) as client:
        with pytest.raises(openai.APIStatusError) as caught:
            await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", SPOKEN))
    assert caught.value.status_code == 413


async def test_a_failure_of_the_recognizer_is_told(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.stt.error = EngineFailed("the recognizer broke", hint="try again")
    with pytest.raises(openai.InternalServerError, match="the recognizer broke"):
        await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", SPOKEN))
    assert fakes.turn_log.recent[0].outcome == "engine-failed"


async def test_a_client_that_leaves_cancels_its_hearing(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.stt.gate = Gate()
    asking = asyncio.create_task(
        client.audio.transcriptions.create(model="whisper-1", file=("a.wav", SPOKEN))
    )
    await fakes.stt.gate.arrived.wait()
    asking.cancel()
    await fakes.stt.gate.given_up.wait()


async def test_models_that_hear_or_speak_are_listed_without_a_key(serve: Serve) -> None:
    door = await serve(api_keys=("a-long-enough-key",))
    async with door.get("/v1/audio/models") as response:
        body = json.loads(await response.text())
    assert body == {"models": [{"id": "morgan"}, {"id": "org/whisper"}, {"id": "voices"}]}


async def test_a_process_without_an_ear_does_not_hear(serve: Serve) -> None:
    door = await serve(without=("stt",))
    async with door.post("/v1/audio/transcriptions", data=speech_form()) as response:
        await door.error(response, 404)
