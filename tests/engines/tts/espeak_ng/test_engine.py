"""espeak-ng: voices with sane names, speech as it is asked for, any text."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wyoming_morgan.audio import to_samples
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.engines.tts.espeak_ng.engine import EspeakNg, EspeakOptions
from wyoming_morgan.errors import UnknownVoice

BCP_47 = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?(-[A-Za-z0-9]{1,8})*")


def context(*languages: str) -> EngineContext:
    return EngineContext(cache_dir=Path(), models_dir=Path(), languages=languages or ("en",))


_SPEAK_AND_LOOK = """
import asyncio, sys
from pathlib import Path
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.tts.espeak_ng.engine import EspeakNg, EspeakOptions

async def main():
    engine = EspeakNg(EspeakOptions(), EngineContext(cache_dir=Path(), models_dir=Path()))
    await engine.load()
    async for pcm in engine.synthesize("hello", engine.capabilities.voices[0], SpeakOptions()):
        assert pcm
    print("espeakng_loader" in sys.modules, "libespeak" in Path("/proc/self/maps").read_text())
    await engine.close()

asyncio.run(main())
"""


@pytest.fixture
async def espeak() -> AsyncIterator[EspeakNg]:
    engine = EspeakNg(EspeakOptions(), context())
    await engine.load()
    yield engine
    await engine.close()


async def spoken(
    engine: EspeakNg, text: str, options: SpeakOptions | None = None, voice: str = "en-US"
) -> bytes:
    chosen = next(candidate for candidate in engine.capabilities.voices if candidate.name == voice)
    return b"".join([pcm async for pcm in engine.synthesize(text, chosen, options or SpeakOptions())])


@pytest.mark.slow
async def test_every_language_is_a_voice(espeak: EspeakNg) -> None:
    voices = espeak.capabilities.voices
    assert len(voices) > 100
    assert len({voice.name for voice in voices}) == len(voices)
    for voice in voices:
        assert BCP_47.fullmatch(voice.name)
        assert all(BCP_47.fullmatch(tag) for tag in voice.languages)
        assert voice.languages
        assert voice.description == voice.description.strip() != ""
    names = {voice.name for voice in voices}
    assert {"en-US", "en-GB", "de", "fr-FR", "pt-BR", "cmn", "yue-Latn-jyutping", "en-GB-x-rp"} <= names


@pytest.mark.slow
async def test_every_voice_that_is_offered_speaks(espeak: EspeakNg) -> None:
    voices = espeak.capabilities.voices
    loudness = {voice.name: peak(await spoken(espeak, "1 2 3, a.", voice=voice.name)) for voice in voices}
    assert len(loudness) > 130
    assert [name for name, level in loudness.items() if level < 1000] == []


@pytest.mark.slow
async def test_voices_without_a_dictionary_are_not_offered(espeak: EspeakNg) -> None:
    silent = {"fo", "kaa", "xex"} & voice_files()
    assert "fo" in silent
    assert not silent & {voice.name for voice in espeak.capabilities.voices}


def voice_files() -> set[str]:
    """Return the names of the files of every voice that the library brings."""
    folder = Path(espeakng_loader.get_data_path(), "lang")
    return {path.name for path in folder.rglob("*") if path.is_file()}


def peak(pcm: bytes) -> int:
    return int(np.abs(np.frombuffer(pcm, dtype="<i2").astype(np.int32)).max(initial=0))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "en-US"),
        ("en-GB", "en-GB"),
        ("en_gb", "en-GB"),
        ("pt", "pt"),
        ("fr", "fr-FR"),
        ("de-CH", "de"),
        ("no", "nb"),
        ("zh", "cmn"),
        ("zh-HK", "yue"),
        ("zh-TW", "cmn"),
        ("en-AU", "en-GB"),
        ("en-CA", "en-US"),
        ("es-MX", "es-419"),
        ("es-AR", "es-419"),
        ("pt-AO", "pt"),
        ("tlh", "en-US"),
    ],
)
async def test_the_default_voice_speaks_the_language_of_the_home(language: str, voice: str) -> None:
    engine = EspeakNg(EspeakOptions(), context(language))
    await engine.load()
    assert engine.capabilities.voices[0].name == voice
    await engine.close()


@pytest.mark.slow
async def test_speed_speaker_and_voice_change_the_speech(espeak: EspeakNg) -> None:
    text = "The kitchen light is on."
    plain = await spoken(espeak, text)
    assert 0.5 < len(plain) / espeak.capabilities.format.bytes_per_second < 3
    assert np.abs(np.frombuffer(plain, dtype="<i2")).max() > 3000
    assert len(await spoken(espeak, text, SpeakOptions(speed=2))) < len(plain)
    assert len(await spoken(espeak, text, SpeakOptions(speed=0.5))) > len(plain)
    assert abs(len(await spoken(espeak, text)) - len(plain)) < 200  # its breath is random
    assert abs(len(await spoken(espeak, text, SpeakOptions(speaker="f2"))) - len(plain)) > 500
    assert abs(len(await spoken(espeak, text, voice="en-GB")) - len(plain)) > 500


@pytest.mark.slow
async def test_every_sentence_is_followed_by_the_same_silence(espeak: EspeakNg) -> None:
    def rest(pcm: bytes) -> float:
        samples = np.frombuffer(pcm, dtype="<i2")
        return (len(samples) - int(np.flatnonzero(samples)[-1])) / espeak.capabilities.format.rate

    for text in ("The light is on.", "It is 150 mA.", "It is 20 km/h.", "Is it?", "Yes!"):
        assert rest(await spoken(espeak, text)) == pytest.approx(0.3, abs=0.01), text
    assert rest(await spoken(espeak, "It is 150 mA.", SpeakOptions(speed=2))) == pytest.approx(0.15, abs=0.01)
    assert rest(await spoken(espeak, "in the kitchen")) < 0.1


@pytest.mark.slow
async def test_options_change_the_speech() -> None:
    loud = EspeakNg(EspeakOptions(volume=150, pitch=80, rate=120, word_gap=200), context())
    usual = EspeakNg(EspeakOptions(), context())
    await loud.load()
    await usual.load()
    assert len(await spoken(loud, "one two")) > len(await spoken(usual, "one two"))
    await loud.close()
    await usual.close()


@pytest.mark.slow
async def test_markup_is_read_out_and_never_obeyed(espeak: EspeakNg) -> None:
    assert len(await spoken(espeak, "<speak>yes</speak>")) > 2 * len(await spoken(espeak, "yes"))
    assert len(await spoken(espeak, "[[h@l'oU]] & more")) > len(await spoken(espeak, "more"))


@pytest.mark.slow
async def test_an_unknown_voice_or_speaker_is_refused(espeak: EspeakNg) -> None:
    with pytest.raises(UnknownVoice, match="'xx'"):
        await anext(espeak.synthesize("hi", Voice("xx", ("xx",), ""), SpeakOptions()))
    with pytest.raises(UnknownVoice, match="m1, m2"):
        await spoken(espeak, "hi", SpeakOptions(speaker="nobody"))


@pytest.mark.slow
def test_the_library_stays_out_of_the_process_that_speaks() -> None:
    # In an interpreter of its own: other tests may have loaded the library into this one.
    look = [sys.executable, "-c", _SPEAK_AND_LOOK]
    seen = subprocess.run(look, capture_output=True, text=True, check=True)  # noqa: S603 - the text above
    assert seen.stdout.split() == ["False", "False"]


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=900))
async def test_any_text_is_spoken_in_whole_samples(espeak: EspeakNg, text: str) -> None:
    assert len(await spoken(espeak, text)) % 2 == 0


async def test_a_higher_pitch_sounds_higher(espeak: EspeakNg) -> None:
    def hertz(pcm: bytes) -> float:
        """The fundamental of a sustained vowel, by the peak of its autocorrelation."""
        middle = to_samples(pcm)[2_000:8_000]
        lags = np.correlate(middle, middle, mode="full")[len(middle) :]
        shortest, longest = espeak.capabilities.format.rate // 400, espeak.capabilities.format.rate // 40
        return espeak.capabilities.format.rate / (shortest + int(lags[shortest:longest].argmax()) + 1)

    voice = espeak.capabilities.voices[0]
    spoken = [
        b"".join([piece async for piece in espeak.synthesize("aaaah", voice, SpeakOptions(pitch=pitch))])
        for pitch in (0.5, 1.0, 2.0)
    ]
    low, own, high = map(hertz, spoken)
    assert low < 0.8 * own
    assert high > 1.2 * own
