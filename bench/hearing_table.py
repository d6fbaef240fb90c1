"""Measures the table of recognizers in docs/engines.md: how well each hears, and at what cost.

`python -m bench.hearing_table FOLDER` measures every recognizer below whose model is on disk, through a whole
server, and keeps the figures in `bench/hearing_table.json`, from which `make docs` writes the table. A run
that ends early keeps what it has measured; `--only tiny.en` measures some rows again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wyoming_morgan.bench.conditions import HearingConditions
from wyoming_morgan.bench.hearing_report import HearingFigures
from wyoming_morgan.bench.recordings import find_home, find_recordings
from wyoming_morgan.cli.hearing_run import heard
from wyoming_morgan.engines.measured import MeasuredRecognizer, named, read
from wyoming_morgan.errors import EngineUnavailable

FIGURES = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A recognizer, its model, and the settings that are not the defaults."""

    engine: str
    model: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What tells it apart."""
        return named(self.engine, self.model, self.settings)

    @property
    def stt(self) -> dict[str, Any]:
        """Its `stt.yaml`."""
        options = {"model": self.model, **self.settings} if self.model else {}
        return {"engine": self.engine, "engines": {self.engine: options} if options else {}}


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


async def measure(folder: Path, core: Mapping[str, Any], entry: TableEntry) -> MeasuredRecognizer:
    """Measure one entry on all recordings below a folder.

    Raises:
        EngineUnavailable: its library or model is not there.
    """
    home = find_home(folder)
    settings = {"core": {**core, "home": home.settings}, "stt": entry.stt}
    reports = await heard(settings, find_recordings(folder), home.first_area, HearingConditions())
    figures = HearingFigures(tuple(row for report in reports for row in report.figures.rows))
    return MeasuredRecognizer(
        engine=entry.engine,
        model=entry.model,
        settings=entry.settings,
        commands=len(figures.commands),
        right=figures.right,
        word_error_rate=round(figures.word_error_rate, 4),
        others=len(figures.others),
        false_commands=len(figures.false_commands),
        processor_seconds=round(figures.processor_seconds, 3),
        measured=datetime.now(UTC).date().isoformat(),
    )


def ordered(rows: Sequence[MeasuredRecognizer]) -> list[MeasuredRecognizer]:
    """Return the newest row of each entry, in the order of `ENTRIES`."""
    newest = {row.name: row for row in rows}
    return [newest[entry.name] for entry in ENTRIES if entry.name in newest]


def main() -> None:
    """Measure, and keep the figures of each row as soon as they are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="recordings, as for `morgan bench hearing`")
    parser.add_argument("--models-dir", type=Path, help="the folder of models")
    parser.add_argument("--only", action="append", default=[], help="only rows with this in their name")
    given = parser.parse_args()
    core = {"models_dir": str(given.models_dir)} if given.models_dir else {}
    for entry in ENTRIES:
        if given.only and not any(part in entry.name for part in given.only):
            continue
        try:
            row = asyncio.run(measure(given.folder, core, entry))
        except EngineUnavailable as error:
            print(f"{entry.name}: left out: {error}")
            continue
        rows = [asdict(kept) for kept in ordered([*read(FIGURES), row])]
        FIGURES.write_text(f"{json.dumps(rows, indent=1)}\n", encoding="utf-8")
        print(f"{entry.name}: {' | '.join(row.cells()[3:])}", flush=True)


if __name__ == "__main__":
    main()
