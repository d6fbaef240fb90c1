"""Transcripts that say one phrase again and again, or go on with a list of names, are heard once more.

Recognizers that write free text fall into loops, above all over names that they were told to expect: “Bed
Light, Bed Light, Bed Light, …”. Without these names, and with other words tried than the likeliest ones, most
hear what was said. Others write the next name of that list in place of what was said: “Mood Lighting,” for
“what is the outdoor humidity”.
"""

from __future__ import annotations

import re
from dataclasses import replace

from wyoming_morgan.engines.contract.stt import Recognizer, SttCapabilities, TranscribeOptions, Transcript

_WORD = re.compile(r"\w+(?:['’]\w+)*")  # noqa: RUF001 - the apostrophe that recognizers write
_LONGEST_PHRASE = 12
_REPETITIONS = 4
"""Times in a row from which a phrase is a loop; a phrase of many words from three."""
_WORDS = 10
"""Words that a loop has at least: “no, no, no, no” is said, and so is a number of equal digits."""
_LONG_PHRASE = 5
_WARMER = 0.4
"""The sampling temperature of another try."""
_NAME_WORDS = 4
"""Words that a name of a list has at most."""


class LoopGuard:
    """A `Recognizer` that gives no loops, and no name of a list in place of more words."""

    def __init__(self, recognizer: Recognizer) -> None:
        """Hear with a recognizer."""
        self._recognizer = recognizer

    @property
    def capabilities(self) -> SttCapabilities:
        """The capabilities of the recognizer."""
        return self._recognizer.capabilities

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe with the recognizer; what loops twice is no transcript, unless every word counts.

        Raises:
            MorganError: any error of the recognizer.
        """
        transcript = await self._recognizer.transcribe(pcm, options)
        if not (options.quick or options.unprompted) and is_list_item(transcript.text):
            transcript = await self._rather_longer(transcript, pcm, options)
        if options.quick or not loops(transcript.text):
            return _without_loops(transcript)
        warmer = max(_WARMER, options.temperature or 0.0)
        again = await self._recognizer.transcribe(pcm, replace(options.without_names(), temperature=warmer))
        if not loops(again.text):
            return _without_loops(again)
        return transcript if options.verbatim else Transcript("", transcript.language)

    async def _rather_longer(self, item: Transcript, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Return what is heard without names if that is longer than what may be one of them."""
        again = await self._recognizer.transcribe(pcm, options.without_names())
        return again if len(again.text.split()) > len(item.text.split()) else item


def is_list_item(text: str) -> bool:
    """Whether a text may be a name of a list that goes on: few words, and a comma."""
    return text.rstrip().endswith(",") and len(text.split()) <= _NAME_WORDS


def loops(text: str) -> bool:
    """Whether a text says one phrase so often in a row that nobody has said it."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return any(_loops(words, length) for length in range(1, min(_LONGEST_PHRASE, len(words) // 2) + 1))


def _loops(words: list[str], length: int) -> bool:
    """Whether a phrase of so many words is a loop."""
    enough = max(_WORDS, (_REPETITIONS - (length >= _LONG_PHRASE)) * length)
    same = 0
    for word, later in zip(words, words[length:], strict=False):
        same = same + 1 if word == later else 0
        if same + length >= enough:
            return True
    return False


def _without_loops(transcript: Transcript) -> Transcript:
    if not any(loops(alternative.text) for alternative in transcript.alternatives):
        return transcript
    kept = tuple(alternative for alternative in transcript.alternatives if not loops(alternative.text))
    return replace(transcript, alternatives=kept)
