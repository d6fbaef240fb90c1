"""The settings of HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le
from pydantic import StringConstraints

from wyoming_morgan.audio import Quality
from wyoming_morgan.http.api_keys import ApiKeys
from wyoming_morgan.tls.settings import TlsSettings

Origin = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#@*]+/?$")]
"""A scheme, a host and a port if it is not the usual one: `https://chat.example.org`. `null` is nobody's."""


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Where HTTP listens, who may use it, and its limits."""

    host: str | None = None
    """Address to listen on. Unset: every address; 127.0.0.1 if nobody else can have a key."""
    port: Annotated[int, Ge(0), Le(65_535)] = 8000
    """TCP port; 0 takes any free one."""
    tls: TlsSettings = field(default_factory=TlsSettings)
    """HTTPS on that port: `self_made: true`, or `certificate` and `key` with the paths of files."""
    api_keys: ApiKeys = field(default=(), repr=False)
    """Keys that clients send as `Authorization: Bearer KEY`. Without them, only this machine needs none.
    Each is a text, which may do everything, or a mapping with `name`, `key`, `scopes` (`audio`, `chat`,
    `home`, `memory`; all by default), `requests_a_minute` and `at_a_time` (no limits by default)."""
    pairing: bool = True
    """Whether clients get a key of their own with a one-time code: see `morgan pair`."""
    advertise: bool = True
    """Whether HTTP is announced by zeroconf, so that the component for Home Assistant finds it."""
    advertise_name: str = ""
    """The announced name, unique on the network; empty is `morgan-<host>-<port>`."""
    allowed_hosts: tuple[str, ...] = ()
    """Host names, besides localhost, that requests may use while no API key is set (a reverse proxy's)."""
    cors_origins: tuple[Origin, ...] = ()
    """Origins of web pages, besides those of this machine, that may use HTTP from a browser (CORS)."""
    max_json_bytes: Annotated[int, Ge(1024)] = 1024 * 1024
    """Maximum size of a JSON body, in bytes."""
    max_body_bytes: Annotated[int, Ge(1024)] = 25 * 1024 * 1024
    """Maximum size of an uploaded form with its file, uncompressed, in bytes."""
    max_audio_seconds: Annotated[float, Gt(0)] = 7200.0
    """Maximum duration of an uploaded file, in seconds."""
    max_held_bytes: Annotated[int, Ge(1024)] = 64 * 1024 * 1024
    """Maximum size of all files of speech together that are complete before they are sent, in bytes."""
    decode_seconds: Annotated[float, Gt(0)] = 20.0
    """Seconds of work in which an uploaded file must be decoded; one that takes longer is refused."""
    max_decoders: Annotated[int, Ge(1)] = 2
    """Files that are decoded at the same time, each in a process of its own; further ones wait."""
    request_seconds: Annotated[float, Gt(0)] = 120.0
    """Seconds of work one request may take, including its upload, and with a recording as many more as that
    lasts. While a client reads a reply, they do not count; one that reads nothing for as long is let go."""
    voice_seconds: Annotated[float, Gt(0)] = 600.0
    """Seconds one utterance or one text may take over `/api/voice`, apart from the time in which the client
    reads the reply."""
    max_pending_text: Annotated[int, Ge(1)] = 100_000
    """Maximum length of streamed text that waits to be spoken over `/api/voice`, in characters."""
    max_wake_streams: Annotated[int, Ge(1)] = 32
    """Streams in which wake words are looked for at the same time; further ones are rejected with `busy`."""
    max_realtime_sessions: Annotated[int, Ge(1)] = 16
    """Sessions of `/v1/realtime` at the same time, and sockets of `/v1/responses`; others get `busy`."""
    realtime_seconds: Annotated[float, Gt(0)] = 3600.0
    """Seconds a session of `/v1/realtime` or a socket of `/v1/responses` may last."""
    max_requests: Annotated[int, Ge(1)] = 96
    """Requests that are worked on at the same time; further ones are rejected with `busy`. While a client
    reads its reply, it does not count."""
    max_requests_per_address: Annotated[int, Ge(1)] = 72
    """Of these, requests of one address; a reverse proxy is one address."""
    max_connections: Annotated[int, Ge(1)] = 256
    """Connections that are open at the same time; a further one takes the place of an idle one."""
    max_connections_per_address: Annotated[int, Ge(1)] = 128
    """Of these, connections of one address; a reverse proxy is one address."""
    idle_seconds: Annotated[float, Gt(0)] = 75.0
    """Seconds a connection may stay open without a request."""
    quality: Quality = field(default_factory=Quality)
    """How speech is compressed when a client requests MP3, Opus, AAC or FLAC."""
