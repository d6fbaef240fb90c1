"""Which recordings count as right, as heard wrong, and as false commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from wyoming_morgan.bench.agent_reading import AgentReading
from wyoming_morgan.bench.hearing_report import HearingFigures, RecordingResult, reports_of, word_errors
from wyoming_morgan.bench.recordings import LabeledRecording

ON = AgentReading((("HassTurnOn", (("name", "lamp"),)),))
OFF = AgentReading((("HassTurnOff", (("name", "lamp"),)),))
UNLOCK = AgentReading(held=(("HassTurnOff", (("name", "front door"),)),))
NOTHING = AgentReading()


def row(
    written: AgentReading,
    recognized: AgentReading,
    *,
    text: str = "turn on the lamp",
    transcript: str = "",
    speaker: str = "person",
    meant: bool = True,
    folder: str = "commands",
    seconds: float = 0.0,
) -> RecordingResult:
    recording = LabeledRecording(Path(folder, "a.wav"), speaker, text, meant=meant)
    return RecordingResult(recording, transcript or text, written, recognized, seconds)


def test_a_recording_is_right_if_it_means_what_was_said() -> None:
    figures = HearingFigures((row(ON, ON), row(ON, OFF), row(ON, NOTHING), row(UNLOCK, UNLOCK)))
    assert (len(figures.commands), figures.right) == (4, 2)
    assert not figures.others


def test_what_was_not_said_to_morgan_is_no_command_even_where_it_reads_like_one() -> None:
    television = row(ON, ON, meant=False)
    figures = HearingFigures((television, row(NOTHING, NOTHING, meant=False)))
    assert not figures.spoken
    assert not figures.commands
    assert figures.false_commands == (television,)
    assert not figures.guarded


def test_false_commands_that_the_guard_asks_about_are_counted_apart() -> None:
    lock = row(NOTHING, UNLOCK, meant=False)
    figures = HearingFigures((lock, row(NOTHING, ON, meant=False), row(UNLOCK, UNLOCK)))
    assert len(figures.false_commands) == 2
    assert figures.guarded == (lock,)


def test_people_and_synthetic_voices_have_figures_of_their_own() -> None:
    figures = HearingFigures(
        (row(ON, ON), row(ON, OFF, speaker="synthetic"), row(ON, ON, speaker="synthetic"))
    )
    assert {kind: part.right for kind, part in figures.by_speaker().items()} == {"person": 1, "synthetic": 1}


def test_word_errors_are_those_of_commands_alone() -> None:
    figures = HearingFigures(
        (
            row(ON, OFF, text="turn on the lamp", transcript="turn off the lamp"),
            row(NOTHING, NOTHING, text="hello there", transcript="yellow bear", meant=False),
        )
    )
    assert figures.word_error_rate == 0.25


def test_processor_time_is_the_mean_of_the_recordings() -> None:
    assert HearingFigures((row(ON, ON, seconds=0.5), row(ON, ON, seconds=1.5))).processor_seconds == 1.0
    assert HearingFigures(()).processor_seconds == 0.0


def test_each_folder_has_a_report() -> None:
    reports = reports_of([row(ON, ON), row(ON, ON, folder="noise"), row(ON, OFF)])
    assert [(report.folder.name, len(report.figures.rows)) for report in reports] == [
        ("commands", 2),
        ("noise", 1),
    ]


@pytest.mark.parametrize(
    ("spoken", "heard", "errors"),
    [
        ("Turn on the lamp.", "turn on the lamp", 0),
        ("turn on the lamp", "turn on lamp", 1),
        ("turn on the lamp", "", 4),
        ("", "turn on", 2),
        ("a b c", "b c d", 2),
    ],
)
def test_word_errors(spoken: str, heard: str, errors: int) -> None:
    assert word_errors(spoken, heard) == errors
