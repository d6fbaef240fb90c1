"""Asks a recognizer of commands where another one has heard nothing that is a command of the home, nor talk.

Far away or in noise, a recognizer of free text writes something that nobody says. The one that knows nothing
but commands may still be sure of one; it is a good last resort, and a bad first one.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import (
    Progress,
    Recognizer,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.errors import MorganError
from wyoming_morgan.voice.contract import HomeSense

_LOGGER = logging.getLogger(__name__)

_TWO = 2
_WORD = re.compile(r"\w+")


class LastResortRecognizer:
    """A `Recognizer` with another one behind it, for what the agent would not understand."""

    def __init__(
        self, recognizer: Recognizer, resort: Recognizer, sense: HomeSense, *, least_confidence: float
    ) -> None:
        """Compose them.

        Args:
            recognizer: Hears everything.
            resort: Hears commands only; asked for what the agent would not understand, in its languages.
            sense: Knows what the agent understands.
            least_confidence: How sure the other one must be, 0…1.
        """
        self._recognizer = recognizer
        self._resort = resort
        self._sense = sense
        self._least_confidence = least_confidence

    @property
    def capabilities(self) -> SttCapabilities:
        """The capabilities of the recognizer."""
        return self._recognizer.capabilities

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe with the recognizer; with the other one if nothing that was heard can be understood.

        Raises:
            MorganError: any error of the recognizer.
        """
        transcript = await self._recognizer.transcribe(pcm, options)
        language = transcript.language or options.language
        if (
            options.verbatim
            or options.translate
            or self.capabilities.hears_commands_only
            or language is None
            or primary(language) not in map(primary, self._resort.capabilities.languages)
            or not transcript.text
            or transcript.heard
            or transcript.progress is Progress.BEGINNING
        ):
            return transcript
        try:
            if await self._sense.understands(transcript.text, language):
                return transcript
            asked = replace(options, language=primary(language), alternatives=_TWO)
            other = await self._resort.transcribe(pcm, asked)
        except MorganError as error:
            _LOGGER.warning("what was heard is not heard again: %s", error)
            return transcript
        if not other.text or (other.confidence or 0.0) < self._least_confidence:
            return transcript
        sure = f"{100 * (other.confidence or 0.0):.0f} % sure"
        reason = f"what was heard is not understood, and {self._resort.capabilities.model} is {sure}"
        return replace(
            transcript,
            text=_agreed(other, transcript),
            heard=transcript.text,
            reason=reason,
            progress=other.progress,
        )


def _agreed(other: Transcript, transcript: Transcript) -> str:
    """Return the one of two opposites whose words the first recognizer has heard, too."""
    if len(other.alternatives) != _TWO:
        return other.text
    heard = _words(transcript.text)
    one, twin = (alternative.text for alternative in other.alternatives)
    alone, twin_alone = _words(one) - _words(twin), _words(twin) - _words(one)
    if bool(alone & heard) == bool(twin_alone & heard):
        return other.text
    return one if alone & heard else twin


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
