"""The interface between the agent and a home: names and states, actions with their results, and tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.home.lookups import Findings, Lookup
from wyoming_morgan.home.model import Home


@dataclass(frozen=True, slots=True)
class EntityState:
    """The current state and attributes of an entity. Its name is the one in `Home`."""

    entity_id: str
    name: str
    domain: str
    state: str
    area: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command comes from: Home Assistant's ids and the area's name."""

    device_id: str | None = None
    satellite_id: str | None = None
    area: str | None = None
    turn: int | None = None
    """The turn of the linked home that gave the command: Home Assistant acts with its speaker's rights."""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The result of an action. `speech` is Home Assistant's reply; `done` and `failed` are names.

    It is a success only if no part of it failed.
    """

    success: bool
    speech: str = ""
    done: tuple[str, ...] = ()
    done_ids: tuple[str, ...] = ()
    """The entity ids of what worked, if Home Assistant reports them."""
    failed: tuple[str, ...] = ()
    error: str = ""
    """Why it failed, for the log and the model; never spoken."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The complete response, for the trace."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The result of a tool: text for the model. With `is_error`, as far as is known, nothing was done."""

    text: str
    is_error: bool = False


RESERVED_TOOLS = frozenset({"get_state", "remember", "recall", "forget"})
"""Names of the agent's own tools, which no server's tool may have."""


@dataclass(frozen=True, slots=True)
class OfferedTool:
    """A tool for a language model, and what is known about it."""

    tool: Tool
    home: bool = False
    """Whether it comes from the home's own server; the results of others are text from outside the home."""
    looks: bool = False
    """Whether it is known to look something up and to change nothing."""
    destructive: bool = False
    """Whether its server says that it may destroy something: it is asked about first."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.tool.name


class HomeLink(Protocol):
    """A connected home: `home.connection.HomeConnection`, `home.relayed.RelayedHome`."""

    @property
    def linked(self) -> bool:
        """Whether there is a home to act in, be it away for the moment; otherwise clients act themselves."""

    @property
    def home(self) -> Home:
        """The names exposed to voice assistants; the last known ones while disconnected."""

    @property
    def states(self) -> Mapping[str, EntityState]:
        """The live state of every exposed entity by its entity id."""

    @property
    def connected(self) -> bool:
        """Whether the states are live now."""

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` whenever the names change; return a function that ends this."""

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> ActionResult:
        """Have Home Assistant handle an intent as its own conversation agent would, exposure enforced.

        Raises:
            EngineUnavailable: the home does not answer; as far as is known, nothing was done.
        """

    async def look_up(self, lookup: Lookup, *, place: Place) -> Findings:
        """Have the home look something up that no state tells, with the rights of who speaks.

        Raises:
            EngineUnavailable: the home does not answer, or cannot tell it.
        """


class Toolbox(Protocol):
    """Tools for a language model: `home.toolbox.McpToolbox`."""

    async def tools(self) -> tuple[OfferedTool, ...]:
        """Return the tools in a fixed order; from memory if known."""

    async def call(self, name: str, arguments: Mapping[str, Any], *, place: Place) -> ToolResult:
        """Call a tool. An error of the tool itself is a result.

        Raises:
            UnknownModel: there is no such tool.
            EngineUnavailable: its server does not answer.
        """


class ClientToolbox(Toolbox, Protocol):
    """The tools of a client for one turn: `http.link.toolbox.LinkToolbox`."""

    @property
    def instructions(self) -> str:
        """What the client says about its tools; known once they are."""


def linked(home: HomeLink | None) -> HomeLink | None:
    """Return the home if there is one to act in."""
    return home if home is not None and home.linked else None
