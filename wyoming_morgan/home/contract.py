"""What the agent asks of the home: its names and states, actions with their results, tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.home.model import Home


@dataclass(frozen=True, slots=True)
class EntityState:
    """What an entity is like now: Home Assistant's state and attributes. Its name is that of the model."""

    entity_id: str
    name: str
    domain: str
    state: str
    area: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command comes from, in Home Assistant's ids and by the area's name."""

    device_id: str | None = None
    satellite_id: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What came of an action. `speech` is what Home Assistant would say; `done` names what was reached.

    It was a success only if nothing of it failed.
    """

    success: bool
    speech: str = ""
    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    error: str = ""
    """Why it failed, in words for the log and the model: never spoken as it is."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The whole answer, for the trace."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool returned: text for the model. With `is_error` nothing was done, as far as is known."""

    text: str
    is_error: bool = False


class HomeLink(Protocol):
    """A connected home: `home.connection.HomeConnection`; without a token there is none."""

    @property
    def home(self) -> Home:
        """What can be named, as exposed to voice assistants; the last known while away."""

    @property
    def states(self) -> Mapping[str, EntityState]:
        """Every exposed entity's state by its entity id, live."""

    @property
    def controls(self) -> bool:
        """Whether there is a home behind it at all, and not only tools of other servers."""

    @property
    def connected(self) -> bool:
        """Whether the states are live now."""

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` when what can be named changes; return what ends that."""

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> ActionResult:
        """Have Home Assistant handle an intent as its own conversation would, exposure enforced.

        Raises:
            EngineUnavailable: the home does not answer: nothing was done, as far as anybody can tell.
        """

    async def tools(self) -> tuple[Tool, ...]:
        """Return the tools of the home and of other MCP servers, in a fixed order; from memory if known."""

    async def call_tool(self, name: str, arguments: Mapping[str, Any], *, place: Place) -> ToolResult:
        """Call a tool. An error of the tool itself is a result.

        Raises:
            UnknownModel: there is no such tool.
            EngineUnavailable: its server does not answer.
        """
