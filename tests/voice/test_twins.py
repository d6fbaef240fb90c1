"""Between opposites that sound alike, the state of the home decides; else Morgan asks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import exp, log1p

import pytest

from wyoming_morgan.engines.contract.stt import Alternative, SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.errors import Busy, MorganError
from wyoming_morgan.voice.twins import TwinRecognizer

COMMANDS = SttCapabilities(
    languages=("en",), model="fake", model_description="", version="", hears_commands_only=True
)
ON, OFF, BOTH = "turn on the TV", "turn off the TV", "turn on or off the TV"
UNSURE, PLAIN, SURE = 0.5, 2.0, 5.0


def twins(margin: float) -> Transcript:
    """A transcript of “on”, which is likelier than “off” by its sound."""
    less = log1p(exp(-margin))
    return Transcript(ON, "en", 0.9, alternatives=(Alternative(ON, -less), Alternative(OFF, -less - margin)))


@dataclass
class FakeRecognizer:
    transcript: Transcript
    capabilities: SttCapabilities = COMMANDS
    asked: list[TranscribeOptions] = field(default_factory=list)

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:  # noqa: ARG002 - the contract's
        self.asked.append(options)
        return self.transcript


@dataclass
class FakeSense:
    so: dict[str, bool | None] = field(default_factory=dict)
    knows_states: bool = True
    error: MorganError | None = None

    async def understands(self, text: str, language: str) -> bool:  # noqa: ARG002 - the contract's
        return True

    async def is_so(self, text: str, language: str) -> bool | None:  # noqa: ARG002 - the contract's
        if self.error is not None:
            raise self.error
        return self.so.get(text)

    def either(self, text: str, other: str, language: str) -> str:  # noqa: ARG002 - the contract's
        return BOTH if {text, other} == {ON, OFF} else ""


IT_IS_ON = FakeSense({ON: True, OFF: False})
IT_IS_OFF = FakeSense({ON: False, OFF: True})
SOME_ARE_ON = FakeSense({ON: False, OFF: False})
UNKNOWN = FakeSense()
NO_HOME = FakeSense(knows_states=False)


async def decided(margin: float, sense: FakeSense) -> Transcript:
    recognizer = TwinRecognizer(FakeRecognizer(twins(margin)), sense)
    return await recognizer.transcribe(b"", TranscribeOptions(language="en"))


@pytest.mark.parametrize(
    ("margin", "sense", "text"),
    [
        (UNSURE, IT_IS_ON, OFF),
        (PLAIN, IT_IS_ON, OFF),
        (SURE, IT_IS_ON, BOTH),
        (UNSURE, IT_IS_OFF, ON),
        (SURE, IT_IS_OFF, ON),
        (UNSURE, SOME_ARE_ON, BOTH),
        (PLAIN, SOME_ARE_ON, ON),
        (UNSURE, UNKNOWN, BOTH),
        (PLAIN, UNKNOWN, ON),
        (UNSURE, NO_HOME, ON),
        (SURE, NO_HOME, ON),
    ],
)
async def test_the_sound_and_the_state_decide_together(margin: float, sense: FakeSense, text: str) -> None:
    assert (await decided(margin, sense)).text == text


async def test_what_was_heard_and_why_it_is_another_can_be_told() -> None:
    other = await decided(UNSURE, IT_IS_ON)
    assert (other.heard, "so already" in other.reason) == (ON, True)
    both = await decided(UNSURE, UNKNOWN)
    assert both.heard == ON
    assert both.reason
    kept = await decided(PLAIN, UNKNOWN)
    assert (kept.heard, kept.reason) == ("", "")


async def test_a_command_without_an_opposite_stays() -> None:
    alone = Transcript("set a timer for 5 minutes", "en", 0.9)
    recognizer = TwinRecognizer(FakeRecognizer(alone), FakeSense())
    assert await recognizer.transcribe(b"", TranscribeOptions()) == alone


async def test_a_home_that_does_not_answer_changes_nothing() -> None:
    assert (await decided(UNSURE, FakeSense(error=Busy("too much to do", hint="wait")))).text == ON


async def test_a_recognizer_that_writes_free_text_is_left_alone() -> None:
    free = FakeRecognizer(twins(UNSURE), replace(COMMANDS, hears_commands_only=False))
    recognizer = TwinRecognizer(free, IT_IS_ON)
    assert (await recognizer.transcribe(b"", TranscribeOptions(language="en"))).text == ON
    assert free.asked == [TranscribeOptions(language="en")]


async def test_every_word_counts_where_speech_is_written_down() -> None:
    recognizer = TwinRecognizer(FakeRecognizer(twins(UNSURE)), IT_IS_ON)
    assert (await recognizer.transcribe(b"", TranscribeOptions(language="en", verbatim=True))).text == ON
