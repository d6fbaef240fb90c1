"""`GET /api/ps`: which models this process holds in memory, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiohttp import web

from wyoming_morgan.http.services import EngineModel


class ProcessRoutes:
    """The route of what is in memory. `loaded` is called with every request, and answers from memory."""

    def __init__(self, loaded: Callable[[], Iterable[EngineModel]]) -> None:
        self._loaded = loaded

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.get("/api/ps", self._list)]

    async def _list(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"models": [_entry(each) for each in self._loaded()]})


def _entry(each: EngineModel) -> dict[str, str | bool | int | float | None]:
    model = each.model
    return {
        "kind": each.kind.value,
        "engine": each.engine,
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
