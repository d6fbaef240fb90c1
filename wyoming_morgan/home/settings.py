"""What can be set about Home Assistant and other servers of tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le

Seconds = Annotated[float, Gt(0), Le(3600)]


@dataclass(frozen=True, slots=True)
class McpServerSettings:
    """A server that speaks the Model Context Protocol over streamable HTTP."""

    url: str
    """Its address, such as `http://host:8080/mcp`."""
    token: str | None = field(default=None, repr=False)
    """Sent as `Authorization: Bearer TOKEN`."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Further headers of every request."""


@dataclass(frozen=True, slots=True)
class HomeAssistantSettings:
    """Where Home Assistant is, and the bounds of talking to it."""

    url: str | None = None
    """Its address, such as `http://homeassistant.local:8123`. Unset, Morgan acts through Wyoming intents."""
    token: str | None = field(default=None, repr=False)
    """A long-lived access token, made in Home Assistant under a user's profile, Security."""
    verify_certificate: bool = True
    """Whether a certificate must be one that this machine trusts. Off for one that was signed by oneself."""
    mcp: bool = True
    """Whether the model gets the tools of Home Assistant's integration Model Context Protocol Server."""
    mcp_servers: Mapping[str, McpServerSettings] = field(default_factory=dict)
    """Other servers of tools by a name of your choice, each with `url`, and `token` or `headers`."""
    connect_seconds: Seconds = 10.0
    """How long connecting and logging in may take."""
    answer_seconds: Seconds = 10.0
    """How long Home Assistant may take to answer a command or to handle an intent."""
    tool_seconds: Seconds = 30.0
    """How long a tool may take."""
    heartbeat_seconds: Seconds = 30.0
    """A connection on which a ping is not answered for half as long is taken for lost."""
    first_retry_seconds: Seconds = 1.0
    """The pause before connecting again; it doubles with every failure."""
    longest_retry_seconds: Seconds = 60.0
    """The longest pause before connecting again."""
    settle_seconds: Annotated[float, Ge(0), Le(60)] = 0.5
    """How long changes of names are gathered before they are told."""
    refresh_seconds: Seconds = 300.0
    """How often names, exposure and tools are asked for anew although no change was told."""
    max_message_bytes: Annotated[int, Ge(64 * 1024)] = 16 * 1024 * 1024
    """The longest message taken from Home Assistant."""
    max_result_characters: Annotated[int, Ge(100)] = 16_000
    """What is taken of a tool's result; the rest is cut off, and that is said."""
    max_tools: Annotated[int, Ge(1)] = 128
    """Tools taken of one server."""

    @property
    def has_home(self) -> bool:
        """Whether a Home Assistant is configured: its address and a token."""
        return bool(self.url and self.token)

    @property
    def has_tools(self) -> bool:
        """Whether any MCP server is configured, that of Home Assistant included."""
        return (self.has_home and self.mcp) or bool(self.mcp_servers)
