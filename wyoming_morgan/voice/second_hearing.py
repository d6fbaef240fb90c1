"""Hears doubtful words that are not a command once more, without the names of the home.

A recognizer that knows the names writes them where something else was said: “Slaapkamerschakelaar” for
“sluit garagedeur”. Without them it is nearer to the sounds, and the command is found by these.
"""

from __future__ import annotations

from dataclasses import replace

from wyoming_morgan.engines.contract.stt import (
    Progress,
    Recognizer,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.voice.doubt import is_doubtful

_WHOLE = frozenset({Progress.WHOLE, Progress.EXTENDABLE})


class SecondHearingRecognizer:
    """A `Recognizer` that hears doubtful words once more, since they may have been a command."""

    def __init__(self, recognizer: Recognizer) -> None:
        """Hear with a recognizer that tells how far commands have come."""
        self._recognizer = recognizer

    @property
    def capabilities(self) -> SttCapabilities:
        """The capabilities of the recognizer."""
        return self._recognizer.capabilities

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe with the recognizer; what it hears without names counts only if that is a command.

        Raises:
            MorganError: any error of the recognizer.
        """
        transcript = await self._recognizer.transcribe(pcm, options)
        if transcript.progress is not Progress.OTHER or not is_doubtful(transcript):
            return transcript
        again = await self._recognizer.transcribe(pcm, options.without_names())
        if again.progress not in _WHOLE:
            return transcript
        reason = ", ".join(filter(None, ("without the names it is heard as that", again.reason)))
        return replace(again, heard=transcript.text, reason=reason)
