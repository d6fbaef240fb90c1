"""The services of a composed Morgan, as the HTTP door needs them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from wyoming_morgan.app import Morgan
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.stt import SttCapabilities
from wyoming_morgan.http.services import EngineInUse, EngineModel, HttpServices, ListedModel
from wyoming_morgan.metrics.reading import MetricReading
from wyoming_morgan.timings import TurnLog


class MorganServices:
    """Reads the state of a Morgan for HTTP, from memory."""

    def __init__(self, morgan: Morgan) -> None:
        self._morgan = morgan
        self._created = int(time.time())

    def for_http(self, turn_log: TurnLog, readings: Callable[[], Iterable[MetricReading]]) -> HttpServices:
        """Describe them for the HTTP server, with what its metrics read."""
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
            home_status=morgan.home_status,
            store=morgan.store,
            notebook=morgan.notebook,
            listed_models=self._listed_models,
            engines_in_use=self.engines_in_use,
            loaded_models=self.loaded_models,
            readings=readings,
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

    def engines_in_use(self) -> Iterator[EngineInUse]:
        """Yield the engine of every service, and for which one it stands in."""
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

    def loaded_models(self) -> Iterator[EngineModel]:
        """Yield every model in memory, or loaded when it is needed."""
        for chosen in self._morgan.all_engines:
            for model in chosen.models:
                yield EngineModel(chosen.kind, chosen.choice.spec.name, model)
        for model in self._morgan.command_models:
            yield EngineModel(EngineKind.STT, model.name, model)

    def _stt_capabilities(self) -> SttCapabilities:
        capabilities = self._morgan.stt_capabilities
        assert capabilities is not None  # noqa: S101 - handed out only if there is a recognizer
        return capabilities
