"""Speech recognition by an OpenAI-compatible server: what is sent, and what is read."""

from __future__ import annotations

import pytest
from aiohttp import web

from tests.engines.openai_servers import NOBODY, Requests, answering, stt, told
from tests.fakes import FakeRecognizer, tone
from tests.fakes.openai_server import FakeOpenAiServer
from wyoming_morgan.engines.contract.stt import TranscribeOptions

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]


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
    ids=[
        "language of the client",
        "detected language",
        "language of the options and words",
        "names and a prompt",
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


@pytest.mark.parametrize("language", ["en", None])
async def test_a_forced_language_replaces_the_one_of_the_client(language: str | None) -> None:
    requests = Requests()
    async with answering(told({"text": "hallo"}), requests) as base_url:
        engine = stt(base_url, force_language="de-AT", language="fr")
        transcript = await engine.transcribe(tone(0.5), TranscribeOptions(language))
    assert dict(requests.forms[0])["language"] == "de"
    assert transcript.language == "de-AT"
    assert engine.capabilities.languages[0] == "de-AT"
    assert not engine.capabilities.detects_language
