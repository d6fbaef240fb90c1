"""What every registered engine promises, held against each of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.engines.models import PREPARE, WEIGHTS
from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeWyomingServer, silence, tone
from tests.fakes.chat_server import serving_models
from tests.fakes.ollama_server import EMBEDDER, FakeOllamaServer
from tests.fakes.openai_server import FakeOpenAiServer
from tests.fakes.scripted_chat import ScriptedChat, says
from wyoming_morgan.audio import to_samples
from wyoming_morgan.engines.contract.engine import (
    Engine,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
    LearnsWords,
)
from wyoming_morgan.engines.contract.llm import ChatEnd, ChatModel, ChatRequest, Message, Role, TextPiece
from wyoming_morgan.engines.contract.stt import SpeechToText, TranscribeOptions, Transcript
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.engines.registry import Registry, missing
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.settings import MouthSettings
from wyoming_morgan.voice.synthesizer import Synthesizer

pytestmark = pytest.mark.slow

Prepared = tuple[EngineOptions, EngineContext]
REGISTRY = Registry.discover()
LENGTH = 500 if WEIGHTS in os.environ else 10_000
"""Characters of a long text; trained voices take about as long as the speech that they make."""
TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "long": ("The quick brown fox jumps over the lazy dog. " * 222)[:LENGTH],
    "one long word": "a" * LENGTH,
    "control characters": "one\x00two\x01three\x1b[31m\x7f",
    "emoji": "Done \U0001f44d\U0001f3fd \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "markup": "<speak>1 < 2 & 3 > 2</speak> [[h@l'oU]] &amp; </voice>",
    "other scripts": "Привет. 你好。 こんにちは。 مرحبا. שלום",
    "lone surrogate": "a\ud800b",
}


def specs(kind: EngineKind | None = None) -> list[Any]:
    return [pytest.param(spec, id=f"{spec.kind}.{spec.name}") for spec in REGISTRY.specs(kind)]


@pytest.fixture
async def address(spec: EngineSpec) -> AsyncIterator[dict[str, str]]:
    """Where a remote engine finds the fake server of its protocol, as its options say it."""
    recognizer, synthesizer = FakeRecognizer(seconds=0.001), FakeSynthesizer(seconds=0.001)
    if not spec.remote:
        yield {}
    elif spec.kind is EngineKind.LLM and "base_url" in spec.options.model_fields:
        chat = ScriptedChat(lambda _: says("Hello", ", ", "you."), embedding_model="vectors")
        async with serving_models(chat) as base_url:
            yield {"base_url": base_url, "embedding_model": "vectors"}
    elif spec.kind is EngineKind.LLM:
        async with FakeOllamaServer().serving() as ollama:
            yield {"url": ollama.url, "embedding_model": EMBEDDER}
    elif "base_url" in spec.options.model_fields:
        async with FakeOpenAiServer(recognizer, synthesizer).serving() as openai:
            yield {"base_url": openai.base_url}
    else:
        async with FakeWyomingServer(recognizer, synthesizer).serving() as wyoming:
            yield {"uri": wyoming.uri}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests, so that what engines derive is derived once."""
    return tmp_path_factory.mktemp("engines")


@pytest.fixture
async def engine(spec: EngineSpec, prepared: Prepared) -> AsyncIterator[Any]:
    """The engine of the test's `spec`, loaded; remote ones talk to the fake server."""
    engine = await asyncio.to_thread(spec.create, *prepared)  # it may look at models on disk
    await engine.load()
    if isinstance(engine, LearnsWords):
        await engine.learned()
    yield engine
    await engine.close()


@pytest.fixture
def prepared(spec: EngineSpec, address: dict[str, str], folder: Path) -> Prepared:
    """The options and the context of the test's `spec`, made where blocking is allowed."""
    if absent := missing(spec):
        pytest.skip(f"{spec.name} needs {', '.join(absent)}: {spec.install}")
    context = EngineContext(cache_dir=folder / "cache", models_dir=folder / "models")
    fields: dict[str, Any] = dict(address)
    if put_model := PREPARE.get(f"{spec.kind}.{spec.name}"):
        fields |= put_model(context.models_dir)
    options = spec.options(**fields)
    if spec.model_on_disk and not spec.model_on_disk(options, context):
        pytest.skip(f"the model of {spec.name} is not on disk: {spec.install}")
    return options, context


async def said(mouth: Synthesizer, text: str) -> bytes:
    async def written() -> AsyncGenerator[str, None]:
        yield text

    return b"".join([chunk.pcm async for chunk in mouth.speak(written(), mouth.choose(VoiceRequest()))])


async def speech(engine: TextToSpeech, text: str) -> bytes:
    pieces = engine.synthesize(text, engine.capabilities.voices[0], SpeakOptions())
    return b"".join([piece async for piece in pieces])


def test_every_entry_point_can_be_taken_in() -> None:
    assert REGISTRY.broken == {}


@pytest.mark.parametrize(
    "name", ["stt.pocketsphinx", "stt.wyoming", "tts.espeak-ng", "tts.wyoming", "vad.silero"]
)
def test_the_engines_in_the_box_are_registered(name: str) -> None:
    assert name in [f"{spec.kind}.{spec.name}" for spec in REGISTRY.specs()]


@pytest.mark.parametrize("kind", [kind for kind in EngineKind if kind is not EngineKind.LLM])
def test_every_kind_has_an_engine_that_needs_no_download(kind: EngineKind, tmp_path: Path) -> None:
    choice = REGISTRY.choose(kind, "auto", {}, EngineContext(cache_dir=tmp_path, models_dir=tmp_path))
    assert choice.reason == "built in; no model needed"


@pytest.mark.parametrize("spec", specs())
def test_a_spec_tells_people_what_it_is(spec: EngineSpec) -> None:
    assert spec.summary
    assert "\n" not in spec.summary
    assert spec.license
    assert spec.attribution.url.startswith("https://")
    assert bool(spec.install) or not spec.requires


@pytest.mark.parametrize("spec", specs())
def test_an_unknown_option_is_refused(spec: EngineSpec) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        spec.options.model_validate({"no_such_option": 1, "uri": "tcp://localhost:1"})


@pytest.mark.parametrize("spec", specs())
async def test_loading_and_closing_twice_is_harmless_and_a_closed_engine_loads_again(engine: Engine) -> None:
    await asyncio.gather(engine.load(), engine.load())
    await engine.close()
    await engine.close()
    await engine.load()


@pytest.mark.parametrize("spec", specs())
async def test_an_engine_never_loaded_closes(spec: EngineSpec, prepared: Prepared) -> None:
    await (await asyncio.to_thread(spec.create, *prepared)).close()


# Speech to text


@pytest.mark.parametrize("spec", specs(EngineKind.STT))
async def test_a_recognizer_tells_its_languages_and_model(engine: SpeechToText) -> None:
    assert isinstance(engine, SpeechToText)
    assert engine.capabilities.languages
    assert engine.capabilities.model


@pytest.mark.parametrize("spec", specs(EngineKind.STT))
@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.5, 3.0])
async def test_silence_has_an_empty_transcript(engine: SpeechToText, seconds: float) -> None:
    assert (await engine.transcribe(silence(seconds), TranscribeOptions())).text == ""


@pytest.mark.parametrize("spec", specs(EngineKind.STT))
async def test_recognizers_serve_several_at_once_and_survive_who_leaves(engine: SpeechToText) -> None:
    calls = [asyncio.create_task(engine.transcribe(tone(0.3), TranscribeOptions())) for _ in range(4)]
    await asyncio.sleep(0)
    calls[0].cancel()
    calls[2].cancel()
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert isinstance(answers[2], asyncio.CancelledError)
    assert isinstance(answers[1], Transcript)
    assert isinstance(answers[3], Transcript)
    assert (await engine.transcribe(silence(0.3), TranscribeOptions())).text == ""


# Text to speech


@pytest.mark.parametrize("spec", specs(EngineKind.TTS))
async def test_a_synthesizer_s_voices_can_be_named(engine: TextToSpeech) -> None:
    assert isinstance(engine, TextToSpeech)
    voices = engine.capabilities.voices
    assert voices
    assert len({voice.name for voice in voices}) == len(voices)
    for voice in voices:
        assert voice.name.isprintable()
        assert not set(voice.name) & set("/\\ ")
        assert voice.languages
        assert voice.description
        assert not any("_" in tag for tag in voice.languages)
    assert (engine.capabilities.format.width, engine.capabilities.format.channels) == (2, 1)


@pytest.mark.parametrize("spec", specs(EngineKind.TTS))
@pytest.mark.parametrize("text", list(TEXTS.values()), ids=list(TEXTS))
async def test_any_text_gives_whole_frames(engine: TextToSpeech, text: str) -> None:
    pcm = await speech(engine, text)
    assert len(pcm) % engine.capabilities.format.frame_bytes == 0
    assert bool(pcm) == bool(text.strip())


@pytest.mark.parametrize("spec", specs(EngineKind.TTS))
async def test_a_sentence_sounds_some_seconds_and_faster_is_not_longer(engine: TextToSpeech) -> None:
    voice = engine.capabilities.voices[0]
    sizes = []
    for speed in (1.0, 2.0):
        pieces = engine.synthesize("The kitchen light is on.", voice, SpeakOptions(speed=speed))
        sizes.append(sum([len(piece) async for piece in pieces]))
    assert 0.1 < engine.capabilities.format.seconds(sizes[0]) < 10
    assert sizes[1] <= sizes[0]


@pytest.mark.parametrize("spec", specs(EngineKind.TTS))
async def test_speech_may_be_given_up_in_the_middle(engine: TextToSpeech) -> None:
    text = "The quick brown fox jumps over the lazy dog. " * 50
    speaking = engine.synthesize(text, engine.capabilities.voices[0], SpeakOptions())
    assert await anext(speaking)
    await speaking.aclose()
    assert await speech(engine, "Still here.")


@pytest.mark.parametrize("spec", specs(EngineKind.TTS))
async def test_synthesizers_serve_several_at_once(engine: TextToSpeech) -> None:
    spoken = await asyncio.gather(*(speech(engine, f"Number {number}.") for number in range(8)))
    assert all(spoken)


@pytest.mark.parametrize("spec", specs(EngineKind.TTS))
async def test_every_synthesizer_is_equally_loud_and_rests_as_long_behind_a_mouth(
    engine: TextToSpeech,
) -> None:
    mouth = Synthesizer(engine, MouthSettings(cache_bytes=0))
    for _ in range(2):
        samples = to_samples(await said(mouth, "The kitchen light is on."))
        rate = engine.capabilities.format.rate
        frames = samples[: len(samples) // 256 * 256].reshape(-1, 256)
        powers = np.square(frames).mean(axis=1)
        assert 10 * np.log10(powers[powers > powers.max() / 100].mean()) == pytest.approx(-20.9, abs=1.0)
        sounding = np.flatnonzero(np.abs(samples) > 0.002)
        assert sounding[0] / rate < 0.1
        assert 0.24 < (len(samples) - sounding[-1]) / rate < 0.36


# Voice activity


@pytest.mark.parametrize("spec", specs(EngineKind.VAD))
async def test_a_detector_gives_a_probability_for_every_window(engine: VoiceActivity) -> None:
    assert isinstance(engine, VoiceActivity)
    probabilities = await engine.open().process(silence(1.0) + tone(1.0) + b"\0")
    assert len(probabilities) == int(2.0 / engine.capabilities.window_seconds)
    assert all(0 <= probability <= 1 for probability in probabilities)
    assert await engine.open().process(b"") == []


@pytest.mark.parametrize("spec", specs(EngineKind.VAD))
async def test_streams_of_a_detector_are_independent(engine: VoiceActivity) -> None:
    alone = await engine.open().process(tone(0.5))
    streams = [engine.open() for _ in range(4)]
    others = [stream.process(tone(0.5, peak=0.1 * number)) for number, stream in enumerate(streams)]
    results = await asyncio.gather(engine.open().process(tone(0.5)), *others)
    assert results[0] == pytest.approx(alone, abs=1e-5)


# Language models


async def reply(engine: ChatModel, text: str) -> str:
    """Return what a backend answers; the end comes once, and last."""
    events = [event async for event in engine.chat(ChatRequest((Message(Role.USER, text),)))]
    assert [isinstance(event, ChatEnd) for event in events] == [False] * (len(events) - 1) + [True]
    return "".join(event.text for event in events if isinstance(event, TextPiece))


@pytest.mark.parametrize("spec", specs(EngineKind.LLM))
async def test_a_language_model_tells_what_it_has(engine: ChatModel) -> None:
    assert isinstance(engine, ChatModel)
    assert engine.capabilities.model
    assert engine.capabilities.model in [model.id for model in engine.capabilities.models]
    assert await engine.refresh() == engine.capabilities.models


@pytest.mark.parametrize("spec", specs(EngineKind.LLM))
@pytest.mark.parametrize("text", list(TEXTS.values()), ids=list(TEXTS))
async def test_any_text_is_answered(engine: ChatModel, text: str) -> None:
    assert await reply(engine, text) == "Hello, you."


@pytest.mark.parametrize("spec", specs(EngineKind.LLM))
async def test_replies_may_be_given_up_and_many_come_at_once(engine: ChatModel) -> None:
    begun = engine.chat(ChatRequest((Message(Role.USER, "Hello"),)))
    await anext(begun)
    await begun.aclose()
    answers = await asyncio.gather(*(reply(engine, f"Number {number}.") for number in range(12)))
    assert set(answers) == {"Hello, you."}


@pytest.mark.parametrize("spec", specs(EngineKind.LLM))
async def test_each_text_has_a_vector(engine: ChatModel) -> None:
    made = await engine.embed(["one", "two", "three"])
    assert len(made.vectors) == 3
    assert len({len(vector) for vector in made.vectors}) == 1
    assert made.model == engine.capabilities.embedding_model


@pytest.mark.parametrize("spec", specs(EngineKind.LLM))
async def test_a_language_model_loads_while_its_server_is_away(spec: EngineSpec) -> None:
    nobody = (
        {"base_url": "http://127.0.0.1:1/v1"}
        if "base_url" in spec.options.model_fields
        else {"url": "http://127.0.0.1:1"}
    )
    context = EngineContext(cache_dir=Path(), models_dir=Path())
    engine: ChatModel = spec.create(spec.options(**nobody), context)
    await engine.load()
    with pytest.raises(EngineUnavailable):
        await reply(engine, "Hello")
    await engine.close()
