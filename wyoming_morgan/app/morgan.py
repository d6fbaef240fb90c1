"""Everything of a process but its doors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.notebook import FactNotebook
from wyoming_morgan.app.agent import AgentParts
from wyoming_morgan.app.by_language import EnginesByLanguage
from wyoming_morgan.app.decoding import IsolatedDecoder
from wyoming_morgan.app.ear import EarParts
from wyoming_morgan.app.engines import CANNOT_WORK, Chosen, EngineKeeper
from wyoming_morgan.app.mouth import MouthParts
from wyoming_morgan.app.switch import SwitchedRecognizer
from wyoming_morgan.app.vocabulary import HomeVocabulary
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import EngineKind, LearnsWords, LoadedModel
from wyoming_morgan.engines.contract.stt import SpeechToText, SttCapabilities
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.contract.wake import WakeWords
from wyoming_morgan.engines.registry import AUTO, Registry
from wyoming_morgan.errors import EngineUnavailable, MorganError
from wyoming_morgan.home.relayed import RelayedHome
from wyoming_morgan.llm.gateway import Gateway
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.settings import setting
from wyoming_morgan.store.contract import Store
from wyoming_morgan.voice.by_language import RecognizerByLanguage
from wyoming_morgan.voice.contract import Ear, Mouth
from wyoming_morgan.voice.heard import HeardLog

_LOGGER = logging.getLogger(__name__)


class Component(StrEnum):
    """What a process can be made of."""

    STT = "stt"
    TTS = "tts"
    VAD = "vad"
    """Voice activity and wake words, for clients that ask for them."""
    AGENT = "agent"
    LLM = "llm"
    HOME = "home"
    """The connection to Home Assistant and to MCP servers."""
    STORE = "store"


_ENGINES_OF: Mapping[Component, tuple[EngineKind, ...]] = {
    Component.STT: (EngineKind.STT, EngineKind.VAD),
    Component.TTS: (EngineKind.TTS,),
    Component.VAD: (EngineKind.VAD, EngineKind.WAKE),
}
"""The engines of a component; the others have none, or choose their own."""


class Morgan:
    """Everything of a process but its doors. `load` it before use, `close` it after.

    A component that the process does not have is None. While it loads, another engine may take the place of
    one that cannot be loaded.

    Raises:
        EngineUnavailable, UnknownModel, ConfigurationError: an engine cannot be chosen.
        InvalidRequest: a language of the home does not exist.
    """

    def __init__(self, config: Config, components: Collection[Component], registry: Registry) -> None:
        self._config = config
        kinds = {kind for component in components for kind in _ENGINES_OF.get(component, ())}
        self.readiness = Readiness([*sorted(kinds), *(["agent"] if Component.AGENT in components else [])])
        self._vocabulary = HomeVocabulary(config.core.agent.guard).of(config.core.home.home())
        self._keeper = EngineKeeper(config, registry, self._vocabulary, self.readiness)
        heard = HeardLog()
        self._agent_parts = AgentParts(
            config,
            agent=Component.AGENT in components,
            llm=Component.LLM in components,
            home=Component.HOME in components,
            store=Component.STORE in components,
            keeper=self._keeper,
            readiness=self.readiness,
            expect=self._expect,
            heard=heard.take,
        )
        self.agent: Agent | None = self._agent_parts.agent
        self.llm: Gateway | None = self._agent_parts.llm
        self.store: Store | None = self._agent_parts.store
        self.notebook: FactNotebook | None = self._agent_parts.notebook
        self.linked_home: RelayedHome | None = self._agent_parts.linked_home
        self.home_status, self.home_tried = self._agent_parts.home_status, self._agent_parts.home_tried
        http = config.core.http
        self.decoder = IsolatedDecoder(
            parallel=http.max_decoders, queue=http.max_requests, seconds=http.decode_seconds
        )
        self.engines: dict[EngineKind, Chosen[Any]] = {}
        """The engine of each kind, without those of single languages."""
        self._stt_by_language: EnginesByLanguage[SpeechToText] | None = None
        self._recognizer: RecognizerByLanguage | None = None
        self._ear = EarParts(
            config, self._vocabulary, self._agent_parts.standing, heard, self._keeper.built_in()
        )
        self._mouth: MouthParts | None = None
        self.stt: Ear | None = None
        self.tts: Mouth | None = None
        self.vad: VoiceActivity | None = None
        self.wake: WakeWords | None = None
        if EngineKind.VAD in kinds:
            self._make_vad(served=Component.VAD in components)
        if EngineKind.STT in kinds:
            self._make_stt()
        if EngineKind.TTS in kinds:
            self._make_tts()
        if EngineKind.WAKE in kinds:
            self._make_wake()

    @property
    def stt_capabilities(self) -> SttCapabilities | None:
        """What the recognizers of all languages can do together."""
        return self._recognizer.capabilities if self._recognizer is not None else None

    @property
    def command_models(self) -> tuple[LoadedModel, ...]:
        """What is loaded beside the engines, to find the commands that were meant."""
        return self._ear.models if self._recognizer is not None and self._free_text_is_heard else ()

    @property
    def all_engines(self) -> Iterable[Chosen[Any]]:
        """Every engine at work, those of single languages too."""
        speaking = self._mouth.by_language if self._mouth is not None else ()
        return (*self.engines.values(), *(self._stt_by_language or ()), *speaking)

    @property
    def waiting(self) -> int:
        """How many calls wait for the grammar or the decoder of files; engines report their own."""
        return max(0, self._agent_parts.waiting_commands - 1) + self.decoder.waiting

    async def load(self) -> None:
        """Load every engine. `prepared` waits for what takes longer: other machines, and words of the home.

        Raises:
            UnknownVoice: the configured voice does not exist.
            EngineUnavailable, EngineFailed, DeadlineExceeded: an engine of this machine cannot work.
        """
        loads = [
            self._load_wake(chosen) if kind is EngineKind.WAKE else self._keeper.load(chosen)
            for kind, chosen in self.engines.items()
        ]
        if self._stt_by_language is not None and self._recognizer is not None:
            loads += self._stt_by_language.loads(self._recognizer.leave_out)
        if self._mouth is not None:
            loads += self._mouth.loads()
        loads.append(self._agent_parts.load())
        if self._free_text_is_heard:
            self._ear.begin()
        tasks = [asyncio.ensure_future(load) for load in loads]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._mouth is not None:
            self._mouth.check_voices()

    async def prepared(self) -> None:
        """Wait until every engine on another machine has answered, and every word of the home is learned.

        Raises:
            EngineUnavailable, EngineFailed: one cannot learn them.
        """
        engines: list[object] = [chosen.engine for chosen in self.all_engines]
        await asyncio.gather(*(engine.learned() for engine in engines if isinstance(engine, LearnsWords)))
        await self._keeper.prepared()

    async def close(self) -> None:
        """Release all resources."""
        await self._keeper.close()
        await self._ear.close()
        await self.decoder.close()
        await self._agent_parts.close()
        await asyncio.gather(*(chosen.engine.close() for chosen in self.all_engines))

    def _make_vad(self, *, served: bool) -> None:
        chosen: Chosen[VoiceActivity] = self._keeper.make(EngineKind.VAD, self._config.vad)
        self.engines[EngineKind.VAD] = chosen
        if served:
            self.vad = chosen.engine

    def _make_stt(self) -> None:
        settings = self._config.stt
        chosen: Chosen[SpeechToText] = self._keeper.make(EngineKind.STT, settings)
        switch = SwitchedRecognizer(chosen.engine)
        chosen.exchange = switch.exchange
        self.engines[EngineKind.STT] = chosen
        self._stt_by_language = EnginesByLanguage(
            EngineKind.STT,
            settings.by_language,
            path=setting("stt.by_language"),
            keeper=self._keeper,
            readiness=self.readiness,
            languages=lambda engine: engine.capabilities.languages,
        )
        engines = self._stt_by_language.engines
        self._recognizer = RecognizerByLanguage(
            self._ear.around(switch), {tag: self._ear.around(engine) for tag, engine in engines.items()}
        )
        self.stt = self._ear.made(self._recognizer, self.engines[EngineKind.VAD].engine)

    @property
    def _free_text_is_heard(self) -> bool:
        """Whether a recognizer may hear something else than a command of the home."""
        chosen: list[Chosen[SpeechToText]] = [*(self._stt_by_language or ())]
        if EngineKind.STT in self.engines:
            chosen.append(self.engines[EngineKind.STT])
        return not all(one.engine.capabilities.hears_commands_only for one in chosen)

    def _make_tts(self) -> None:
        parts = MouthParts(
            self._config.tts,
            keeper=self._keeper,
            readiness=self.readiness,
            learns_deletions=self.store is not None,
        )
        self._mouth = parts
        self.engines[EngineKind.TTS] = parts.chosen
        self.tts = parts.mouth
        if self.store is not None:
            self.store.deletions.listen(parts.forget_phrases)  # replies tell of what was said

    def _make_wake(self) -> None:
        settings = self._config.vad.wake
        try:
            chosen: Chosen[WakeWords] = self._keeper.make(EngineKind.WAKE, settings)
        except EngineUnavailable as error:
            if settings.engine != AUTO:
                raise
            self.readiness.without(EngineKind.WAKE)
            _LOGGER.info("no wake words: %s", error)
        else:
            self.engines[EngineKind.WAKE] = chosen
            self.wake = chosen.engine

    async def _load_wake(self, chosen: Chosen[WakeWords]) -> None:
        """Load the wake words; without them everything else works."""
        try:
            await self._keeper.load(chosen)
        except CANNOT_WORK as error:
            _LOGGER.error("no wake words: %s", error)  # noqa: TRY400 - the error says what it is
            self.readiness.without(EngineKind.WAKE)
            del self.engines[EngineKind.WAKE]
            self.wake = None

    async def _expect(self, vocabulary: Vocabulary) -> None:
        """Give every recognizer the words of the home; one that cannot change keeps those that it had."""
        if self._free_text_is_heard:
            self._ear.change_soon(vocabulary)
        for chosen in self.all_engines:
            try:
                await self._keeper.teach(chosen, vocabulary)
            except MorganError as error:
                _LOGGER.warning("%s keeps the names it had: %s", chosen.service, error)


@asynccontextmanager
async def open_morgan(config: Config, components: Collection[Component]) -> AsyncIterator[Morgan]:
    """Compose and load components, without any door, and close them at the end."""
    morgan = Morgan(config, components, Registry.discover())
    try:
        await morgan.load()
        await morgan.prepared()
        yield morgan
    finally:
        await morgan.close()
