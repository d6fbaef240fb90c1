from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.signals import loudness, speech
from wyoming_morgan.audio import SPEECH, from_samples, reduce_noise, to_samples

RATE = SPEECH.rate


@pytest.mark.parametrize("size", [0, 200, SPEECH.bytes_per_second])
def test_silence_keeps_its_length(size: int) -> None:
    assert len(reduce_noise(bytes(size))) == size


@given(st.binary(max_size=4_000).map(lambda data: data[: len(data) // 2 * 2]))
def test_any_audio_keeps_its_length(pcm: bytes) -> None:
    assert len(reduce_noise(pcm)) == len(pcm)


def test_steady_noise_gets_quieter_and_speech_stays_where_it_is() -> None:
    noise = np.random.default_rng(0).normal(0.0, 0.003, 3 * RATE).astype(np.float32)
    mixed = noise.copy()
    mixed[RATE : 2 * RATE] += speech(0.5)
    reduced = to_samples(reduce_noise(from_samples(mixed)))
    assert loudness(reduced[RATE // 4 : RATE * 3 // 4]) < 0.8 * loudness(noise)
    inside = slice(RATE, 2 * RATE)
    assert np.corrcoef(reduced[inside], mixed[inside])[0, 1] > 0.99
