"""`morgan health`: whether a running server is ready, for people, monitoring and containers."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import typer

from wyoming_morgan.cli.options import ConfigDir, Json
from wyoming_morgan.cli.output import examples, line, print_json
from wyoming_morgan.cli.running import RunningServer, RunningService, Url, configured_server, get_json
from wyoming_morgan.cli.tables import print_table

EXAMPLES = examples(
    "morgan health",
    "morgan health stt",
    "morgan health --url http://voice.local:8000",
    "morgan health --json",
)


def health(
    service: RunningService = None, *, url: Url = None, json: Json = False, config_dir: ConfigDir = None
) -> None:
    """Show whether a running server is ready. Exit code 1 if it is not, or does not answer."""
    configured = RunningServer(url) if url else configured_server(config_dir, service)
    server = replace(configured, api_keys=())  # probes need none
    status, report = get_json(server, "/ready")
    _check(report, server.url)
    if json:
        print_json(report)
    else:
        line(report["status"])
        entries = report["services"] | ({"home": report["home"]} if "home" in report else {})
        if entries:
            rows = [(name, entry["state"], entry["detail"]) for name, entry in entries.items()]
            print_table(("service", "state", "detail"), rows)
    if status != HTTPStatus.OK:
        raise typer.Exit(1)


def _check(report: Any, address: str) -> None:
    from wyoming_morgan.errors import DownloadFailed

    if not isinstance(report, dict) or not {"status", "services"} <= report.keys():
        raise DownloadFailed(f"{address} is not a Morgan server", hint="check --url")
