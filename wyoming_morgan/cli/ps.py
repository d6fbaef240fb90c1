"""`morgan ps`: what a running Morgan holds in memory."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wyoming_morgan.cli.options import ConfigDir, Json, load_configuration
from wyoming_morgan.cli.output import examples, notice, print_json
from wyoming_morgan.cli.tables import print_table
from wyoming_morgan.config.choices import Service
from wyoming_morgan.settings import setting

if TYPE_CHECKING:
    from wyoming_morgan.config.schema import Config

EXAMPLES = examples(
    "morgan ps", "morgan ps stt", "morgan ps --url http://voice.local:8000", "morgan ps --json"
)

_SECONDS = 10.0
_EVERY_ADDRESS = frozenset({None, "", "0.0.0.0", "::"})
_COLUMNS = ("kind", "engine", "model", "state", "memory", "running", "waiting", "unloads in")


def ps(
    service: Annotated[
        Service | None,
        typer.Argument(metavar="SERVICE", help="The service, if it runs alone: core, tts, stt or vad."),
    ] = None,
    *,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="The server; by default this machine's, as configured.")
    ] = None,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """Show which models a running server has loaded, their memory, and when they are unloaded."""
    config = load_configuration(config_dir).config
    models = asyncio.run(_ask(config, url or _address(config, service)))
    if json:
        print_json(models)
        return
    if not models:
        notice("no model is in memory; the built-in engines need none")
        return
    print_table(_COLUMNS, [_row(model) for model in models])


def _address(config: Config, service: Service | None) -> str:
    """Return where this machine's server listens, as configured."""
    host = config.core.http.host
    if host in _EVERY_ADDRESS:
        host = "127.0.0.1"
    assert host is not None  # noqa: S101 - None is every address
    port = config.ports([service] if service else list(Service)).http
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


async def _ask(config: Config, url: str) -> list[dict[str, Any]]:
    import aiohttp

    from wyoming_morgan.errors import DownloadFailed, Unauthorized

    keys = config.core.http.api_keys
    headers = {"Authorization": f"Bearer {keys[0]}"} if keys else {}
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{url.rstrip('/')}/api/ps", headers=headers) as response,
        ):
            if response.status == HTTPStatus.UNAUTHORIZED:
                raise Unauthorized(
                    f"{url} requires an API key",
                    hint=f"set {setting('core.http.api_keys')} to one of the server's",
                )
            if response.status != HTTPStatus.OK:
                raise DownloadFailed(
                    f"{url} answered with status {response.status}",
                    hint="is it a Morgan server of this version? check --url",
                )
            models: list[dict[str, Any]] = (await response.json())["models"]
            return models
    except aiohttp.InvalidURL as error:
        raise DownloadFailed(f"{url!r} is not a valid URL", hint="one is http://localhost:8000") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise DownloadFailed(
            f"no Morgan answers at {url}", hint="run: morgan serve; or name another with --url"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DownloadFailed(
            f"{url} is not a Morgan server", hint=f"check --url, or {setting('core.http.port')}"
        ) from error


def _row(model: dict[str, Any]) -> tuple[str, ...]:
    memory, unload = model["memory_bytes"], model["unload_seconds"]
    return (
        model["kind"],
        model["engine"],
        model["name"],
        "loaded" if model["loaded"] else "not loaded",
        "" if memory is None else f"{memory / 1_000_000:.0f} MB",
        str(model["running"]),
        str(model["waiting"]),
        ("never" if model["loaded"] else "") if unload is None else f"{unload:.0f} s",
    )
