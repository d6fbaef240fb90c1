"""`morgan ps`: the models that a running Morgan holds in memory."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from wyoming_morgan.cli.options import ConfigDir, Json
from wyoming_morgan.cli.output import examples, notice, print_json
from wyoming_morgan.cli.running import RunningService, Url, get_json, server_at
from wyoming_morgan.cli.tables import print_table

EXAMPLES = examples(
    "morgan ps", "morgan ps stt", "morgan ps --url http://voice.local:8000", "morgan ps --json"
)

_COLUMNS = ("kind", "engine", "model", "state", "memory", "running", "waiting", "unloads in")


def ps(
    service: RunningService = None, *, url: Url = None, json: Json = False, config_dir: ConfigDir = None
) -> None:
    """Show which models a running server has loaded, their memory, and when they are unloaded."""
    server = server_at(url, config_dir, service)
    models = _models(server.url, *get_json(server, "/api/ps"))
    if json:
        print_json(models)
        return
    if not models:
        notice("no model is in memory; the built-in engines need none")
        return
    print_table(_COLUMNS, [_row(model) for model in models])


def _models(address: str, status: int, report: Any) -> list[dict[str, Any]]:
    from wyoming_morgan.errors import DownloadFailed

    if status != HTTPStatus.OK or not isinstance(report, dict) or "models" not in report:
        raise DownloadFailed(
            f"{address} answered with status {status}",
            hint="is it a Morgan server of this version? check --url",
        )
    models: list[dict[str, Any]] = report["models"]
    return models


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
