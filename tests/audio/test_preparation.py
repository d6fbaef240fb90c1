"""What recognizers get to hear: quiet speech made louder, steady noise made quieter."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.audio import AutomaticGain, Samples, from_samples, level, reduce_noise, to_samples

RATE = 16_000


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.square(samples).mean()))


def speech(peak: float, seconds: float = 1.0) -> Samples:
    """A tone that comes and goes three times a second, as syllables do."""
    time = np.arange(int(seconds * RATE)) / RATE
    return (peak * np.sin(2 * np.pi * 220 * time) * np.abs(np.sin(2 * np.pi * 3 * time))).astype(np.float32)


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
    for pcm in (b"", bytes(200), bytes(RATE * 2)):
        assert level(pcm) == pcm
        assert len(reduce_noise(pcm)) == len(pcm)


@given(st.binary(max_size=4_000).map(lambda data: data[: len(data) // 2 * 2]))
def test_any_audio_keeps_its_length(pcm: bytes) -> None:
    assert len(level(pcm)) == len(pcm)
    assert len(reduce_noise(pcm)) == len(pcm)


def test_a_stream_gets_a_gain_that_follows_the_speaker() -> None:
    gain = AutomaticGain()
    quiet = to_samples(gain.apply(from_samples(speech(0.005))))
    loud = to_samples(gain.apply(from_samples(speech(0.5))))
    assert loudness(quiet) > 5 * loudness(speech(0.005))
    assert loudness(loud) < 1.05 * loudness(speech(0.5))


@given(st.lists(st.binary(max_size=2_000).map(lambda data: data[: len(data) // 2 * 2]), max_size=5))
def test_a_gain_keeps_every_length_and_lowers_nothing(pieces: list[bytes]) -> None:
    gain = AutomaticGain()
    for piece in pieces:
        before, after = to_samples(piece), to_samples(gain.apply(piece))
        assert len(after) == len(before)
        assert np.all(np.abs(after) >= np.minimum(np.abs(before), 0.97) - 1e-4)


def test_steady_noise_gets_quieter_and_speech_stays_where_it_is() -> None:
    noise = np.random.default_rng(0).normal(0.0, 0.003, 3 * RATE).astype(np.float32)
    mixed = noise.copy()
    mixed[RATE : 2 * RATE] += speech(0.5)
    reduced = to_samples(reduce_noise(from_samples(mixed)))
    assert loudness(reduced[RATE // 4 : RATE * 3 // 4]) < 0.8 * loudness(noise)
    inside = slice(RATE, 2 * RATE)
    assert np.corrcoef(reduced[inside], mixed[inside])[0, 1] > 0.99
