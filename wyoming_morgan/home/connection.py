"""The connection to Home Assistant: its names and states live, actions, and tools."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from pydantic import ValidationError

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.errors import EngineUnavailable, MorganError
from wyoming_morgan.home.actions import handle_intent
from wyoming_morgan.home.contract import ActionResult, EntityState, Place, ToolResult
from wyoming_morgan.home.live import Pauses, Stale, States
from wyoming_morgan.home.mcp import McpServer
from wyoming_morgan.home.mirror import Mirror
from wyoming_morgan.home.model import Home
from wyoming_morgan.home.registry import read_registries
from wyoming_morgan.home.settings import HomeAssistantSettings, McpServerSettings
from wyoming_morgan.home.socket import HomeSocket, TokenRefused
from wyoming_morgan.home.toolbox import Meta, Toolbox

HOME_ASSISTANT = "home_assistant"
"""The name of Home Assistant among the servers of tools."""
_MCP_HINT = (
    "add the integration Model Context Protocol Server in Home Assistant, "
    "or set core.home_assistant.mcp: false"
)
_DEVICE = "io.home-assistant/device_id"
_RENAMINGS = tuple(f"{what}_registry_updated" for what in ("floor", "area", "device", "entity"))
_TROUBLE = (aiohttp.ClientError, OSError, TimeoutError, MorganError, ValidationError, ValueError)
_LOG = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]


class HomeConnection:
    """Fulfils `HomeLink`. It starts at once and connects when Home Assistant is there, for as long as needed.

    Without `url` and `token` it has the tools of other servers alone.
    """

    def __init__(self, settings: HomeAssistantSettings, *, sleep: Sleep = asyncio.sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self._session: aiohttp.ClientSession | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._mirror = Mirror()
        self._connected = False
        self._reported = ""
        self._listeners: list[Callable[[], None]] = []
        self._stale = Stale()
        self._toolbox = Toolbox(_servers(settings))
        self._listed = asyncio.Event()
        self._ask_for_tools = asyncio.Event()

    @property
    def home(self) -> Home:
        """What can be named, as exposed to voice assistants; the last known while away."""
        return self._mirror.home

    @property
    def states(self) -> Mapping[str, EntityState]:
        """Every exposed entity's state by its entity id, live."""
        return self._mirror.states

    @property
    def controls(self) -> bool:
        """Whether a Home Assistant is configured."""
        return _configured(self._settings)

    @property
    def connected(self) -> bool:
        """Whether the states are live now."""
        return self._connected

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` when what can be named changes; return what ends that."""
        self._listeners.append(changed)

        def end() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(changed)

        return end

    async def start(self) -> None:
        """Begin to connect; this waits for nobody. Starting twice is starting once."""
        if self._tasks:
            return
        settings = self._settings
        if _configured(settings):
            self._session = aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {settings.token}"},
                connector=aiohttp.TCPConnector(ssl=settings.verify_certificate),
            )
            self._tasks.append(
                asyncio.create_task(self._keep_connected(self._session), name="home-assistant")
            )
        self._tasks.append(asyncio.create_task(self._keep_tools(), name="home-tools"))

    async def close(self) -> None:
        """End everything."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._toolbox.close()
        if self._session:
            await self._session.close()
            self._session = None

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> ActionResult:
        """Have Home Assistant handle an intent as its own conversation would, exposure enforced.

        Raises:
            EngineUnavailable: the home does not answer: nothing was done, as far as anybody can tell.
        """
        if self._session is None:
            raise EngineUnavailable(
                "no Home Assistant is connected", hint="set core.home_assistant.url and token"
            )
        return await handle_intent(self._session, self._settings, name, slots, language=language, place=place)

    async def tools(self) -> tuple[Tool, ...]:
        """Return the tools of the home and of other MCP servers, in a fixed order; from memory if known."""
        if not self._listed.is_set() and self._tasks:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.connect_seconds):
                    await self._listed.wait()
        return self._toolbox.tools

    async def call_tool(self, name: str, arguments: Mapping[str, Any], *, place: Place) -> ToolResult:
        """Call a tool. An error of the tool itself is a result.

        Raises:
            UnknownModel: there is no such tool.
            EngineUnavailable: its server does not answer.
        """
        return await self._toolbox.call(name, arguments, place=place)

    # Names and states

    async def _keep_connected(self, session: aiohttp.ClientSession) -> None:
        pauses = Pauses(self._settings)
        while True:
            try:
                async with HomeSocket.connect(session, self._settings) as socket:
                    await self._follow(socket, pauses)
            except _TROUBLE as trouble:
                self._lost(trouble)
            finally:
                self._connected = False
            await self._sleep(pauses.next())

    def _lost(self, trouble: Exception) -> None:
        """Say once that the connection is lost, and again only for another reason."""
        why = type(trouble).__name__
        if why == self._reported:
            return
        self._reported = why
        if isinstance(trouble, TokenRefused):
            _LOG.error("%s", trouble)
            return
        said = " ".join(str(trouble).split())[:300]
        _LOG.warning("Home Assistant is away (%s: %s): trying again and again", why, said)

    async def _follow(self, socket: HomeSocket, pauses: Pauses) -> None:
        """Mirror the home for as long as the connection lasts."""
        self._stale = Stale()
        for event in _RENAMINGS:
            await socket.subscribe("subscribe_events", self._stale.reload, event_type=event)
        states = States(socket, self._mirror, self._stale)
        await self._reload(socket, states)
        self._connected = True
        pauses.reset()
        self._ask_for_tools.set()
        home = self._mirror.home
        _LOG.info("Home Assistant: %d entities in %d areas", len(home.entities), len(home.areas))
        if not self._mirror.registries.complete:
            _LOG.info("the token is no administrator's: entities without a unique id are not named")
        self._reported = ""
        closed = asyncio.create_task(socket.closed())
        try:
            while not closed.done():
                await self._stale.wait(closed, seconds=self._settings.refresh_seconds)
                if closed.done():
                    break
                await self._sleep(self._settings.settle_seconds)
                if self._stale.take():
                    await self._reload(socket, states)
                else:
                    self._rebuild()
            await closed
        finally:
            closed.cancel()
            await asyncio.gather(closed, return_exceptions=True)

    async def _reload(self, socket: HomeSocket, states: States) -> None:
        self._mirror.registries = await read_registries(socket)
        await states.follow(self._mirror.registries.exposed, seconds=self._settings.answer_seconds)
        self._rebuild()

    def _rebuild(self) -> None:
        if not self._mirror.rebuild():
            return
        for changed in tuple(self._listeners):
            try:
                changed()
            except Exception:  # noqa: BLE001 - it must not end the connection
                _LOG.exception("what listens to the home failed")

    # Tools

    async def _keep_tools(self) -> None:
        pauses = Pauses(self._settings)
        while True:
            self._ask_for_tools.clear()
            await self._toolbox.refresh()
            self._listed.set()
            if self._toolbox.complete:
                pauses.reset()
                pause = self._settings.refresh_seconds
            else:
                pause = pauses.next()
            with contextlib.suppress(TimeoutError):
                # Not `wait_for`: before Python 3.12 it may swallow a cancellation.
                async with asyncio.timeout(pause):
                    await self._ask_for_tools.wait()


def _configured(settings: HomeAssistantSettings) -> bool:
    return bool(settings.url and settings.token)


def _servers(
    settings: HomeAssistantSettings,
) -> list[tuple[McpServer, Meta]]:
    """Return Home Assistant, which is told the device that is spoken to, and the others, which are not."""
    servers: list[tuple[McpServer, Meta]] = []
    if _configured(settings) and settings.mcp:
        own = McpServerSettings(f"{str(settings.url).rstrip('/')}/api/mcp/assist", token=settings.token)
        servers.append((McpServer(HOME_ASSISTANT, own, settings, hint=_MCP_HINT), _told_device))
    servers += [
        (McpServer(name, server, settings), _told_nothing) for name, server in settings.mcp_servers.items()
    ]
    return servers


def _told_device(place: Place) -> Mapping[str, Any] | None:
    return {_DEVICE: place.device_id} if place.device_id else None


def _told_nothing(_place: Place) -> None:
    return None
