"""Makes what a hostile client sends over the voice socket: valid work, damaged in its messages and audio."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.fakes.audio import silence, tone
from tests.fuzzing.message_damage import Frame, Kind, Message, damaged

SPEECH = tone(0.4)
QUIET = silence(1.5)
WAKE = tone(0.4, peak=0.2)
END: Message = {"type": "end"}
DESCRIBE: Message = {"type": "describe"}
TRANSCRIBE: Message = {
    "type": "transcribe",
    "language": "en",
    "rate": 16_000,
    "width": 2,
    "channels": 1,
    "names": ["kitchen light", "lamp"],
    "terms": ["dim"],
    "sensitivity": "relaxed",
    "end_on_silence": True,
}
SYNTHESIZE: Message = {"type": "synthesize", "voice": "amy", "speed": 1.25}
DETECT: Message = {"type": "detect", "words": ["okay_nabu"], "rate": 16_000, "width": 2, "channels": 1}


def text(words: str) -> Message:
    """Return a piece of a text."""
    return {"type": "text", "text": words}


CONVERSATIONS: Sequence[Sequence[Frame]] = (
    (DESCRIBE,),
    (TRANSCRIBE, SPEECH, SPEECH, QUIET),
    ({"type": "transcribe", "end_on_silence": False}, SPEECH, QUIET, SPEECH, END),
    ({**TRANSCRIBE, "rate": 48_000, "channels": 2}, SPEECH * 6, QUIET, END),
    (SYNTHESIZE, text("Good evening. "), text("It is late"), text(", and dark."), END),
    ({"type": "synthesize", "language": "de", "speaker": "calm"}, text("Guten Abend."), END),
    (DETECT, QUIET, WAKE, QUIET, END),
)
_IMPATIENT: Sequence[Sequence[Frame]] = (
    (DESCRIBE, TRANSCRIBE, SPEECH, END, SYNTHESIZE, text("Yes."), END, DETECT, WAKE, END, DESCRIBE),
)
"""Work that may begin before that before it has ended, which ends the connection."""
_FOREIGN: Sequence[Message] = (
    {"type": "about", "version": "1"},
    {"type": "transcript", "text": "a"},
    {"type": "failed", "code": "busy"},
    {"type": "audio", "rate": 1, "width": 2, "channels": 1},
    {"type": "later"},
    {},
    {"type": "synthesize", "voice": "nobody"},
    {"type": "transcribe", "language": "xx"},
    {"type": "detect", "words": ["nothing"] * 100},
    {**TRANSCRIBE, "rate": 1},
    {**DETECT, "width": 4, "channels": 9},
    text("word " * 5000),
    text("\ud800\x00\u2028"),
)
_RAW: Sequence[str | bytes] = (
    *(
        "",
        "null",
        "[]",
        "{",
        '"',
        '{"type": "end"',
        "NaN",
        '{"type": "synthesize", "speed": 1e999}',
        "[" * 5000,
    ),
    *(b"", b"\x00", b"\xff" * 3, b"\x00\x80" * 40_000, bytes(range(256)) * 100),
    b"\x01" * ((1 << 20) + 1),
    '{"type": "end"}' + " " * (1 << 20),
    '{"type": "text", "text": "' + "x" * 400_000 + '"}',
)
_KIND = Kind((*CONVERSATIONS, *_IMPATIENT), _FOREIGN, _RAW)


def case(number: int, *, seed: int = 0) -> list[Frame]:
    """Return what one hostile client sends: always the same for the same seed and number."""
    return damaged(_KIND, random.Random(f"voice {seed} {number}"))  # noqa: S311 - the same bytes in every run
