"""The silence that ends a turn, by what was said before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.contract.stt import Progress, Transcript
from wyoming_morgan.voice.contract import Sensitivity
from wyoming_morgan.voice.endpoint import EndpointSettings
from wyoming_morgan.voice.patience import PatienceSettings, PausePatience

SETTINGS = PatienceSettings()
USUAL = EndpointSettings().silence_seconds


def after(text: str, progress: Progress | None, sensitivity: Sensitivity = Sensitivity.DEFAULT) -> float:
    return PausePatience(SETTINGS, EndpointSettings(), sensitivity).after(
        Transcript(text, "en", progress=progress), None
    )


def test_a_whole_command_ends_soon_and_a_beginning_late() -> None:
    waits = [after("lights", progress) for progress in (Progress.WHOLE, None, Progress.BEGINNING)]
    assert waits == [
        SETTINGS.whole_seconds,
        USUAL,
        SETTINGS.beginning_seconds,
    ]
    assert after("lights", Progress.EXTENDABLE) == SETTINGS.extendable_seconds


def test_a_sentence_that_stops_in_the_middle_is_a_beginning_and_other_speech_is_not() -> None:
    assert after("Tell me about the", None) == SETTINGS.beginning_seconds
    assert after("Tell me about the sea.", None) == USUAL


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", SETTINGS.unclear_seconds),
        ("Yes.", SETTINGS.unclear_seconds * 2 / 3),
        ("Listen.", SETTINGS.unclear_seconds),
        ("Listen to me.", SETTINGS.unclear_seconds),
        ("Listen to me and nobody else.", USUAL),
        ("Listen to the", SETTINGS.beginning_seconds),
    ],
)
def test_a_few_words_that_are_no_command_may_be_the_beginning_of_one(text: str, seconds: float) -> None:
    assert after(text, Progress.OTHER) == pytest.approx(seconds)
    if text == "Yes.":
        assert after(text, None) == USUAL


def test_words_that_could_not_be_decoded_change_nothing() -> None:
    assert PausePatience(SETTINGS, EndpointSettings(), Sensitivity.DEFAULT).after(None, "en") == USUAL


@pytest.mark.parametrize("progress", [*Progress, None])
def test_who_is_impatient_waits_less_and_who_is_relaxed_longer(progress: Progress | None) -> None:
    waits = [
        after("lights", progress, sensitivity)
        for sensitivity in (Sensitivity.AGGRESSIVE, Sensitivity.DEFAULT, Sensitivity.RELAXED)
    ]
    assert waits == sorted(waits)
    assert waits[0] < waits[2]


@given(
    st.sampled_from(Sensitivity),
    st.floats(0.05, 5),
    st.floats(0.05, 5),
    st.floats(0.05, 5),
    st.floats(0.05, 5),
)
def test_nothing_is_waited_for_for_ever(
    sensitivity: Sensitivity, usual: float, whole: float, extendable: float, beginning: float
) -> None:
    patience = PausePatience(
        PatienceSettings(whole_seconds=whole, extendable_seconds=extendable, beginning_seconds=beginning),
        EndpointSettings(silence_seconds=usual),
        sensitivity,
    )
    waits = [patience.until_known, *(patience._of(progress) for progress in Progress)]
    assert all(0 < wait <= max(2.0, patience.usual) for wait in waits)
    assert patience.until_known >= patience.usual
