"""The settings of the HTTP door."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le, MinLen

from wyoming_morgan.audio import Quality


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Where HTTP listens, who may use it, and its bounds."""

    host: str | None = None
    """Address to listen on. Unset is 127.0.0.1 without API keys, and every address with them."""
    port: Annotated[int, Ge(0), Le(65_535)] = 8000
    """TCP port; 0 takes any free one."""
    api_keys: tuple[Annotated[str, MinLen(8)], ...] = field(default=(), repr=False)
    """Keys that clients send as `Authorization: Bearer KEY`. Without any, only this machine is served."""
    allowed_hosts: tuple[str, ...] = ()
    """Host names, besides localhost, that requests may name while no API key is set (a reverse proxy's)."""
    max_json_bytes: Annotated[int, Ge(1024)] = 1024 * 1024
    """Size of a JSON body."""
    max_body_bytes: Annotated[int, Ge(1024)] = 25 * 1024 * 1024
    """Size of an uploaded form with its file, unpacked."""
    max_audio_seconds: Annotated[float, Gt(0)] = 300.0
    """How long an uploaded file may sound."""
    request_seconds: Annotated[float, Gt(0)] = 120.0
    """How long one request may take, upload and reply included."""
    max_requests: Annotated[int, Ge(1)] = 32
    """Requests worked on at the same time; one more is told to come back."""
    max_connections: Annotated[int, Ge(1)] = 256
    """Connections held open at the same time."""
    idle_seconds: Annotated[float, Gt(0)] = 75.0
    """How long a connection may stay open without a request."""
    quality: Quality = field(default_factory=Quality)
    """How speech is packed where it is asked for as MP3, Opus, AAC or FLAC."""
