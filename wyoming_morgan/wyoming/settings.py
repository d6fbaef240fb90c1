"""The settings of the Wyoming server."""

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
"""Loopback, and the private and link-local networks of RFC 1918, RFC 3927, RFC 4193 and RFC 4291."""


@dataclass(frozen=True, slots=True)
class WyomingSettings:
    """The settings of one Wyoming server."""

    allow: tuple[str, ...] = PRIVATE_NETWORKS
    """Networks in CIDR notation whose clients may connect; the protocol has no other protection."""

    advertise: bool = True
    """Whether the server is announced by zeroconf, so that Home Assistant finds it."""
    advertise_name: str = ""
    """The announced name, unique on the network; empty is `morgan-<host>-<port>`."""

    requires_external_vad: bool = False
    """Whether clients end the utterances themselves; if false, Morgan ends them on silence."""

    max_connections: Annotated[int, Ge(1)] = 64
    """Simultaneous connections; a further one takes the place of an idle one, or is rejected with `busy`."""
    max_connections_per_address: Annotated[int, Ge(1)] = 32
    """Of these, simultaneous connections of one address."""
    max_turns: Annotated[int, Ge(1)] = 4
    """Unfinished turns of one kind for each connection; further ones are rejected with `busy`."""
    max_header_bytes: Annotated[int, Ge(256)] = 64 * 1024
    """Maximum length of a frame's header line, in bytes."""
    max_data_bytes: Annotated[int, Ge(256)] = 256 * 1024
    """Maximum length of a frame's JSON data, in bytes."""
    max_payload_bytes: Annotated[int, Ge(1024)] = 4 * 1024 * 1024
    """Maximum length of a frame's payload, such as an audio chunk, in bytes."""
    max_json_depth: Annotated[int, Ge(4)] = 32
    """Maximum nesting depth of a frame's JSON."""
    max_pending_text: Annotated[int, Ge(1)] = 100_000
    """Maximum length of streamed text that waits to be spoken, in characters."""

    idle_seconds: Annotated[float, Gt(0)] = 300.0
    """Seconds without an event after which a connection is closed, unless a turn runs."""
    frame_seconds: Annotated[float, Gt(0)] = 30.0
    """Maximum time from a frame's first to its last byte, in seconds."""
    write_seconds: Annotated[float, Gt(0)] = 30.0
    """Maximum time in which a client leaves sent data unread, in seconds."""
    linger_seconds: Annotated[float, Gt(0)] = 1.0
    """Seconds for which a refused client's data is still read, so that the error reaches it."""
