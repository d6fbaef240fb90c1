"""Things whose names have a number: in “turn off lamp 1 and lamp 2”, 1 is no brightness."""

from __future__ import annotations

import re

from hassil import RecognizeResult

from wyoming_morgan.agent.grammar.signs import folded
from wyoming_morgan.home.model import Home

_TOKEN = re.compile(r"[^\W_]+")
_NAMES = frozenset({"name", "area", "floor"})
_VALUES = frozenset(
    {"brightness", "percentage", "position", "temperature", "volume_level", "amount", "value"}
)


class NumberedNames:
    """The names of a home that have a number, in figures or in words."""

    def __init__(self, home: Home) -> None:
        spoken = [name for entity in home.entities for name in entity.names]
        spoken += [name for area in home.areas for name in area.names]
        spoken += [name for floor in home.floors for name in floor.names]
        words = {tuple(folded(name).split()) for name in spoken}
        self._names = {name for name in words if len(name) > 1 and any(map(str.isdigit, name))}
        self._longest = max(map(len, self._names), default=0)

    def are_split(self, result: RecognizeResult) -> bool:
        """Whether a value was taken out of a name that was said whole."""
        if not self._names:
            return False
        values = [
            entity.text_span
            for entity in result.entities_list
            if entity.name in _VALUES and entity.text_span is not None
        ]
        named = [
            entity.text_span
            for entity in result.entities_list
            if entity.name in _NAMES and entity.text_span is not None
        ]
        words = [
            (token.start(), token.end(), folded(token.group()))
            for token in _TOKEN.finditer(result.original_text)
        ]
        return any(self._holds(words, value, named) for value in values)

    def _holds(
        self, words: list[tuple[int, int, str]], value: tuple[int, int], named: list[tuple[int, int]]
    ) -> bool:
        """Whether a name that is not a target lies around a value."""
        for first in range(len(words)):
            for end in range(first + 2, min(first + self._longest, len(words)) + 1):
                start, stop = words[first][0], words[end - 1][1]
                around = start <= value[0] and value[1] <= stop
                if around and tuple(word for _, _, word in words[first:end]) in self._names:
                    return not any(there[0] <= start and stop <= there[1] for there in named)
        return False
