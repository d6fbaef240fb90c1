"""Audio sounds as in a room: dead silence goes, pauses and a room's own noise stay."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import silence, tone
from wyoming_morgan.audio import to_samples
from wyoming_morgan.engines.stt.pocketsphinx.room import in_a_room


def noise(seconds: float, *, level: float) -> bytes:
    return np.random.default_rng(0).normal(0, level, int(seconds * 16_000)).astype("<i2").tobytes()


def test_dead_silence_is_cut_off_at_both_ends() -> None:
    assert in_a_room(silence(0.5) + tone(1.0) + silence(0.7)) == tone(1.0)


def test_nearly_dead_silence_is_cut_off_too() -> None:
    assert in_a_room(noise(0.5, level=2.0) + tone(1.0)) == tone(1.0)


def test_what_was_recorded_in_a_room_gets_more_of_that_room_behind() -> None:
    pcm = noise(0.5, level=300.0) + tone(0.5)
    heard = in_a_room(pcm)
    assert heard[: len(pcm)] == pcm
    more = to_samples(heard[len(pcm) :])
    assert len(more) == 16_000 * 0.22
    before = to_samples(noise(0.5, level=300.0))
    tenths, rest = more[:3200], more[3200:]
    assert np.array_equal(rest, more[: len(rest)])
    assert 0.8 < np.abs(tenths).mean() / np.abs(before).mean() <= 1.0


def test_what_is_loud_throughout_has_no_room() -> None:
    assert in_a_room(tone(1.0)) == tone(1.0)


def test_what_never_was_in_a_room_gets_its_noise() -> None:
    pcm = in_a_room(silence(0.5) + tone(0.5) + silence(0.5) + tone(0.5) + silence(0.5))
    samples = to_samples(pcm)
    assert len(samples) == 16_000 * (0.3 + 1.5 + 0.3)
    levels = np.abs(samples[: len(samples) // 160 * 160].reshape(-1, 160)).mean(axis=1)
    assert levels.min() > 0.001
    assert levels.max() > 10 * levels.min()


def test_silence_alone_stays_silence() -> None:
    assert not any(in_a_room(silence(1.0)))
    assert in_a_room(b"") == b""


@given(st.binary(max_size=4000))
def test_any_audio_gives_whole_samples_and_the_same_each_time(pcm: bytes) -> None:
    heard = in_a_room(pcm)
    assert len(heard) % 2 == 0
    assert heard == in_a_room(pcm)
