"""What was measured of recognizers, for the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_INTRODUCTION = """\
### How well they hear

The same spoken English commands through a whole server, by people and a neural voice, in a home that has
their names: how many led to the intents and slots that their text leads to, what was taken for a command and
is none, and the processor time of all of the server's processes for a recording. The recordings are not part
of the project: `python -m bench.hearing_table FOLDER` measures with yours, and `morgan bench hearing` one
setting ([hearing.md](hearing.md#measure-it-yourself)).

The defaults follow from it: a beam of 5 and the home's names in the prompt, in the whole window of 30 s; and
of faster-whisper's sizes `tiny.en` for a home that speaks English on up to four cores, else `base`.
`short_context` is for machines on which that is too slow.
"""

_COLUMNS = (
    "Engine",
    "Model",
    "Settings",
    "Right",
    "Word error rate",
    "Taken for a command",
    "Processor time a recording",
)


@dataclass(frozen=True, slots=True)
class MeasuredRecognizer:
    """How well a recognizer hears with settings that are not its defaults."""

    engine: str
    model: str
    """Empty if the engine has its own."""
    settings: Mapping[str, Any]
    commands: int
    right: int
    word_error_rate: float
    others: int
    """Recordings without a command."""
    false_commands: int
    processor_seconds: float
    """For a recording, on average."""
    measured: str
    """The day, in ISO 8601."""

    @property
    def name(self) -> str:
        """What tells it apart from others."""
        return named(self.engine, self.model, self.settings)

    def cells(self) -> tuple[str, ...]:
        """Return it for the table."""
        changed = ", ".join(f"`{key}: {json.dumps(value)}`" for key, value in self.settings.items())
        return (
            self.engine,
            self.model or "its own",
            changed or "as they are",
            f"{self.right} of {self.commands} ({100 * self.right / self.commands:.1f} %)",
            f"{100 * self.word_error_rate:.1f} %",
            f"{self.false_commands} of {self.others}",
            f"{self.processor_seconds:.2f} s",
        )


def named(engine: str, model: str, settings: Mapping[str, Any]) -> str:
    """Return what tells an engine with a model and settings apart from others."""
    changed = ", ".join(f"{key}: {json.dumps(value)}" for key, value in settings.items())
    return f"{engine} {model} {changed}".rstrip()


def read(figures: Path) -> tuple[MeasuredRecognizer, ...]:
    """Read what was measured from a JSON; nothing if there is no such file."""
    if not figures.is_file():
        return ()
    return tuple(MeasuredRecognizer(**fields) for fields in json.loads(figures.read_text(encoding="utf-8")))


def section(rows: Iterable[MeasuredRecognizer]) -> str:
    """Return the part of the documentation about hearing, in Markdown; empty without rows."""
    lines = [f"| {' | '.join(row.cells())} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([_INTRODUCTION, f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}", *lines, ""])
