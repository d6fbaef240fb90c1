"""The recognizer of commands is asked where another one hears nothing that is understood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from wyoming_morgan.engines.contract.stt import (
    Alternative,
    Progress,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.errors import Busy, EngineFailed, MorganError
from wyoming_morgan.voice.last_resort import LastResortRecognizer

FREE = SttCapabilities(languages=("en", "de"), model="free", model_description="", version="")
COMMANDS = replace(FREE, languages=("en-US", "en"), model="en-us", hears_commands_only=True)
HEARD = Transcript("Post timer.", "en")
SURE = Transcript("pause timer", "en", 0.9)
ENGLISH = TranscribeOptions(language="en")


@dataclass
class FakeRecognizer:
    transcript: Transcript
    capabilities: SttCapabilities
    error: MorganError | None = None
    asked: list[TranscribeOptions] = field(default_factory=list)

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:  # noqa: ARG002 - the contract's
        self.asked.append(options)
        if self.error is not None:
            raise self.error
        return self.transcript


@dataclass
class FakeSense:
    understood: frozenset[str] = frozenset()
    error: MorganError | None = None
    knows_states: bool = False

    async def understands(self, text: str, language: str) -> bool:  # noqa: ARG002 - the contract's
        if self.error is not None:
            raise self.error
        return text in self.understood

    async def is_so(self, text: str, language: str) -> bool | None:  # noqa: ARG002 - the contract's
        return None

    def either(self, text: str, other: str, language: str) -> str:  # noqa: ARG002 - the contract's
        return ""


@dataclass
class Hearing:
    first: FakeRecognizer
    resort: FakeRecognizer
    sense: FakeSense

    async def of(self, options: TranscribeOptions = ENGLISH) -> Transcript:
        heard = LastResortRecognizer(self.first, self.resort, self.sense, least_confidence=0.7)
        return await heard.transcribe(b"", options)


@pytest.fixture
def hearing() -> Hearing:
    return Hearing(FakeRecognizer(HEARD, FREE), FakeRecognizer(SURE, COMMANDS), FakeSense())


async def test_a_sure_command_takes_the_place_of_what_nobody_says(hearing: Hearing) -> None:
    transcript = await hearing.of()
    assert (transcript.text, transcript.heard) == ("pause timer", "Post timer.")
    assert "90 % sure" in transcript.reason


async def test_an_unsure_one_does_not(hearing: Hearing) -> None:
    for other in (replace(SURE, confidence=0.6), replace(SURE, confidence=None), replace(SURE, text="")):
        hearing.resort.transcript = other
        assert await hearing.of() == HEARD


@pytest.mark.parametrize(
    "transcript",
    [
        Transcript("", "en"),
        Transcript("Füge Äpfel hinzu.", "de"),
        Transcript("pause the timer", "en", heard="Paws the timer."),
        Transcript("set a timer for", "en", progress=Progress.BEGINNING),
    ],
)
async def test_it_is_not_asked_about_anything_else(hearing: Hearing, transcript: Transcript) -> None:
    hearing.first.transcript = transcript
    assert await hearing.of() == transcript
    assert hearing.resort.asked == []


async def test_it_is_not_asked_about_what_the_agent_understands(hearing: Hearing) -> None:
    hearing.sense.understood = frozenset({HEARD.text})
    assert await hearing.of() == HEARD
    assert hearing.resort.asked == []


@pytest.mark.parametrize("options", [replace(ENGLISH, verbatim=True), replace(ENGLISH, translate=True)])
async def test_it_is_not_asked_where_every_word_counts(hearing: Hearing, options: TranscribeOptions) -> None:
    assert await hearing.of(options) == HEARD
    assert hearing.resort.asked == []


async def test_what_fails_leaves_what_was_heard(hearing: Hearing) -> None:
    hearing.resort.error = EngineFailed("it broke", hint="try again")
    assert await hearing.of() == HEARD
    hearing.sense.error = Busy("too much to do", hint="wait")
    assert await hearing.of() == HEARD


@pytest.mark.parametrize(
    ("heard", "text"),
    [("Urn off the tee.", "turn off the TV"), ("Turn on tea.", "turn on the TV"), ("Tea.", "turn on the TV")],
)
async def test_the_words_of_the_first_decide_between_opposites(
    hearing: Hearing, heard: str, text: str
) -> None:
    hearing.first.transcript = Transcript(heard, "en")
    twins = (Alternative("turn on the TV", -0.4), Alternative("turn off the TV", -1.1))
    hearing.resort.transcript = Transcript("turn on the TV", "en", 0.9, alternatives=twins)
    assert (await hearing.of()).text == text
