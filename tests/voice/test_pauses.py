"""SpeechPauses within what is said are short in the audio of a recognizer that expects none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import FakeRecognizer, silence, tone
from tests.voice.hearing import Conversation, ear, spoken, understood
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions
from wyoming_morgan.voice.contract import UtteranceRequest
from wyoming_morgan.voice.pauses import SpeechPauses


class CommandsOnly(FakeRecognizer):
    @property
    def capabilities(self) -> SttCapabilities:
        return replace(super().capabilities, hears_commands_only=True)


async def seconds_heard(
    options: TranscribeOptions | None = None, hears: type[FakeRecognizer] = FakeRecognizer
) -> float:
    """How much audio a recognizer gets of two letters with 0.4 s between them."""
    recognizer = hears(understood)
    conversation = Conversation(ear(recognizer), UtteranceRequest(options or TranscribeOptions()))
    await conversation.live(spoken("b", 0.4, "c", 2.0))
    assert await conversation.text() == "bc"
    return len(recognizer.calls[-1].pcm) / 32_000


async def test_a_pause_is_left_out_but_for_as_much_as_separates_words() -> None:
    assert await seconds_heard() == pytest.approx(0.5 + 0.2 + 0.5 + 0.06, abs=0.05)


async def test_who_expects_whole_commands_hears_no_pause_at_all() -> None:
    assert await seconds_heard(hears=CommandsOnly) == pytest.approx(0.5 + 0.04 + 0.5 + 0.06, abs=0.05)


@pytest.mark.parametrize(
    "options", [TranscribeOptions(timestamps=True), TranscribeOptions(verbatim=True)], ids=["times", "words"]
)
async def test_where_times_or_every_word_count_the_audio_stays_as_it_is(options: TranscribeOptions) -> None:
    assert await seconds_heard(options) == pytest.approx(0.5 + 0.4 + 0.5 + 0.06, abs=0.1)


def left_out(sound: bytes, since: float, at: float) -> list[tuple[float, float]]:
    """What is left of two seconds of sound in which the detector tells a pause."""
    pauses = SpeechPauses(lambda begin, end: sound[SPEECH.size(begin) : SPEECH.size(end)])
    pauses.begin(since)
    pauses.end(at)
    return list(pauses.between(0.0, 2.0))


def test_a_pause_begins_where_it_becomes_quiet_however_late_that_is_noticed() -> None:
    sound = tone(1.0) + silence(0.5) + tone(0.5)
    for since, at in ((1.0, 1.5), (1.2, 1.5), (1.1, 1.46)):
        (_, first), (last, _) = left_out(sound, since, at)
        assert (first, last) == pytest.approx((1.02, 1.48), abs=0.02)


def test_a_pause_as_loud_as_speech_keeps_its_edges() -> None:
    (_, first), (last, _) = left_out(tone(2.0), 1.0, 1.5)
    assert (first, last) == pytest.approx((1.05, 1.4))


@given(st.lists(st.floats(0, 10), max_size=8), st.floats(0, 5), st.floats(5, 12))
def test_what_is_left_is_in_order_and_within(times: list[float], begin: float, end: float) -> None:
    pauses = SpeechPauses()
    for number, at in enumerate(sorted(times)):
        (pauses.end if number % 2 else pauses.begin)(at)
    parts = [time for part in pauses.between(begin, end) for time in part]
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (begin, end)
