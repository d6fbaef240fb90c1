"""The table and the plot of the peers show what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.peers.panels import panels
from bench.peers.results import Machine, Results, Spread, Subject, read, this_machine
from bench.peers.table import page, table
from bench.peers.utterances import spoken

IDLE = Machine("A processor", 2, 7.8, "Linux 6.1", "3.11.7", load_before=0.1, busy_before=0.01)


@pytest.fixture
def results() -> Results:
    measured = Results("2026-11-30", IDLE, {"a-peer": "1.0"}, {"the plan": "quick"})
    ended = "end of speech → transcript"
    measured.add("hearing", ended, "s", Subject.MORGAN, 0.04, 0.05, 0.06)
    measured.add("hearing", ended, "s", Subject.PEER, 1.6)
    measured.add("hearing", ended, "s", Subject.PEER, 1.8)
    measured.add("hearing", "commands heard word for word", "%", Subject.MORGAN, 100.0, 0.0, 100.0)
    measured.add("speaking", "memory (PSS)", "MB", Subject.PEER, 331.6)
    return measured


def test_the_spread_is_the_median_and_the_outer_tenths() -> None:
    assert Spread.of([float(number) for number in range(1, 12)]) == Spread(6.0, 2.0, 10.0)
    assert Spread.of([3.0]) == Spread(3.0, 3.0, 3.0)


def test_the_table_has_a_row_for_each_figure_and_a_column_for_each_server(results: Results) -> None:
    assert list(table(results)) == [
        "| | Morgan | Peer | Peer at its best | Engine alone |",
        "|---|---|---|---|---|",
        "| **Hearing** | | | | |",
        "| end of speech → transcript | 0.050 (0.042–0.058) s | 1.70 (1.62–1.78) s |  |  |",  # noqa: RUF001 - a range has a dash
        "| commands heard word for word | 2 of 3 |  |  |  |",
        "| **Speaking** | | | | |",
        "| memory (PSS) |  | 332 MB |  |  |",
    ]


def test_the_page_says_where_it_was_measured_and_what_else_the_machine_did(results: Results) -> None:
    assert "A processor, 2 cores, 7.8 GB" in page(results)
    assert "did other work" not in page(results)
    results.machine = replace(IDLE, busy_before=0.65)
    assert "**The machine did other work** (65% of its processors)" in page(results)


def test_results_are_the_same_after_they_were_written(results: Results, tmp_path: Path) -> None:
    results.write(tmp_path / "results.json")
    assert read(tmp_path / "results.json") == results
    assert '"p90": 0.058' in (tmp_path / "results.json").read_text()


def test_the_plot_shows_only_what_was_measured(results: Results) -> None:
    drawn = {panel.title: panel for panel in panels(results)}
    assert list(drawn) == ["Hearing a command", "Memory (PSS)"]
    assert drawn["Hearing a command"].subjects == (Subject.MORGAN, Subject.PEER)
    assert [group.label for group in drawn["Memory (PSS)"].groups] == ["speaking"]


def test_the_machine_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.peers.results._WATCH_SECONDS", 0.1)
    machine = this_machine()
    assert machine.processor
    assert machine.cores >= 1
    assert machine.gigabytes > 0
    assert 0 <= machine.busy_before <= 1


async def test_utterances_end_where_their_speech_ends() -> None:
    material = await spoken(2)
    assert [utterance.text for utterance in material.utterances] == [
        "turn on the kitchen light",
        "turn off the desk lamp",
    ]
    assert all(utterance.pcm[-640:].strip(b"\0") for utterance in material.utterances)
