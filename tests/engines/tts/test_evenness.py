"""Pieces of speech are alike in their loudness and in the silence around them."""

from __future__ import annotations

import numpy as np
import pytest

from wyoming_morgan.engines.tts.evenness import Samples, even, framed

RATE = 22_050


def speech(seconds: float = 1.0, volume: float = 0.3) -> Samples:
    times = np.arange(round(seconds * RATE)) / RATE
    return (np.sin(times * 1_000) * volume).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def spoken_loudness(samples: Samples) -> float:
    sounding = samples[np.abs(samples) > 0]
    return float(np.sqrt(np.square(sounding).mean()))


@pytest.mark.parametrize("volume", [0.01, 0.1, 0.9])
def test_quiet_and_loud_speech_becomes_equally_loud(volume: float) -> None:
    assert spoken_loudness(even(speech(volume=volume))) == pytest.approx(0.09, rel=0.02)


def test_a_single_peak_and_a_long_pause_do_not_make_the_words_quieter() -> None:
    words = speech()
    peak = words.copy()
    peak[5_000] = 1.0
    paused = np.concatenate((words, silence(2.0), words))
    usual = spoken_loudness(even(words))
    assert spoken_loudness(even(peak)) == pytest.approx(usual, rel=0.05)
    assert spoken_loudness(even(paused)) == pytest.approx(usual, rel=0.05)


def test_silence_is_not_made_into_noise() -> None:
    hiss = np.full(RATE, 1e-4, np.float32)
    assert np.array_equal(even(hiss), hiss)
    assert not len(even(silence(0)))


@pytest.mark.parametrize("before", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("after", [0.0, 0.07, 0.33])
@pytest.mark.parametrize("pause", [0.0, 0.25])
def test_the_silence_around_speech_has_one_length(before: float, after: float, pause: float) -> None:
    spoken = framed(np.concatenate((silence(before), speech(), silence(after))), RATE, pause)
    sounding = np.flatnonzero(spoken)
    assert sounding[0] / RATE < 0.04
    assert pause <= (len(spoken) - sounding[-1]) / RATE < pause + 0.04


def test_nothing_of_the_speech_is_cut_and_pauses_within_stay() -> None:
    words = np.concatenate((speech(0.4), silence(0.5), speech(0.4)))
    spoken = framed(np.concatenate((silence(0.3), words)), RATE, 0.0)
    assert np.count_nonzero(spoken) == np.count_nonzero(words)
    assert len(spoken) / RATE == pytest.approx(1.3, abs=0.05)


def test_pure_silence_keeps_its_length_before_the_pause() -> None:
    assert len(framed(silence(0.1), RATE, 0.25)) == len(silence(0.1)) + len(silence(0.25))
