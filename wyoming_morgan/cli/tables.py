"""Tables for people."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence

from wyoming_morgan.cli.output import line
from wyoming_morgan.cli.visible import on_one_line

_WRAPPED = 24
"""Characters that the last column of a table needs, in which words are wrapped."""
_BETWEEN = 1
"""Characters between two columns in a terminal."""


def fitted(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    width: int,
    least_needed: Iterable[str],
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the columns that fit into a terminal, and their cells.

    `least_needed` are those that may be left out, in this order; the last column is wrapped.
    """
    kept = list(range(len(columns)))
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    for name in least_needed:
        taken = sum(widths[index] + _BETWEEN for index in kept[:-1])
        if taken + min(widths[kept[-1]], _WRAPPED) <= width:
            break
        kept.remove(columns.index(name))
    return tuple(columns[index] for index in kept), [tuple(row[index] for index in kept) for row in rows]


def print_table(
    columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], least_needed: Iterable[str] = ()
) -> None:
    """Print a table: fitted to a terminal, whole lines of text elsewhere.

    A narrow terminal gets it without the columns that are `least_needed`, as `fitted` says.
    """
    rows = [tuple(map(on_one_line, row)) for row in rows]
    if sys.stdout.isatty():
        columns, rows = fitted(columns, rows, shutil.get_terminal_size().columns, least_needed)
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold")
        for index, column in enumerate(columns):
            table.add_column(column, no_wrap=index == 0, overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        Console(no_color=bool(os.environ.get("NO_COLOR")) or None).print(table)
        return
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
