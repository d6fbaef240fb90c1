"""The figures of hearing as they are shown."""

from __future__ import annotations

from pathlib import Path

from wyoming_morgan.bench.agent_reading import AgentReading
from wyoming_morgan.bench.hearing_report import HearingFigures, HearingReport, RecordingResult
from wyoming_morgan.bench.recordings import LabeledRecording
from wyoming_morgan.cli.hearing_figures import as_json, lines, wrong_rows

ON = AgentReading((("HassTurnOn", (("name", "lamp"),)),))
UNLOCK = AgentReading(held=(("HassTurnOff", (("name", "front door"),)),))
NOTHING = AgentReading()
REPORT = HearingReport(
    Path("speech"),
    HearingFigures(
        (
            RecordingResult(LabeledRecording(Path("a.wav"), "person", "lamp on"), "lamp on", ON, ON, 0.5),
            RecordingResult(
                LabeledRecording(Path("b.wav"), "synthetic", "the door was locked", meant=False),
                "unlock the door",
                NOTHING,
                UNLOCK,
                1.0,
            ),
        )
    ),
)


def test_false_commands_and_guarded_ones_are_shown_apart() -> None:
    shown = "\n".join(lines(REPORT))
    assert "right intent and slots         1 (100.0 %)" in shown
    assert "taken for a command            1 (100.0 %)" in shown
    assert "that the guard asks about    1" in shown
    assert "processor time a recording     0.75 s" in shown


def test_each_kind_of_speaker_has_a_line() -> None:
    assert [line.split()[:2] for line in lines(REPORT)][-2:] == [["person", "1"], ["synthetic", "0"]]


def test_what_is_wrong_is_shown_with_what_was_understood() -> None:
    assert list(wrong_rows(REPORT.figures)) == [
        "  b.wav: 'the door was locked' → 'unlock the door' → asks: HassTurnOff(name=front door)"
    ]


def test_programs_get_the_same_figures() -> None:
    figures = as_json(REPORT)
    assert (figures["right"], figures["false_commands"], figures["guarded_false_commands"]) == (1, 1, 1)
    assert figures["speakers"]["person"]["right"] == 1
    assert figures["recordings"][1]["guarded"]
    assert figures["recordings"][1]["intents"] == [{"name": "HassTurnOff", "slots": {"name": "front door"}}]
