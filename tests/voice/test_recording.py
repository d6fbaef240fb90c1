from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import silence, tone
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.voice.recording import Recording


@given(st.lists(st.integers(1, 4000), max_size=10), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_what_was_not_forgotten_is_found_at_its_time(
    sizes: list[int], begin: float, end: float, forgotten: float
) -> None:
    recording, whole = Recording(), bytearray()
    for index, size in enumerate(sizes):
        pcm = index.to_bytes(2, "little") * size
        recording.append(pcm)
        whole += pcm
    recording.forget(forgotten)

    def offset(seconds: float) -> int:
        return round(seconds * SPEECH.rate) * SPEECH.frame_bytes

    assert recording.between(begin, end) == bytes(whole[max(offset(begin), offset(forgotten)) : offset(end)])
    assert recording.seconds == SPEECH.seconds(len(whole))
    assert recording.held_bytes == max(0, len(whole) - offset(forgotten))


def test_the_quietest_moment_is_found() -> None:
    recording = Recording()
    recording.append(tone(1.0) + tone(0.2, peak=0.1) + tone(0.8))

    assert recording.quietest(0.5, 2.0) == pytest.approx(1.1, abs=0.1)


def test_a_stretch_too_short_for_a_quiet_moment_ends_where_it_ends() -> None:
    recording = Recording()
    recording.append(silence(1.0))

    assert recording.quietest(0.5, 0.55) == 0.55
