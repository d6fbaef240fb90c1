"""What a sentence was understood as, compared as the repository's own tests compare it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bench.home_assistant_sentences.fixtures import Expected


@dataclass(frozen=True, slots=True)
class Understood:
    """An intent with its slots; or, if `intent` is empty, nothing."""

    intent: str = ""
    slots: Mapping[str, Any] | None = None
    why: str = ""
    """What happened instead, in words."""
    combination: str = ""
    """The combination of slots of the sentence it matched, where that is known."""

    def __str__(self) -> str:
        if not self.intent:
            return self.why or "nothing"
        slots = ", ".join(f"{name}: {value}" for name, value in (self.slots or {}).items())
        return f"{self.intent} {{{slots}}}"

    def means(self, expected: Expected, area: str) -> bool:
        """Whether it is what was expected of a speaker in `area`."""
        if self.intent != expected.intent or self.combination not in {"", expected.combination}:
            return False
        slots = dict(self.slots or {})
        if expected.in_area and _folded(slots.pop("area", None)) != _folded(area):
            return False
        return slots.keys() == expected.slots.keys() and all(
            _agrees(_folded(value), {*map(_folded, expected.slots[name])}) for name, value in slots.items()
        )


def _folded(value: Any) -> Any:
    """Return a text in lower case: one place has one name, however a file writes it."""
    return value.casefold() if isinstance(value, str) else value


def _agrees(value: Any, expected: Collection[Any]) -> bool:
    """Whether a value is an expected one; several values are all expected, or one of them is the only one."""
    if isinstance(value, list | tuple | set | frozenset):
        return {*value} <= {*expected} or (len(expected) == 1 and {*expected} <= {*value})
    return value in expected
