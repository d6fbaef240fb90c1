"""Chooses engines, loads them, and replaces one that cannot be loaded by the next best."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from wyoming_morgan.config.schema import Config, EngineSettings
from wyoming_morgan.engines.contract.engine import (
    AcceptsVocabulary,
    Engine,
    EngineContext,
    EngineKind,
    HoldsModels,
    LearnsWords,
    LoadedModel,
)
from wyoming_morgan.engines.contract.stt import SpeechToText
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.registry import AUTO, Choice, Registry
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, EngineUnavailable, MorganError, UnknownModel
from wyoming_morgan.readiness import Readiness, State
from wyoming_morgan.tasks import CancellableTasks

_LOGGER = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 30.0
_BUILT_IN = "pocketsphinx"
_PATIENCE_SECONDS = 5.0
"""How long a start waits for an engine on another machine; what is there serves then."""

CANNOT_WORK = (EngineUnavailable, EngineFailed, DeadlineExceeded)
"""What an engine raises that cannot be loaded on this machine, while another one may."""

E = TypeVar("E", bound=Engine)

_REPLACEABLE = frozenset({EngineKind.STT, EngineKind.TTS, EngineKind.VAD})
"""Kinds of which any engine does the work of any other, if not as well."""


@dataclass(slots=True)
class Chosen(Generic[E]):
    """An engine at work, what it is for, and why it was chosen.

    `exchange` puts another engine into its place; None if no other engine can replace it.
    """

    kind: EngineKind
    settings: EngineSettings
    choice: Choice
    engine: E
    language: str | None = None
    """The language it is for; None if it is for all."""
    exchange: Callable[[E], None] | None = None

    @property
    def service(self) -> str:
        """Its name in readiness."""
        return f"{self.kind}" if self.language is None else f"{self.kind} ({self.language})"

    @property
    def detail(self) -> str:
        """Its name, and in whose place it works and why."""
        choice = self.choice
        return f"{choice.spec.name}; {choice.reason}" if choice.stands_in_for else choice.spec.name

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """The models it holds in memory; empty if it does not report them."""
        engine: object = self.engine
        return engine.models if isinstance(engine, HoldsModels) else ()


def engine_context(
    config: Config,
    settings: EngineSettings,
    vocabulary: Vocabulary | None = None,
    language: str | None = None,
) -> EngineContext:
    """Return what an engine with these settings is made with; `language` is set if it is for only one."""
    core = config.core
    return EngineContext(
        cache_dir=core.folders.cache,
        models_dir=core.folders.models,
        vocabulary=vocabulary or Vocabulary(),
        limits=settings.limits,
        languages=core.languages if language is None else (language,),
    )


class EngineKeeper:
    """Makes and loads the engines of a process."""

    def __init__(
        self, config: Config, registry: Registry, vocabulary: Vocabulary, readiness: Readiness
    ) -> None:
        self._config = config
        self._registry = registry
        self._vocabulary = vocabulary
        self._readiness = readiness
        self._background = CancellableTasks("engine")

    async def close(self) -> None:
        """Wait for no engine any longer."""
        await self._background.close()

    def make(self, kind: EngineKind, settings: EngineSettings, language: str | None = None) -> Chosen[E]:
        """Choose an engine and make it; nothing is loaded yet.

        Raises:
            EngineUnavailable, UnknownModel, ConfigurationError: it cannot be chosen.
        """
        context = engine_context(self._config, settings, self._vocabulary, language)
        choice = self._choose(kind, settings, context)
        return Chosen(kind, settings, choice, self._registry.create(choice, context), language)

    def built_in(self) -> SpeechToText | None:
        """Make the built-in recognizer, beside the configured ones; None if it is not installed."""
        settings = self._config.stt
        context = engine_context(self._config, settings, self._vocabulary)
        try:
            choice = self._registry.choose(EngineKind.STT, _BUILT_IN, settings.engines, context)
        except (EngineUnavailable, UnknownModel):
            return None
        engine: SpeechToText = self._registry.create(choice, context)
        return engine

    def _choose(self, kind: EngineKind, settings: EngineSettings, context: EngineContext) -> Choice:
        """Choose the configured engine; if its library is not installed, the best other one."""
        try:
            return self._registry.choose(kind, settings.engine, settings.engines, context)
        except EngineUnavailable as error:
            if kind not in _REPLACEABLE or settings.engine == AUTO:
                raise
            try:
                choice = self._registry.choose(
                    kind, AUTO, settings.engines, context, without={settings.engine}
                )
            except EngineUnavailable:
                raise error from None
            _LOGGER.error("%s: %s; %s stands in for it", kind, error, choice.spec.name)  # noqa: TRY400 - the error says what it is
            reason = f"stands in for {settings.engine}: {error.message}"
            return replace(
                choice,
                reason=reason,
                improvement=error.hint,
                stands_in_for=settings.engine,
                cause=error.code,
            )

    async def load(self, chosen: Chosen[E]) -> None:
        """Load an engine; a broken one is replaced by another.

        One on another machine is waited for, at first here, then in the background.

        Raises:
            EngineUnavailable, EngineFailed, DeadlineExceeded: it cannot work, and no other can replace it.
        """
        try:
            await chosen.engine.load()
        except CANNOT_WORK as error:
            self._readiness.failed(chosen.service, detail=error.message, hint=error.hint, cause=error.code)
            if not chosen.choice.spec.remote:
                return await self._replace(chosen, error)
            _LOGGER.warning("%s: %s; retrying until it answers", chosen.service, error)
            retries = self._background.start(self._retry(chosen))
            await asyncio.wait({retries}, timeout=_PATIENCE_SECONDS)
        else:
            self._note_loaded(chosen)

    async def prepared(self) -> None:
        """Wait until every engine on another machine has answered, and every word is learned."""
        await self._background.wait()

    async def _retry(self, chosen: Chosen[E]) -> None:
        wait = _FIRST_RETRY_SECONDS
        while True:
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_RETRY_SECONDS)
            try:
                await chosen.engine.load()
            except CANNOT_WORK as error:
                self._readiness.failed(
                    chosen.service, detail=error.message, hint=error.hint, cause=error.code
                )
            else:
                _LOGGER.info("%s: %s answers", chosen.service, chosen.choice.spec.name)
                return self._note_loaded(chosen)

    async def teach(self, chosen: Chosen[E], vocabulary: Vocabulary) -> None:
        """Give an engine the words of a home that has changed, if it can use them.

        Raises:
            MorganError: it cannot change them; it keeps those it had.
        """
        engine: object = chosen.engine
        if not isinstance(engine, AcceptsVocabulary):
            return
        changing = asyncio.create_task(engine.change_vocabulary(vocabulary))
        try:
            await asyncio.sleep(0)
            before = self._readiness.services[chosen.service]
            if isinstance(engine, LearnsWords) and engine.lesson and before.state is State.READY:
                self._note_ready(chosen, engine.lesson)
                try:
                    await changing
                finally:
                    self._note_ready(chosen)
            else:
                await changing
        finally:
            changing.cancel()

    async def _replace(self, chosen: Chosen[E], error: MorganError) -> None:
        """Load the best other engine that works: a voice with the wrong sound is better than none."""
        context = engine_context(self._config, chosen.settings, self._vocabulary, chosen.language)
        broken = {chosen.choice.spec.name}
        on_disk = chosen.choice.spec.model_on_disk
        model_missing = on_disk is not None and not on_disk(chosen.choice.options, context)
        await chosen.engine.close()
        while chosen.exchange is not None:
            try:
                choice = self._registry.choose(
                    chosen.kind, AUTO, chosen.settings.engines, context, without=broken
                )
            except EngineUnavailable:
                break
            engine: E = self._registry.create(choice, context)
            try:
                await engine.load()
            except CANNOT_WORK as another:
                _LOGGER.warning("%s: %s", chosen.service, another)
                broken.add(choice.spec.name)
                await engine.close()
                continue
            name = chosen.choice.spec.name
            _LOGGER.error("%s: %s; %s stands in for %s", chosen.service, error, choice.spec.name, name)
            reason = f"stands in for {name}: {error.message}"
            chosen.choice = replace(
                choice,
                reason=reason,
                improvement=error.hint,
                stands_in_for=name,
                cause=error.code,
                model_missing=model_missing,
            )
            chosen.engine = engine
            chosen.exchange(engine)
            return self._note_loaded(chosen)
        raise error

    def _note_loaded(self, chosen: Chosen[E]) -> None:
        """Note that an engine works, and follow what it still learns."""
        engine: object = chosen.engine
        if isinstance(engine, LearnsWords) and engine.lesson:
            self._readiness.learning(chosen.service, detail=f"{chosen.detail}; {engine.lesson}")
            self._background.start(self._follow(chosen, engine))
        else:
            self._note_ready(chosen)

    def _note_ready(self, chosen: Chosen[E], lesson: str = "") -> None:
        self._readiness.loaded(
            chosen.service,
            detail=f"{chosen.detail}; {lesson}" if lesson else chosen.detail,
            hint=chosen.choice.improvement,
            stands_in_for=chosen.choice.stands_in_for,
        )

    async def _follow(self, chosen: Chosen[E], engine: LearnsWords) -> None:
        """Wait until an engine has learned the words of the home; what fails is tried again."""
        began, wait = time.monotonic(), _FIRST_RETRY_SECONDS
        while True:
            try:
                await chosen.engine.load()
                await engine.learned()
            except CANNOT_WORK as error:
                if wait == _FIRST_RETRY_SECONDS:
                    _LOGGER.error("%s: %s; it is tried again", chosen.service, error)  # noqa: TRY400 - the error says what it is
                self._readiness.failed(
                    chosen.service, detail=error.message, hint=error.hint, cause=error.code
                )
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_RETRY_SECONDS)
            else:
                seconds = time.monotonic() - began
                _LOGGER.info("%s: the words of the home are learned (%.1f s)", chosen.service, seconds)
                return self._note_ready(chosen)
