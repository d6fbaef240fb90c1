"""What is put around a recognizer, so that what it hears is what was meant for the home."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import Any

from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.commands.finder import CommandFinder
from wyoming_morgan.engines.contract.engine import AcceptsVocabulary, HoldsModels, LoadedModel
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import Recognizer, ScoresTexts, SpeechToText
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.errors import MorganError
from wyoming_morgan.tasks import CancellableTasks
from wyoming_morgan.voice.contract import Ear, HomeSense
from wyoming_morgan.voice.heard import HeardLog, NotedEar
from wyoming_morgan.voice.last_resort import LastResortRecognizer
from wyoming_morgan.voice.loops import LoopGuard
from wyoming_morgan.voice.nearest import NearestCommandRecognizer
from wyoming_morgan.voice.second_hearing import SecondHearingRecognizer
from wyoming_morgan.voice.transcriber import Transcriber
from wyoming_morgan.voice.twins import TwinRecognizer

_LOGGER = logging.getLogger(__name__)


class EarParts:
    """Composes recognizers with the commands of the home; all share one search of them."""

    def __init__(
        self,
        config: Config,
        vocabulary: Vocabulary,
        sense: HomeSense | None,
        log: HeardLog,
        resort: SpeechToText | None = None,
    ) -> None:
        """Prepare without loading anything.

        Args:
            config: The settings.
            vocabulary: The names of the home.
            sense: Knows the home; without it, its states decide nothing.
            log: Remembers what was heard, for the turns that come of it.
            resort: Hears commands only, where another recognizer has heard none; loaded and closed here.
        """
        self._log = log
        self._tasks = CancellableTasks("last resort")
        self._ear = config.stt.ear
        self._sense = sense
        core = config.core
        self._commands = (
            CommandFinder(vocabulary, core.languages, core.folders.cache)
            if self._ear.nearest_command
            else None
        )
        english = "en" in map(primary, core.languages)
        needed = english and self._commands is not None and sense is not None and self._ear.last_resort < 1
        self._resort = resort if needed else None

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """The search of the nearest command, and the last resort, each in its process."""
        models = () if self._commands is None else self._commands.models
        resort: object = self._resort
        return (*models, *resort.models) if isinstance(resort, HoldsModels) else models

    def around(self, recognizer: Recognizer) -> Recognizer:
        """Return a recognizer whose transcripts are commands of the home where they sound like one."""
        scores = recognizer if isinstance(recognizer, ScoresTexts) else None
        recognizer = LoopGuard(recognizer)
        if self._sense is not None:
            recognizer = TwinRecognizer(recognizer, self._sense)
        if self._commands is not None:
            recognizer = NearestCommandRecognizer(
                recognizer, self._commands, farthest=self._ear.farthest_command, scores=scores
            )
            recognizer = SecondHearingRecognizer(recognizer)
        if self._resort is not None and self._sense is not None:
            recognizer = LastResortRecognizer(
                recognizer,
                TwinRecognizer(self._resort, self._sense),
                self._sense,
                least_confidence=self._ear.last_resort,
            )
        return recognizer

    def made(self, recognizer: Recognizer, detector: VoiceActivity) -> Ear:
        """Return an ear that hears with a recognizer, and remembers what was taken for something else."""
        return NotedEar(Transcriber(recognizer, detector, self._ear), self._log)

    def begin(self) -> None:
        """Prepare the search and the last resort in the background."""
        if self._commands is not None:
            self._commands.begin()
        if self._resort is not None:
            self._tasks.start(self._prepared(self._resort.load()))

    def change_soon(self, vocabulary: Vocabulary) -> None:
        """Search the commands of another home as soon as they are made."""
        if self._commands is not None:
            self._commands.change_soon(vocabulary)
        resort: object = self._resort
        if isinstance(resort, AcceptsVocabulary):
            self._tasks.start(self._prepared(resort.change_vocabulary(vocabulary)))

    async def close(self) -> None:
        """End the search and the last resort."""
        await self._tasks.close()
        if self._commands is not None:
            await self._commands.close()
        if self._resort is not None:
            await self._resort.close()

    async def _prepared(self, work: Coroutine[Any, Any, None]) -> None:
        """Prepare the last resort; without it, what is not understood stays as it was heard."""
        try:
            await work
        except MorganError as error:
            _LOGGER.warning("the built-in recognizer is no last resort: %s", error)
