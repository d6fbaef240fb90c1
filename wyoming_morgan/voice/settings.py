"""The settings of the ear and the mouth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Gt, Interval

from wyoming_morgan.voice.endpoint import EndpointSettings, Seconds
from wyoming_morgan.voice.patience import PatienceSettings

Count = Annotated[int, Gt(0)]


@dataclass(frozen=True, slots=True)
class EarSettings:
    """How utterances are heard, and their bounds."""

    endpoint: EndpointSettings = field(default_factory=EndpointSettings)
    """When a turn starts and ends."""
    patience: PatienceSettings = field(default_factory=PatienceSettings)
    """How long a turn waits for more, by the words that were said."""
    max_seconds: Seconds = 7200.0
    """The longest utterance, in seconds; a longer one is refused."""
    lead_in_seconds: Seconds = 0.6
    """Audio before the first word that is passed to the recognizer, in seconds."""
    commit_seconds: Seconds = 8.0
    """Seconds of speech after which a pause ends a segment, which is decoded while the user goes on."""
    gap_seconds: Seconds = 2.0
    """Silence that ends a segment of any length, in seconds."""
    longest_segment_seconds: Annotated[float, Interval(gt=1)] = 28.0
    """Seconds after which a segment is cut at its quietest point. Whisper takes 30 at once."""
    level: bool = True
    """Whether quiet speech is amplified before detection and recognition."""
    quieter_decibels: Annotated[float, Interval(ge=0, le=60)] = 10.0
    """How many decibels quieter than the speaker speech is that keeps no turn open, such as a television's; 0
    counts all speech."""
    nearest_command: bool = True
    """Whether what is heard is taken for the command of the home that sounds most like it, if one does. Off,
    transcripts stay as the recognizer wrote them."""
    farthest_command: Annotated[float, Interval(ge=0, le=1)] = 0.25
    """How far such a command may be from what was heard: 0 is the same, other speech is above 0.4. Lower it
    if talk is taken for commands. The search stops at 0.30, so that more finds no farther ones."""
    last_resort: Annotated[float, Interval(ge=0, le=1)] = 0.7
    """How sure the built-in recognizer must be of an English command to be taken where what another one hears
    is neither near a command nor understood; 1 turns it off, and so does `nearest_command: false`."""
    reduce_noise: bool = False
    """Whether steady noise is reduced before recognition. Most recognizers then make more errors: measure."""


@dataclass(frozen=True, slots=True)
class MouthSettings:
    """How text is spoken, and its bounds."""

    max_characters: Count = 100_000
    """The longest text, in characters; a longer one is refused."""
    max_seconds: Seconds = 1800.0
    """The longest speech that one text is made into, in seconds; it ends there with an error."""
    first_piece_characters: Count = 16
    """Characters from which the first piece may end at a comma, so that speech begins early."""
    longest_piece_characters: Annotated[int, Interval(ge=20)] = 250
    """Characters after which a sentence is split between words."""
    even_loudness: bool = True
    """Whether every voice of every engine is brought to one loudness; its `volume` is kept. Off, each is as
    loud as it is made."""
    sentence_silence: Annotated[float, Interval(ge=0, le=10)] = 0.25
    """Silence after a sentence, in seconds, with engines that have no such setting of their own."""
    clause_silence: Annotated[float, Interval(ge=0, le=10)] = 0.1
    """Silence after a clause, in seconds, likewise."""
    chunk_seconds: Seconds = 0.1
    """The longest chunk of audio that is sent, in seconds."""
    cache_bytes: Annotated[int, Interval(ge=0)] = 16 * 1024 * 1024
    """The size of the cache of spoken phrases, in bytes of PCM; 0 disables it."""
    cache_piece_bytes: Count = 512 * 1024
    """The longest piece in the cache, in bytes of PCM."""
    cache_apart_seconds: Annotated[float, Interval(gt=0)] = 600.0
    """Seconds a phrase stays in the cache of a process without memory, such as `morgan serve tts`: it does
    not learn of deletions. With memory, a deletion empties the cache at once, and phrases do not age."""
