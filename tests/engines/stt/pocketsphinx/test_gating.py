"""Dead silence at the ends goes, quiet rooms and pauses stay."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import silence, tone
from wyoming_morgan.engines.stt.pocketsphinx.gating import without_dead_silence


def room(seconds: float, *, level: float = 30.0) -> bytes:
    return np.random.default_rng(0).normal(0, level, int(seconds * 16_000)).astype("<i2").tobytes()


def test_dead_silence_is_cut_off_at_both_ends() -> None:
    assert without_dead_silence(silence(0.5) + tone(1.0) + silence(0.7)) == tone(1.0)


def test_nearly_dead_silence_is_cut_off_too() -> None:
    speech = tone(1.0, peak=0.5)
    assert without_dead_silence(room(0.5, level=2.0) + speech) == speech


def test_pauses_within_speech_and_the_noise_of_a_room_stay() -> None:
    for pcm in (tone(0.5) + silence(0.5) + tone(0.5), room(0.5) + tone(0.5, peak=0.1) + room(0.5)):
        assert without_dead_silence(pcm) == pcm


@given(st.binary(max_size=4000))
def test_what_is_left_is_a_part_of_what_came(pcm: bytes) -> None:
    assert without_dead_silence(pcm) in pcm
