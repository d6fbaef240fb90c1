"""`morgan pair`: let a client in with a one-time code; list and revoke what was let in."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

import typer

from wyoming_morgan.cli.options import ConfigDir, Json
from wyoming_morgan.cli.output import examples, line, notice, print_json
from wyoming_morgan.cli.running import RunningServer, Url, get_json, server_at
from wyoming_morgan.cli.tables import print_table
from wyoming_morgan.settings import setting

EXAMPLES = examples("morgan pair", "morgan pair --list", 'morgan pair --revoke "Home Assistant"')

_COLUMNS = ("name", "paired")


def pair(
    *,
    show_list: Annotated[bool, typer.Option("--list", help="Show the clients that are paired.")] = False,
    revoke: Annotated[
        str | None, typer.Option("--revoke", metavar="NAME", help="Have the key of a client count no longer.")
    ] = None,
    url: Url = None,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """Make a code with which one client, such as Home Assistant, gets a key of its own."""
    from wyoming_morgan.errors import InvalidRequest

    if show_list and revoke is not None:
        raise InvalidRequest("--list and --revoke do not go together", hint="use one after the other")
    ask = partial(_ask, server_at(url, config_dir, None))
    if show_list:
        _show(ask("GET", "/keys")["keys"], json=json)
        return
    if revoke is not None:
        ask("DELETE", f"/keys/{quote(revoke, safe='')}")
        notice(f"the key of {revoke} counts no longer")
        return
    made = ask("POST", "/code")
    if json:
        print_json(made)
        return
    line(made["code"])
    notice(f"enter it in the client within {made['seconds'] / 60:.0f} minutes; it works once")


def _ask(server: RunningServer, method: str, path: str) -> dict[str, Any]:
    """Ask a server about pairing.

    Raises:
        Unauthorized, DownloadFailed: as `get_json` does.
        InvalidRequest: it refuses, and says why.
    """
    from wyoming_morgan.errors import DownloadFailed, InvalidRequest

    status, answer = get_json(server, f"/api/pair{path}", method=method)
    if status == HTTPStatus.OK and isinstance(answer, dict):
        return answer
    message = answer.get("error", {}).get("message") if isinstance(answer, dict) else None
    if message is None or "there is no /api/pair" in message:
        raise DownloadFailed(
            f"{server.url} does not pair clients",
            hint=f"only the core of this version does, while {setting('core.http.pairing')} is true",
        )
    raise InvalidRequest(message)


def _show(keys: list[dict[str, Any]], *, json: bool) -> None:
    if json:
        print_json(keys)
        return
    if not keys:
        notice("no client is paired")
        return
    print_table(_COLUMNS, [(key["name"], key["created"]) for key in keys])
