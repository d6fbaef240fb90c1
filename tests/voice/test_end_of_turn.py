"""The words before a pause decide when the turn is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.fakes import FakeRecognizer, silence
from tests.voice.hearing import Conversation, ear, spoken, understood
from wyoming_morgan.engines.contract.stt import Progress, TranscribeOptions, Transcript
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.voice.contract import Sensitivity, UtteranceRequest
from wyoming_morgan.voice.endpoint import EndpointSettings
from wyoming_morgan.voice.patience import PatienceSettings
from wyoming_morgan.voice.settings import EarSettings

SETTINGS = PatienceSettings()
USUAL = EndpointSettings().silence_seconds
PROGRESS = {"ab": Progress.WHOLE, "abc": Progress.EXTENDABLE, "a": Progress.BEGINNING}
"""“ab” is a command, and so is “abc”, which may go on; “a” begins both."""


class Knowing(FakeRecognizer):
    """A recognizer that knows these commands."""

    def __init__(self, *, seconds: float = 0.0, answer: Callable[[bytes], str] = understood) -> None:
        super().__init__(answer, seconds=seconds)

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        transcript = await super().transcribe(pcm, options)
        return replace(transcript, progress=PROGRESS.get(transcript.text))


async def ended(
    *parts: str | float,
    recognizer: FakeRecognizer | None = None,
    settings: EarSettings | None = None,
    sensitivity: Sensitivity = Sensitivity.DEFAULT,
) -> tuple[str, float]:
    """The text of an utterance, and how long after the last letter of the parts it was there."""
    request = UtteranceRequest(sensitivity=sensitivity)
    began = asyncio.get_running_loop().time()
    conversation = Conversation(ear(recognizer or Knowing(), settings), request)
    pcm = spoken(*parts)
    await conversation.live(pcm + silence(8.0))
    text = await conversation.text()
    assert conversation.ended_at is not None
    return text, conversation.ended_at - began - len(pcm) / 32_000


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("ab", SETTINGS.whole_seconds),
        ("abc", SETTINGS.extendable_seconds),
        ("a", SETTINGS.beginning_seconds),
        ("dc", USUAL),
    ],
)
async def test_what_was_said_decides_how_long_more_is_waited_for(said: str, seconds: float) -> None:
    text, waited = await ended(said)
    assert text == said
    assert waited == pytest.approx(seconds, abs=0.08)


@pytest.mark.parametrize("pause", [0.3, 0.6, 1.0, 1.4])
async def test_a_pause_within_a_command_does_not_lose_its_end(pause: float) -> None:
    text, waited = await ended("a", pause, "b")
    assert text == "ab"
    assert waited == pytest.approx(SETTINGS.whole_seconds, abs=0.08)


async def test_after_a_beginning_that_goes_on_the_next_pause_counts_anew() -> None:
    text, waited = await ended("a", 1.2, "dc")
    assert text == "adc"
    assert waited == pytest.approx(USUAL, abs=0.08)


async def test_a_beginning_that_nothing_follows_goes_out_as_it_was_heard() -> None:
    recognizer = Knowing()
    assert (await ended("a", recognizer=recognizer))[0] == "a"
    assert len(recognizer.calls) == 1


async def test_other_speech_that_pauses_as_long_is_over() -> None:
    text, _ = await ended("dc", 1.0, "b")
    assert text == "dc"


async def test_who_decodes_slowly_is_waited_for_before_the_turn_is_given_up() -> None:
    assert (await ended("a", 0.7, "b", recognizer=Knowing(seconds=0.45)))[0] == "ab"


async def test_a_recognizer_that_is_slower_still_holds_nothing_up() -> None:
    recognizer = Knowing(seconds=3.0)
    text, waited = await ended("a", 4.0, recognizer=recognizer)
    assert text == "a"
    assert waited + 4.0 == pytest.approx(0.16 + 3.0, abs=0.1)
    assert len(recognizer.calls) == 1


async def test_a_guess_that_fails_leaves_the_usual_silence() -> None:
    class Failing(Knowing):
        async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
            self.error = EngineFailed("broken") if options.speculative else None
            return await super().transcribe(pcm, options)

    text, waited = await ended("a", recognizer=Failing())
    assert text == "a"
    assert waited == pytest.approx(USUAL, abs=0.08)


async def test_a_setting_leaves_the_words_out_of_it() -> None:
    settings = EarSettings(patience=PatienceSettings(by_words=False))
    for said in ("a", "ab", "abc"):
        assert (await ended(said, settings=settings))[1] == pytest.approx(0.5, abs=0.08)


async def test_the_sensitivity_still_says_how_patient_a_turn_is() -> None:
    waits = [
        (await ended("a", sensitivity=sensitivity))[1]
        for sensitivity in (Sensitivity.AGGRESSIVE, Sensitivity.DEFAULT, Sensitivity.RELAXED)
    ]
    assert waits == sorted(waits)
    assert waits[2] < 2.1


async def test_a_client_that_ends_the_audio_waits_for_nothing() -> None:
    conversation = Conversation(ear(Knowing()))
    await conversation.live(spoken("a", 0.3))
    stopped_at = asyncio.get_running_loop().time()
    await conversation.utterance.finish()
    assert await conversation.text() == "a"
    assert conversation.ended_at == stopped_at
