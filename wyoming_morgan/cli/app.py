"""Every command of `morgan`, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from wyoming_morgan import __version__
from wyoming_morgan.cli import (
    adding,
    ask,
    backup,
    bench,
    config,
    doctor,
    health,
    history,
    memory,
    models,
    pair,
    ps,
    serve,
    service,
    speech,
)
from wyoming_morgan.cli.output import CommandGroup, examples

app = typer.Typer(
    cls=CommandGroup,
    help="Morgan, a private voice assistant server for a home.",
    epilog=examples("morgan serve", 'morgan ask "turn on the kitchen light"', "morgan doctor"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command(epilog=serve.EXAMPLES)(serve.serve)
app.command(epilog=ask.EXAMPLES)(ask.ask)
app.command(epilog=speech.LISTEN_EXAMPLES)(speech.listen)
app.command(epilog=speech.SAY_EXAMPLES)(speech.say)
app.command(epilog=speech.VOICES_EXAMPLES)(speech.voices)
app.command(epilog=doctor.EXAMPLES)(doctor.doctor)
app.command(epilog=health.EXAMPLES)(health.health)
app.command(epilog=ps.EXAMPLES)(ps.ps)
app.command(epilog=pair.EXAMPLES)(pair.pair)
app.command(epilog=backup.BACKUP_EXAMPLES)(backup.backup)
app.command(epilog=backup.RESTORE_EXAMPLES)(backup.restore)
app.add_typer(service.app, name="service")
app.add_typer(history.app, name="history")
app.add_typer(memory.app, name="memory")
models.app.command(epilog=adding.EXAMPLES)(adding.add)
app.add_typer(models.app, name="models")
app.add_typer(config.app, name="config")
app.add_typer(bench.app, name="bench")


def _print_version(requested: bool) -> None:
    if requested:
        typer.echo(f"morgan {__version__}")
        raise typer.Exit


@app.callback()
def _morgan(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version
