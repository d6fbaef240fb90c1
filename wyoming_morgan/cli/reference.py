"""The documentation of every command, made from its `--help`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.main import get_command

_WIDTH = 100


def reference(app: typer.Typer) -> str:
    """Return the help of `morgan` and of every command below it, in Markdown."""
    lines = ["# Commands", "", "Data goes to standard output, everything else to standard error.", ""]
    for name, text in _helps(get_command(app), "morgan", None):
        lines += [f"## {name}", "", "```text", text, "```", ""]
    return "\n".join(lines)


def _helps(command: Any, name: str, parent: typer.Context | None) -> Iterator[tuple[str, str]]:
    """Walk a command and those below it; typer does not publish the types of its commands."""
    settings = {**command.context_settings, "terminal_width": _WIDTH}
    context = typer.Context(command, info_name=name, parent=parent, **settings)
    yield context.command_path, "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    for below, subcommand in getattr(command, "commands", {}).items():
        yield from _helps(subcommand, below, context)
