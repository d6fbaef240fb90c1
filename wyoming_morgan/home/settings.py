"""The settings of Home Assistant and other MCP servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le
from pydantic import AfterValidator

from wyoming_morgan.settings import header_value

HeaderValue = Annotated[str, AfterValidator(header_value)]
Seconds = Annotated[float, Gt(0), Le(3600)]
_SUPERVISOR_PATH = "/core"


@dataclass(frozen=True, slots=True)
class McpServerSettings:
    """A server of the Model Context Protocol (MCP) over streamable HTTP."""

    url: str
    """Its address, such as `http://host:8080/mcp`."""
    token: HeaderValue | None = field(default=None, repr=False)
    """Sent as `Authorization: Bearer TOKEN`."""
    headers: Mapping[str, HeaderValue] = field(default_factory=dict, repr=False)
    """Additional headers for every request."""
    read_only_tools: tuple[str, ...] = ()
    """Its tools that only look something up, where the server itself does not say so (`readOnlyHint`).

    Only such tools answer questions; every other one is assumed to act.
    """


@dataclass(frozen=True, slots=True)
class HomeAssistantSettings:
    """The address of Home Assistant, and the limits of the connection."""

    url: str | None = None
    """Its address, such as `http://homeassistant.local:8123`. Without it Morgan uses Wyoming intents."""
    token: HeaderValue | None = field(default=None, repr=False)
    """A long-lived access token; create it in Home Assistant under a user's profile, Security."""
    verify_certificate: bool = True
    """Whether the TLS certificate must be trusted by this machine; `false` accepts self-signed ones."""
    mcp: bool = True
    """Whether models get the tools of Home Assistant's integration Model Context Protocol Server."""
    read_only_tools: tuple[str, ...] = ()
    """Home Assistant's own tools that only look something up, such as a script that returns the bus times.

    Only such tools answer questions; a script is otherwise assumed to act.
    """
    mcp_servers: Mapping[str, McpServerSettings] = field(default_factory=dict)
    """Other MCP servers by a name of your choice, each with `url`, and `token` or `headers`.

    Their results are text from outside the home: whatever a model does after reading one has to be confirmed.
    """
    connect_seconds: Seconds = 10.0
    """Seconds for connecting and logging in."""
    answer_seconds: Seconds = 10.0
    """Seconds for Home Assistant to answer a command or to handle an intent."""
    tool_seconds: Seconds = 30.0
    """Seconds for a tool call."""
    heartbeat_seconds: Seconds = 30.0
    """Seconds between pings; a connection is lost if a ping is not answered within half of it."""
    first_retry_seconds: Seconds = 1.0
    """Seconds before the first attempt to reconnect; they double with every failure."""
    longest_retry_seconds: Seconds = 60.0
    """The longest pause between two attempts, in seconds."""
    settle_seconds: Annotated[float, Ge(0), Le(60)] = 0.5
    """Seconds in which changes of names are collected before they apply."""
    quiet_seconds: Annotated[float, Ge(0), Le(300)] = 3.0
    """Seconds without a change of names after which recognizers learn them, which takes some a while."""
    refresh_seconds: Seconds = 300.0
    """Seconds after which names, exposure and tools are read again even if no change was reported."""
    max_message_bytes: Annotated[int, Ge(64 * 1024)] = 16 * 1024 * 1024
    """The maximum size of a message from Home Assistant, in bytes."""
    max_result_characters: Annotated[int, Ge(100)] = 16_000
    """Characters of a tool result; longer ones are cut off, with a note."""
    max_tools: Annotated[int, Ge(1)] = 128
    """The maximum number of tools of one server."""

    @property
    def socket_address(self) -> str:
        """The address of its WebSocket.

        The Supervisor's proxy, at `…/core`, has another path for it than Home Assistant itself:
        https://developers.home-assistant.io/docs/apps/communication.
        """
        address = str(self.url).rstrip("/")
        return f"{address}/websocket" if address.endswith(_SUPERVISOR_PATH) else f"{address}/api/websocket"

    @property
    def has_home(self) -> bool:
        """Whether a Home Assistant is configured: its address and a token."""
        return bool(self.url and self.token)

    @property
    def has_tools(self) -> bool:
        """Whether any MCP server is configured, that of Home Assistant included."""
        return (self.has_home and self.mcp) or bool(self.mcp_servers)
