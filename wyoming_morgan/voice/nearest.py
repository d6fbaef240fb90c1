"""Takes what a recognizer hears for the nearest command of the home, where it is near enough.

Recognizers that write free text hear “Activate wood lighting” for “Activate mood lighting”. The commands of
the home are known, so the one that sounds most like it is what was said. What is near none stays as it was
heard.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace

from wyoming_morgan.engines.contract.commands import (
    CommandProgress,
    CommandSearch,
    NearCommand,
    progress_of_whole,
)
from wyoming_morgan.engines.contract.stt import (
    Alternative,
    Progress,
    Recognizer,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.errors import MorganError

_LOGGER = logging.getLogger(__name__)

_MARKS = re.compile(r"[^\w']+")
_SHARE_OF_THE_WORST = 0.2
"""How much the word that fits least counts beside all: where only a name does not fit, another was said."""
_FARTHEST_WORD = 0.6
"""How far the word that fits least may be, for each of its sounds: farther, it was not said."""
_FARTHEST_GUARDED = 0.12
"""How far a command may be that opens or unlocks: it is asked about all the same."""
_HYPOTHESES = 5
"""Texts that a recognizer is asked for."""


class NearestCommandRecognizer:
    """A `Recognizer` whose transcripts are commands of the home wherever they sound like one."""

    def __init__(self, recognizer: Recognizer, commands: CommandSearch, *, farthest: float) -> None:
        """Take transcripts for commands that are at most `farthest` away: see `EarSettings`."""
        self._recognizer = recognizer
        self._commands = commands
        self._farthest = farthest

    @property
    def capabilities(self) -> SttCapabilities:
        """The capabilities of the recognizer."""
        return self._recognizer.capabilities

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe with the recognizer, and find the command that was meant.

        Raises:
            MorganError: any error of the recognizer.
        """
        if options.verbatim or options.translate or self.capabilities.hears_commands_only:
            return await self._recognizer.transcribe(pcm, options)
        transcript = await self._recognizer.transcribe(pcm, replace(options, alternatives=_HYPOTHESES))
        language = transcript.language or options.language
        if not transcript.text or language is None:
            return transcript
        heard = transcript.alternatives or (Alternative(transcript.text),)
        command = self._near_enough(await self._nearest(heard, language))
        progress = await self._progress(transcript.text, command, language)
        transcript = replace(transcript, progress=progress)
        if (
            command is None
            or progress is Progress.BEGINNING
            or _words(command.text) == _words(transcript.text)
        ):
            return transcript
        reason = f"no command sounds more like it (distance {command.distance:.2f})"
        return replace(transcript, text=command.text, heard=transcript.text, reason=reason)

    async def _progress(self, heard: str, command: NearCommand | None, language: str) -> Progress | None:
        """Return how far the words have come; a beginning stays what it is, however near a command may be."""
        try:
            come = await self._commands.progress(heard, command.text if command else heard, language)
        except MorganError as error:
            _LOGGER.warning("the end of what was heard is not compared with commands: %s", error)
            come = CommandProgress()
        if come.beginning is not None and self._near_enough((come.beginning,)):
            return Progress.BEGINNING
        return None if come.more is None else progress_of_whole(come.more)

    def _near_enough(self, nearest: Sequence[NearCommand]) -> NearCommand | None:
        if not nearest or nearest[0].worst > _FARTHEST_WORD:
            return None
        far = nearest[0].distance + _SHARE_OF_THE_WORST * nearest[0].worst
        farthest = min(self._farthest, _FARTHEST_GUARDED) if nearest[0].guarded else self._farthest
        return nearest[0] if far <= farthest else None

    async def _nearest(self, heard: Sequence[Alternative], language: str) -> Sequence[NearCommand]:
        """Return the nearest commands; without a search that works, an utterance stays as it was heard."""
        try:
            return await self._commands.nearest(heard, language)
        except MorganError as error:
            _LOGGER.warning("what was heard is not compared with the commands of the home: %s", error)
            return ()


def _words(text: str) -> list[str]:
    return _MARKS.sub(" ", text).casefold().split()
