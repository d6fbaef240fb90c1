"""Whether a word ends in a hum or in a hiss."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from wyoming_morgan.engines.stt.pocketsphinx.voicing import voiced_to_the_end

RATE = 16_000
VOWEL_SECONDS, LAST_SECONDS, PAUSE_SECONDS = 0.15, 0.12, 0.3
Samples = NDArray[np.float64]


def vowel(seconds: float) -> Samples:
    times = np.arange(int(seconds * RATE)) / RATE
    tones = [np.sin(2 * np.pi * 120 * step * times) / step for step in range(1, 9)]
    return np.asarray(np.sum(tones, axis=0))


def hum(seconds: float) -> Samples:
    times = np.arange(int(seconds * RATE)) / RATE
    return 0.8 * (np.sin(2 * np.pi * 120 * times) + np.sin(2 * np.pi * 240 * times) / 2)


def hiss(seconds: float) -> Samples:
    noise = np.random.default_rng(1).normal(0, 0.3, int(seconds * RATE))
    return np.diff(noise, prepend=0.0)


def spoken(last: Samples, *, volume: float = 8000.0, noise: float = 20.0) -> tuple[bytes, int, int]:
    """An utterance, and the frames of its word."""
    rest = np.zeros(int(PAUSE_SECONDS * RATE))
    sound = volume * np.concatenate([rest, vowel(VOWEL_SECONDS), last, rest])
    sound += np.random.default_rng(2).normal(0, noise, len(sound))
    first = int(PAUSE_SECONDS * 100)
    behind = first + int((VOWEL_SECONDS + LAST_SECONDS) * 100)
    return np.clip(sound, -32768, 32767).astype("<i2").tobytes(), first, behind


@pytest.mark.parametrize("volume", [600.0, 8000.0])
def test_a_nasal_hums_to_the_end_of_the_word(volume: float) -> None:
    assert voiced_to_the_end(*spoken(hum(LAST_SECONDS), volume=volume)) > 2


@pytest.mark.parametrize("volume", [600.0, 8000.0])
def test_a_voiceless_sound_does_not(volume: float) -> None:
    assert voiced_to_the_end(*spoken(hiss(LAST_SECONDS), volume=volume)) < -2


@pytest.mark.parametrize("last", [hum(LAST_SECONDS), hiss(LAST_SECONDS)])
def test_what_noise_may_hide_tells_nothing(last: Samples) -> None:
    assert voiced_to_the_end(*spoken(last, volume=600.0, noise=600.0)) == 0


@pytest.mark.parametrize("frames", [(30, 33), (400, 420), (5, 5)])
def test_a_word_that_is_hardly_there_tells_nothing(frames: tuple[int, int]) -> None:
    pcm, _, _ = spoken(hum(LAST_SECONDS))
    assert voiced_to_the_end(pcm, *frames) == 0
    assert voiced_to_the_end(b"", *frames) == 0
