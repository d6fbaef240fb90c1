"""SpeechPauses within what is said are short in the audio of a recognizer that expects none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import FakeRecognizer
from tests.voice.hearing import Conversation, ear, spoken, understood
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions
from wyoming_morgan.voice.contract import UtteranceRequest
from wyoming_morgan.voice.pauses import SpeechPauses


class CommandsOnly(FakeRecognizer):
    @property
    def capabilities(self) -> SttCapabilities:
        return replace(super().capabilities, hears_commands_only=True)


async def seconds_heard(recognizer: FakeRecognizer, options: TranscribeOptions | None = None) -> float:
    """How much audio a recognizer gets of two letters with 0.4 s between them."""
    conversation = Conversation(ear(recognizer), UtteranceRequest(options or TranscribeOptions()))
    await conversation.live(spoken("b", 0.4, "c", 2.0))
    assert await conversation.text() == "bc"
    return len(recognizer.calls[-1].pcm) / 32_000


async def test_a_pause_is_left_out_but_for_a_moment() -> None:
    short = await seconds_heard(CommandsOnly(understood))
    assert short == pytest.approx(0.5 + 0.15 + 0.5 + 0.16, abs=0.1)


async def test_who_expects_any_speech_hears_the_pause_too() -> None:
    assert await seconds_heard(FakeRecognizer(understood)) == pytest.approx(0.5 + 0.4 + 0.5 + 0.16, abs=0.1)


async def test_where_times_are_asked_for_they_stay_those_of_the_audio() -> None:
    options = TranscribeOptions(timestamps=True)
    assert await seconds_heard(CommandsOnly(understood), options) > 1.5


@given(st.lists(st.floats(0, 10), max_size=8), st.floats(0, 5), st.floats(5, 12))
def test_what_is_left_is_in_order_and_within(times: list[float], begin: float, end: float) -> None:
    pauses = SpeechPauses()
    for number, at in enumerate(sorted(times)):
        (pauses.end if number % 2 else pauses.begin)(at)
    parts = [time for part in pauses.between(begin, end) for time in part]
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (begin, end)
