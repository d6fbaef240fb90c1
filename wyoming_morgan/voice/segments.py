"""Finds the stretches of speech in a complete recording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from wyoming_morgan.voice.endpoint import Endpointer, EndpointSettings, Signal


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech, in seconds from the beginning of the audio."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SegmentOptions:
    """The definition of one stretch of speech."""

    start_threshold: float = 0.5
    """Probability from which a window counts as speech."""
    stop_threshold: float = 0.35
    """Probability below which a window counts as silence."""
    speech_seconds: float = 0.0
    """Shorter stretches are left out."""
    silence_seconds: float = 1.0
    """Silence that separates two stretches; at least one window is needed."""
    pad_seconds: float = 0.0
    """Added before and after each stretch; neighbors closer than twice that share the audio between them."""


def find_segments(
    probabilities: Iterable[float], *, window: float, duration: float, options: SegmentOptions
) -> list[Segment]:
    """Return the stretches of speech in `duration` seconds of audio, in order.

    `probabilities` has one value for each `window` seconds; the rest at the end is not a whole window.
    """
    endpointer = Endpointer(
        EndpointSettings(
            start_threshold=options.start_threshold,
            stop_threshold=options.stop_threshold,
            start_seconds=window,
            pause_seconds=window,
            silence_seconds=max(options.silence_seconds, window),
            longest_turn_seconds=float("inf"),
        )
    )
    segments: list[Segment] = []
    start: float | None = None
    for probability in probabilities:
        for event in endpointer.advance(probability, window):
            if event.signal is Signal.STARTED:
                start = event.at
            elif event.signal is Signal.STOPPED and start is not None:
                segments.append(Segment(start, event.at))
                start = None
    if start is not None:
        segments.append(Segment(start, min(endpointer.now - endpointer.silence, duration)))
    return _pad(
        [segment for segment in segments if segment.end - segment.start >= options.speech_seconds],
        duration,
        options.pad_seconds,
    )


def _pad(segments: list[Segment], duration: float, pad: float) -> list[Segment]:
    middles = [(before.end + after.start) / 2 for before, after in pairwise(segments)]
    return [
        Segment(max(segment.start - pad, earliest), min(segment.end + pad, latest))
        for segment, earliest, latest in zip(segments, [0.0, *middles], [*middles, duration], strict=False)
    ]
