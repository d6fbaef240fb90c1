"""The bounds and choices of the Wyoming door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt

PRIVATE_NETWORKS = (
    "127.0.0.0/8",
    "::1/128",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
)
"""Loopback, and what RFC 1918, RFC 3927, RFC 4193 and RFC 4291 keep for private and link-local use."""


@dataclass(frozen=True, slots=True)
class WyomingSettings:
    """What one Wyoming server allows. A connection holds at most one frame and what its turns hear."""

    allow: tuple[str, ...] = PRIVATE_NETWORKS
    """Networks in CIDR notation whose clients are served; the protocol has no other protection."""

    advertise: bool = True
    """Whether the server is announced by zeroconf, so that Home Assistant finds it."""
    advertise_name: str = ""
    """The announced name, unique on the network; empty is `morgan-<host>-<port>`."""

    requires_external_vad: bool = False
    """Whether clients end the utterances themselves; False lets Morgan end them on silence."""

    max_connections: Annotated[int, Ge(1)] = 64
    """Connections at the same time; one more is told `busy`."""
    max_turns: Annotated[int, Ge(1)] = 4
    """Turns of one kind that a connection may have begun and not finished; one more is `busy`."""
    max_header_bytes: Annotated[int, Ge(256)] = 64 * 1024
    """Bytes of a frame's header line."""
    max_data_bytes: Annotated[int, Ge(256)] = 256 * 1024
    """Bytes of a frame's JSON data."""
    max_payload_bytes: Annotated[int, Ge(1024)] = 4 * 1024 * 1024
    """Bytes of a frame's binary payload, so of one audio chunk."""
    max_json_depth: Annotated[int, Ge(4)] = 32
    """Levels of objects and arrays within each other."""
    max_pending_text: Annotated[int, Ge(1)] = 100_000
    """Characters of a streamed text that may wait to be spoken."""

    idle_seconds: Annotated[float, Gt(0)] = 300.0
    """Seconds without an event, while nothing works for the client, after which a connection is closed."""
    frame_seconds: Annotated[float, Gt(0)] = 30.0
    """Seconds a frame may take from its first to its last byte."""
    write_seconds: Annotated[float, Gt(0)] = 30.0
    """Seconds a client may leave what it is sent unread."""
    linger_seconds: Annotated[float, Gt(0)] = 1.0
    """Seconds a refused client is listened to, so that the error reaches it before the connection closes."""
