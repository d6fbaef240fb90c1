"""`/health`, `/ready` and `/metrics`: answered from memory, however busy the server is."""

from __future__ import annotations

import time
from http import HTTPStatus

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from wyoming_morgan import __version__
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.gatekeeper import auth_of
from wyoming_morgan.readiness import State


class HealthRoutes:
    """The routes for monitoring."""

    def __init__(self, context: RouteContext) -> None:
        self._readiness = context.services.readiness
        self._home_status = context.services.home_status
        self._metrics = context.metrics
        self._admission = context.admission
        self._access = context.services.access
        self._auth = auth_of(context.settings, self._access)
        self._began = time.monotonic()

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [
            web.get("/health", self._health),
            web.get("/ready", self._ready),
            web.get("/metrics", self._scrape),
        ]

    async def _health(self, request: web.Request) -> web.Response:
        """Report that the process is alive, also while it loads, fails or stops."""
        del request
        return web.json_response(
            {
                "status": "ok",
                "version": __version__,
                **({} if self._access is None else {"id": self._access.id, "auth": self._auth}),
                "uptime_seconds": round(time.monotonic() - self._began, 1),
                "services": self._services(),
                **self._home(),
            }
        )

    async def _ready(self, request: web.Request) -> web.Response:
        """Report whether everything is prepared: 200, or 503 with what is missing."""
        del request
        status = self._status()
        return web.json_response(
            {"status": status, "services": self._services(), **self._home()},
            status=HTTPStatus.OK if status == State.READY else HTTPStatus.SERVICE_UNAVAILABLE,
        )

    async def _scrape(self, request: web.Request) -> web.Response:
        del request
        return web.Response(body=await self._metrics.render(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _status(self) -> str:
        if self._readiness.withdrawn or self._admission.closed:
            return "stopping"
        states = {service.state for service in self._readiness.services.values()}
        unready = (State.FAILED, State.STARTING, State.LEARNING)
        return next((state for state in unready if state in states), State.READY).value

    def _services(self) -> dict[str, dict[str, str]]:
        return {
            name: {
                "state": service.state.value,
                "detail": service.detail,
                "hint": service.hint,
                **({"stands_in_for": service.stands_in_for} if service.stands_in_for else {}),
            }
            for name, service in self._readiness.services.items()
        }

    def _home(self) -> dict[str, dict[str, str]]:
        """Return the state of the home, which keeps nothing from being ready."""
        status = self._home_status()
        if status is None:
            return {}
        return {"home": {"state": status.state.value, "detail": status.detail, "hint": status.hint}}


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module."""
    return HealthRoutes(context).routes()
