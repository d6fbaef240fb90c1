"""The device class that the name of a cover suggests, where Home Assistant reports none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W\d_]+")

COVER_CLASSES = ("garage", "gate", "door")
"""The device classes that a name may suggest, the first that fits being taken."""


@dataclass(frozen=True, slots=True)
class CoverWords:
    """The words of one language for garages, gates and doors, by device class and in lower case."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Whole words of a name."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Letters anywhere in a name: “Doppelgarage”."""
    endings: Mapping[str, str] = field(default_factory=dict)
    """Endings of a word, in languages that join words: “Terrassentür”."""


class CoverNames:
    """Finds out which device class the name of a cover suggests, in any of the languages."""

    def __init__(self, languages: Iterable[CoverWords]) -> None:
        covers = tuple(languages)
        self._words = {
            device_class: frozenset().union(*(cover.words.get(device_class, ()) for cover in covers))
            for device_class in COVER_CLASSES
        }
        self._parts = tuple(item for cover in covers for item in cover.parts.items())
        self._endings = tuple(item for cover in covers for item in cover.endings.items())

    def of(self, name: str) -> str:
        """Return the device class that a name suggests, or an empty string."""
        folded = name.casefold()
        spoken = _WORD.findall(folded)
        for device_class, words in self._words.items():
            if not words.isdisjoint(spoken):
                return device_class
        for device_class, part in self._parts:
            if part in folded:
                return device_class
        for device_class, ending in self._endings:
            if any(word.endswith(ending) for word in spoken):
                return device_class
        return ""
