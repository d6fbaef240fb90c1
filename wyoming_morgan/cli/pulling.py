"""The progress of downloads, on standard error: bars in a terminal, lines elsewhere."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from wyoming_morgan.cli.output import notice
from wyoming_morgan.cli.visible import visible
from wyoming_morgan.models.disk import megabytes


class Lines:
    """For logs and pipes: a line when a model begins, and each note."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def begin(self, model: str, total: int | None) -> None:
        """Report that the download of a model begins."""
        notice(f"pulling {model}" + ("" if total is None else f", {megabytes(total)}"))

    def advance(self, model: str, count: int) -> None:
        """Report nothing: the caller reports the end."""

    def note(self, model: str, text: str) -> None:
        """Print a note."""
        notice(f"{model}: {text}")


class Bars:
    """For people: a bar for each model."""

    def __init__(self) -> None:
        console = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")) or None)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, model: str, total: int | None) -> None:
        """Show a bar; without an end if the size is unknown."""
        self._tasks[model] = self._progress.add_task(model, total=total)

    def advance(self, model: str, count: int) -> None:
        """Move a bar."""
        if model in self._tasks:
            self._progress.advance(self._tasks[model], count)

    def note(self, model: str, text: str) -> None:
        """Print a note above the bars."""
        self._progress.console.print(visible(f"{model}: {text}"), markup=False, highlight=False)


def display() -> Bars | Lines:
    """Return the display that suits standard error."""
    return Bars() if sys.stderr.isatty() else Lines()
