"""The table of recognizers is made from what was measured."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from bench.hearing_table import ENTRIES, FIGURES, TableEntry, ordered
from wyoming_morgan.engines.measured import MeasuredRecognizer, read, section

ROW = MeasuredRecognizer(
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
    assert read(figures) == (ROW,)
    assert section(read(figures)).splitlines()[-1].strip("| ").split(" | ") == [
        "faster-whisper",
        "base",
        "`beam_size: 1`",
        "44 of 50 (88.0 %)",
        "8.5 %",
        "1 of 4",
        "1.05 s",
    ]


def test_where_nothing_was_measured_nothing_is_said(tmp_path: Path) -> None:
    assert section(read(tmp_path / "nothing.json")) == ""


def test_the_newest_figures_stand_in_the_order_of_the_engines() -> None:
    own = MeasuredRecognizer("pocketsphinx", "", {}, 50, 45, 0.1, 4, 0, 0.2, "2026-11-30")
    again = replace(ROW, right=45)
    assert ordered([ROW, own, again]) == [own, again]


def test_settings_go_to_the_engine_that_is_measured() -> None:
    assert TableEntry("pocketsphinx").stt == {"engine": "pocketsphinx", "engines": {}}
    assert TableEntry("faster-whisper", "base", {"beam_size": 1}).stt == {
        "engine": "faster-whisper",
        "engines": {"faster-whisper": {"model": "base", "beam_size": 1}},
    }


def test_every_figure_that_is_kept_belongs_to_an_entry() -> None:
    rows = read(FIGURES)
    assert {row.name for row in rows} <= {entry.name for entry in ENTRIES}
    assert rows
