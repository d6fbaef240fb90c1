"""The table of recognizers in docs/engines.md: how well each hears the same recordings, and what that costs.

`python -m bench.hearing_table FOLDER` measures every recognizer below whose model is on disk, through a whole
server, and keeps the figures in `bench/hearing_table.json`, from which `make docs` writes the table. A run
that ends early keeps what it has measured; `--only tiny.en` measures some rows again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wyoming_morgan.bench.conditions import HearingConditions
from wyoming_morgan.bench.hearing_report import HearingFigures
from wyoming_morgan.bench.recordings import find_home, find_recordings
from wyoming_morgan.cli.hearing_run import heard
from wyoming_morgan.errors import EngineUnavailable

FIGURES = Path(__file__).with_suffix(".json")

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
class TableEntry:
    """A recognizer, its model, and the settings that are not the defaults."""

    engine: str
    model: str = ""
    settings: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """What tells it apart."""
        changed = ", ".join(f"{key}: {json.dumps(value)}" for key, value in (self.settings or {}).items())
        return f"{self.engine} {self.model} {changed}".rstrip()

    @property
    def stt(self) -> dict[str, Any]:
        """Its `stt.yaml`."""
        options = {"model": self.model, **(self.settings or {})} if self.model else {}
        return {"engine": self.engine, "engines": {self.engine: options} if options else {}}


@dataclass(frozen=True, slots=True)
class TableRow:
    """The figures of one entry."""

    engine: str
    model: str
    settings: Mapping[str, Any]
    commands: int
    right: int
    word_error_rate: float
    others: int
    false_commands: int
    processor_seconds: float
    measured: str
    """The day, in ISO 8601."""

    def cells(self) -> tuple[str, ...]:
        """Return it for the table."""
        changed = ", ".join(f"`{key}: {json.dumps(value)}`" for key, value in self.settings.items())
        return (
            f"[{self.engine}](engines/{self.engine}.md)",
            self.model or "its own",
            changed or "as they are",
            f"{self.right} of {self.commands} ({100 * self.right / self.commands:.1f} %)",
            f"{100 * self.word_error_rate:.1f} %",
            f"{self.false_commands} of {self.others}",
            f"{self.processor_seconds:.2f} s",
        )


_VARIATIONS: tuple[dict[str, Any], ...] = (
    {},
    {"beam_size": 1},
    {"prompt_from_home": False},
    {"short_context": True},
)
ENTRIES = (
    TableEntry("pocketsphinx"),
    *(
        TableEntry("faster-whisper", model, settings)
        for model in ("tiny.en", "base")
        for settings in _VARIATIONS
    ),
    TableEntry("onnx-asr", "parakeet-tdt-0.6b-v3"),
)


def table(figures: Path = FIGURES) -> str:
    """Return the measured rows as a table in Markdown, with the engines in the order of `ENTRIES`."""
    rows = _read(figures)
    ordered = [rows[entry.name] for entry in ENTRIES if entry.name in rows]
    lines = [f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row.cells())} |" for row in ordered)])


async def measure(folder: Path, core: Mapping[str, Any], entry: TableEntry) -> TableRow:
    """Measure one entry on all recordings below a folder.

    Raises:
        EngineUnavailable: its library or model is not there.
    """
    home = find_home(folder)
    settings = {"core": {**core, "home": home.settings}, "stt": entry.stt}
    reports = await heard(settings, find_recordings(folder), home.first_area, HearingConditions())
    figures = HearingFigures(tuple(row for report in reports for row in report.figures.rows))
    return TableRow(
        engine=entry.engine,
        model=entry.model,
        settings=entry.settings or {},
        commands=len(figures.commands),
        right=figures.right,
        word_error_rate=round(figures.word_error_rate, 4),
        others=len(figures.others),
        false_commands=len(figures.false_commands),
        processor_seconds=round(figures.processor_seconds, 3),
        measured=datetime.now(UTC).date().isoformat(),
    )


def _read(figures: Path) -> dict[str, TableRow]:
    rows = [TableRow(**fields) for fields in json.loads(figures.read_text(encoding="utf-8"))]
    return {TableEntry(row.engine, row.model, row.settings).name: row for row in rows}


def _write(figures: Path, rows: Sequence[TableRow]) -> None:
    text = json.dumps([asdict(row) for row in rows], indent=1)
    figures.write_text(f"{text}\n", encoding="utf-8")


def _chosen(only: Sequence[str]) -> Iterator[TableEntry]:
    for entry in ENTRIES:
        if not only or any(part in entry.name for part in only):
            yield entry


def main() -> None:
    """Measure, and keep the figures of each row as soon as they are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="recordings, as for `morgan bench hearing`")
    parser.add_argument("--models-dir", type=Path, help="the folder of models")
    parser.add_argument("--only", action="append", default=[], help="only rows with this in their name")
    given = parser.parse_args()
    core = {"models_dir": str(given.models_dir)} if given.models_dir else {}
    rows = _read(FIGURES) if FIGURES.is_file() else {}
    for entry in _chosen(given.only):
        try:
            row = asyncio.run(measure(given.folder, core, entry))
        except EngineUnavailable as error:
            print(f"{entry.name}: left out: {error}")
            continue
        rows[entry.name] = row
        _write(FIGURES, list(rows.values()))
        print(f"{entry.name}: {' | '.join(row.cells()[3:])}", flush=True)


if __name__ == "__main__":
    main()
