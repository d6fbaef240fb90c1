"""Recordings made harder: what each condition does to the sound, and what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import silence, tone
from wyoming_morgan.audio import SPEECH, from_samples, loudness, to_samples
from wyoming_morgan.bench.conditions import HearingConditions
from wyoming_morgan.bench.room import ShoeboxRoom, response
from wyoming_morgan.errors import InvalidRequest

SPEECH_PCM = tone(1.0, peak=0.2)


def decibels(pcm: bytes) -> float:
    return float(20 * np.log10(loudness(to_samples(pcm))))


def test_without_conditions_a_recording_stays_as_it_is() -> None:
    assert HearingConditions().apply(SPEECH_PCM, "a") == SPEECH_PCM
    assert HearingConditions().apply(SPEECH_PCM, "a", silence=0.5) == SPEECH_PCM + silence(0.5)


def test_quieter_is_quieter_by_that_much() -> None:
    assert decibels(HearingConditions(quieter=20).apply(SPEECH_PCM, "a")) == pytest.approx(
        decibels(SPEECH_PCM) - 20, abs=0.1
    )


@pytest.mark.parametrize("peak", [0.05, 0.2, 0.8])
def test_a_level_is_reached_from_above_and_below(peak: float) -> None:
    brought = HearingConditions(level=-30).apply(tone(1.0, peak=peak), "a", silence=1.0)
    assert decibels(brought[: len(SPEECH_PCM)]) == pytest.approx(-30, abs=0.1)


def test_silence_has_no_level_to_bring_it_to() -> None:
    assert HearingConditions(level=-30).apply(silence(0.5), "a") == silence(0.5)


@pytest.mark.parametrize("ratio", [0.0, 10.0, 20.0])
def test_noise_is_as_far_below_the_speech_as_asked_for_and_goes_on_behind_it(ratio: float) -> None:
    noisy = HearingConditions(noise=ratio).apply(SPEECH_PCM, "a", silence=1.0)
    noise = to_samples(noisy) - to_samples(SPEECH_PCM + silence(1.0))
    level = 10 * np.log10(np.mean(np.square(noise)))
    assert level == pytest.approx(decibels(SPEECH_PCM) - ratio, abs=0.5)
    assert np.abs(noise[-SPEECH.rate :]).max() > 0


def test_noise_is_the_same_each_time_and_another_for_each_recording() -> None:
    conditions = HearingConditions(noise=10)
    assert conditions.apply(SPEECH_PCM, "a") == conditions.apply(SPEECH_PCM, "a")
    assert conditions.apply(SPEECH_PCM, "a") != conditions.apply(SPEECH_PCM, "b")


def test_the_farther_away_the_quieter_and_the_more_the_echo_counts() -> None:
    shares = []
    for meters in (1.0, 2.0, 4.0):
        echoes = response(meters)
        assert echoes[0] == pytest.approx(1 / meters, rel=0.01)
        shares.append(np.square(echoes[1:]).sum() / np.square(echoes[0]))
    assert shares == sorted(shares)
    hiss = from_samples(np.random.default_rng(0).normal(0, 0.05, SPEECH.rate).astype(np.float32))
    levels = [decibels(HearingConditions(distance=meters).apply(hiss, "a")) for meters in (1, 2, 4)]
    assert levels == sorted(levels, reverse=True)


def test_an_echo_falls_by_about_60_decibels_in_its_time() -> None:
    room = ShoeboxRoom(echo_seconds=0.3)
    energies = np.square(response(3.0, room))
    left = 10 * np.log10(np.cumsum(energies[::-1])[::-1] / energies.sum() + 1e-12)
    at = {fall: int(np.argmax(left < -fall)) / SPEECH.rate for fall in (5, 25)}
    assert 3 * (at[25] - at[5]) == pytest.approx(0.3, rel=0.35)


def test_a_distance_beyond_the_room_is_refused() -> None:
    HearingConditions(distance=5.0)
    with pytest.raises(InvalidRequest, match="leaves the room"):
        HearingConditions(distance=20.0)
