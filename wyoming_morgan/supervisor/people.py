"""What Home Assistant says about itself: who its people are, and whether it has Morgan's component."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp

from wyoming_morgan.errors import MorganError
from wyoming_morgan.home.socket import CommandRefused, HomeSocket
from wyoming_morgan.http.ingress import HomeRole
from wyoming_morgan.supervisor.supervisor import Supervisor

_LOGGER = logging.getLogger(__name__)

_KNOWN_SECONDS = 30.0
"""How long the list of people is used. One who is no longer an administrator is one for as long here."""
_ROLES = {"system-admin": HomeRole.ADMINISTRATOR, "system-users": HomeRole.PERSON}
"""The roles of Home Assistant's own groups (`homeassistant/auth/const.py`); of others nobody is served."""
_COMPONENT = "morgan"
_AWAY = (MorganError, aiohttp.ClientError, OSError, TimeoutError)


class People:
    """The people of Home Assistant, who come through its ingress with their ids."""

    def __init__(
        self,
        session: Callable[[], aiohttp.ClientSession],
        supervisor: Supervisor,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._supervisor = supervisor
        self._clock = clock
        self._roles: Mapping[str, HomeRole] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def role(self, user_id: str) -> HomeRole:
        """Return what somebody may do. While Home Assistant does not answer, that is nothing."""
        async with self._reading:
            if self._clock() - self._read_at > _KNOWN_SECONDS:
                self._roles = {}
                try:
                    self._roles = await self._read()
                except _AWAY as error:
                    _LOGGER.warning("Home Assistant does not say who its people are: %s", error)
                    return HomeRole.NOBODY
                self._read_at = self._clock()
        return self._roles.get(user_id, HomeRole.NOBODY)

    async def have_component(self) -> bool:
        """Whether Home Assistant has Morgan's component; no while it does not answer."""
        try:
            async with self._socket() as socket:
                await socket.call("manifest/get", integration=_COMPONENT)
        except CommandRefused:
            return False
        except _AWAY as error:
            _LOGGER.debug("Home Assistant does not say whether it has the component: %s", error)
            return False
        return True

    async def _read(self) -> Mapping[str, HomeRole]:
        async with self._socket() as socket:
            users = await socket.call("config/auth/list")
        return {str(user.get("id")): _role(user) for user in users if isinstance(user, dict)}

    def _socket(self) -> AbstractAsyncContextManager[HomeSocket]:
        return HomeSocket.connect(self._session(), self._supervisor.home_assistant)


def _role(user: Mapping[str, Any]) -> HomeRole:
    if not user.get("is_active"):
        return HomeRole.NOBODY
    if user.get("is_owner"):
        return HomeRole.ADMINISTRATOR
    groups = user.get("group_ids") or ()
    return next((role for group, role in _ROLES.items() if group in groups), HomeRole.NOBODY)
