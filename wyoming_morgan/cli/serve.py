"""`morgan serve`."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan import __version__
from wyoming_morgan.cli.options import ConfigDir, load_configuration
from wyoming_morgan.cli.output import examples, notice
from wyoming_morgan.config.choices import LogLevel, Service
from wyoming_morgan.ending import end_within
from wyoming_morgan.garbage import no_garbage_collection
from wyoming_morgan.loop import run

if TYPE_CHECKING:
    from wyoming_morgan.config.environment import Given
    from wyoming_morgan.config.schema import Config

_LOGGER = logging.getLogger(__name__)

TIDY_SECONDS = 10.0
"""How long everything else may take once running turns are finished: goodbyes, the database, engines."""

EXAMPLES = examples(
    "morgan serve                              everything, in one process",
    "morgan serve stt                          only speech to text",
    "morgan serve --http-port 8080 --no-zeroconf",
)


def serve(
    services: Annotated[
        list[Service] | None,
        typer.Argument(metavar="SERVICE", help="core, llm, tts, stt or vad; everything by default."),
    ] = None,
    *,
    config_dir: ConfigDir = None,
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")
    ] = None,
    http_port: Annotated[
        int | None, typer.Option(metavar="PORT", min=0, max=65535, help="The HTTP port; 0 is any free one.")
    ] = None,
    wyoming_port: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=0, max=65535, help="The Wyoming port; 0 is any free one."),
    ] = None,
    log_level: Annotated[LogLevel | None, typer.Option(help="How much is logged.")] = None,
    no_zeroconf: Annotated[
        bool, typer.Option("--no-zeroconf", help="Do not let Home Assistant discover Morgan.")
    ] = False,
) -> None:
    """Serve Morgan: everything in one process, or some of its services."""
    served = frozenset(services or Service)
    warnings: list[str] = []
    with no_garbage_collection():
        given = overrides(
            served,
            host=host,
            http_port=http_port,
            wyoming_port=wyoming_port,
            log_level=log_level,
            no_zeroconf=no_zeroconf,
        )
        config = load_configuration(config_dir, given, warn=warnings.append).config
    raise typer.Exit(run_server(config, served, warnings))


def overrides(
    services: Collection[Service],
    *,
    host: str | None = None,
    http_port: int | None = None,
    wyoming_port: int | None = None,
    log_level: LogLevel | None = None,
    no_zeroconf: bool = False,
) -> list[Given]:
    """Turn the options of `morgan serve` into settings.

    Raises:
        InvalidRequest: a Wyoming port for a service that does not serve Wyoming.
    """
    from wyoming_morgan.config.environment import Given
    from wyoming_morgan.config.schema import port_settings
    from wyoming_morgan.errors import InvalidRequest

    places = port_settings(services)
    if wyoming_port is not None and places.wyoming is None:
        raise InvalidRequest(
            f"{', '.join(services)} does not serve Wyoming",
            hint="leave --wyoming-port out, or also serve core",
        )
    options = [
        (("core", "http", "host"), host, "--host"),
        (("core", "wyoming_host"), host, "--host"),
        (places.http, http_port, "--http-port"),
        (places.wyoming or (), wyoming_port, "--wyoming-port"),
        (("core", "log_level"), log_level and log_level.value, "--log-level"),
        (("core", "wyoming", "advertise"), False if no_zeroconf else None, "--no-zeroconf"),
        (("core", "http", "advertise"), False if no_zeroconf else None, "--no-zeroconf"),
    ]
    return [Given(path, value, option) for path, value, option in options if value is not None]


def run_server(config: Config, services: frozenset[Service], warnings: Iterable[str] = ()) -> int:
    """Serve until a signal ends it; return the exit code. The log begins with `warnings`."""
    notice(f"Morgan {__version__} is starting; where the home is new, it learns its words, for some seconds")
    with no_garbage_collection():
        from wyoming_morgan import serving
        from wyoming_morgan.cli.banner import banner
        from wyoming_morgan.cli.banner_content import banner_content
        from wyoming_morgan.cli.log import configure_logging
        from wyoming_morgan.supervisor.supervisor import Supervisor
        from wyoming_morgan.systemd.notifier import Notifier

    notifier = Notifier.of_environment(os.environ, os.getpid())

    def show_banner(server: serving.Server) -> None:
        width = shutil.get_terminal_size().columns if sys.stderr.isatty() else None
        notice(banner(banner_content(server, config), width))
        notifier.ready(f"ready; HTTP at port {server.http[0][1]}")

    def stopping() -> None:
        notifier.stopping()
        end_within(config.core.drain_seconds + config.core.stop_seconds + TIDY_SECONDS, 1)

    configure_logging(config.core.log_level, config.core.log_format)
    for warning in warnings:
        _LOGGER.warning("configuration: %s", warning)
    try:
        supervisor = Supervisor.of(os.environ)
        return run(serving.serve(config, services, supervisor, on_ready=show_banner, on_stop=stopping))
    except KeyboardInterrupt:
        _LOGGER.warning("ended at once: turns may have been cut off")
        return 1
