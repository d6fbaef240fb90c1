from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.signals import loudness, speech
from wyoming_morgan.audio import SPEECH, from_samples, level, to_samples


def test_quiet_speech_is_raised() -> None:
    quiet = from_samples(speech(0.005))
    assert 0.05 < loudness(to_samples(level(quiet))) < 0.12


def test_speech_that_is_loud_enough_is_left_alone() -> None:
    loud = from_samples(speech(0.5))
    assert level(loud) is loud


def test_a_single_click_does_not_keep_quiet_speech_quiet() -> None:
    samples = speech(0.005)
    samples[100] = 0.9
    raised = to_samples(level(from_samples(samples)))
    assert loudness(raised[1_000:]) > 0.05
    assert np.abs(raised).max() < 0.99


def test_silence_and_nothing_stay_what_they_are() -> None:
    for pcm in (b"", bytes(200), bytes(SPEECH.bytes_per_second)):
        assert level(pcm) == pcm


@given(st.binary(max_size=4_000).map(lambda data: data[: len(data) // 2 * 2]))
def test_any_audio_keeps_its_length(pcm: bytes) -> None:
    assert len(level(pcm)) == len(pcm)
