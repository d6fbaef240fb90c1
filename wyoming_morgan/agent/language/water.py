"""Which things turn the water on and off, by their names: “Main water”, and no water heater."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NEVER = r"(?!)"
_WORD = re.compile(r"[^\W\d_]+")
_SWITCHES = frozenset({"input_boolean", "switch"})


@dataclass(frozen=True, slots=True)
class WaterWords:
    """The words of one language, in lower case. Defaults match nothing."""

    names: str = _NEVER
    """A regular expression of the whole name of a switch for the water."""
    others: frozenset[str] = frozenset()
    """Words of names that are about something else than the water: “gas”, “hot”."""


class WaterNames:
    """Finds out whether a thing is for the water, in any of the languages."""

    def __init__(self, languages: Iterable[WaterWords]) -> None:
        every = tuple(languages)
        self.patterns = tuple(re.compile(words.names) for words in every)
        self._others = frozenset[str]().union(*(words.others for words in every))

    def has(self, domain: str, device_class: str | None, names: Iterable[str]) -> bool:
        """Whether a thing is for the water: a valve of no other kind, or a switch that is called so.

        Args:
            domain: The domain of Home Assistant.
            device_class: Its device class, if it has one.
            names: Its names.
        """
        spoken = [name.casefold() for name in names]
        if any(not self._others.isdisjoint(_WORD.findall(name)) for name in spoken):
            return False
        if domain == "valve":
            return device_class in {None, "", "water"}
        return domain in _SWITCHES and any(
            pattern.fullmatch(name) for pattern in self.patterns for name in spoken
        )
