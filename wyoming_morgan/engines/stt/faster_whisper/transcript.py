"""What faster-whisper returns, as a transcript."""

from __future__ import annotations

import math
from statistics import fmean
from typing import Any

from wyoming_morgan.engines.contract.stt import Alternative, TranscribedSegment, TranscribedWord, Transcript


def transcript(
    segments: list[Any], language: str, seconds: float | None, alternatives: tuple[Alternative, ...] = ()
) -> Transcript:
    """Return what the segments say; with segments of its own where the sound's `seconds` are given."""
    text = "".join(segment.text for segment in segments).strip()
    if not text:
        return Transcript("", language)
    return Transcript(
        text,
        language,
        confidence=min(1.0, math.exp(fmean(segment.avg_logprob for segment in segments))),
        segments=() if seconds is None else tuple(_segment(segment, seconds) for segment in segments),
        alternatives=alternatives,
    )


def _segment(segment: Any, seconds: float) -> TranscribedSegment:
    """Return a segment that ends with the sound at the latest: Whisper may say otherwise."""
    return TranscribedSegment(
        text=segment.text.strip(),
        start=min(float(segment.start), seconds),
        end=min(float(segment.end), seconds),
        words=tuple(
            TranscribedWord(
                word.word.strip(),
                min(float(word.start), seconds),
                min(float(word.end), seconds),
                float(word.probability),
            )
            for word in segment.words or ()
        ),
        tokens=tuple(segment.tokens),
        temperature=float(segment.temperature or 0.0),
        average_log_probability=float(segment.avg_logprob),
        compression_ratio=float(segment.compression_ratio),
        no_speech_probability=float(segment.no_speech_prob),
    )
