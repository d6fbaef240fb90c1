"""The engine of every kind of wake words: which words there are, streams, and where the work is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.engine import EngineContext, LoadedModel
from wyoming_morgan.engines.contract.wake import WakeCapabilities, WakeDetection
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.engines.wake.kind import WakeKind, WakeLibrary, WakeListener
from wyoming_morgan.engines.wake.models import WordModel, read_folder
from wyoming_morgan.engines.wake.names import meant_words
from wyoming_morgan.engines.wake.options import WakeOptions
from wyoming_morgan.engines.wake.trigger import Trigger
from wyoming_morgan.errors import EngineFailed, EngineUnavailable, MorganError, UnknownModel
from wyoming_morgan.notices import Notices

_LOGGER = logging.getLogger(__name__)

_BLOCK_SECONDS = 1.0
"""Audio of one call at most, so that streams take turns."""
_MIN_QUEUE = 64
"""Streams wait for their turn rather than go deaf. Each has one call at a time, which bounds the queue."""


class WakeEngine:
    """Listens for words. Streams share the weights and bring their own state."""

    def __init__(self, kind: WakeKind, options: WakeOptions, context: EngineContext) -> None:
        self._kind = kind
        self._options = options
        self._limits = replace(context.limits, queue=max(context.limits.queue, _MIN_QUEUE), idle_unload=None)
        self._worker: Worker[WakeLibrary] = Worker(kind.name, self._load_library, limits=self._limits)
        self._models: Mapping[str, WordModel] | None = None
        self._own: Sequence[WordModel] = ()
        self._size = 0
        self._step = round(kind.step_seconds * SPEECH.rate) * SPEECH.width
        self._block = round(_BLOCK_SECONDS / kind.step_seconds) * self._step
        self._loading = asyncio.Lock()
        self._notices = Notices()
        self._capabilities = WakeCapabilities(words=kind.words, version="")
        self._defaults = options.default_words or (kind.words[0].name,)

    @property
    def capabilities(self) -> WakeCapabilities:
        """The words; before `load` only the built-in ones."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Everything in memory, as one model."""
        state = self._worker.state
        return (
            replace(
                state,
                name=self._kind.name,
                memory_bytes=self._size if state.loaded else None,
                unload_seconds=None,
            ),
        )

    async def load(self) -> None:
        """Load every model; a broken one of the user's is left out with a warning.

        Raises:
            EngineUnavailable: the package or all its models are missing, or all the default words.
        """
        async with self._loading:
            if not self._worker.state.loaded:
                self._own = await self._usable()
            await self._worker.load()
            self._models, self._size, version = await self._worker.run(_facts, self._kind)
            self._know(version)

    async def close(self) -> None:
        """Unload the models; streams that are still open fail."""
        await self._worker.close()
        self._models = None

    def open(self, names: Sequence[str] = ()) -> WakeStream:
        """Begin a stream that listens for words by their names, in any writing, or for the default ones.

        Nothing is computed before its first audio.

        Raises:
            UnknownModel: no name is known; the hint lists those that are.
        """
        words = self._capabilities.words
        chosen = tuple(dict.fromkeys(names)) or self._defaults
        meant = meant_words(chosen, words)
        if unknown := [name for name in chosen if name not in meant]:
            error = UnknownModel(
                f"there is no wake word {', '.join(map(repr, unknown))}",
                hint=f"there are {', '.join(sorted(word.name for word in words))}",
            )
            if not meant:
                raise error
            if self._notices.is_new(str(error)):
                _LOGGER.info("a client asked for more wake words than there are: %s", error)
        # Clients know a detection by the name that they asked for.
        asked = {word: name for name, word in reversed(meant.items())}
        session = _WakeSession(tuple(asked), self._options)
        return WakeStream(self._worker, session, asked, step=self._step, block=self._block)

    async def _usable(self) -> Sequence[WordModel]:
        """Find the user's models that run."""
        if self._options.folder is None:
            return ()
        entries = await asyncio.to_thread(list, read_folder(self._options.folder, self._kind.read))
        # The library may crash on a file: that must not happen in this process.
        checker = Worker(
            f"{self._kind.name}'s check", _nothing, limits=self._limits, isolation=Isolation.PROCESS
        )
        usable = []
        try:
            for entry in entries:
                if isinstance(entry, MorganError):
                    self._warn(entry)
                    continue
                try:
                    await checker.run(_check, self._kind, entry.path)
                except EngineUnavailable as error:
                    self._warn(error)
                except MorganError as error:
                    self._warn(f"{entry.path}: {error}")
                else:
                    usable.append(entry)
        finally:
            await checker.close()
        return usable

    def _warn(self, problem: object) -> None:
        _LOGGER.warning("a wake word of %s is left out: %s", self._kind.name, problem)

    def _load_library(self) -> WakeLibrary:
        return self._kind.load(self._own)

    def _know(self, version: str) -> None:
        assert self._models is not None  # noqa: S101 - set by `load` just before; for the type checker
        for name in self._options.words.keys() - self._models.keys():
            _LOGGER.warning("there are settings for the wake word %r, which does not exist", name)
        names = self._options.default_words or (next(iter(self._models)),)
        self._defaults = tuple(name for name in names if name in self._models)
        for name in set(names) - set(self._defaults):
            _LOGGER.warning("the default wake word %r does not exist", name)
        if not self._defaults:
            raise EngineUnavailable(
                f"none of the default wake words exist: {', '.join(names)}",
                hint=f"there are {', '.join(sorted(self._models))}",
            )
        first = {name: self._models[name] for name in self._defaults}
        self._capabilities = WakeCapabilities(
            words=tuple(model.word for model in (first | dict(self._models)).values()), version=version
        )


class _WakeSession:
    """One stream's listener, made with its first audio, and its triggers; in the worker."""

    def __init__(self, names: tuple[str, ...], options: WakeOptions) -> None:
        self._names = names
        self._options = options
        self._listener: WakeListener | None = None
        self._triggers: dict[str, Trigger] = {}

    def hear(self, library: WakeLibrary, pcm: bytes) -> list[WakeDetection]:
        """Return the detections that whole steps of audio complete."""
        if self._listener is None:
            self._listener = library.listen(self._names)
            self._triggers = {
                name: Trigger(self._options.trigger(name, library.words[name].threshold))
                for name in self._names
            }
        return [
            WakeDetection(score.name, score.at, score.probability)
            for score in self._listener.hear(pcm)
            if self._triggers[score.name].advance(score.probability, score.at)
        ]


class WakeStream:
    """One stream. One call at a time; a stream whose call failed or was cancelled is over."""

    def __init__(
        self,
        worker: Worker[WakeLibrary],
        session: _WakeSession,
        asked: Mapping[str, str],
        *,
        step: int,
        block: int,
    ) -> None:
        """Begin; `asked` gives the name by which a client knows each word."""
        self._worker = worker
        self._asked = asked
        self._session: _WakeSession | None = session
        self._step = step
        self._block = block
        self._buffer = bytearray()

    async def process(self, pcm: bytes) -> Sequence[WakeDetection]:
        """Listen to a piece of any length; return the detections that it completes.

        Raises:
            EngineFailed: the stream is over, or the library broke.
            Busy, DeadlineExceeded, ShuttingDown: see `Worker.run`.
        """
        self._buffer += pcm
        detections: list[WakeDetection] = []
        while size := min(len(self._buffer) // self._step * self._step, self._block):
            if self._session is None:
                raise EngineFailed("this stream of a wake word engine is over", hint="open another")
            block = bytes(self._buffer[:size])
            del self._buffer[:size]
            try:
                detections += [
                    replace(detection, name=self._asked[detection.name])
                    for detection in await self._worker.run(_hear, self._session, block)
                ]
            except BaseException:
                self.close()
                raise
        return detections

    def close(self) -> None:
        """Release the stream's state."""
        self._session = None


def _hear(library: WakeLibrary, session: _WakeSession, pcm: bytes) -> list[WakeDetection]:
    return session.hear(library, pcm)


def _facts(library: WakeLibrary, kind: WakeKind) -> tuple[Mapping[str, WordModel], int, str]:
    return library.words, library.size, kind.version()


def _nothing() -> None:
    """Load nothing: each check has its own file."""


def _check(_model: None, kind: WakeKind, path: Path) -> None:
    kind.check(kind, path)
