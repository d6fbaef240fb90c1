"""The silence around speech has one length, and nothing of the speech is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.audio import Samples, SilenceTrimmer

RATE = 22_050


def speech(seconds: float = 1.0) -> Samples:
    return (np.sin(np.arange(round(seconds * RATE)) / 22) * 0.3 + 0.01).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def trimmed(samples: Samples, pause: float, *cuts: int) -> Samples:
    trimmer = SilenceTrimmer(RATE)
    parts = [trimmer.feed(part) for part in np.split(samples, sorted(cuts))]
    return np.concatenate([*parts, trimmer.end(pause)])


@pytest.mark.parametrize("before", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("after", [0.0, 0.07, 0.33, 7.0])
@pytest.mark.parametrize("pause", [0.0, 0.25])
def test_the_silence_around_speech_has_one_length(before: float, after: float, pause: float) -> None:
    spoken = trimmed(np.concatenate((silence(before), speech(), silence(after))), pause)
    sounding = np.flatnonzero(spoken)
    assert sounding[0] / RATE < 0.04
    longest = 0.04 if after < 5 else after - 4.9  # so much is not held back
    assert pause <= (len(spoken) - sounding[-1]) / RATE < pause + longest


@given(cuts=st.lists(st.integers(0, round(1.9 * RATE)), max_size=20))
def test_it_does_not_matter_how_speech_is_cut(cuts: list[int]) -> None:
    words = np.concatenate((silence(0.3), speech(0.4), silence(0.5), speech(0.4), silence(0.3)))
    assert np.array_equal(trimmed(words, 0.1, *cuts), trimmed(words, 0.1))


def test_nothing_of_the_speech_is_cut_and_pauses_within_stay() -> None:
    words = np.concatenate((speech(0.4), silence(0.5), speech(0.4)))
    spoken = trimmed(np.concatenate((silence(0.3), words)), 0.0)
    assert np.count_nonzero(spoken) == np.count_nonzero(words)
    assert len(spoken) / RATE == pytest.approx(1.3, abs=0.05)


def test_what_has_no_sound_is_nothing() -> None:
    assert not len(trimmed(silence(0.1), 0.25))
    assert not len(trimmed(silence(0.0), 0.25))


def test_a_pause_of_any_length_is_held_within_a_bound() -> None:
    trimmer = SilenceTrimmer(RATE)
    trimmer.feed(speech(0.1))
    passed = sum(len(trimmer.feed(silence(1.0))) for _ in range(60))
    assert passed >= 54 * RATE


def test_silence_without_end_is_not_left_out_without_end() -> None:
    trimmer = SilenceTrimmer(RATE)
    passed = sum(len(trimmer.feed(silence(1.0))) for _ in range(60))
    assert passed >= 48 * RATE
