"""The output of commands: data on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

import typer
from typer.core import TyperGroup

from wyoming_morgan.errors import MorganError

STANDARD_STREAM = "-"
"""The name of standard input and output, in place of a file."""


class CommandGroup(TyperGroup):
    """A group of commands in which a `MorganError` ends in its message, its hint and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except MorganError as error:
            fail(error)
            raise typer.Exit(1) from error


def examples(*lines: str) -> str:
    """Write the examples at the end of a command's help; the backspace keeps their lines apart."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def fail(error: MorganError) -> None:
    """Report an error and its hint."""
    typer.echo(f"{colored('error:', typer.colors.RED, sys.stderr)} {error.message}", err=True)
    if error.hint:
        typer.echo(f"{colored('hint:', typer.colors.CYAN, sys.stderr)} {error.hint}", err=True)


def warning(text: str) -> None:
    """Report something that works but should be changed."""
    typer.echo(f"{colored('warning:', typer.colors.YELLOW, sys.stderr)} {text}", err=True)


def notice(text: str) -> None:
    """Print a message that is not data."""
    typer.echo(text, err=True)


def print_json(value: Any) -> None:
    """Print data for programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def colored(text: str, color: str, stream: IO[str]) -> str:
    """Color a text if the stream is a terminal and NO_COLOR is not set (https://no-color.org)."""
    return typer.style(text, fg=color) if stream.isatty() and not os.environ.get("NO_COLOR") else text
