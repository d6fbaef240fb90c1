"""The composition root: configuration → engines → ear, mouth, mind. Owns their start and their end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Mind
from wyoming_morgan.agent.grammar import Grammar
from wyoming_morgan.config.schema import Config, EngineSettings
from wyoming_morgan.engines.base import (
    Engine,
    EngineContext,
    EngineKind,
    SpeechToText,
    TextToSpeech,
    VoiceActivity,
)
from wyoming_morgan.engines.registry import Choice, Registry
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.voice.contract import Ear, Mouth, VoiceRequest
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.transcriber import Transcriber

_LOGGER = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 30.0

E = TypeVar("E", bound=Engine)


class Part(StrEnum):
    """What a process can be made of."""

    EAR = "ear"
    MOUTH = "mouth"
    MIND = "mind"
    DETECTOR = "detector"


_ENGINES_OF: Mapping[Part, tuple[EngineKind, ...]] = {
    Part.EAR: (EngineKind.STT, EngineKind.VAD),
    Part.MOUTH: (EngineKind.TTS,),
    Part.MIND: (),
    Part.DETECTOR: (EngineKind.VAD,),
}


@dataclass(frozen=True, slots=True)
class Chosen(Generic[E]):
    """An engine at work, and why it is this one."""

    choice: Choice
    engine: E


class Morgan:
    """Everything of a process but its doors. `load` it before use, `close` it after.

    A part that the process does not have is None.

    Raises:
        EngineUnavailable, UnknownModel, ConfigurationError: an engine cannot be chosen.
        InvalidRequest: a language of the home does not exist.
    """

    def __init__(self, config: Config, parts: Collection[Part], registry: Registry) -> None:
        self._config = config
        self._registry = registry
        self._home = config.core.home.home()
        kinds = {kind for part in parts for kind in _ENGINES_OF[part]}
        self.recogniser: Chosen[SpeechToText] | None = (
            self._make(EngineKind.STT, config.stt) if EngineKind.STT in kinds else None
        )
        self.synthesizer: Chosen[TextToSpeech] | None = (
            self._make(EngineKind.TTS, config.tts) if EngineKind.TTS in kinds else None
        )
        self.activity: Chosen[VoiceActivity] | None = (
            self._make(EngineKind.VAD, config.vad) if EngineKind.VAD in kinds else None
        )
        self._grammar = (
            Grammar(self._home, languages=config.core.languages, settings=config.core.agent)
            if Part.MIND in parts
            else None
        )
        self.readiness = Readiness([*sorted(kinds), *(["agent"] if self._grammar else [])])

        self.ear: Ear | None = (
            Transcriber(self.recogniser.engine, self.activity.engine, config.stt.ear)
            if Part.EAR in parts and self.recogniser and self.activity
            else None
        )
        self.mouth: Mouth | None = (
            Synthesizer(self.synthesizer.engine, config.tts.mouth, default_voice=config.tts.voice)
            if self.synthesizer
            else None
        )
        self.mind: Mind | None = Agent(self._grammar, settings=config.core.agent) if self._grammar else None
        self.detector: VoiceActivity | None = (
            self.activity.engine if Part.DETECTOR in parts and self.activity else None
        )

    @property
    def chosen(self) -> Mapping[EngineKind, Chosen[Engine]]:
        """The engines at work, by their kind."""
        return dict(self._engines())

    async def load(self) -> None:
        """Get every engine ready. One that stands on another machine is waited for.

        Raises:
            UnknownVoice: the configured voice does not exist.
            EngineUnavailable, EngineFailed: an engine of this machine cannot work.
        """
        tasks = [asyncio.ensure_future(self._load(kind, chosen)) for kind, chosen in self._engines()]
        if self._grammar is not None:
            tasks.append(asyncio.ensure_future(self._load_grammar(self._grammar)))
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Give everything back."""
        for _, chosen in self._engines():
            await chosen.engine.close()
        if self._grammar is not None:
            await self._grammar.close()

    def _engines(self) -> Iterator[tuple[EngineKind, Chosen[Engine]]]:
        if self.recogniser is not None:
            yield EngineKind.STT, Chosen(self.recogniser.choice, self.recogniser.engine)
        if self.synthesizer is not None:
            yield EngineKind.TTS, Chosen(self.synthesizer.choice, self.synthesizer.engine)
        if self.activity is not None:
            yield EngineKind.VAD, Chosen(self.activity.choice, self.activity.engine)

    def _make(self, kind: EngineKind, settings: EngineSettings) -> Chosen[E]:
        folders = self._config.core.folders
        context = EngineContext(
            cache_dir=folders.cache,
            models_dir=folders.models,
            vocabulary=self._home.vocabulary(),
            limits=settings.limits,
            languages=self._config.core.languages,
        )
        choice = self._registry.choose(kind, settings.engine, settings.engines, context)
        return Chosen(choice, self._registry.create(choice, context))

    async def _load(self, kind: EngineKind, chosen: Chosen[Engine]) -> None:
        choice, wait = chosen.choice, _FIRST_RETRY_SECONDS
        while True:
            try:
                await chosen.engine.load()
            except EngineUnavailable as error:
                self.readiness.failed(kind, detail=error.message, hint=error.hint)
                if not choice.spec.remote:
                    raise
                if wait == _FIRST_RETRY_SECONDS:
                    _LOGGER.warning("%s: %s; trying again until it answers", kind, error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_RETRY_SECONDS)
            else:
                break
        if kind is EngineKind.TTS and self.mouth is not None:
            self.mouth.choose(VoiceRequest())  # a default voice that does not exist shows now, not at a turn
        self.readiness.loaded(kind, detail=choice.spec.name, hint=choice.improvement)

    async def _load_grammar(self, grammar: Grammar) -> None:
        await grammar.load()
        self.readiness.loaded("agent", detail="grammar")


@asynccontextmanager
async def open_morgan(config: Config, parts: Collection[Part]) -> AsyncIterator[Morgan]:
    """Compose and load the parts, without any door, and close them at the end."""
    morgan = Morgan(config, parts, Registry.discover())
    try:
        await morgan.load()
        yield morgan
    finally:
        await morgan.close()
