"""The output of commands: data on standard output, everything else on standard error."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from typing import IO, Any

import typer
from typer.core import TyperGroup

from wyoming_morgan.addresses import without_credentials
from wyoming_morgan.cli.journal import is_journal, with_level
from wyoming_morgan.cli.visible import as_json, visible
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
    _marked("error:", typer.colors.RED, error.message, logging.ERROR)
    if error.hint:
        _marked("hint:", typer.colors.CYAN, error.hint, logging.ERROR)


def fail_unforeseen(error: Exception) -> None:
    """Report an error that is a bug, with its traceback."""
    _to_stderr("".join(traceback.format_exception(error)).rstrip("\n"), logging.ERROR)


def warning(text: str) -> None:
    """Report something that works but should be changed."""
    _marked("warning:", typer.colors.YELLOW, text, logging.WARNING)


def notice(text: str) -> None:
    """Print a message that is not data."""
    _to_stderr(text, logging.INFO)


def confirm(question: str, *, abort: bool = False) -> bool:
    """Ask a question that is answered with yes or no; with `abort`, a no ends the command."""
    return typer.confirm(visible(question), abort=abort, err=True)


def line(text: str, *, mark: str = "") -> None:
    """Print data for people, behind a mark that may be colored.

    Names and words of others can do nothing to a terminal: what would be a command to it is made visible.
    """
    typer.echo(mark + visible(text))


def print_json(value: Any) -> None:
    """Print data for programs."""
    typer.echo(as_json(value, indent=2))


def print_json_line(value: Any) -> None:
    """Print data for programs, on one line."""
    typer.echo(as_json(value))


def colored(text: str, color: str, stream: IO[str]) -> str:
    """Color a text if the stream is a terminal and NO_COLOR is not set (https://no-color.org)."""
    return typer.style(text, fg=color) if stream.isatty() and not os.environ.get("NO_COLOR") else text


def _marked(mark: str, color: str, text: str, level: int) -> None:
    _to_stderr(text, level, mark=f"{colored(mark, color, sys.stderr)} ")


def _to_stderr(text: str, level: int, *, mark: str = "") -> None:
    shown = mark + visible(without_credentials(text))
    typer.echo(with_level(shown, level) if is_journal(sys.stderr) else shown, err=True)
