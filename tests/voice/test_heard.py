"""A turn is told what was heard, where that was taken for something else."""

from __future__ import annotations

import pytest

from tests.fakes import FakeEar, tone
from wyoming_morgan.audio import SPEECH, AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.heard import HeardLog, NotedEar, told
from wyoming_morgan.voice.whole import hear_whole

TAKEN = Transcript("activate mood lighting", "en", heard="Activate wood lighting.", reason="it sounds so")
NOTE = "heard 'Activate wood lighting.', taken for 'activate mood lighting', because it sounds so"


class Hand:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def log(clock: Hand) -> HeardLog:
    return HeardLog(clock=clock)


@pytest.mark.parametrize("text", ["activate mood lighting", " Activate  mood lighting"])
def test_the_turn_of_a_transcript_is_told_once(log: HeardLog, text: str) -> None:
    log.note(TAKEN)
    assert log.take("turn on the lamp") == ""
    assert log.take(text) == NOTE
    assert log.take(text) == ""


def test_what_was_heard_as_it_is_needs_no_note(log: HeardLog) -> None:
    log.note(Transcript("activate mood lighting", "en"))
    assert log.take("activate mood lighting") == ""
    assert told(Transcript("activate mood lighting", "en")) == ""


def test_a_transcript_waits_a_moment_only(log: HeardLog, clock: Hand) -> None:
    log.note(TAKEN)
    clock.now = 31.0
    assert log.take(TAKEN.text) == ""


def test_only_the_latest_are_remembered(log: HeardLog) -> None:
    for number in range(101):
        log.note(Transcript(f"timer {number}", heard=f"time a {number}"))
    assert log.take("timer 0") == ""
    assert log.take("timer 1") == "heard 'time a 1', taken for 'timer 1'"


async def test_an_ear_notes_what_it_hears(log: HeardLog) -> None:
    ear = FakeEar()
    ear.text, ear.heard, ear.reason = TAKEN.text, TAKEN.heard, TAKEN.reason
    recording = AudioChunk(tone(0.5), SPEECH)
    heard = await hear_whole(NotedEar(ear, log), recording, TranscribeOptions(), TurnTimings())
    assert heard.text == TAKEN.text
    assert log.take(TAKEN.text) == NOTE
    assert ear.utterances[0].closed
