"""The connection to Home Assistant: live names and states, and actions."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import aiohttp

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.actions import handle_intent
from wyoming_morgan.home.contract import ActionResult, EntityState, Place
from wyoming_morgan.home.listeners import ChangeListeners
from wyoming_morgan.home.live import Pauses, Stale, States
from wyoming_morgan.home.lookups import Findings, Lookup
from wyoming_morgan.home.mirror import Mirror
from wyoming_morgan.home.model import Home
from wyoming_morgan.home.reading import look_up
from wyoming_morgan.home.redirects import same_server_only
from wyoming_morgan.home.registry import Changes, read_changes
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.socket import HomeSocket, TokenRefused
from wyoming_morgan.home.status import HomeState, HomeStatus, status_after, status_of
from wyoming_morgan.settings import setting

_REGISTRIES = ("floor", "area", "device", "entity")
_PAUSE = 2.0
"""How many times as long as the last update the pause before the next one is, at least."""
_LONGEST_PAUSE = 10.0
_LOGGER = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]


class HomeConnection:
    """Fulfils `HomeLink`. It starts at once, connects when Home Assistant answers, and reconnects."""

    def __init__(
        self,
        settings: HomeAssistantSettings,
        *,
        on_connect: Callable[[], None] | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Prepare a connection.

        Args:
            settings: The address, the token and the limits.
            on_connect: Called every time the home is connected.
            sleep: Waits between two attempts.
        """
        self._settings = settings
        self._on_connect = on_connect
        self._sleep = sleep
        self._session: aiohttp.ClientSession | None = None
        self._task: asyncio.Task[None] | None = None
        self._mirror = Mirror()
        self._connected = False
        self._status = HomeStatus(HomeState.CONNECTING, "is being connected")
        self._tried = asyncio.Event()
        self._reported = ""
        self._listeners = ChangeListeners()
        self._stale = Stale()
        self._seconds = 0.0

    @property
    def linked(self) -> bool:
        """Whether there is a home to act in: one is configured, wherever it is."""
        return True

    @property
    def home(self) -> Home:
        """The names exposed to voice assistants; the last known ones while disconnected."""
        return self._mirror.home

    @property
    def states(self) -> Mapping[str, EntityState]:
        """The live state of every exposed entity by its entity id."""
        return self._mirror.states

    @property
    def connected(self) -> bool:
        """Whether the states are live now."""
        return self._connected

    @property
    def status(self) -> HomeStatus:
        """How the connection stands."""
        return status_of(self.home, connected=True) if self._connected else self._status

    async def tried(self) -> None:
        """Wait until the first attempt to connect has ended, well or not."""
        await self._tried.wait()

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` whenever the names change; return a function that ends this."""
        return self._listeners.add(changed)

    async def start(self) -> None:
        """Begin to connect, without waiting for Home Assistant. A second call does nothing."""
        if self._task is not None:
            return
        settings = self._settings
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {settings.token}"},
            connector=aiohttp.TCPConnector(ssl=settings.verify_certificate),
            trace_configs=[same_server_only()],
        )
        self._task = asyncio.create_task(self._keep_connected(self._session), name="home-assistant")

    async def close(self) -> None:
        """Disconnect."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> ActionResult:
        """Have Home Assistant handle an intent as its own conversation agent would, exposure enforced.

        Raises:
            EngineUnavailable: the home does not answer; as far as is known, nothing was done.
        """
        session = self._open_session
        return await handle_intent(session, self._settings, name, slots, language=language, place=place)

    async def look_up(self, lookup: Lookup, *, place: Place) -> Findings:
        """Have Home Assistant look something up, with the rights of the token's user.

        Raises:
            EngineUnavailable: the home does not answer, or cannot tell it.
        """
        del place  # a token has one user, wherever and whoever speaks
        return await look_up(self._open_session, self._settings, lookup)

    @property
    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise EngineUnavailable(
                "no Home Assistant is connected",
                hint=f"set {setting('core.home_assistant.url')} and {setting('core.home_assistant.token')}",
            )
        return self._session

    async def _keep_connected(self, session: aiohttp.ClientSession) -> None:
        pauses = Pauses(self._settings)
        while True:
            try:
                async with HomeSocket.connect(session, self._settings) as socket:
                    await self._follow(socket, pauses)
            except Exception as trouble:  # noqa: BLE001 - whatever was sent, the home is connected again
                self._status = status_after(trouble)
                self._tried.set()
                self._lost(trouble)
            finally:
                self._connected = False
            await self._sleep(pauses.next())

    def _lost(self, trouble: Exception) -> None:
        """Log a lost connection once, and again only for another reason."""
        why = type(trouble).__name__
        if why == self._reported:
            return
        self._reported = why
        if isinstance(trouble, TokenRefused):
            _LOGGER.error("%s", trouble)
            return
        reason = " ".join(str(trouble).split())[:300]
        _LOGGER.warning("Home Assistant is away (%s: %s): retrying", why, reason)

    async def _follow(self, socket: HomeSocket, pauses: Pauses) -> None:
        """Mirror the home until the connection ends."""
        self._stale = Stale()
        for registry in _REGISTRIES:
            await socket.subscribe(
                "subscribe_events",
                partial(self._stale.reload, registry),
                event_type=f"{registry}_registry_updated",
            )
        states = States(socket, self._mirror, self._stale)
        await self._reload(socket, states, Changes(everything=True))
        self._connected = True
        self._tried.set()
        pauses.reset()
        if self._on_connect is not None:
            self._on_connect()
        home = self._mirror.home
        _LOGGER.info("Home Assistant: %d entities in %d areas", len(home.entities), len(home.areas))
        if not self._mirror.registries.complete:
            _LOGGER.info("the token is not an administrator's: entities without a unique id are not named")
        self._reported = ""
        closed = asyncio.create_task(socket.closed())
        try:
            while not closed.done():
                await self._stale.wait(closed, seconds=self._settings.refresh_seconds)
                if closed.done():
                    break
                await self._sleep(self._pause())
                began = time.monotonic()
                if changes := self._stale.take():
                    await self._reload(socket, states, changes)
                else:
                    await self._rebuild()
                self._seconds = time.monotonic() - began
            await closed
        finally:
            closed.cancel()
            await asyncio.gather(closed, return_exceptions=True)

    def _pause(self) -> float:
        """Return how long changes are collected: longer in a home whose changes take long to apply."""
        return max(self._settings.settle_seconds, min(_PAUSE * self._seconds, _LONGEST_PAUSE))

    async def _reload(self, socket: HomeSocket, states: States, changes: Changes) -> None:
        self._mirror.registries = await read_changes(socket, self._mirror.registries, changes)
        await states.follow(self._mirror.registries.exposed, seconds=self._settings.answer_seconds)
        await self._rebuild()

    async def _rebuild(self) -> None:
        if not await self._mirror.rebuild():
            return
        self._listeners.call()
