"""`GET /api/ps`: the models that this process keeps in memory, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiohttp import web

from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.services import EngineModel


class PsRoutes:
    """The route of models in memory. `loaded_models` is called per request, and answers from memory."""

    def __init__(self, loaded_models: Callable[[], Iterable[EngineModel]]) -> None:
        self._loaded_models = loaded_models

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.get("/api/ps", self._list)]

    async def _list(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"models": [_entry(model) for model in self._loaded_models()]})


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module."""
    return PsRoutes(context.services.loaded_models).routes()


def _entry(engine_model: EngineModel) -> dict[str, str | bool | int | float | None]:
    model = engine_model.model
    return {
        "kind": engine_model.kind.value,
        "engine": engine_model.engine,
        "name": model.name,
        "loaded": model.loaded,
        "memory_bytes": model.memory_bytes,
        "running": model.running,
        "waiting": model.waiting,
        "unload_seconds": _rounded(model.unload_seconds),
        "load_seconds": _rounded(model.load_seconds),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
