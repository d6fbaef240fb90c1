"""A silence begins where it becomes quiet, not where a detector notices it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import silence, tone
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.voice.silence import Sound, silence_between


def sound(pcm: bytes) -> Sound:
    return lambda begin, end: pcm[SPEECH.size(begin) : SPEECH.size(end)]


def hiss(seconds: float, level: float) -> bytes:
    random = np.random.default_rng(1)
    return random.normal(0, level, round(seconds * SPEECH.rate)).astype("<i2").tobytes()


@pytest.mark.parametrize("noticed", [1.0, 1.1, 1.2])
def test_it_begins_up_to_a_quarter_of_a_second_before_it_is_noticed(noticed: float) -> None:
    for quiet in (silence(0.5), hiss(0.5, 40)):
        edge = silence_between(sound(tone(1.0) + quiet), noticed, noticed + 0.032)
        assert edge is not None
        assert edge.begin == pytest.approx(1.0, abs=0.02)


def test_it_begins_no_earlier_than_that() -> None:
    edge = silence_between(sound(tone(1.0) + silence(0.5)), 1.4, 1.432)
    assert edge is not None
    assert edge.begin == pytest.approx(1.15, abs=0.02)


def test_what_is_as_loud_as_the_speech_before_does_not_tell() -> None:
    assert silence_between(sound(tone(2.0)), 1.0, 1.032) is None
    assert silence_between(sound(tone(1.0) + hiss(1.0, 4000)), 1.1, 1.132) is None


def test_without_sound_there_is_no_silence() -> None:
    assert silence_between(sound(b""), 0.0, 0.032) is None
    assert silence_between(sound(silence(1.0)), 0.0, 0.032) is None
