"""faster-whisper really hears: the nano Whisper, real decodes, sentences spoken by espeak-ng."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

from tests.engines.stt.faster_whisper.conftest import Engines, Spoken
from tests.fakes import silence
from tests.waiting import until
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.engine import HoldsModels, WorkLimits
from wyoming_morgan.engines.contract.stt import SpeechToText, TranscribeOptions
from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry
from wyoming_morgan.engines.stt.faster_whisper.decoder import WhisperDecoder
from wyoming_morgan.errors import EngineUnavailable, InvalidRequest, OutOfMemory

pytestmark = pytest.mark.slow

HOME = Vocabulary(
    entries=tuple(VocabularyEntry((f"lamp {number}", f"light {number}"), "light") for number in range(500)),
    areas=(("Kitchen",), ("Living Room", "Lounge")),
)


def noise(seconds: float) -> bytes:
    samples = np.random.default_rng(1).normal(0, 1000, int(seconds * SPEECH.rate))
    return samples.astype("<i2").tobytes()


async def test_a_sentence_in_the_language_asked_for_is_heard_word_for_word(
    engines: Engines, english: Spoken, german: Spoken
) -> None:
    async with engines() as engine:
        for spoken, language in ((english, "en"), (german, "de")):
            heard = await engine.transcribe(spoken.pcm, TranscribeOptions(language=language))
            assert (heard.text, heard.language, heard.segments) == (spoken.text, language, ())
            assert heard.confidence is not None
            assert 0.5 < heard.confidence <= 1


async def test_a_language_that_nobody_told_is_detected_among_those_of_the_home(
    engines: Engines, english: Spoken, german: Spoken
) -> None:
    async with engines() as engine:
        assert engine.capabilities.detects_language
        for spoken, language in ((english, "en"), (german, "de")):
            heard = await engine.transcribe(spoken.pcm, TranscribeOptions())
            assert (heard.text, heard.language) == (spoken.text, language)


async def test_detection_takes_one_pass_of_the_encoder(
    engines: Engines, german: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode, passes = WhisperModel.encode, []

    def counted(model: WhisperModel, features: object) -> object:
        passes.append(features)
        return encode(model, features)

    monkeypatch.setattr(WhisperModel, "encode", counted)
    async with engines() as engine:
        assert (await engine.transcribe(german.pcm, TranscribeOptions())).language == "de"
    assert len(passes) == 1


async def test_detection_is_restricted_to_the_languages_configured(engines: Engines, german: Spoken) -> None:
    async with engines(languages=("en", "fr")) as engine:
        assert (await engine.transcribe(german.pcm, TranscribeOptions())).language in ("en", "fr")
    async with engines(languages=("en",), languages_among=("de", "fr")) as engine:
        assert (await engine.transcribe(german.pcm, TranscribeOptions())).language == "de"


async def test_the_only_language_of_a_home_is_not_detected(engines: Engines, english: Spoken) -> None:
    async with engines(languages=("en-GB",)) as engine:
        heard = await engine.transcribe(english.pcm, TranscribeOptions())
    assert (heard.text, heard.language) == (english.text, "en")


async def test_every_language_of_the_model_may_be_detected(engines: Engines, german: Spoken) -> None:
    async with engines(languages=("en",), languages_among=("*",)) as engine:
        heard = await engine.transcribe(german.pcm, TranscribeOptions())
    assert (heard.text, heard.language) == (german.text, "de")


async def test_a_forced_language_goes_before_the_one_asked_for(engines: Engines, german: Spoken) -> None:
    async with engines(force_language="de") as engine:
        assert not engine.capabilities.detects_language
        assert engine.capabilities.languages[0] == "de"
        heard = await engine.transcribe(german.pcm, TranscribeOptions(language="en"))
    assert (heard.text, heard.language) == (german.text, "de")


async def test_a_default_language_is_that_of_clients_that_name_none(
    engines: Engines, english: Spoken, german: Spoken
) -> None:
    async with engines(language="de") as engine:
        assert not engine.capabilities.detects_language
        assert engine.capabilities.languages[0] == "de"
        heard = await engine.transcribe(german.pcm, TranscribeOptions())
        assert (heard.text, heard.language) == (german.text, "de")
        heard = await engine.transcribe(english.pcm, TranscribeOptions(language="en"))
        assert (heard.text, heard.language) == (english.text, "en")


async def test_the_tag_asked_for_comes_back(engines: Engines, english: Spoken) -> None:
    async with engines() as engine:
        heard = await engine.transcribe(english.pcm, TranscribeOptions(language="en-GB"))
    assert (heard.text, heard.language) == (english.text, "en-GB")


async def test_a_language_the_model_does_not_know_is_refused(engines: Engines, english: Spoken) -> None:
    async with engines() as engine:
        with pytest.raises(InvalidRequest, match="does not know the language 'tlh'") as refused:
            await engine.transcribe(english.pcm, TranscribeOptions(language="tlh"))
        assert "en, " in refused.value.hint
        assert (await engine.transcribe(english.pcm, TranscribeOptions(language="en"))).text == english.text


@pytest.mark.parametrize("option", ["language", "force_language"])
async def test_a_fixed_language_the_model_does_not_know_keeps_it_from_loading(
    engines: Engines, option: str
) -> None:
    with pytest.raises(EngineUnavailable, match="does not know the language 'tlh'") as refused:
        async with engines(**{option: "tlh"}):
            pass
    assert f"correct stt.engines.faster-whisper.{option}" in refused.value.hint


async def test_memory_that_runs_out_in_a_decode_fails_that_one_alone(
    engines: Engines, english: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There was no GPU: the library's encoder is made to raise what CUDA says."""

    def full(_model: WhisperModel, _features: object) -> None:
        raise RuntimeError("CUDA failed with error out of memory")

    async with engines() as engine:
        with monkeypatch.context() as patch:
            patch.setattr(WhisperModel, "encode", full)
            with pytest.raises(OutOfMemory, match="does not fit"):
                await engine.transcribe(english.pcm, TranscribeOptions(language="en"))
        assert (await engine.transcribe(english.pcm, TranscribeOptions(language="en"))).text == english.text


async def test_what_the_loaded_model_can_do_is_told(engines: Engines) -> None:
    async with engines(languages=("de", "en")) as engine:
        can = engine.capabilities
        assert isinstance(engine, SpeechToText)
        assert can.languages[:2] == ("de", "en")
        assert can.model == "whisper-nano"
        assert "int8" in can.model_description
        assert can.version
        assert (can.detects_language, can.translates, can.timestamps) == (True, True, True)


async def test_segments_have_times_within_the_sound(engines: Engines, english: Spoken) -> None:
    async with engines() as engine:
        heard = await engine.transcribe(english.pcm, TranscribeOptions(language="en", timestamps=True))
    assert heard.text == english.text
    assert heard.segments
    for segment in heard.segments:
        assert 0 <= segment.start < segment.end <= SPEECH.seconds(len(english.pcm))
        assert segment.tokens
        assert segment.compression_ratio > 0
        assert -1 < segment.average_log_probability < 0
        assert 0 <= segment.no_speech_probability < 0.5


async def test_words_have_times_in_order(engines: Engines, english: Spoken) -> None:
    async with engines() as engine:
        heard = await engine.transcribe(english.pcm, TranscribeOptions(language="en", words=True))
    words = [word for segment in heard.segments for word in segment.words]
    assert " ".join(word.text for word in words) == english.text
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert all(word.start <= word.end and 0 <= word.probability <= 1 for word in words)


async def test_a_translation_is_in_english(engines: Engines, german: Spoken) -> None:
    async with engines() as engine:
        heard = await engine.transcribe(german.pcm, TranscribeOptions(language="de", translate=True))
    assert (heard.text, heard.language) == (german.english, "en")


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.09, 0.5, 3.0])
async def test_silence_is_not_decoded(
    engines: Engines, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engines() as engine:
        monkeypatch.setattr(WhisperDecoder, "_decode", None)
        assert (await engine.transcribe(silence(seconds), TranscribeOptions())).text == ""


async def test_half_a_sample_at_the_end_is_dropped(engines: Engines, english: Spoken) -> None:
    async with engines() as engine:
        heard = await engine.transcribe(english.pcm + b"\1", TranscribeOptions(language="en"))
    assert heard.text == english.text


@pytest.mark.parametrize("condition_on_previous_text", [False, True])
async def test_long_audio_and_long_prompts_stay_within_the_positions_of_the_decoder(
    engines: Engines, english: Spoken, *, condition_on_previous_text: bool
) -> None:
    asked = TranscribeOptions(
        language="en",
        prompt="The light is on. <|endoftext|> \ud800 " * 3000,
        names=tuple(f"Zaphod {number}" for number in range(2000)),
        terms=("x" * 100_000, "<|startoftranscript|>", "\x00", ""),
    )
    async with engines(
        vocabulary=HOME,
        hotwords=("Slartibartfast",),
        condition_on_previous_text=condition_on_previous_text,
        max_new_tokens=440,
    ) as engine:
        heard = await engine.transcribe(english.pcm + silence(30) + english.pcm + noise(10), asked)
    assert heard.text  # what so strange a prompt makes of a nano Whisper is its own affair


async def test_the_names_of_a_home_do_not_disturb(engines: Engines, english: Spoken) -> None:
    async with engines(vocabulary=HOME) as engine:
        heard = await engine.transcribe(english.pcm, TranscribeOptions(language="en"))
    # With names before it, so small a Whisper may go on after the end of what it heard.
    assert heard.text.startswith(english.text.rstrip("."))


async def test_other_names_are_expected_once_the_home_has_changed(
    engines: Engines, english: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = []
    generate = WhisperModel.generate_segments

    def noted(*args: Any) -> object:
        prompts.append(args[3].hotwords)
        return generate(*args)

    monkeypatch.setattr(WhisperModel, "generate_segments", noted)
    async with engines() as engine:
        await engine.transcribe(english.pcm, TranscribeOptions(language="en"))
        await engine.change_vocabulary(HOME)
        await engine.transcribe(english.pcm, TranscribeOptions(language="en"))
        await engine.close()
        await engine.load()
        await engine.transcribe(english.pcm, TranscribeOptions(language="en"))
        await engine.transcribe(english.pcm, TranscribeOptions(language="en", unprompted=True))
    assert prompts[0] is None
    assert prompts[1] == prompts[2]
    assert prompts[1]
    assert prompts[3] is None


async def test_a_short_context_hears_the_same(
    engines: Engines, english: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode, frames = WhisperModel.encode, []

    def noted(model: WhisperModel, features: np.ndarray) -> object:
        frames.append(features.shape[-1])
        return encode(model, features)

    monkeypatch.setattr(WhisperModel, "encode", noted)
    async with engines(short_context=True) as engine:
        heard = await engine.transcribe(english.pcm, TranscribeOptions())
        assert (heard.text, heard.language) == (english.text, "en")
        await engine.transcribe(english.pcm, TranscribeOptions(timestamps=True))
        await engine.transcribe(english.pcm + noise(9.5), TranscribeOptions())
    assert frames == [1000, 3000, 3000]


async def test_a_beam_and_a_list_of_temperatures_may_be_chosen(engines: Engines, english: Spoken) -> None:
    async with engines(beam_size=5, temperature=(0.0, 0.4), suppress_tokens=()) as engine:
        heard = await engine.transcribe(english.pcm, TranscribeOptions(language="en"))
        warm = TranscribeOptions(language="en", temperature=0.2, timestamps=True)
        segments = (await engine.transcribe(english.pcm, warm)).segments
    assert heard.text == english.text
    assert [segment.temperature for segment in segments] == [pytest.approx(0.2)] * len(segments)


@pytest.mark.parametrize(("patience", "most"), [(1.0, 5), (0.4, 2), (0.01, 1)])
async def test_a_search_gives_no_more_texts_than_it_ends_with(
    engines: Engines, english: Spoken, patience: float, most: int
) -> None:
    async with engines(patience=patience) as engine:
        asked = TranscribeOptions(language="en", alternatives=5)
        heard = await engine.transcribe(english.pcm, asked)
        guess = await engine.transcribe(english.pcm, replace(asked, quick=True))
    assert heard.text
    assert guess.text
    assert 1 <= len(heard.alternatives) <= most
    assert 1 <= len(guess.alternatives) <= min(most, 3)


async def test_texts_are_compared_on_the_sound_that_was_decoded_last(
    engines: Engines, english: Spoken, german: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = TranscribeOptions(alternatives=5)
    async with engines() as engine:
        await engine.transcribe(german.pcm, asked)
        await engine.transcribe(english.pcm, asked)
        monkeypatch.setattr(WhisperModel, "encode", None)
        other = "Turn off the bedroom fan."
        said, close, none = await engine.score(english.pcm, (english.text, other, german.text))
        assert said > close
        assert said > none
        assert said <= 0
        assert await engine.score(german.pcm, (german.text,)) == ()


async def test_nothing_is_kept_of_a_sound_that_nobody_compares_or_that_is_too_long(
    engines: Engines, english: Spoken
) -> None:
    async with engines() as engine:
        await engine.transcribe(english.pcm, TranscribeOptions())
        assert await engine.score(english.pcm, (english.text,)) == ()
        long = english.pcm + silence(31)
        await engine.transcribe(long, TranscribeOptions(alternatives=5))
        assert await engine.score(long, (english.text,)) == ()


async def test_several_at_once_hear_each_their_own(engines: Engines, english: Spoken, german: Spoken) -> None:
    async with engines(limits=WorkLimits(parallel=2)) as engine:
        calls = [
            engine.transcribe(spoken.pcm, TranscribeOptions(speculative=number % 2 == 0))
            for number in range(4)
            for spoken in (english, german)
        ]
        heard = await asyncio.gather(*calls)
    assert [transcript.text for transcript in heard] == [english.text, german.text] * 4


async def test_two_who_need_an_unloaded_model_load_it_once(
    engines: Engines, english: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = WhisperModel.__init__, []

    def counted(model: WhisperModel, *args: object, **kwargs: object) -> None:
        made.append(model)
        make(model, *args, **kwargs)

    async with engines(limits=WorkLimits(parallel=2, idle_unload=0.05)) as engine:
        await until(lambda: not engine.models[0].loaded)
        monkeypatch.setattr(WhisperModel, "__init__", counted)
        asked = TranscribeOptions(language="en")
        first, second = await asyncio.gather(*(engine.transcribe(english.pcm, asked) for _ in range(2)))
    assert (first.text, second.text) == (english.text, english.text)
    assert len(made) == 1


async def test_an_idle_model_leaves_memory_and_comes_back(engines: Engines, english: Spoken) -> None:
    async with engines(limits=WorkLimits(idle_unload=0.05)) as engine:
        inside = weakref.ref(await engine._lanes.run(_inner))
        await until(lambda: not engine.models[0].loaded)
        await until(lambda: gc.collect() >= 0 and inside() is None)
        heard = await engine.transcribe(english.pcm, TranscribeOptions(language="en"))
        assert heard.text == english.text


async def test_a_model_is_not_freed_by_the_event_loop(engines: Engines) -> None:
    freed_by: list[threading.Thread] = []
    async with engines() as engine:
        inside = weakref.ref(
            await engine._lanes.run(_inner), lambda _: freed_by.append(threading.current_thread())
        )
    await until(lambda: bool(freed_by))
    assert inside() is None
    assert freed_by[0] is not threading.main_thread()


async def test_what_is_in_memory_is_told(engines: Engines) -> None:
    async with engines(limits=WorkLimits(idle_unload=60)) as engine:
        assert isinstance(engine, HoldsModels)
        (model,) = engine.models
        assert (model.name, model.loaded, model.running) == ("faster-whisper/whisper-nano", True, 0)
        assert model.unload_seconds is not None
        assert 0 < model.unload_seconds <= 60
    assert not engine.models[0].loaded


async def test_texts_are_not_logged(
    engines: Engines, english: Spoken, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with engines() as engine:
            await engine.transcribe(english.pcm, TranscribeOptions())
    assert "kitchen" not in caplog.text


def _inner(recognizer: WhisperDecoder) -> object:
    return recognizer._model
