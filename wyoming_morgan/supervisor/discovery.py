"""Has Home Assistant discover what this app serves, once it is served."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.supervisor.client import SupervisorClient, SupervisorRefused
from wyoming_morgan.supervisor.people import People
from wyoming_morgan.tasks import CancellableTasks

_LOGGER = logging.getLogger(__name__)

_WYOMING = "wyoming"
_MORGAN = "morgan"
_FIRST_RETRY_SECONDS = 2.0
_LONGEST_RETRY_SECONDS = 300.0
_COMPONENT_SECONDS = 300.0
"""How often it is looked whether Home Assistant has the component meanwhile: it restarts to get it."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Served:
    """What this process serves. A port is None if there is no such door."""

    wyoming_port: int | None
    http_scheme: str
    http_port: int
    server_id: str
    api_key: str | None = field(repr=False)
    """The key for Home Assistant; without one, the component is not told of this server."""


class Discovery:
    """Tells the Supervisor of the doors, and again until it has taken it."""

    def __init__(
        self, client: SupervisorClient, people: People, served: Served, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._client = client
        self._people = people
        self._served = served
        self._sleep = sleep
        self._tasks = CancellableTasks("supervisor discovery")

    def start(self) -> None:
        """Begin, without waiting for the Supervisor."""
        self._tasks.start(self._tell())

    async def close(self) -> None:
        """Stop trying. What was told stays: a stopped app counts as gone by itself."""
        await self._tasks.close()

    async def _tell(self) -> None:
        host = await self._patiently(self._client.host_name)
        if host is None:
            return
        served = self._served
        if served.wyoming_port is not None:
            uri = f"tcp://{host}:{served.wyoming_port}"
            await self._patiently(lambda: self._discover(_WYOMING, {"uri": uri}))
        if served.api_key is None:
            return
        # Home Assistant logs an error for the discovery of a component that it does not have.
        while not await self._people.have_component():
            await self._sleep(_COMPONENT_SECONDS)
        url = f"{served.http_scheme}://{host}:{served.http_port}"
        config = {"url": url, "id": served.server_id, "api_key": served.api_key}
        await self._patiently(lambda: self._discover(_MORGAN, config))

    async def _discover(self, service: str, config: dict[str, str]) -> str:
        await self._client.discover(service, config)
        _LOGGER.info("Home Assistant was told of %s", service)
        return service

    async def _patiently(self, work: Callable[[], Awaitable[str]]) -> str | None:
        """Do it until the Supervisor answers; None if it refuses."""
        pause = _FIRST_RETRY_SECONDS
        while True:
            try:
                return await work()
            except SupervisorRefused as error:
                _LOGGER.warning("%s", error)
                return None
            except EngineUnavailable as error:
                _LOGGER.warning("%s; trying again", error)
            await self._sleep(pause)
            pause = min(2 * pause, _LONGEST_RETRY_SECONDS)
