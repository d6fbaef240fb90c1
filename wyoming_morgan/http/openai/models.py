"""`GET /v1/models` and `/v1/audio/models`: the models of this process, in OpenAI's shape."""

from __future__ import annotations

import time
from collections.abc import Sequence

from aiohttp import web

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.openai.names import (
    SpeechModelNames,
    is_realtime_name,
    means_language_model,
    names_agent,
)
from wyoming_morgan.http.services import HttpServices, ListedModel


class ModelsRoutes:
    """The routes that list models. With an agent, the model that stands for it is among them."""

    def __init__(self, services: HttpServices) -> None:
        self._services = services
        self._listed_models = services.listed_models
        self._llm = services.llm
        self._started = int(time.time())
        agent = ListedModel(AGENT_NAME, AGENT_NAME, self._started, EngineKind.LLM)
        self._agent = [] if services.agent is None else [agent]
        self._stt = SpeechModelNames(services.listed_models, EngineKind.STT)
        self._tts = SpeechModelNames(services.listed_models, EngineKind.TTS)

    def routes(self) -> list[web.RouteDef]:
        """Return what to register. Ids may contain slashes."""
        return [
            web.get("/v1/models", self._list),
            web.get("/v1/models/{id:.+}", self._one),
            web.get("/v1/audio/models", self._audio),
        ]

    def _models(self) -> list[ListedModel]:
        """Return every model, those that chat first; of several with one id, the first."""
        language_models = (
            ListedModel(
                model.id,
                model.owned_by,
                self._started,
                EngineKind.LLM,
                model.context_tokens,
                model.log_probabilities,
                model.only_embeds,
            )
            for model in (self._llm.models if self._llm is not None else ())
        )
        by_id: dict[str, ListedModel] = {}
        for model in (*self._listed_models(), *self._agent, *language_models):
            by_id.setdefault(model.id, model)
        return sorted(by_id.values(), key=_rank)

    def _entry(self, model: ListedModel) -> dict[str, str | int | bool]:
        """Return a model in OpenAI's shape; the language model in use is the default one."""
        entry = _entry(model)
        if self._llm is not None and model.kind is EngineKind.LLM and model.id == self._llm.current:
            entry["default"] = True
        return entry

    async def _list(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"object": "list", "data": [self._entry(model) for model in self._models()]})

    async def _one(self, request: web.Request) -> web.Response:
        """Send the model that a name means on any route, under this name; `root` is the listed one."""
        name = request.match_info["id"].strip().rstrip("/")
        models = self._models()
        model = self._find(name, models)
        if model is None:
            names = ", ".join(model.id for model in models)
            raise UnknownModel(f"there is no model {name!r}", hint=f"there are {names or 'none'}")
        entry = self._entry(model)
        return web.json_response(entry if name == model.id else {**entry, "id": name, "root": model.id})

    def _find(self, name: str, models: Sequence[ListedModel]) -> ListedModel | None:
        """Return the model that the routes take for a name, as each of them does."""
        for model in models:
            if model.id == name or (model.id == AGENT_NAME and names_agent(name)):
                return model
        for model in models:
            if model.kind is EngineKind.LLM and means_language_model(name, model.id):
                return model
        return self._of_speech(name) or (self._of_realtime(models) if is_realtime_name(name) else None)

    def _of_speech(self, name: str) -> ListedModel | None:
        services = self._services
        others = () if services.stt_capabilities is None else (services.stt_capabilities().model,)
        recognizer = None if services.stt is None else self._stt.find(name, *others)
        synthesizer = None if services.tts is None else self._tts.find(name)
        if services.vad is not None and services.vad.capabilities.model == name:
            return ListedModel(name, AGENT_NAME, self._started, EngineKind.VAD)
        return recognizer or synthesizer

    def _of_realtime(self, models: Sequence[ListedModel]) -> ListedModel | None:
        """Return what answers in the place of OpenAI's own models for conversations."""
        answering = AGENT_NAME if self._agent or self._llm is None else self._llm.current
        return next((model for model in models if model.id == answering), None)

    async def _audio(self, request: web.Request) -> web.Response:
        """List those of speech, in the shape of Open WebUI's extension."""
        del request
        audio = (EngineKind.STT, EngineKind.TTS, None)
        return web.json_response(
            {"models": [{"id": model.id} for model in self._models() if model.kind in audio]}
        )


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module."""
    return ModelsRoutes(context.services).routes()


def _rank(model: ListedModel) -> int:
    """Return the place of a kind in the list: clients take the first model for their chats."""
    if model.id == AGENT_NAME:
        return 0
    if model.kind is EngineKind.LLM:
        return 2 if model.only_embeds else 1
    return 3


def _entry(model: ListedModel) -> dict[str, str | int | bool]:
    context: dict[str, str | int | bool] = {}
    if model.kind is not None:
        context["kind"] = model.kind.value
    if model.context_tokens is not None:
        context["context_length"] = model.context_tokens
    if model.log_probabilities is not None:
        context["logprobs"] = model.log_probabilities
    return {
        "id": model.id,
        "object": "model",
        "created": model.created,
        "owned_by": model.owned_by,
        **context,
    }
