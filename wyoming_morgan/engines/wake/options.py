"""The settings that the wake word engines share."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Ge, Gt, Le, MaxLen

from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.engines.contract.options import OwnPath
from wyoming_morgan.engines.wake.trigger import TriggerSettings

Threshold = Annotated[float, Gt(0), Le(1)]
Level = Annotated[int, Ge(1), Le(100)]


class WordOptions(EngineOptions):
    """The settings of one word; unset ones are those of all words."""

    threshold: Threshold | None = None
    """The probability, 0 to 1, at which the word counts as said."""
    trigger_level: Level | None = None
    """How many probabilities in a row must reach the threshold."""


class WakeOptions(EngineOptions):
    """Settings of a wake word engine."""

    threshold: Threshold | None = None
    """The probability, 0 to 1, at which a word counts as said; unset is each model's own."""
    trigger_level: Level = 1
    """How many probabilities in a row must reach the threshold: more is surer and slower."""
    words: dict[str, WordOptions] = {}  # noqa: RUF012 - pydantic copies it for each instance
    """The `threshold` and `trigger_level` of single words, by name."""
    default_words: Annotated[tuple[str, ...], MaxLen(100)] = ()
    """The words for clients that name none; unset is `okay_nabu`."""
    refractory_seconds: Annotated[float, Ge(0), Le(60)] = 2.0
    """Seconds of audio after a detection in which the word is not detected again."""
    folder: OwnPath | None = None
    """A folder with your own models; a file replaces the built-in word that has its name."""

    def trigger(self, name: str, models_own: float) -> TriggerSettings:
        """Return when a word triggers; `models_own` is the threshold of its model."""
        word = self.words.get(name, WordOptions())
        return TriggerSettings(
            threshold=_first(word.threshold, self.threshold, models_own),
            level=int(_first(word.trigger_level, self.trigger_level)),
            refractory_seconds=self.refractory_seconds,
        )


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)
