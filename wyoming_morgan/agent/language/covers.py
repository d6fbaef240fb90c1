"""The device class that the name of a cover suggests, where Home Assistant reports none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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


def cover_class(name: str, languages: Iterable[CoverWords]) -> str:
    """Return the device class that a name suggests in any of the languages, or an empty string."""
    folded = name.casefold()
    spoken = re.findall(r"[^\W\d_]+", folded)
    covers = tuple(languages)
    for device_class in COVER_CLASSES:
        if any(not cover.words.get(device_class, frozenset()).isdisjoint(spoken) for cover in covers):
            return device_class
    parts = (item for cover in covers for item in cover.parts.items())
    endings = (item for cover in covers for item in cover.endings.items())
    return next(
        (device_class for device_class, part in parts if part in folded),
        next(
            (
                device_class
                for device_class, ending in endings
                if any(word.endswith(ending) for word in spoken)
            ),
            "",
        ),
    )
