"""What is put around a recognizer, so that what it hears is what was meant for the home."""

from __future__ import annotations

from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.commands.finder import CommandFinder
from wyoming_morgan.engines.contract.engine import LoadedModel
from wyoming_morgan.engines.contract.stt import Recognizer
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.voice.contract import Ear, HomeSense
from wyoming_morgan.voice.heard import HeardLog, NotedEar
from wyoming_morgan.voice.nearest import NearestCommandRecognizer
from wyoming_morgan.voice.transcriber import Transcriber
from wyoming_morgan.voice.twins import TwinRecognizer


class EarParts:
    """Composes recognizers with the commands of the home; all share one search of them."""

    def __init__(
        self, config: Config, vocabulary: Vocabulary, sense: HomeSense | None, log: HeardLog
    ) -> None:
        """Prepare without loading anything.

        Args:
            config: The settings.
            vocabulary: The names of the home.
            sense: Knows the home; without it, its states decide nothing.
            log: Remembers what was heard, for the turns that come of it.
        """
        self._log = log
        self._ear = config.stt.ear
        self._sense = sense
        core = config.core
        self._commands = (
            CommandFinder(vocabulary, core.languages, core.folders.cache)
            if self._ear.nearest_command
            else None
        )

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """The models that are searched, in their process."""
        return () if self._commands is None else self._commands.models

    def around(self, recognizer: Recognizer) -> Recognizer:
        """Return a recognizer whose transcripts are commands of the home where they sound like one."""
        if self._sense is not None:
            recognizer = TwinRecognizer(recognizer, self._sense)
        if self._commands is not None:
            recognizer = NearestCommandRecognizer(
                recognizer, self._commands, farthest=self._ear.farthest_command
            )
        return recognizer

    def made(self, recognizer: Recognizer, detector: VoiceActivity) -> Ear:
        """Return an ear that hears with a recognizer, and remembers what was taken for something else."""
        return NotedEar(Transcriber(recognizer, detector, self._ear), self._log)

    def begin(self) -> None:
        """Prepare the search in the background."""
        if self._commands is not None:
            self._commands.begin()

    def change_soon(self, vocabulary: Vocabulary) -> None:
        """Search the commands of another home as soon as they are made."""
        if self._commands is not None:
            self._commands.change_soon(vocabulary)

    async def close(self) -> None:
        """End the search."""
        if self._commands is not None:
            await self._commands.close()
