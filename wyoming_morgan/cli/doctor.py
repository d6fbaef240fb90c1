"""`morgan doctor`."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.options import ConfigDir, Json, load_configuration
from wyoming_morgan.cli.output import colored, examples, line, print_json
from wyoming_morgan.config.choices import Service

if TYPE_CHECKING:
    from wyoming_morgan.cli.checks import Finding
    from wyoming_morgan.config.schema import Config

EXAMPLES = examples(
    "morgan doctor",
    "morgan doctor core                for a machine or a container with `morgan serve core`",
    "morgan doctor --json",
    "morgan doctor --config-dir config",
)

_SIGNS = {
    "good": ("✓", typer.colors.GREEN),
    "warning": ("!", typer.colors.YELLOW),
    "failure": ("✗", typer.colors.RED),
}


def doctor(
    services: Annotated[
        list[Service] | None,
        typer.Argument(metavar="SERVICE", help="What is served here, for the ports; everything by default."),
    ] = None,
    *,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """Check configuration, engines, other servers, clock and disk. Exit code 1 if something fails."""
    from wyoming_morgan.cli.checks import Mark

    findings = _look(config_dir, frozenset(services or Service))
    if json:
        print_json(
            [
                {
                    "check": finding.check,
                    "mark": finding.mark.value,
                    "detail": finding.detail,
                    "fix": finding.fix,
                }
                for finding in findings
            ]
        )
    else:
        for finding in findings:
            _print(finding)
    if any(finding.mark is Mark.FAILURE for finding in findings):
        raise typer.Exit(1)


def _look(config_dir: Path | None, services: frozenset[Service]) -> list[Finding]:
    """Make every check; if the configuration is not valid, only those that do not need it."""
    from wyoming_morgan.cli import checks, clock_check, engine_checks, server_checks
    from wyoming_morgan.config.complaints import InvalidConfiguration
    from wyoming_morgan.engines.registry import Registry

    findings = list(checks.check_python())
    try:
        loaded = load_configuration(config_dir, warn=lambda _: None)
    except InvalidConfiguration as error:
        fix = "correct these lines, then run: morgan config check"
        findings += [
            checks.Finding("configuration", checks.Mark.FAILURE, str(complaint), fix)
            for complaint in error.complaints
        ]
        return [*findings, *checks.check_network()]
    files = ", ".join(file.name for file in loaded.files)
    config, folders = loaded.config, loaded.config.core.folders
    return [
        *findings,
        checks.Finding(
            "configuration",
            checks.Mark.GOOD,
            f"{loaded.folder.path}: {files or 'no file with settings; all settings at their defaults'}",
        ),
        *(
            checks.Finding("configuration", checks.Mark.WARNING, str(complaint))
            for complaint in loaded.warnings
        ),
        *engine_checks.check_engines(config, Registry.discover()),
        *engine_checks.check_languages(config, Registry.discover()),
        *server_checks.check_home_assistant(config.core.home_assistant),
        *server_checks.check_language_models(config, Registry.discover()),
        *checks.check_ports(config, services),
        *_check_certificate(config),
        *checks.check_network(),
        *clock_check.check_clock(),
        *checks.check_folders({"cache_dir": folders.cache, "data_dir": folders.data}),
        *checks.check_disk(folders.models),
    ]


def _check_certificate(config: Config) -> Iterator[Finding]:
    if config.core.http.tls.on:
        from wyoming_morgan.cli.certificate_checks import check_certificate

        yield from check_certificate(config)


def _print(finding: Finding) -> None:
    sign, color = _SIGNS[finding.mark.value]
    line(f"{finding.check}: {finding.detail}", mark=f"[{colored(sign, color, sys.stdout)}] ")
    if finding.fix:
        line(f"    {'better' if finding.mark.value == 'good' else 'fix'}: {finding.fix}")
