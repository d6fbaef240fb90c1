"""Everything of a process but its doors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.app.agent import Thinking
from wyoming_morgan.app.engines import CANNOT_WORK, Chosen, EngineKeeper
from wyoming_morgan.app.switch import SwitchedRecognizer, SwitchedSynthesizer
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import AcceptsVocabulary, EngineKind
from wyoming_morgan.engines.contract.stt import SpeechToText, SttCapabilities
from wyoming_morgan.engines.contract.tts import TextToSpeech
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.contract.wake import WakeWords
from wyoming_morgan.engines.registry import AUTO, Registry
from wyoming_morgan.errors import EngineUnavailable, MorganError
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.voice.by_language import RecognizerByLanguage, kinds_of
from wyoming_morgan.voice.contract import Ear, Mouth, VoiceRequest
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.transcriber import Transcriber

_LOGGER = logging.getLogger(__name__)


class Part(StrEnum):
    """What a process can be made of."""

    EAR = "ear"
    MOUTH = "mouth"
    MIND = "mind"
    DETECTOR = "detector"
    MODELS = "models"
    HOME = "home"
    """The connection to Home Assistant."""
    MEMORY = "memory"


_ENGINES_OF: Mapping[Part, tuple[EngineKind, ...]] = {
    Part.EAR: (EngineKind.STT, EngineKind.VAD),
    Part.MOUTH: (EngineKind.TTS,),
    Part.MIND: (),
    Part.DETECTOR: (EngineKind.VAD, EngineKind.WAKE),
    Part.MODELS: (),
    Part.HOME: (),
    Part.MEMORY: (),
}


class Morgan:
    """Everything of a process but its doors. `load` it before use, `close` it after.

    A part that the process does not have is None.
    While it loads, another engine may take the place of one that cannot be loaded.

    Raises:
        EngineUnavailable, UnknownModel, ConfigurationError: an engine cannot be chosen.
        InvalidRequest: a language of the home does not exist.
    """

    def __init__(self, config: Config, parts: Collection[Part], registry: Registry) -> None:
        self._config = config
        kinds = {kind for part in parts for kind in _ENGINES_OF[part]}
        self.readiness = Readiness([*sorted(kinds), *(["agent"] if Part.MIND in parts else [])])
        self._keeper = EngineKeeper(config, registry, config.core.home.home().vocabulary(), self.readiness)
        self._thinking = Thinking(
            config,
            agent=Part.MIND in parts,
            models=Part.MODELS in parts,
            home=Part.HOME in parts,
            memory=Part.MEMORY in parts,
            keeper=self._keeper,
            readiness=self.readiness,
            expect=self._expect,
        )

        self.recognizer: Chosen[SpeechToText] | None = None
        self.synthesizer: Chosen[TextToSpeech] | None = None
        self.activity: Chosen[VoiceActivity] | None = None
        self.wake: Chosen[WakeWords] | None = None
        self.models = self._thinking.models
        self.store = self._thinking.store
        self._by_language: dict[str, Chosen[SpeechToText]] = {}
        self._hearer: RecognizerByLanguage | None = None
        self.ear: Ear | None = None
        self.mouth: Mouth | None = None
        self.mind: Agent | None = self._thinking.mind
        if EngineKind.VAD in kinds:
            self.activity = self._keeper.make(EngineKind.VAD, config.vad)
        if EngineKind.STT in kinds and self.activity is not None:
            self._hearer = self._make_recognizers()
            self.ear = Transcriber(self._hearer, self.activity.engine, config.stt.ear)
        if EngineKind.TTS in kinds:
            self.mouth = self._make_mouth()
        if EngineKind.WAKE in kinds:
            self.wake = self._make_wake()
        self.detector: VoiceActivity | None = (
            self.activity.engine if Part.DETECTOR in parts and self.activity else None
        )

    @property
    def hearing(self) -> SttCapabilities | None:
        """What the ear's recognizers can do together."""
        return self._hearer.capabilities if self._hearer is not None else None

    @property
    def chosen(self) -> Mapping[EngineKind, Chosen[Any]]:
        """The engines at work by their kind, without those of single languages."""
        every = (self.recognizer, self.synthesizer, self.activity, self.wake)
        return {chosen.kind: chosen for chosen in every if chosen is not None}

    @property
    def engines(self) -> Iterable[Chosen[Any]]:
        """Every engine at work."""
        return (*self.chosen.values(), *self._by_language.values())

    async def load(self) -> None:
        """Get every engine ready. One that stands on another machine is waited for.

        Raises:
            UnknownVoice: the configured voice does not exist.
            EngineUnavailable, EngineFailed, DeadlineExceeded: an engine of this machine cannot work.
        """
        required: tuple[Chosen[Any] | None, ...] = (self.recognizer, self.synthesizer, self.activity)
        work = [self._keeper.load(chosen) for chosen in required if chosen is not None]
        work += [self._load_language(tag) for tag in self._by_language]
        if self.wake is not None:
            work.append(self._load_wake(self.wake))
        work.append(self._thinking.load())
        tasks = [asyncio.ensure_future(each) for each in work]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self.mouth is not None:
            self.mouth.choose(VoiceRequest())  # a default voice that does not exist shows now, not at a turn

    async def close(self) -> None:
        """Give everything back."""
        await self._thinking.close()
        for chosen in self.engines:
            await chosen.engine.close()

    def _make_recognizers(self) -> RecognizerByLanguage:
        settings = self._config.stt
        self.recognizer = self._keeper.make(EngineKind.STT, settings)
        switch = SwitchedRecognizer(self.recognizer.engine)
        self.recognizer.exchange = switch.exchange
        for tag, own in settings.by_language.items():
            self._by_language[tag] = self._keeper.make(EngineKind.STT, own, tag)
        return RecognizerByLanguage(switch, {tag: chosen.engine for tag, chosen in self._by_language.items()})

    def _make_mouth(self) -> Mouth:
        settings = self._config.tts
        self.synthesizer = self._keeper.make(EngineKind.TTS, settings)
        switch = SwitchedSynthesizer(self.synthesizer.engine)
        mouth = Synthesizer(switch, settings.mouth, default_voice=settings.voice)

        def exchange(engine: TextToSpeech) -> None:
            switch.exchange(engine)
            mouth.forget_default_voice()  # it was one of the other engine's

        self.synthesizer.exchange = exchange
        return mouth

    def _make_wake(self) -> Chosen[WakeWords] | None:
        settings = self._config.vad.wake
        try:
            wake: Chosen[WakeWords] = self._keeper.make(EngineKind.WAKE, settings)
        except EngineUnavailable as error:
            if settings.engine != AUTO:
                raise
            self.readiness.without(EngineKind.WAKE)
            _LOGGER.info("no wake words: %s", error)
            return None
        return wake

    async def _load_wake(self, wake: Chosen[WakeWords]) -> None:
        """Load the wake words; without them everything else works."""
        try:
            await self._keeper.load(wake)
        except CANNOT_WORK as error:
            _LOGGER.error("no wake words: %s", error)  # noqa: TRY400 - what it is stands in the error
            self.readiness.without(EngineKind.WAKE)
            self.wake = None

    async def _load_language(self, tag: str) -> None:
        """Load the recognizer of one language; without it the default hears that language as it can."""
        chosen = self._by_language[tag]
        try:
            await self._keeper.load(chosen)
            if not kinds_of(tag, chosen.engine):
                known = ", ".join(chosen.engine.capabilities.languages)
                raise EngineUnavailable(
                    f"{chosen.choice.spec.name} does not know the language {tag!r}",
                    hint=f"it knows {known}: correct stt.by_language.{tag}",
                )
        except CANNOT_WORK as error:
            _LOGGER.error("%s: %s", chosen.service, error)  # noqa: TRY400 - what it is stands in the error
            if self._hearer is not None:
                self._hearer.leave_out(tag)
            del self._by_language[tag]
            await chosen.engine.close()
            self.readiness.without(chosen.service)

    async def _expect(self, vocabulary: Vocabulary) -> None:
        """Tell every recognizer the words of the home; one that cannot change goes on with those it had."""
        for chosen in self.engines:
            engine: object = chosen.engine
            if not isinstance(engine, AcceptsVocabulary):
                continue
            try:
                await engine.change_vocabulary(vocabulary)
            except MorganError as error:
                _LOGGER.warning("%s goes on with the names it had: %s", chosen.service, error)


@asynccontextmanager
async def open_morgan(config: Config, parts: Collection[Part]) -> AsyncIterator[Morgan]:
    """Compose and load the parts, without any door, and close them at the end."""
    morgan = Morgan(config, parts, Registry.discover())
    try:
        await morgan.load()
        yield morgan
    finally:
        await morgan.close()
