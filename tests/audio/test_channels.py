"""Several channels: the one with the speech is heard, whatever the others have."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audio import hostile
from wyoming_morgan.audio import (
    AudioChunk,
    AudioFormat,
    Samples,
    SpeechConverter,
    decode,
    from_samples,
    to_samples,
)

RATE = 16_000
NOISE = np.random.default_rng(7)


def voice(seconds: float, *, loud: float = 0.2) -> Samples:
    """A sound with what makes speech: syllables, a pitch that glides, and formants that move."""
    time = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(130 + 30 * np.sin(2 * np.pi * 0.7 * time)) / RATE
    hertz = (500 + 250 * np.sin(2 * np.pi * 1.3 * time), 1500 + 600 * np.sin(2 * np.pi * 2.1 * time + 1))
    wave = np.zeros_like(time)
    for number in range(1, 28):
        pitch = number * (130 + 30 * np.sin(2 * np.pi * 0.7 * time))
        formants = sum(np.exp(-(((pitch - formant) / 220) ** 2)) for formant in hertz)
        wave += (0.05 + formants) / number**0.3 * np.sin(number * phase)
    syllables = np.clip(np.sin(2 * np.pi * 3.3 * time), 0, None) ** 0.5
    wave = wave * syllables
    return np.asarray(loud * wave / np.abs(wave).max(), dtype=np.float32)


def white(size: int, loud: float) -> Samples:
    return (loud * NOISE.standard_normal(size)).astype(np.float32)


def hum(size: int, loud: float) -> Samples:
    time = np.arange(size) / RATE
    parts = [np.sin(2 * np.pi * 50 * number * time) / number for number in range(1, 10)]
    return np.asarray(loud * np.sum(parts, axis=0), dtype=np.float32)


OTHERS: dict[str, Callable[[Samples], Samples]] = {
    "the same": lambda speech: speech,
    "the same upside down": lambda speech: -speech,
    "the same, late": lambda speech: np.roll(speech, 400),
    "silence": np.zeros_like,
    "soft noise": lambda speech: white(len(speech), 0.003),
    "noise": lambda speech: white(len(speech), 0.05),
    "noise that is louder": lambda speech: np.clip(white(len(speech), 0.3), -1, 1),
    "noise that comes and goes": lambda speech: (
        white(len(speech), 0.2) * (np.arange(len(speech)) % 8_000 < 3_000).astype(np.float32)
    ),
    "hum": lambda speech: hum(len(speech), 0.2),
    "a tone": lambda speech: (0.3 * np.sin(2 * np.pi * 1000 * np.arange(len(speech)) / RATE)).astype(
        np.float32
    ),
    "clicks": lambda speech: (0.9 * (np.arange(len(speech)) % 5_000 < 8)).astype(np.float32),
    "a constant": lambda speech: np.full_like(speech, 0.5),
}


def likeness(heard: Samples, speech: Samples) -> float:
    """The correlation with the speech, also if that is upside down or late."""
    size = 2 * max(len(heard), len(speech))
    correlation = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(speech, size)))
    return float(np.abs(correlation).max() / np.sqrt(np.square(heard).sum() * np.square(speech).sum()))


def interleaved(*channels: Samples) -> bytes:
    return from_samples(np.stack(channels, axis=1))


def heard_in_file(*channels: Samples) -> Samples:
    file = hostile.wav(interleaved(*channels), channels=len(channels))
    return to_samples(decode(file, limit_seconds=30).pcm)


def heard_live(*channels: Samples) -> Samples:
    layout, converter = AudioFormat(RATE, 2, len(channels)), SpeechConverter()
    chunks = AudioChunk(interleaved(*channels), layout).slices(0.06)
    return to_samples(b"".join([*(converter.convert(chunk) for chunk in chunks), converter.flush()]))


@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("hear", [heard_in_file, heard_live])
def test_the_channel_with_the_speech_is_heard(
    hear: Callable[..., Samples], other: Callable[[Samples], Samples], first: bool
) -> None:
    speech = voice(4.0)
    channels = (speech, other(speech)) if first else (other(speech), speech)
    heard = hear(*channels)
    assert len(heard) == len(speech)
    assert likeness(heard, speech) > 0.95


@pytest.mark.parametrize("count", [3, 6, 8, 16])
@pytest.mark.parametrize("hear", [heard_in_file, heard_live])
def test_one_microphone_of_many_is_found(hear: Callable[..., Samples], count: int) -> None:
    speech = voice(3.0)
    channels = [white(len(speech), 0.02) for _ in range(count)]
    channels[count // 2] = speech
    assert likeness(hear(*channels), speech) > 0.95


def test_two_people_with_a_microphone_each_are_both_heard() -> None:
    first, second = voice(3.0), voice(3.0, loud=0.15)
    still = np.zeros(len(first), np.float32)
    left, right = np.concatenate([first, still]), np.concatenate([still, second])
    heard = heard_in_file(left + white(len(left), 0.001), right + white(len(right), 0.001))
    assert likeness(heard[: 2 * RATE], first[: 2 * RATE]) > 0.95
    assert likeness(heard[4 * RATE :], second[RATE:]) > 0.95


def test_files_of_one_channel_and_of_equal_ones_keep_their_samples() -> None:
    speech = voice(1.0)
    assert from_samples(heard_in_file(speech)) == from_samples(speech)
    assert from_samples(heard_in_file(speech, speech)) == from_samples(speech)
    assert from_samples(heard_live(speech, speech)) == from_samples(speech)


@settings(max_examples=25)
@given(cuts=st.lists(st.integers(0, 100_000), max_size=10))
def test_the_choice_does_not_depend_on_the_pieces(cuts: list[int]) -> None:
    pcm = interleaved(WHOLE, white_first())
    edges = [0, *sorted(min(cut, len(pcm)) for cut in cuts), len(pcm)]
    whole, pieces = SpeechConverter(), SpeechConverter()
    layout = AudioFormat(RATE, 2, 2)
    expected = whole.convert(AudioChunk(pcm, layout)) + whole.flush()
    parts = [pieces.convert(AudioChunk(pcm[start:end], layout)) for start, end in pairwise(edges)]
    assert b"".join([*parts, pieces.flush()]) == expected


WHOLE = voice(1.5)


def white_first() -> npt.NDArray[np.float32]:
    return (0.1 * np.random.default_rng(3).standard_normal(len(WHOLE))).astype(np.float32)


def test_a_stream_of_several_channels_waits_for_little() -> None:
    converter = SpeechConverter()
    late = AudioFormat(RATE, 2, 2)
    given_seconds = 5.0
    heard = converter.convert(AudioChunk(interleaved(voice(given_seconds), voice(given_seconds)), late))
    assert given_seconds - len(heard) / 2 / RATE < 0.7
