"""Options that many commands share, and the configuration they lead to."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan.cli.output import warning

if TYPE_CHECKING:
    from wyoming_morgan.config.environment import Given
    from wyoming_morgan.config.loader import Loaded

ConfigDir = Annotated[
    Path | None, typer.Option("--config-dir", metavar="DIR", help="The folder of the configuration files.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Language = Annotated[
    str | None, typer.Option("--language", metavar="TAG", help="The language, such as en or pt-BR.")
]
Assign = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set something, such as stt.engine=faster-whisper."),
]


def load_configuration(
    folder: Path | None, given: Collection[Given] = (), *, warn: Callable[[str], None] = warning
) -> Loaded:
    """Load the configuration with the engines that are installed; `given` is what options set.

    `warn` is called with each warning, such as one about a setting under an old name.

    Raises:
        InvalidConfiguration: it has errors.
    """
    from wyoming_morgan.advice import APP_OPTIONS_VARIABLE
    from wyoming_morgan.config.loader import load
    from wyoming_morgan.engines.registry import Registry
    from wyoming_morgan.supervisor.options import read_options
    from wyoming_morgan.supervisor.supervisor import Supervisor

    app_options = os.environ.get(APP_OPTIONS_VARIABLE)
    supervisor = Supervisor.of(os.environ)
    loaded = load(
        Registry.discover().specs(),
        folder=folder,
        environ=os.environ,
        given=given,
        app_options=read_options(Path(app_options)) if app_options else (),
        surroundings=supervisor.home() if supervisor is not None else (),
    )
    for complaint in loaded.warnings:
        warn(str(complaint))
    return loaded
