"""The stretches of speech in a recording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.voice.segments import Segment, SegmentOptions, find_segments

WINDOW = 0.1


def found(pattern: str, **options: float) -> list[tuple[float, float]]:
    """Find speech in windows drawn as `#` (speech), `-` (between the thresholds) and `.` (silence)."""
    probabilities = [{"#": 0.9, "-": 0.4, ".": 0.1}[sign] for sign in pattern]
    segments = find_segments(
        probabilities,
        window=WINDOW,
        duration=len(pattern) * WINDOW,
        options=SegmentOptions(**{"silence_seconds": 0.3, **options}),
    )
    return [(round(segment.start, 3), round(segment.end, 3)) for segment in segments]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", []),
        ("......", []),
        ("..##...##..", [(0.2, 0.4), (0.7, 0.9)]),
        ("..##..##...", [(0.2, 0.8)]),
        ("####", [(0.0, 0.4)]),
        ("..##.", [(0.2, 0.4)]),
        (".#--...", [(0.1, 0.4)]),
        (".--#...", [(0.3, 0.4)]),
    ],
    ids=[
        "no audio",
        "silence",
        "two stretches",
        "a short pause",
        "only speech",
        "speech near the end",
        "doubt after speech",
        "doubt before speech",
    ],
)
def test_silence_long_enough_separates_speech(pattern: str, expected: list[tuple[float, float]]) -> None:
    assert found(pattern) == expected


def test_short_stretches_are_left_out() -> None:
    assert found("#...###...", speech_seconds=0.25) == [(0.4, 0.7)]


def test_padding_stays_within_the_audio_and_neighbors_share_a_gap() -> None:
    assert found(".##....##", pad_seconds=0.3) == [(0.0, 0.5), (0.5, 0.9)]
    assert found(".##....##", pad_seconds=0.1) == [(0.0, 0.4), (0.6, 0.9)]


def test_silence_shorter_than_a_window_separates_at_the_first_silent_window() -> None:
    assert found("#.#", silence_seconds=0.0) == [(0.0, 0.1), (0.2, 0.3)]


@given(st.text("#-.", max_size=60), st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.5))
def test_segments_are_in_order_and_within_the_audio(
    pattern: str, silence: float, pad: float, least: float
) -> None:
    segments = [
        Segment(*ends)
        for ends in found(pattern, silence_seconds=silence, pad_seconds=pad, speech_seconds=least)
    ]
    edges = [edge for segment in segments for edge in (segment.start, segment.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(pattern) * WINDOW + 1e-6 for edge in edges)
