"""What a Supervisor adds to the doors of a process: people through ingress, and discovery."""

from __future__ import annotations

import aiohttp

from wyoming_morgan.http.ingress import Ingress
from wyoming_morgan.supervisor.client import SupervisorClient
from wyoming_morgan.supervisor.discovery import Discovery, Served
from wyoming_morgan.supervisor.people import People
from wyoming_morgan.supervisor.supervisor import Supervisor


class SupervisedDoors:
    """Admits people of Home Assistant while the doors are open, and tells it of them."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._session: aiohttp.ClientSession | None = None
        self._people = People(self._open_session, supervisor)
        self._discovery: Discovery | None = None
        self.ingress = Ingress(supervisor.proxy, self._people.role)

    def announce(self, served: Served) -> None:
        """Tell Home Assistant of what is served now."""
        client = SupervisorClient(self._open_session(), self._supervisor)
        self._discovery = Discovery(client, self._people, served)
        self._discovery.start()

    async def close(self) -> None:
        """Release the connections."""
        if self._discovery is not None:
            await self._discovery.close()
        if self._session is not None:
            await self._session.close()

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session
