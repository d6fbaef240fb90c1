"""Speech that is much quieter than the speaker's is not the speaker's."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.fakes import FakeRecognizer, silence
from tests.voice.hearing import Conversation, ear, spoken, understood
from wyoming_morgan.audio import from_samples, to_samples
from wyoming_morgan.voice.contract import UtteranceRequest
from wyoming_morgan.voice.settings import EarSettings
from wyoming_morgan.voice.speaker_level import SpeakerLevel

WINDOW = 0.032


def quieter(pcm: bytes, decibels: float) -> bytes:
    return from_samples(to_samples(pcm) * np.float32(10 ** (-decibels / 20)))


def weighed(*stretches: tuple[float, float], decibels: float = 10.0) -> list[float]:
    """The speech that is left of stretches of (decibels below full scale, seconds), all of it speech."""
    level = SpeakerLevel(decibels, WINDOW, 0.4)
    return [
        level.weigh(0.9, from_samples(np.full(512, 10 ** (-below / 20), np.float32)))
        for below, seconds in stretches
        for _ in range(round(seconds / WINDOW))
    ]


def test_a_television_behind_the_speaker_is_no_speech_after_a_moment() -> None:
    probabilities = weighed((20, 2.0), (33, 3.0))
    assert probabilities[-1] == 0.0
    assert probabilities.count(0.0) * WINDOW == pytest.approx(1.7, abs=0.1)


def test_soft_last_words_are_the_speakers_own() -> None:
    assert 0.0 not in weighed((20, 2.0), (38, 1.2))


@pytest.mark.parametrize(
    "stretches",
    [
        [(20, 2.0), (27, 2.0)],
        [(20, 1.0), (35, 0.4), (22, 0.3), (38, 0.4)],
        [(33, 1.0), (20, 2.0)],
    ],
    ids=["a little softer", "sounds between vowels", "a television first"],
)
def test_a_speaker_may_fade_and_follow_what_is_quieter(stretches: list[tuple[float, float]]) -> None:
    assert 0.0 not in weighed(*stretches)


def test_a_speaker_who_goes_on_is_heard_at_once() -> None:
    probabilities = weighed((20, 1.0), (40, 2.0), (21, 0.3))
    assert probabilities[-9:] == [0.9] * 9


def test_off_all_speech_counts() -> None:
    assert 0.0 not in weighed((20, 2.0), (50, 2.0), decibels=0.0)


async def ended_before_the_television(settings: EarSettings | None, decibels: float) -> tuple[str, float]:
    """What is heard of “ab” with a television behind it that says “cdcd…” for 12 s, and after how long."""
    recognizer = FakeRecognizer(lambda pcm: understood(pcm) + ("!" if len(pcm) > 32_000 * 3 else ""))
    conversation = Conversation(ear(recognizer, settings), UtteranceRequest())
    began = asyncio.get_running_loop().time()
    await conversation.live(spoken("ab") + quieter(spoken("cd" * 12), decibels) + silence(2.0))
    text = await conversation.text()
    assert conversation.ended_at is not None
    return text, conversation.ended_at - began


async def test_a_command_is_not_lost_to_a_television_that_goes_on_talking() -> None:
    text, seconds = await ended_before_the_television(None, 15)
    assert text == "ab"
    assert seconds == pytest.approx(1.0 + 0.5 + 0.8 + 0.5, abs=0.15)


@pytest.mark.parametrize(
    ("settings", "decibels"), [(None, 6), (EarSettings(quieter_decibels=0), 15)], ids=["as loud", "off"]
)
async def test_who_is_nearly_as_loud_belongs_to_the_turn(
    settings: EarSettings | None, decibels: float
) -> None:
    _, seconds = await ended_before_the_television(settings, decibels)
    assert seconds > 12
