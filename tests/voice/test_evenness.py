"""The mouth makes speech of any engine equally loud, with one silence around it, unless told otherwise."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

import numpy as np
import pytest

from tests.fakes import FakeSynthesizer
from wyoming_morgan.audio import from_samples, to_samples
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.settings import MouthSettings
from wyoming_morgan.voice.synthesizer import Synthesizer

LEVEL = 0.09
RATE = 22_050


class Speaker(FakeSynthesizer):
    """Speaks a tone of its own loudness between two silences, in small chunks."""

    def __init__(self, volume: float, *, loudness: float | None = 1.0, rests: bool = False) -> None:
        super().__init__(rate=RATE)
        self._volume = volume
        self._capabilities = replace(self._capabilities, loudness=loudness, rests=rests)

    @property
    def capabilities(self) -> TtsCapabilities:
        return self._capabilities

    async def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        del text, voice, options
        tone = np.sin(np.arange(RATE) / 20) * self._volume
        speech = from_samples(
            np.concatenate((np.zeros(RATE // 2), tone, np.zeros(RATE // 3))).astype(np.float32)
        )
        for start in range(0, len(speech), 999):
            yield speech[start : start + 999]


async def heard(mouth: Synthesizer, text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    async def written() -> AsyncGenerator[str, None]:
        yield text

    pcm = b"".join([chunk.pcm async for chunk in mouth.speak(written(), mouth.choose(VoiceRequest()))])
    return to_samples(pcm)


def loudness(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    return float(np.sqrt(np.square(samples[np.abs(samples) > 0]).mean()))


@pytest.mark.parametrize("volume", [0.02, 0.2, 0.9])
async def test_every_voice_is_equally_loud(volume: float) -> None:
    assert loudness(await heard(Synthesizer(Speaker(volume)), "Hello.")) == pytest.approx(LEVEL, rel=0.02)


@pytest.mark.parametrize("factor", [0.25, 2.0])
async def test_an_engine_s_volume_stays_what_it_is_set_to(factor: float) -> None:
    samples = await heard(Synthesizer(Speaker(0.2 * factor, loudness=factor)), "Hello.")
    assert loudness(samples) == pytest.approx(LEVEL * factor, rel=0.02)


@pytest.mark.parametrize(
    ("engine", "settings"),
    [
        (Speaker(0.5, loudness=None), MouthSettings()),
        (Speaker(0.5, loudness=0.0), MouthSettings()),
        (Speaker(0.5), MouthSettings(even_loudness=False)),
    ],
    ids=["the engine's setting", "an engine that is turned off", "the mouth's setting"],
)
async def test_a_voice_is_as_loud_as_it_is_made_where_that_is_set(
    engine: Speaker, settings: MouthSettings
) -> None:
    assert loudness(await heard(Synthesizer(engine, settings), "Hello.")) == pytest.approx(
        0.5 / 2**0.5, rel=0.01
    )


@pytest.mark.parametrize(
    ("text", "pause"),
    [("Hello.", 0.4), ("Hello!”", 0.4), ("你好。", 0.4), ("Hello,", 0.2), ("Hello", 0.0)],
)
async def test_the_silence_after_a_piece_is_that_of_its_mark(text: str, pause: float) -> None:
    settings = MouthSettings(sentence_silence=0.4, clause_silence=0.2)
    samples = await heard(Synthesizer(Speaker(0.3), settings), text)
    sounding = np.flatnonzero(samples)
    assert sounding[0] / RATE < 0.04
    assert pause - 0.001 <= (len(samples) - sounding[-1]) / RATE < pause + 0.04


async def test_an_engine_with_rests_of_its_own_keeps_them() -> None:
    samples = await heard(Synthesizer(Speaker(0.3, rests=True)), "Hello.")
    assert len(samples) == pytest.approx(RATE * (1 / 2 + 1 + 1 / 3), abs=3)


async def test_an_engine_that_is_turned_off_is_silent_for_as_long_as_it_would_speak() -> None:
    samples = await heard(Synthesizer(Speaker(0.0, loudness=0.0)), "Hello.")
    assert len(samples) == pytest.approx(RATE * (1 / 2 + 1 + 1 / 3), abs=3)
