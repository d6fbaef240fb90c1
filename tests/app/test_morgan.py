"""A process as it is composed: recognizers by language, voices, wake words, vocabulary."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.app.composing import REGISTRY, SPEECH, Installed, config
from tests.waiting import until
from wyoming_morgan.app import Component, Morgan
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.errors import UnknownVoice
from wyoming_morgan.readiness import State
from wyoming_morgan.store.contract import Fact, Owner
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.whole import once


async def test_a_recognizer_that_cannot_change_its_words_keeps_them_from_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = {"engine": "stubborn", "by_language": {"de": {"engine": "willing"}}}
    morgan = Morgan(config(tmp_path, stt=settings), {Component.STT}, REGISTRY)
    await morgan.load()
    await morgan._expect(Vocabulary(areas=(("Attic",),)))
    willing = next(loaded.engine for loaded in morgan.all_engines if loaded.language == "de")
    assert willing.vocabulary.areas == (("Attic",),)
    assert "stt keeps the names it had: the queue is full" in caplog.text
    await morgan.close()


async def test_a_default_voice_that_does_not_exist_is_told_at_the_start(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path, tts={"voice": "ada"}), {Component.TTS}, REGISTRY)
    with pytest.raises(UnknownVoice, match="ada"):
        await morgan.load()
    await morgan.close()


async def test_each_language_is_heard_by_its_own_engine(tmp_path: Path) -> None:
    settings = {"engine": "plain", "by_language": {"de": {"engine": "german"}}}
    morgan = Morgan(config(tmp_path, stt=settings), {Component.STT}, REGISTRY)
    await morgan.load()
    assert morgan.stt_capabilities is not None
    assert morgan.stt_capabilities.languages == ("en", "de")
    recognizer = morgan._recognizer
    assert recognizer is not None
    heard = [
        (await recognizer.transcribe(SPEECH, TranscribeOptions(language=language))).text
        for language in ("de", "de-AT", "en", None)
    ]
    assert heard == ["licht an", "licht an", "turn on the kitchen light", "turn on the kitchen light"]
    assert morgan.readiness.services["stt (de)"].state is State.READY
    await morgan.close()


@pytest.mark.parametrize("engine", ["broken", "plain"])
async def test_a_language_whose_engine_cannot_hear_it_is_left_to_the_default(
    tmp_path: Path, engine: str
) -> None:
    settings = {"engine": "plain", "by_language": {"de": {"engine": engine}}}
    only_german_is_broken = Installed(
        *[spec for spec in REGISTRY.specs() if (spec.kind, spec.name) != ("stt", "german")]
    )
    morgan = Morgan(config(tmp_path, stt=settings), {Component.STT}, only_german_is_broken)
    await morgan.load()
    assert morgan.stt_capabilities is not None
    assert morgan.stt_capabilities.languages == ("en",)
    assert set(morgan.readiness.services) == {"stt", "vad"}
    assert morgan.readiness.ready
    await morgan.close()


async def test_each_language_is_spoken_by_its_own_engine(tmp_path: Path) -> None:
    settings = {"engine": "plain", "by_language": {"de": {"engine": "german"}}}
    morgan = Morgan(config(tmp_path, tts=settings), {Component.TTS}, REGISTRY)
    await morgan.load()
    assert morgan.tts is not None
    assert [voice.name for voice in morgan.tts.voices] == ["bob", "karl"]
    names = [
        morgan.tts.choose(VoiceRequest(language=language)).voice.name
        for language in ("de", "de-AT", "en", None)
    ]
    assert names == ["karl", "karl", "bob", "bob"]
    assert morgan.readiness.services["tts (de)"].state is State.READY
    assert [(chosen.kind, chosen.language) for chosen in morgan.all_engines] == [("tts", None), ("tts", "de")]
    await morgan.close()


@pytest.mark.parametrize("engine", ["mute", "plain"])
async def test_a_language_whose_engine_cannot_speak_it_is_left_to_the_default(
    tmp_path: Path, engine: str
) -> None:
    settings = {"engine": "german", "by_language": {"fr": {"engine": engine}}}
    morgan = Morgan(config(tmp_path, tts=settings), {Component.TTS}, REGISTRY)
    await morgan.load()
    assert morgan.tts is not None
    assert [voice.name for voice in morgan.tts.voices] == ["karl"]
    assert set(morgan.readiness.services) == {"tts"}
    assert morgan.readiness.ready
    await morgan.close()


async def test_a_voice_of_a_single_language_that_does_not_exist_is_told_at_the_start(tmp_path: Path) -> None:
    single = {"engine": "german", "voice": "ada"}
    settings = {"engine": "plain", "by_language": {"de": single}}
    morgan = Morgan(config(tmp_path, tts=settings), {Component.TTS}, REGISTRY)
    with pytest.raises(UnknownVoice, match="ada"):
        await morgan.load()
    await morgan.close()


async def test_a_deletion_is_forgotten_in_every_language(tmp_path: Path) -> None:
    settings = {"engine": "plain", "by_language": {"de": {"engine": "german"}}}
    morgan = Morgan(config(tmp_path, tts=settings), {Component.TTS, Component.STORE}, REGISTRY)
    await morgan.load()
    mouth, store, parts = morgan.tts, morgan.store, morgan._mouth
    assert mouth is not None
    assert store is not None
    assert parts is not None
    for language in ("de", "en"):
        async for _ in mouth.speak(once("Hello."), mouth.choose(VoiceRequest(language=language))):
            pass
    assert all(synthesizer._cache.held_bytes for synthesizer in parts._synthesizers.values())
    await store.conversations.delete_user("ann")
    assert not any(synthesizer._cache.held_bytes for synthesizer in parts._synthesizers.values())
    await morgan.close()


async def test_without_a_wake_word_engine_the_detector_works_all_the_same(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path), {Component.VAD}, REGISTRY)
    await morgan.load()
    assert morgan.wake is None
    assert morgan.vad is not None
    assert morgan.readiness.ready
    await morgan.close()


@pytest.mark.parametrize("deleted", ["user", "conversation", "fact"])
async def test_no_audio_of_a_reply_outlives_a_deletion_of_what_it_may_tell(
    tmp_path: Path, deleted: str
) -> None:
    morgan = Morgan(config(tmp_path, tts={"engine": "plain"}), {Component.TTS, Component.STORE}, REGISTRY)
    await morgan.load()
    mouth, store = morgan.tts, morgan.store
    assert isinstance(mouth, Synthesizer)
    assert store is not None
    fact = await store.facts.add(Fact("f", Owner.USER, "ann", "She loves tulips", datetime.now(UTC)))
    async for _ in mouth.speak(once("You love tulips."), mouth.choose(VoiceRequest())):
        pass
    assert mouth._cache.held_bytes
    if deleted == "user":
        await store.conversations.delete_user("ann")
    elif deleted == "conversation":
        await store.conversations.delete("c")
    else:
        await store.facts.delete(fact.id)
    assert not mouth._cache.held_bytes
    await morgan.close()


@pytest.mark.parametrize("components", [{Component.TTS}, {Component.TTS, Component.STORE}])
async def test_a_process_that_learns_of_no_deletion_keeps_no_audio_of_a_reply_for_long(
    tmp_path: Path, components: set[Component]
) -> None:
    settings = {"engine": "plain", "mouth": {"cache_apart_seconds": 0.001}}
    morgan = Morgan(config(tmp_path, tts=settings), components, REGISTRY)
    await morgan.load()
    mouth = morgan.tts
    assert isinstance(mouth, Synthesizer)
    async for _ in mouth.speak(once("You love tulips."), mouth.choose(VoiceRequest())):
        pass
    if Component.STORE in components:
        await asyncio.sleep(0.05)
        assert mouth._cache.held_bytes
    else:
        await until(lambda: not mouth._cache.held_bytes)
    await morgan.close()
