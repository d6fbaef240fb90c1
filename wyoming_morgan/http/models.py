"""`GET /v1/models` and `/v1/audio/models`: what this process can be asked for, in OpenAI's shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiohttp import web

from wyoming_morgan.engines.base import EngineKind
from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.http.services import Model


class ModelRoutes:
    """The routes that list models."""

    def __init__(self, models: Callable[[], Sequence[Model]]) -> None:
        self._models = models

    def routes(self) -> list[web.RouteDef]:
        """Return what to register. Ids may contain slashes."""
        return [
            web.get("/v1/models", self._list),
            web.get("/v1/models/{id:.+}", self._one),
            web.get("/v1/audio/models", self._audio),
        ]

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
    return {"id": model.id, "object": "model", "created": model.created, "owned_by": model.owned_by}
