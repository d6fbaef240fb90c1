"""Chooses engines, loads them, and replaces one that cannot be loaded by the next best."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from wyoming_morgan.config.schema import Config, EngineSettings
from wyoming_morgan.engines.contract.engine import Engine, EngineContext, EngineKind, HoldsModels, LoadedModel
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.registry import AUTO, Choice, Registry
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, EngineUnavailable, MorganError
from wyoming_morgan.readiness import Readiness

_LOGGER = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 30.0

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

    def make(self, kind: EngineKind, settings: EngineSettings, language: str | None = None) -> Chosen[E]:
        """Choose an engine and make it; nothing is loaded yet.

        Raises:
            EngineUnavailable, UnknownModel, ConfigurationError: it cannot be chosen.
        """
        context = engine_context(self._config, settings, self._vocabulary, language)
        choice = self._choose(kind, settings, context)
        return Chosen(kind, settings, choice, self._registry.create(choice, context), language)

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
            return replace(choice, reason=reason, improvement=error.hint, stands_in_for=settings.engine)

    async def load(self, chosen: Chosen[E]) -> None:
        """Load an engine. One on another machine is waited for; a broken one is replaced by another.

        Raises:
            EngineUnavailable, EngineFailed, DeadlineExceeded: it cannot work, and no other can replace it.
        """
        wait = _FIRST_RETRY_SECONDS
        while True:
            try:
                await chosen.engine.load()
            except CANNOT_WORK as error:
                self._readiness.failed(chosen.service, detail=error.message, hint=error.hint)
                if not chosen.choice.spec.remote:
                    return await self._replace(chosen, error)
                if wait == _FIRST_RETRY_SECONDS:
                    _LOGGER.warning("%s: %s; retrying until it answers", chosen.service, error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_RETRY_SECONDS)
            else:
                choice = chosen.choice
                self._readiness.loaded(chosen.service, detail=choice.spec.name, hint=choice.improvement)
                return None

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
                model_missing=model_missing,
            )
            chosen.engine = engine
            chosen.exchange(engine)
            detail = f"{choice.spec.name}; {reason}"
            return self._readiness.loaded(chosen.service, detail=detail, hint=error.hint)
        raise error
