"""`GET /v1/models` and `/v1/audio/models`: what this process can be asked for, in OpenAI's shape."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from aiohttp import web

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.http.services import Model
from wyoming_morgan.llm.contract import LanguageModels


class ModelRoutes:
    """The routes that list models. With `agent` there is the one that chats take for the whole agent."""

    def __init__(
        self,
        models: Callable[[], Sequence[Model]],
        chat: LanguageModels | None = None,
        *,
        agent: bool = False,
    ) -> None:
        self._others = models
        self._chat = chat
        self._since = int(time.time())
        self._agent = [Model(AGENT_NAME, AGENT_NAME, self._since, EngineKind.LLM)] if agent else []

    def routes(self) -> list[web.RouteDef]:
        """Return what to register. Ids may contain slashes."""
        return [
            web.get("/v1/models", self._list),
            web.get("/v1/models/{id:.+}", self._one),
            web.get("/v1/audio/models", self._audio),
        ]

    def _models(self) -> list[Model]:
        """Return every model; what a name means first is what it means."""
        chat = (
            Model(each.id, each.owned_by, self._since, EngineKind.LLM, each.context_tokens)
            for each in (self._chat.models if self._chat is not None else ())
        )
        by_id: dict[str, Model] = {}
        for model in (*self._others(), *self._agent, *chat):
            by_id.setdefault(model.id, model)
        return list(by_id.values())

    async def _list(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"object": "list", "data": [_entry(model) for model in self._models()]})

    async def _one(self, request: web.Request) -> web.Response:
        name = request.match_info["id"]
        models = {model.id: model for model in self._models()}
        model = models.get(name)
        if model is None:
            raise UnknownModel(f"there is no model {name!r}", hint=f"there are {', '.join(models) or 'none'}")
        return web.json_response(_entry(model))

    async def _audio(self, request: web.Request) -> web.Response:
        """List those that hear or speak, in the shape of Open WebUI's extension."""
        del request
        audio = (EngineKind.STT, EngineKind.TTS, None)
        return web.json_response(
            {"models": [{"id": model.id} for model in self._models() if model.kind in audio]}
        )


def _entry(model: Model) -> dict[str, str | int]:
    context = {} if model.context_tokens is None else {"context_length": model.context_tokens}
    return {
        "id": model.id,
        "object": "model",
        "created": model.created,
        "owned_by": model.owned_by,
        **context,
    }
