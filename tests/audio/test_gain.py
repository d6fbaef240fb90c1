from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.signals import loudness, speech
from wyoming_morgan.audio import AutomaticGain, from_samples, to_samples


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
