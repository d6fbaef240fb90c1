"""A running server, asked over HTTP: where it listens, and what it answers."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from wyoming_morgan.cli.options import load_configuration
from wyoming_morgan.config.choices import Service

if TYPE_CHECKING:
    from wyoming_morgan.config.schema import Config
    from wyoming_morgan.errors import MorganError

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


@dataclass(frozen=True, slots=True)
class RunningServer:
    """How a server is reached: its URL, the API keys that may be sent there, what trusts its certificate."""

    url: str
    api_keys: tuple[str, ...] = field(default=(), repr=False)
    tls: ssl.SSLContext | None = None
    """None: what every program of this machine trusts."""


def configured_server(config_dir: Path | None, service: Service | None) -> RunningServer:
    """Return this machine's server, as configured.

    Raises:
        ConfigurationError: its certificate cannot be read.
    """
    return server_of(load_configuration(config_dir).config, service)


def server_of(config: Config, service: Service | None) -> RunningServer:
    """Return this machine's server, or one service of it, with a configuration.

    Raises:
        ConfigurationError: its certificate cannot be read.
    """
    from wyoming_morgan.http.api_keys import sent_keys

    http = config.core.http
    host = http.host
    if host is None or host in _EVERY_ADDRESS:
        host = "127.0.0.1"
    port = config.ports([service] if service else list(Service)).http
    scheme, context = "http", None
    if http.tls.on:
        from wyoming_morgan.tls.trust import own_server_context

        scheme, context = "https", own_server_context(http.tls, config.core.folders.data)
    url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    return RunningServer(url, sent_keys(http.api_keys), context)


def server_at(url: str | None, config_dir: Path | None, service: Service | None) -> RunningServer:
    """Return the server at a URL; by default this machine's.

    Keys are for the server that is configured, whose address `url` may be; they go to no other.
    """
    configured = configured_server(config_dir, service)
    if url is None:
        return configured
    return replace(configured, url=url) if _origin(url) == _origin(configured.url) else RunningServer(url)


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Return what tells one server from another; loopback has several names."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    host = parts.hostname or ""
    return parts.scheme, "localhost" if host in _LOOPBACK else host, port


def get_json(server: RunningServer, path: str, *, method: str = "GET") -> tuple[int, Any]:
    """Ask a server; return the status and the JSON of its answer.

    Raises:
        Unauthorized: it requires an API key, or another one.
        DownloadFailed: no server answers, or not safely, or what answers is not a Morgan server.
    """
    from wyoming_morgan.errors import DownloadFailed, Unauthorized
    from wyoming_morgan.settings import setting

    url, keys = server.url, server.api_keys
    headers = {"Authorization": f"Bearer {keys[0].strip()}".encode()} if keys else {}
    connection = _connection(server)
    try:
        connection.request(method, f"{urlsplit(url).path.rstrip('/')}{path}", headers=headers)
        with connection.getresponse() as response:
            if response.status == HTTPStatus.UNAUTHORIZED:
                raise Unauthorized(
                    f"{url} requires an API key",
                    hint=f"set {setting('core.http.api_keys')} to one of the server's"
                    if keys
                    else "leave out --url: the configured keys go to the configured server only",
                )
            answer = json.loads(response.read())
    except ssl.SSLError as error:
        raise _not_safe(url, error) from error
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
    if isinstance(answer, dict) and _code(answer) == "https_required":
        raise DownloadFailed(f"{url} speaks HTTPS", hint="write https:// in --url")
    return response.status, answer


def _code(answer: dict[str, Any]) -> object:
    error = answer.get("error")
    return error.get("code") if isinstance(error, dict) else None


def _not_safe(url: str, error: ssl.SSLError) -> MorganError:
    from wyoming_morgan.errors import DownloadFailed

    if isinstance(error, ssl.SSLCertVerificationError):
        return DownloadFailed(
            f"the certificate of {url} is not trusted: {error.verify_message}",
            hint="on its own machine leave out --url; elsewhere name its file in the variable SSL_CERT_FILE",
        )
    return DownloadFailed(
        f"{url} does not speak TLS as expected: {error.reason or error}",
        hint="is it http:// in place of https://?",
    )


def _connection(server: RunningServer) -> HTTPConnection:
    from wyoming_morgan.errors import DownloadFailed

    url = server.url
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise DownloadFailed(f"{url!r} is not a valid URL", hint=_URL_HINT) from error
    if parts.scheme not in {"http", "https"} or host is None:
        raise DownloadFailed(f"{url!r} is not a valid URL", hint=_URL_HINT)
    if parts.scheme == "https":
        return HTTPSConnection(host, port, timeout=_SECONDS, context=server.tls)
    return HTTPConnection(host, port, timeout=_SECONDS)
