"""The table of recognizers is made from what was measured."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from bench.hearing_table import ENTRIES, FIGURES, TableEntry, TableRow, table

ROW = TableRow(
    engine="faster-whisper",
    model="base",
    settings={"beam_size": 1},
    commands=50,
    right=44,
    word_error_rate=0.085,
    others=4,
    false_commands=1,
    processor_seconds=1.049,
    measured="2026-11-29",
)


def test_a_row_says_what_was_measured_and_how(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps([asdict(ROW)]))
    assert table(figures).splitlines()[2:] == [
        "| [faster-whisper](engines/faster-whisper.md) | base | `beam_size: 1` | 44 of 50 (88.0 %) | 8.5 % "
        "| 1 of 4 | 1.05 s |"
    ]


def test_rows_stand_in_the_order_of_the_engines_whenever_they_were_measured(tmp_path: Path) -> None:
    own = TableRow("pocketsphinx", "", {}, 50, 45, 0.1, 4, 0, 0.2, "2026-11-30")
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps([asdict(ROW), asdict(own)]))
    assert [line.partition("]")[0] for line in table(figures).splitlines()[2:]] == [
        "| [pocketsphinx",
        "| [faster-whisper",
    ]


def test_settings_go_to_the_engine_that_is_measured() -> None:
    assert TableEntry("pocketsphinx").stt == {"engine": "pocketsphinx", "engines": {}}
    assert TableEntry("faster-whisper", "base", {"beam_size": 1}).stt == {
        "engine": "faster-whisper",
        "engines": {"faster-whisper": {"model": "base", "beam_size": 1}},
    }


def test_every_kept_figure_belongs_to_an_entry() -> None:
    kept = json.loads(FIGURES.read_text(encoding="utf-8"))
    names = {TableEntry(row["engine"], row["model"], row["settings"]).name for row in kept}
    assert names <= {entry.name for entry in ENTRIES}
    assert names
