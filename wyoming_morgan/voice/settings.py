"""What can be set about the ear and the mouth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Gt, Interval

from wyoming_morgan.voice.endpoint import EndpointSettings, Seconds

Count = Annotated[int, Gt(0)]


@dataclass(frozen=True, slots=True)
class EarSettings:
    """How utterances are heard, and the bounds they are heard in."""

    endpoint: EndpointSettings = field(default_factory=EndpointSettings)
    """When a turn starts and ends."""
    max_seconds: Seconds = 300.0
    """Audio one utterance may have, in seconds; more is refused."""
    lead_in_seconds: Seconds = 0.3
    """Audio from before the first word that the recognizer gets too, in seconds."""
    commit_seconds: Seconds = 8.0
    """Speech after which the next pause ends a segment: it is decoded for good while the rest is spoken."""
    gap_seconds: Seconds = 2.0
    """Silence that ends a segment however short it is, in seconds."""
    longest_segment_seconds: Annotated[float, Interval(gt=1)] = 28.0
    """Seconds after which a segment without a pause is cut where it is quietest. Whisper hears 30 at once."""
    level: bool = True
    """Whether quiet speech is made louder before it is detected and recognized."""
    reduce_noise: bool = False
    """Whether steady noise is taken out before. Most recognizers hear worse then: measure it."""


@dataclass(frozen=True, slots=True)
class MouthSettings:
    """How text is spoken, and the bounds it is spoken in."""

    max_characters: Count = 100_000
    """Characters one text may have; more is refused."""
    first_piece_characters: Count = 16
    """Characters from which the first piece may end at a comma, so that speech begins early."""
    longest_piece_characters: Annotated[int, Interval(ge=20)] = 250
    """Characters after which a sentence is split between words."""
    chunk_seconds: Seconds = 0.1
    """The longest chunk of audio that is handed out, in seconds."""
    cache_bytes: Annotated[int, Interval(ge=0)] = 16 * 1024 * 1024
    """PCM kept of what was said before, in bytes; 0 keeps none."""
    cache_piece_bytes: Count = 512 * 1024
    """PCM of the longest piece that is kept, in bytes."""
