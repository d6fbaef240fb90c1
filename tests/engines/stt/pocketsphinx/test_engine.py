"""The engine: commands become text, everything else stays unheard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import silence, tone
from wyoming_morgan.audio import AudioChunk, decode, wav
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.stt import Progress, TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry
from wyoming_morgan.engines.stt.pocketsphinx.engine import Pocketsphinx, PocketsphinxOptions
from wyoming_morgan.engines.tts.espeak_ng.engine import EspeakNg, EspeakOptions
from wyoming_morgan.errors import InvalidRequest

pytestmark = pytest.mark.slow

OPTIONS = TranscribeOptions()


@pytest.fixture
async def engine(vocabulary: Vocabulary, cache_dir: Path) -> AsyncIterator[Pocketsphinx]:
    context = EngineContext(cache_dir=cache_dir, models_dir=cache_dir, vocabulary=vocabulary)
    engine = Pocketsphinx(PocketsphinxOptions(), context)
    await engine.load()
    await engine.learned()
    yield engine
    await engine.close()


async def say(texts: tuple[str, ...], folder: Path) -> dict[str, bytes]:
    mouth = EspeakNg(EspeakOptions(rate=155), EngineContext(cache_dir=folder, models_dir=folder))
    await mouth.load()
    voice = mouth.capabilities.voices[0]
    said = {}
    for text in texts:
        pcm = b"".join([piece async for piece in mouth.synthesize(text, voice, SpeakOptions())])
        chunk = decode(wav(AudioChunk(pcm, mouth.capabilities.format)), limit_seconds=30)
        said[text] = silence(0.3) + chunk.pcm + silence(0.5)
    await mouth.close()
    return said


@pytest.fixture(scope="module")
def spoken(cache_dir: Path) -> dict[str, bytes]:
    """Sentences as espeak-ng says them, between silences."""
    texts = (
        "turn on the bed light",
        "set a timer for twenty five minutes",
        "is the front door locked",
        "the children are playing outside in the garden",
        "did you see the game last night it was amazing",
        "turn on the",
        "is the front door",
    )
    return asyncio.run(say(texts, cache_dir))


@pytest.mark.parametrize(
    ("sentence", "transcript"),
    [
        ("turn on the bed light", "turn on the Bed Light"),
        ("set a timer for twenty five minutes", "set a timer for 25 minutes"),
        ("is the front door locked", "is the Front Door locked"),
    ],
)
async def test_a_command_is_written_with_the_home_s_names_and_digits(
    engine: Pocketsphinx, spoken: dict[str, bytes], sentence: str, transcript: str
) -> None:
    heard = await engine.transcribe(spoken[sentence], OPTIONS)
    assert heard.text == transcript
    assert heard.confidence is not None
    assert heard.confidence >= 0.5


@pytest.mark.parametrize("beginning", ["turn on the", "is the front door"])
async def test_a_command_that_is_cut_off_is_no_other_command(
    engine: Pocketsphinx, spoken: dict[str, bytes], beginning: str
) -> None:
    heard = await engine.transcribe(spoken[beginning], OPTIONS)
    assert (heard.text, heard.progress) == ("", Progress.BEGINNING)


async def test_a_whole_command_tells_that_it_is_one(engine: Pocketsphinx, spoken: dict[str, bytes]) -> None:
    heard = await engine.transcribe(spoken["is the front door locked"], OPTIONS)
    assert heard.progress in {Progress.WHOLE, Progress.EXTENDABLE}


@pytest.mark.parametrize(
    "chatter",
    ["the children are playing outside in the garden", "did you see the game last night it was amazing"],
)
async def test_talk_that_is_no_command_stays_unheard(
    engine: Pocketsphinx, spoken: dict[str, bytes], chatter: str
) -> None:
    assert (await engine.transcribe(spoken[chatter], OPTIONS)).text == ""


async def test_noise_and_tones_stay_unheard(engine: Pocketsphinx) -> None:
    random = np.random.default_rng(0)
    hiss = random.normal(0, 2000, 48_000).astype("<i2").tobytes()
    for pcm in (hiss, tone(2.0), silence(2.0), b"", b"\0"):
        assert (await engine.transcribe(pcm, OPTIONS)).text == ""


async def test_the_same_audio_gives_the_same_text_whatever_came_before(
    engine: Pocketsphinx, spoken: dict[str, bytes]
) -> None:
    forth = {text: await engine.transcribe(pcm, OPTIONS) for text, pcm in spoken.items()}
    await engine.transcribe(tone(3.0), OPTIONS)
    back = {text: await engine.transcribe(pcm, OPTIONS) for text, pcm in reversed(spoken.items())}
    assert forth == back


async def test_a_named_word_is_likelier(engine: Pocketsphinx, spoken: dict[str, bytes]) -> None:
    plain = await engine.transcribe(spoken["turn on the bed light"], OPTIONS)
    named = await engine.transcribe(
        spoken["turn on the bed light"], TranscribeOptions(names=("Bed Light", "灯"), terms=("unheard of",))
    )
    assert named.text == plain.text
    assert (named.confidence or 0.0) > (plain.confidence or 0.0)


async def test_a_stricter_recognizer_hears_less(
    vocabulary: Vocabulary, cache_dir: Path, spoken: dict[str, bytes]
) -> None:
    context = EngineContext(cache_dir=cache_dir, models_dir=cache_dir, vocabulary=vocabulary)
    strict = Pocketsphinx(PocketsphinxOptions(min_confidence=1.0), context)
    assert (await strict.transcribe(spoken["turn on the bed light"], OPTIONS)).text == ""
    await strict.close()


@pytest.mark.parametrize("language", ["en", "en-US", "en_GB", "EN", "en-AU", None])
async def test_every_english_is_english(engine: Pocketsphinx, language: str | None) -> None:
    heard = await engine.transcribe(silence(0.5), TranscribeOptions(language=language))
    assert heard.language == (language or "en-US")


async def test_another_language_is_refused_with_what_there_is(engine: Pocketsphinx) -> None:
    with pytest.raises(InvalidRequest, match="does not support 'de'") as refusal:
        await engine.transcribe(silence(0.5), TranscribeOptions(language="de"))
    assert "en-US" in refusal.value.hint


async def test_calls_at_the_same_time_do_not_mix(engine: Pocketsphinx, spoken: dict[str, bytes]) -> None:
    texts = list(spoken)
    heard = await asyncio.gather(*(engine.transcribe(spoken[text], OPTIONS) for text in texts))
    alone = [await engine.transcribe(spoken[text], OPTIONS) for text in texts]
    assert heard == alone


async def test_other_names_are_heard_once_the_home_has_changed_and_nobody_waits_for_that(
    vocabulary: Vocabulary, cache_dir: Path, spoken: dict[str, bytes]
) -> None:
    elsewhere = Vocabulary((VocabularyEntry(("Shed Fan",), "fan"),), (("Attic",),))
    context = EngineContext(cache_dir=cache_dir, models_dir=cache_dir, vocabulary=elsewhere)
    engine = Pocketsphinx(PocketsphinxOptions(min_confidence=0.0), context)
    await engine.load()
    await engine.learned()
    pcm = spoken["turn on the bed light"]
    before, *_ = await asyncio.gather(engine.transcribe(pcm, OPTIONS), engine.change_vocabulary(vocabulary))
    after = await engine.transcribe(pcm, OPTIONS)
    await engine.close()
    assert "Bed Light" not in before.text
    assert after.text == "turn on the Bed Light"


@pytest.mark.slow
@pytest.mark.usefixtures("ear")  # so that the vocabulary's command model is in the cache
async def test_the_home_that_was_told_last_is_heard_however_long_others_take(
    vocabulary: Vocabulary, cache_dir: Path, spoken: dict[str, bytes]
) -> None:
    new, newer = (Vocabulary((VocabularyEntry((name,), "fan"),), ()) for name in ("Porch Fan", "Cellar Fan"))
    context = EngineContext(cache_dir=cache_dir, models_dir=cache_dir, vocabulary=new)
    engine = Pocketsphinx(PocketsphinxOptions(min_confidence=0.0), context)
    await asyncio.gather(engine.load(), engine.change_vocabulary(vocabulary))
    await asyncio.gather(engine.change_vocabulary(newer), engine.change_vocabulary(vocabulary))
    heard = await engine.transcribe(spoken["turn on the bed light"], OPTIONS)
    await engine.close()
    assert heard.text == "turn on the Bed Light"
