"""The services of a composed Morgan, as the HTTP door needs them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from wyoming_morgan.app import Morgan
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.stt import SttCapabilities
from wyoming_morgan.http.services import EngineInUse, EngineModel, GaugeReading, HttpServices, ListedModel
from wyoming_morgan.timings import TurnLog


class MorganServices:
    """Reads the state of a Morgan for HTTP, from memory."""

    def __init__(self, morgan: Morgan, *, wyoming_connections: Callable[[], int]) -> None:
        self._morgan = morgan
        self._wyoming_connections = wyoming_connections
        self._created = int(time.time())

    def for_http(self, turn_log: TurnLog) -> HttpServices:
        """Describe them for the HTTP server."""
        morgan = self._morgan
        return HttpServices(
            readiness=morgan.readiness,
            turn_log=turn_log,
            decoder=morgan.decoder,
            stt=morgan.stt,
            stt_capabilities=self._stt_capabilities if morgan.stt else None,
            tts=morgan.tts,
            agent=morgan.agent,
            vad=morgan.vad,
            wake=lambda: morgan.wake,
            llm=morgan.llm,
            linked_home=morgan.linked_home,
            store=morgan.store,
            notebook=morgan.notebook,
            listed_models=self._listed_models,
            engines_in_use=self._engines_in_use,
            loaded_models=self._loaded_models,
            readings=self._readings,
        )

    def _listed_models(self) -> list[ListedModel]:
        return [
            ListedModel(
                id=chosen.choice.spec.name,
                owned_by=chosen.choice.spec.attribution.name,
                created=self._created,
                kind=kind,
            )
            for kind, chosen in self._morgan.engines.items()
            if kind in (EngineKind.STT, EngineKind.TTS)
        ]

    def _engines_in_use(self) -> Iterator[EngineInUse]:
        for chosen in self._morgan.all_engines:
            choice = chosen.choice
            yield EngineInUse(
                chosen.service,
                choice.spec.name,
                choice.stands_in_for,
                choice.model_missing,
                choice.reason,
                choice.improvement,
                choice.cause,
            )

    def _loaded_models(self) -> Iterator[EngineModel]:
        for chosen in self._morgan.all_engines:
            for model in chosen.models:
                yield EngineModel(chosen.kind, chosen.choice.spec.name, model)
        for model in self._morgan.command_models:
            yield EngineModel(EngineKind.STT, model.name, model)

    def _stt_capabilities(self) -> SttCapabilities:
        capabilities = self._morgan.stt_capabilities
        assert capabilities is not None  # noqa: S101 - handed out only if there is a recognizer
        return capabilities

    def _readings(self) -> Iterator[GaugeReading]:
        connections = self._wyoming_connections()
        yield GaugeReading("morgan_wyoming_connections", "Connected Wyoming clients.", connections)
        llm, agent = self._morgan.llm, self._morgan.agent
        for (backend, code), count in (llm.fallbacks if llm else {}).items():
            labels = {"backend": backend, "code": code}
            yield GaugeReading("morgan_llm_fallbacks", "Times a backend was passed over.", count, labels)
        if agent is not None:
            kept = agent.counts
            for state, count in (("kept", kept.kept), ("waiting", kept.waiting), ("lost", kept.lost)):
                description = "Messages of conversations, by what became of them."
                yield GaugeReading("morgan_memory_messages", description, count, {"state": state})
        for entry in self._loaded_models():
            model = entry.model
            labels = {"kind": entry.kind.value, "engine": entry.engine, "model": model.name}
            yield GaugeReading("morgan_engine_running", "Calls an engine works on.", model.running, labels)
            yield GaugeReading("morgan_engine_waiting", "Calls that wait for it.", model.waiting, labels)
