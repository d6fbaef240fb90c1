"""Finds the nearest commands in a process of its own: its libraries hold the interpreter's lock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from wyoming_morgan.engines.commands import home
from wyoming_morgan.engines.contract.commands import CommandProgress, NearCommand
from wyoming_morgan.engines.contract.engine import LoadedModel, WorkLimits
from wyoming_morgan.engines.contract.stt import Alternative
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.errors import MorganError
from wyoming_morgan.tasks import CancellableTasks

_LOGGER = logging.getLogger(__name__)

_NAME = "commands"


class CommandFinder:
    """The `CommandSearch` of the newest home. A home without names has no commands of its own to find."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        languages: Sequence[str],
        cache_dir: Path,
        *,
        limits: WorkLimits | None = None,
    ) -> None:
        """Prepare without loading anything.

        Args:
            vocabulary: The names of the home.
            languages: Its languages, as BCP 47 tags.
            cache_dir: The folder for derived files.
            limits: The bounds of a search.
        """
        self._languages = tuple(languages)
        self._folder = cache_dir / _NAME
        self._limits = limits or WorkLimits()
        self._newest = vocabulary
        self._worker = self._make_worker(vocabulary)
        self._changing = asyncio.Lock()
        self._tasks = CancellableTasks("commands of the home")

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its graphs in their process."""
        return () if self._worker is None else (self._worker.state,)

    @property
    def ready(self) -> bool:
        """Whether the home has names, and its graphs are made."""
        return self._worker is not None and self._worker.state.loaded

    def begin(self) -> None:
        """Make the graphs in the background, or read them; utterances stay as they are heard until then."""
        self._tasks.start(self._in_background(self.load()))

    def change_soon(self, vocabulary: Vocabulary) -> None:
        """Search the commands of another home from when they are made, in the background."""
        self._newest = vocabulary
        self._tasks.start(self._in_background(self._change(vocabulary)))

    async def settled(self) -> None:
        """Wait until nothing is made in the background."""
        await self._tasks.wait()

    async def load(self) -> None:
        """Make the graphs of the home's languages, or read them.

        Raises:
            EngineUnavailable, EngineFailed: a library is missing or failed, or the cache cannot be written.
        """
        async with self._changing:
            if self._worker is not None:
                await self._worker.load()

    async def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except MorganError as error:
            _LOGGER.error("what is heard is not compared with the commands of the home: %s", error)  # noqa: TRY400 - the error says what it is

    async def _change(self, vocabulary: Vocabulary) -> None:
        async with self._changing:
            if vocabulary is not self._newest:
                return
            worker = self._make_worker(vocabulary)
            if worker is not None:
                try:
                    await worker.load()
                except BaseException:
                    await worker.close()
                    raise
            self._worker, former = worker, self._worker
            if former is not None:
                await former.close(finish=True)

    async def close(self) -> None:
        """End the process."""
        await self._tasks.close()
        if self._worker is not None:
            await self._worker.close()

    async def nearest(self, heard: Sequence[Alternative], language: str) -> tuple[NearCommand, ...]:
        """Return the nearest commands, as `CommandSearch` says; none while the graphs are being made."""
        if self._worker is None or not self._worker.state.loaded:
            return ()
        return await self._worker.run(home.HomeCommands.nearest, tuple(heard), language)

    async def progress(self, heard: str, meant: str, language: str) -> CommandProgress:
        """Return how far a command has come, as `CommandSearch` says; nothing while the graphs are made."""
        if self._worker is None or not self._worker.state.loaded:
            return CommandProgress()
        return await self._worker.run(home.HomeCommands.progress, heard, meant, language)

    def _make_worker(self, vocabulary: Vocabulary) -> Worker[home.HomeCommands] | None:
        if not vocabulary.entries:
            return None
        load = partial(home.load, vocabulary, self._languages, self._folder)
        return Worker(_NAME, load, limits=self._limits, isolation=Isolation.PROCESS)
