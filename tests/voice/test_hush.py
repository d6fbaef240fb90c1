"""The end of a word is told by loudness, before a detector of speech notices it."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.fakes import FakeRecognizer, FakeVoiceActivity
from tests.voice.hearing import Conversation, spoken, understood
from wyoming_morgan.audio import from_samples
from wyoming_morgan.voice.contract import UtteranceRequest
from wyoming_morgan.voice.endpoint import Endpointer, EndpointSettings, Signal
from wyoming_morgan.voice.hush import Hush
from wyoming_morgan.voice.transcriber import Transcriber

WINDOW = 0.032
SAMPLES = 512


def noise(decibels: float, seconds: float) -> list[bytes]:
    """Windows of noise, so many decibels below full scale."""
    random = np.random.default_rng(1)
    amplitude = 10 ** (-decibels / 20)
    return [
        from_samples((random.standard_normal(SAMPLES) * amplitude).astype(np.float32))
        for _ in range(round(seconds / WINDOW))
    ]


def held_after(*stretches: tuple[float, float]) -> list[bool]:
    """Whether each window of the last stretch is told to be quiet, after those before it."""
    hush = Hush(WINDOW)
    answers = [[hush.holds(window) for window in noise(*stretch)] for stretch in stretches]
    return answers[-1]


def test_a_word_that_ends_in_a_quiet_room_is_over_within_two_windows() -> None:
    assert held_after((60, 0.5), (20, 1.0), (60, 0.5)).index(True) == 1


def test_it_is_quiet_until_words_are_long_past() -> None:
    windows = held_after((60, 0.5), (20, 1.0), (60, 2.0))
    assert all(windows[2:20])
    assert not any(windows[40:])


@pytest.mark.parametrize(
    "stretches",
    [
        pytest.param([(60, 0.5), (20, 1.0)], id="speech"),
        pytest.param([(60, 0.5), (20, 1.0), (35, 0.5)], id="a soft word"),
        pytest.param([(60, 0.5), (20, 1.0), (45, 0.3)], id="an f, louder than the room"),
        pytest.param([(35, 0.5), (20, 1.0), (35, 0.5)], id="a loud room"),
        pytest.param([(20, 1.0), (60, 0.032)], id="the stop before a t"),
        pytest.param([(60, 1.0)], id="nobody speaks"),
    ],
)
def test_what_may_be_speech_is_not_quiet(stretches: list[tuple[float, float]]) -> None:
    assert not any(held_after(*stretches))


def test_a_window_without_sound_tells_nothing() -> None:
    assert not Hush(WINDOW).holds(b"")


def paused_at(hush: int | None) -> int | None:
    """The number of the window with a pause, if it is quiet in one; a detector tells speech all the time."""
    endpointer = Endpointer(EndpointSettings(), edge=lambda since, _: since - WINDOW)
    for number in range(20):
        events = endpointer.advance(0.9, WINDOW, hushed=number == hush)
        if any(event.signal is Signal.PAUSED for event in events):
            return number
    return None


def test_a_hush_is_a_pause_at_once_whatever_the_detector_tells() -> None:
    assert paused_at(10) == 10
    assert paused_at(None) is None


async def test_a_turn_ends_on_it_though_the_detector_tells_speech() -> None:
    loop = asyncio.get_running_loop()
    transcriber = Transcriber(FakeRecognizer(understood), FakeVoiceActivity(level=0.0), clock=loop.time)
    conversation = Conversation(transcriber, UtteranceRequest())
    room = b"".join(noise(80, 0.5))
    began = loop.time()
    await conversation.live(room + spoken("ab") + room + room)
    assert await conversation.text() == "ab"
    assert conversation.ended_at is not None
    assert conversation.ended_at - began == pytest.approx(1.5 + EndpointSettings().silence_seconds, abs=0.1)
