"""When probabilities become a detection."""

from __future__ import annotations

from wyoming_morgan.engines.wake.options import WakeOptions
from wyoming_morgan.engines.wake.trigger import Trigger, TriggerSettings

STEP = 0.08


def detections(settings: TriggerSettings, probabilities: list[float]) -> list[int]:
    """The positions at which a word counts as said."""
    trigger = Trigger(settings)
    return [
        index
        for index, probability in enumerate(probabilities)
        if trigger.advance(probability, (index + 1) * STEP)
    ]


def test_a_probability_that_reaches_the_threshold_is_a_detection() -> None:
    assert detections(TriggerSettings(0.5), [0.1, 0.49, 0.5]) == [2]


def test_a_level_asks_for_so_many_in_a_row() -> None:
    assert detections(TriggerSettings(0.5, level=3), [0.9, 0.9, 0.1, 0.9, 0.9, 0.9]) == [5]


def test_one_utterance_is_one_detection() -> None:
    assert detections(TriggerSettings(0.5, refractory_seconds=0.4), [0.9] * 30) == [0]


def test_a_word_is_deaf_for_a_while_and_hears_again_after_it() -> None:
    settings = TriggerSettings(0.5, refractory_seconds=5 * STEP)
    assert detections(settings, [0.9, 0.1, 0.9, 0.1, 0.1, 0.9, 0.1]) == [0, 5]


def test_without_a_rest_every_rise_is_a_detection() -> None:
    assert detections(TriggerSettings(0.5, refractory_seconds=0), [0.9, 0.1, 0.9, 0.9, 0.1, 0.9]) == [0, 2, 5]


def test_a_word_s_own_settings_come_before_those_of_all_and_those_before_the_model_s() -> None:
    options = WakeOptions.model_validate(
        {
            "trigger_level": 3,
            "refractory_seconds": 1,
            "words": {"alexa": {"threshold": 0.7, "trigger_level": 2}},
        }
    )
    assert options.trigger("alexa", 0.9) == TriggerSettings(0.7, 2, 1)
    assert options.trigger("okay_nabu", 0.9) == TriggerSettings(0.9, 3, 1)
    assert WakeOptions(threshold=0.4).trigger("okay_nabu", 0.9) == TriggerSettings(0.4, 1, 2)
