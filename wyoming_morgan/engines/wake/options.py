"""The settings that the wake word engines have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from annotated_types import Ge, Gt, Le, MaxLen

from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.engines.contract.options import OwnPath
from wyoming_morgan.engines.wake.trigger import TriggerSettings

Threshold = Annotated[float, Gt(0), Le(1)]
Level = Annotated[int, Ge(1), Le(100)]


class WordOptions(EngineOptions):
    """What is special about one word; what is unset is as for all of them."""

    threshold: Threshold | None = None
    """The probability, 0 to 1, from which on the word counts as said."""
    trigger_level: Level | None = None
    """So many probabilities in a row must reach the threshold."""


class WakeOptions(EngineOptions):
    """Settings of a wake word engine."""

    threshold: Threshold | None = None
    """The probability, 0 to 1, from which on a word counts as said; unset is each model's own."""
    trigger_level: Level = 1
    """So many probabilities in a row must reach the threshold: more are surer and later."""
    words: dict[str, WordOptions] = {}  # noqa: RUF012 - pydantic copies it for each instance
    """Single words' own `threshold` and `trigger_level`, by name."""
    default_words: Annotated[tuple[str, ...], MaxLen(100)] = ()
    """The words that are listened for where a client names none; unset is `okay_nabu`."""
    refractory_seconds: Annotated[float, Ge(0), Le(60)] = 2.0
    """Seconds of audio after a detection in which the word is not detected again."""
    folder: OwnPath | None = None
    """A folder with your own models; a file replaces the built-in word that has its name."""

    def trigger(self, name: str, models_own: float) -> TriggerSettings:
        """Return when a word triggers, whose model asks for the threshold `models_own`."""
        word = self.words.get(name, WordOptions())
        return TriggerSettings(
            threshold=_first(word.threshold, self.threshold, models_own),
            level=int(_first(word.trigger_level, self.trigger_level)),
            refractory_seconds=self.refractory_seconds,
        )


def _first(*values: float | None) -> float:
    told: Sequence[float] = [value for value in values if value is not None]
    return told[0]
