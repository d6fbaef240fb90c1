"""The formats of transcripts in OpenAI's API: JSON, plain text, and subtitles.

https://platform.openai.com/docs/api-reference/audio
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from wyoming_morgan.engines.contract.stt import TranscribedSegment, Transcript

_SEEK_FRAMES = 100  # Whisper gives the position of a segment in hundredths of a second
_LEAST_PROBABILITY = 1e-9


class TranscriptFormat(StrEnum):
    """The formats in which a transcript may be requested."""

    JSON = "json"
    TEXT = "text"
    SRT = "srt"
    VTT = "vtt"
    VERBOSE_JSON = "verbose_json"
    DIARIZED_JSON = "diarized_json"
    """Who said what, which no engine reports."""

    @property
    def is_json(self) -> bool:
        """Whether it is an object, in which anything may stand beside the text."""
        return self in {TranscriptFormat.JSON, TranscriptFormat.VERBOSE_JSON}

    @property
    def timed(self) -> bool:
        """Whether it has times."""
        return self in {TranscriptFormat.SRT, TranscriptFormat.VTT, TranscriptFormat.VERBOSE_JSON}


def segments_of(transcript: Transcript, seconds: float) -> Sequence[TranscribedSegment]:
    """Return a transcript's segments; one over all the audio if the engine reports none."""
    if transcript.segments or not transcript.text:
        return transcript.segments
    return (TranscribedSegment(transcript.text, start=0.0, end=seconds),)


def brief(transcript: Transcript, seconds: float) -> dict[str, Any]:
    """Return `json`."""
    return {"text": transcript.text, "usage": _usage(seconds)}


def logprobs(transcript: Transcript) -> list[dict[str, Any]]:
    """Return how likely each word is, where OpenAI has tokens: recognizers report no smaller parts."""
    return [
        {
            "token": word.text,
            "logprob": math.log(max(word.probability, _LEAST_PROBABILITY)),
            "bytes": list(word.text.encode()),
        }
        for segment in transcript.segments
        for word in segment.words
    ]


def verbose(transcript: Transcript, seconds: float, *, task: str, words: bool) -> dict[str, Any]:
    """Return `verbose_json`. The language is a tag, as Whisper servers send it."""
    segments = segments_of(transcript, seconds)
    body: dict[str, Any] = {
        "task": task,
        "language": transcript.language or "",
        "duration": round(seconds, 3),
        "text": transcript.text,
        "segments": [_segment(number, segment) for number, segment in enumerate(segments)],
        "usage": _usage(seconds),
    }
    if words:
        body["words"] = [
            {"word": word.text.strip(), "start": round(word.start, 3), "end": round(word.end, 3)}
            for segment in segments
            for word in segment.words
        ]
    return body


def srt(segments: Iterable[TranscribedSegment]) -> str:
    """Return SubRip subtitles."""
    return "".join(
        f"{number}\n{_clock(segment.start, ',')} --> {_clock(segment.end, ',')}\n{_line(segment.text)}\n\n"
        for number, segment in enumerate(segments, start=1)
    )


def vtt(segments: Iterable[TranscribedSegment]) -> str:
    """Return WebVTT subtitles."""
    cues = "".join(
        f"{_clock(segment.start, '.')} --> {_clock(segment.end, '.')}\n{_escaped(_line(segment.text))}\n\n"
        for segment in segments
    )
    return f"WEBVTT\n\n{cues}"


def _segment(number: int, segment: TranscribedSegment) -> dict[str, Any]:
    return {
        "id": number,
        "seek": int(segment.start * _SEEK_FRAMES),
        "start": round(segment.start, 3),
        "end": round(segment.end, 3),
        "text": segment.text,
        "tokens": list(segment.tokens),
        "temperature": segment.temperature,
        "avg_logprob": segment.average_log_probability,
        "compression_ratio": segment.compression_ratio,
        "no_speech_prob": segment.no_speech_probability,
    }


def _usage(seconds: float) -> dict[str, Any]:
    return {"type": "duration", "seconds": round(seconds, 3)}


def _clock(seconds: float, point: str) -> str:
    """Return hours, minutes, seconds and milliseconds, as subtitles write a time."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}{point}{milliseconds:03d}"


def _line(text: str) -> str:
    """Keep a cue's text on one line: an empty line would end the cue, an arrow would begin another."""
    return " ".join(text.split()).replace("-->", "->")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
