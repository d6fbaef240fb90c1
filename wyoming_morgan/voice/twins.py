"""Decides between two commands that say the opposite, where their sound alone does not tell them apart.

“Turn on the lamp” and “turn off the lamp” sound alike. What is so already is seldom asked for, so the state
of the home speaks for the other one. Where neither the sound nor the state decides, or they disagree, the
transcript says both, and the agent asks.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from wyoming_morgan.engines.contract.stt import (
    Alternative,
    Recognizer,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.errors import MorganError
from wyoming_morgan.voice.contract import HomeSense

_LOGGER = logging.getLogger(__name__)

_TWO = 2
_UNCLEAR = 1.2
"""Nats by which one must be likelier for its sound to decide: what recordings were mistaken for is less."""
_CLEAR = 3.0
"""Nats from which the sound counts as much as the state."""
_TELLS_BOTH = "neither its sound nor the state of the home tells which"
_SO_ALREADY = "it is so already, and the other sounds alike"
_DISAGREE = "it is so already, but that is how it sounds"


class TwinRecognizer:
    """A `Recognizer` that hears commands of the home, and takes the likelier one of two opposites."""

    def __init__(self, recognizer: Recognizer, sense: HomeSense) -> None:
        """Decide by what the home is like; without states, the recognizer's own choice stays."""
        self._recognizer = recognizer
        self._sense = sense

    @property
    def capabilities(self) -> SttCapabilities:
        """The capabilities of the recognizer."""
        return self._recognizer.capabilities

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe with the recognizer, and decide between opposites.

        Raises:
            MorganError: any error of the recognizer.
        """
        if options.verbatim or options.translate or not self.capabilities.hears_commands_only:
            return await self._recognizer.transcribe(pcm, options)
        asked = replace(options, alternatives=max(_TWO, options.alternatives))
        transcript = await self._recognizer.transcribe(pcm, asked)
        language = transcript.language or options.language
        if len(transcript.alternatives) != _TWO or language is None or not self._sense.knows_states:
            return transcript
        best, other = transcript.alternatives
        try:
            return await self._decided(transcript, best, other, language)
        except MorganError as error:
            _LOGGER.warning("the state of the home does not decide between opposites: %s", error)
            return transcript

    async def _decided(
        self, transcript: Transcript, best: Alternative, other: Alternative, language: str
    ) -> Transcript:
        margin = best.log_probability - other.log_probability
        is_so = await self._sense.is_so(best.text, language)
        other_is_so = await self._sense.is_so(other.text, language)
        if is_so and other_is_so is False:
            if margin < _CLEAR:
                return replace(transcript, text=other.text, heard=best.text, reason=_SO_ALREADY)
            return self._both(transcript, best, other, language, _DISAGREE)
        decided = is_so is False and bool(other_is_so)
        if decided or margin >= _UNCLEAR:
            return transcript
        return self._both(transcript, best, other, language, _TELLS_BOTH)

    def _both(
        self, transcript: Transcript, best: Alternative, other: Alternative, language: str, reason: str
    ) -> Transcript:
        both = self._sense.either(best.text, other.text, language)
        return replace(transcript, text=both, heard=best.text, reason=reason) if both else transcript
