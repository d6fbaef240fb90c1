"""Speech is brought to one loudness while it streams, without steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.audio import EvenLoudness, Samples, VoiceLoudness

RATE = 22_050


def speech(seconds: float = 1.0, volume: float = 0.3) -> Samples:
    times = np.arange(round(seconds * RATE)) / RATE
    return (np.sin(times * 1_000) * volume).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def spoken_loudness(samples: Samples) -> float:
    sounding = samples[np.abs(samples) > 0]
    return float(np.sqrt(np.square(sounding).mean()))


def even(samples: Samples, voice: VoiceLoudness | None = None, *, size: int = RATE * 60) -> Samples:
    leveler = EvenLoudness(voice or VoiceLoudness(), RATE)
    parts = [leveler.feed(samples[start : start + size]) for start in range(0, len(samples), size)]
    return np.concatenate([*parts, leveler.end()])


@pytest.mark.parametrize("volume", [0.02, 0.1, 0.9])
@pytest.mark.parametrize("size", [100, 5_000, RATE * 60])
def test_quiet_and_loud_speech_becomes_equally_loud(volume: float, size: int) -> None:
    assert spoken_loudness(even(speech(volume=volume), size=size)) == pytest.approx(0.09, rel=0.02)


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


def test_speech_that_can_hardly_be_heard_is_not_raised_without_bound() -> None:
    assert spoken_loudness(even(speech(volume=0.003))) == pytest.approx(0.03 / np.sqrt(2), rel=0.02)


@given(sizes=st.lists(st.integers(0, 9_000), max_size=12), volume=st.sampled_from([0.05, 0.4]))
def test_not_a_sample_is_lost_or_added_however_speech_is_cut(sizes: list[int], volume: float) -> None:
    words = speech(0.7, volume)
    leveler = EvenLoudness(VoiceLoudness(), RATE)
    cuts = np.minimum(np.cumsum([0, *sizes]), len(words))
    parts = [leveler.feed(words[start:end]) for start, end in zip(cuts, [*cuts[1:], len(words)], strict=True)]
    assert sum(map(len, parts)) + len(leveler.end()) == len(words)


def test_a_voice_that_is_known_is_level_from_its_first_sound() -> None:
    voice = VoiceLoudness()
    even(speech(2.0, 0.3), voice)
    leveler = EvenLoudness(voice, RATE)
    assert spoken_loudness(leveler.feed(speech(0.05, 0.3))) == pytest.approx(0.09, rel=0.05)


@pytest.mark.parametrize("before", [0.1, 0.8])
def test_a_piece_unlike_the_others_of_its_voice_is_leveled_without_a_step(before: float) -> None:
    voice = VoiceLoudness()
    even(speech(2.0, before), voice)
    words = speech(6.0, 0.3)
    leveled = even(words, voice, size=2_000)
    gains = (leveled / np.where(np.abs(words) > 0.1, words, np.nan))[np.abs(words) > 0.1]
    decibels = 20 * np.log10(gains)
    assert np.abs(np.diff(decibels)).max() < 0.05
    assert spoken_loudness(leveled[-RATE:]) == pytest.approx(0.09, rel=0.15)


def test_a_quiet_beginning_of_a_word_does_not_blow_up_what_follows() -> None:
    voice = VoiceLoudness()
    even(speech(2.0), voice)
    words = np.concatenate((speech(0.1, 0.01), speech(1.0)))
    leveled = even(words, voice, size=500)
    assert spoken_loudness(leveled[round(0.1 * RATE) :]) == pytest.approx(0.09, rel=0.1)
