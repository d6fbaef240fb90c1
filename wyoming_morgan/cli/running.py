"""A running server, asked over HTTP: where it listens, and what it answers."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from wyoming_morgan.cli.options import load_configuration
from wyoming_morgan.config.choices import Service

Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="The server; by default this machine's, as configured."),
]
RunningService = Annotated[
    Service | None,
    typer.Argument(metavar="SERVICE", help="The service, if it runs separately: core, llm, tts, stt or vad."),
]

_SECONDS = 10.0
_URL_HINT = "one is http://localhost:8000"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERY_ADDRESS = frozenset({None, "", "0.0.0.0", "::"})


def configured_server(config_dir: Path | None, service: Service | None) -> tuple[str, tuple[str, ...]]:
    """Return the URL at which this machine's server listens as configured, and its API keys."""
    from wyoming_morgan.http.api_keys import sent_keys

    config = load_configuration(config_dir).config
    host = config.core.http.host
    if host is None or host in _EVERY_ADDRESS:
        host = "127.0.0.1"
    port = config.ports([service] if service else list(Service)).http
    return f"http://{f'[{host}]' if ':' in host else host}:{port}", sent_keys(config.core.http.api_keys)


def address_and_keys(
    url: str | None, config_dir: Path | None, service: Service | None
) -> tuple[str, tuple[str, ...]]:
    """Return the address to ask, and the API keys that may be sent there.

    Keys are for the server that is configured, whose address `url` may be; they go to no other.
    """
    configured, api_keys = configured_server(config_dir, service)
    if url is None:
        return configured, api_keys
    return url, api_keys if _origin(url) == _origin(configured) else ()


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Return what tells one server from another; loopback has several names."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    host = parts.hostname or ""
    return parts.scheme, "localhost" if host in _LOOPBACK else host, port


def get_json(url: str, path: str, api_keys: Sequence[str] = (), *, method: str = "GET") -> tuple[int, Any]:
    """Ask a server; return the status and the JSON of its answer.

    Raises:
        Unauthorized: it requires an API key, or another one.
        DownloadFailed: no server answers at `url`, or what answers is not a Morgan server.
    """
    from wyoming_morgan.errors import DownloadFailed, Unauthorized
    from wyoming_morgan.settings import setting

    headers = {"Authorization": f"Bearer {api_keys[0].strip()}".encode()} if api_keys else {}
    connection = _connection(url)
    try:
        connection.request(method, f"{urlsplit(url).path.rstrip('/')}{path}", headers=headers)
        with connection.getresponse() as response:
            if response.status == HTTPStatus.UNAUTHORIZED:
                raise Unauthorized(
                    f"{url} requires an API key",
                    hint=f"set {setting('core.http.api_keys')} to one of the server's"
                    if api_keys
                    else "leave out --url: the configured keys go to the configured server only",
                )
            return response.status, json.loads(response.read())
    except OSError as error:
        raise DownloadFailed(
            f"no Morgan answers at {url}", hint="run: morgan serve; or name another with --url"
        ) from error
    except (HTTPException, ValueError) as error:
        raise DownloadFailed(
            f"{url} is not a Morgan server", hint=f"check --url, or {setting('core.http.port')}"
        ) from error
    finally:
        connection.close()


def _connection(url: str) -> HTTPConnection:
    from wyoming_morgan.errors import DownloadFailed

    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise DownloadFailed(f"{url!r} is not a valid URL", hint=_URL_HINT) from error
    if parts.scheme not in {"http", "https"} or host is None:
        raise DownloadFailed(f"{url!r} is not a valid URL", hint=_URL_HINT)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return connect(host, port, timeout=_SECONDS)
