"""What a pause within a command changed is counted by what the agent makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import tone
from wyoming_morgan.audio import SPEECH, to_samples
from wyoming_morgan.bench.agent_reading import AgentReading
from wyoming_morgan.bench.pauses import PausedCommand, PauseReport, PauseResult, paused, wrong
from wyoming_morgan.bench.recordings import LabeledRecording

ON = AgentReading((("HassTurnOn", (("name", "lamp"),)),))
OFF = AgentReading((("HassTurnOff", (("name", "lamp"),)),))
ASKED = AgentReading((("HassGetState", (("name", "lamp"),)),))
NOTHING = AgentReading()


def result(recognized: AgentReading, *, pause: float = 0.6, waited: float = 0.3) -> PauseResult:
    recording = LabeledRecording(Path("lamp.wav"), "person", "turn on the lamp")
    command = PausedCommand(recording, "turn on", "the lamp", pause, b"", 1.0)
    return PauseResult(command, "", recognized, ON, waited)


@pytest.mark.parametrize(
    ("recognized", "right", "action", "question"),
    [
        (ON, True, False, False),
        (OFF, False, True, False),
        (ASKED, False, False, True),
        (NOTHING, False, False, False),
    ],
)
def test_a_pause_changes_nothing_or_loses_the_command_or_makes_another_of_it(
    recognized: AgentReading, right: bool, action: bool, question: bool
) -> None:
    one = result(recognized)
    assert (one.right, one.other_action, one.other_question) == (right, action, question)


def test_a_report_is_by_the_length_of_the_pause() -> None:
    report = PauseReport((result(ON, pause=0.0, waited=0.2), result(ON), result(OFF), result(ON, pause=1.0)))
    assert report.pauses == (0.0, 0.6, 1.0)
    assert [one.recognized for one in report.of(0.6)] == [ON, OFF]


def test_how_soon_a_turn_is_over_is_measured_without_a_pause() -> None:
    waits = [result(ON, pause=0.0, waited=seconds) for seconds in (0.2, 0.3, 0.9)]
    assert PauseReport((*waits, result(ON, waited=5.0))).median_wait == 0.3


def test_other_actions_are_shown_first() -> None:
    report = PauseReport((result(NOTHING), result(ON), result(OFF)))
    assert [one.recognized for one in wrong(report)] == [OFF, NOTHING]


@dataclass(frozen=True)
class Word:
    text: str
    start: float
    end: float


def test_a_pause_sounds_like_the_room_and_not_like_a_microphone_that_is_switched_on() -> None:
    room, speech = tone(0.5, peak=0.01), tone(1.0)
    pcm = tone(0.05) + room + speech + room
    recording = LabeledRecording(Path("lamp.wav"), "person", "lamp on")
    words = [Word("lamp", 0.55, 1.0), Word("on", 1.0, 1.55)]
    command = paused(recording, pcm, words, 1, 0.6)
    pause = to_samples(command.pcm[SPEECH.size(1.0) : SPEECH.size(1.6)])
    assert np.abs(pause).max() == pytest.approx(0.01, abs=0.001)
    assert command.last_word_ends == pytest.approx(1.55 + 0.6)


def test_a_recording_without_room_gets_silence() -> None:
    recording = LabeledRecording(Path("lamp.wav"), "person", "lamp on")
    words = [Word("lamp", 0.0, 0.5), Word("on", 0.5, 1.0)]
    command = paused(recording, tone(1.0), words, 1, 0.4)
    assert command.pcm[SPEECH.size(0.5) : SPEECH.size(0.9)] == bytes(SPEECH.size(0.4))
