"""The words of a home are learned in the background, while those that are known already are heard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol, TypeVar, TypeVarTuple

from wyoming_morgan.engines.contract.engine import LoadedModel
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.running.tasks import BackgroundTasks
from wyoming_morgan.engines.stt.pocketsphinx.command_model import KeptModels
from wyoming_morgan.engines.stt.pocketsphinx.decoder import CommandDecoder
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, EngineUnavailable, ShuttingDown

_LOGGER = logging.getLogger(__name__)

_FROM_CACHE_SECONDS = 10.0
"""How long a load waits for words that are in the cache: a fraction of a second, unless they are damaged."""
_NOT_LEARNED = "pocketsphinx still learns the words of the home"
_WAIT = "try again in a minute; `morgan health` shows when it is done"

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class HearingProcess(Protocol):
    """A process with the decoder of one command model: a `Worker`."""

    @property
    def state(self) -> LoadedModel:
        """Whether its model is loaded, and how much it has to do."""

    async def load(self) -> None:
        """Load the command model; make it first if it is not in the cache."""

    async def run(self, function: Callable[[CommandDecoder, *Ts], T], *args: *Ts) -> T:
        """Return `function(decoder, *args)`."""

    async def close(self, *, finish: bool = False) -> None:
        """End it."""


class HearingProcesses(Protocol):
    """Where the processes come from."""

    def of_home(self, vocabulary: Vocabulary) -> HearingProcess:
        """Return one for the words of a home."""

    def of_latest(self, kept: KeptModels) -> HearingProcess | None:
        """Return one for the words that were used last; None if there are none."""

    async def kept(self, vocabulary: Vocabulary) -> KeptModels:
        """Return what the cache has.

        Raises:
            EngineUnavailable: the cache cannot be written.
        """


class HomeWords:
    """Hears with the words that there are, and learns those of the newest home.

    Until then utterances are heard with the words that were used last; without any, they wait.
    """

    def __init__(self, vocabulary: Vocabulary, processes: HearingProcesses) -> None:
        self._vocabulary = vocabulary
        self._processes = processes
        self._current = processes.of_home(vocabulary)
        self._learning: asyncio.Task[None] | None = None
        self._tasks = BackgroundTasks("pocketsphinx: words")

    @property
    def state(self) -> LoadedModel:
        """The state of the process that hears."""
        return self._current.state

    @property
    def lesson(self) -> str:
        """What is being learned, and what utterances get meanwhile; empty if everything is learned."""
        if self._learning is not None and self._learning.done():
            return ""
        count = sum(len(entry.names) for entry in self._vocabulary.entries)
        names = f"the {count} names of the home" if count > 1 else "the words of the home"
        words = f"learning {names if self._vocabulary.entries else 'its words'}"
        if self._current.state.loaded:
            return f"{words}; meanwhile it hears those it knew"
        return f"{words}; until then, what is said waits"

    async def load(self) -> None:
        """Take the words from the cache, or begin to learn them.

        Raises:
            EngineUnavailable, EngineFailed: the cache cannot be written, or the library is missing.
        """
        if self._learning is not None and not _failed(self._learning):
            return
        kept = await self._processes.kept(self._vocabulary)
        if not kept.own and not self._current.state.loaded:
            await self._take_latest(kept)
        learning = self._learn()
        if kept.own:
            await asyncio.wait({learning}, timeout=_FROM_CACHE_SECONDS)
            if learning.done() and learning is self._learning:
                learning.result()

    async def learned(self) -> None:
        """Wait until the words of the newest home are learned.

        Raises:
            EngineUnavailable, EngineFailed: they cannot be learned.
        """
        while (learning := self._learning) is not None:
            await asyncio.wait({learning})
            if learning is self._learning:
                if not learning.cancelled():
                    learning.result()
                return

    async def change(self, vocabulary: Vocabulary) -> None:
        """Learn the words of another home, in place of those being learned.

        Raises:
            EngineUnavailable, EngineFailed: they cannot be learned; those it knew stay.
        """
        self._vocabulary = vocabulary
        self._learn()
        await self.learned()

    async def run(self, function: Callable[[CommandDecoder, *Ts], T], *args: *Ts) -> T:
        """Return `function(decoder, *args)` of the process that hears.

        Raises:
            Busy, DeadlineExceeded, EngineUnavailable, EngineFailed: as `Worker.run` says.
        """
        while True:
            process = self._current
            try:
                return await process.run(function, *args)
            except ShuttingDown:
                if process is self._current:
                    raise
                # It waited for words of a home that has changed meanwhile.
            except DeadlineExceeded as error:
                if process.state.loaded or not self.lesson:
                    raise
                raise DeadlineExceeded(_NOT_LEARNED, hint=_WAIT) from error

    async def close(self) -> None:
        """End every process."""
        learning, self._learning = self._learning, None
        if learning is not None:
            learning.cancel()
        await self._current.close()
        await self._tasks.wait()

    def _learn(self) -> asyncio.Task[None]:
        """Begin to learn the words of the home, and stop learning others."""
        former = self._learning
        process = self._processes.of_home(self._vocabulary)
        if not self._current.state.loaded:
            former_process, self._current = self._current, process
            self._tasks.start(former_process.close())
        self._learning = self._tasks.start(self._take_when_loaded(process))
        if former is not None:
            former.cancel()
        return self._learning

    async def _take_when_loaded(self, process: HearingProcess) -> None:
        try:
            await process.load()
        except BaseException:
            if process is not self._current:
                await process.close()
            raise
        former, self._current = self._current, process
        if former is not process:
            await former.close(finish=True)

    async def _take_latest(self, kept: KeptModels) -> None:
        """Hear with the words that were used last until the home's own are learned."""
        process = self._processes.of_latest(kept)
        if process is None:
            return
        try:
            await process.load()
        except (EngineUnavailable, EngineFailed) as error:
            _LOGGER.debug("the words that were used last cannot be heard: %s", error)
            await process.close()
            return
        former, self._current = self._current, process
        await former.close()


def _failed(task: asyncio.Task[None]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
