"""Which of an engine's voices is the default."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import Voice


def speaks(voice: Voice, language: str) -> bool:
    """Whether a voice speaks a language, of any country; both are BCP 47 tags."""
    return any(primary(tag) == primary(language) for tag in voice.languages)


def default_first(voices: Sequence[Voice], name: str | None, languages: Sequence[str]) -> tuple[Voice, ...]:
    """Put the default voice before the others, which keep their order.

    It is the one called `name`; else the first with the exact tag of the home's first language that any voice
    speaks; else the first that speaks it with another tag; else the first.
    """

    def remoteness(voice: Voice) -> tuple[int, int]:
        for place, language in enumerate(languages):
            if any(_folded(tag) == _folded(language) for tag in voice.languages):
                return place, 0
            if speaks(voice, language):
                return place, 1
        return len(languages), 0

    named = next((voice for voice in voices if voice.name == name), None)
    default = named or min(voices, key=remoteness, default=None)
    if default is None:
        return ()
    return (default, *(voice for voice in voices if voice is not default))


def _folded(tag: str) -> str:
    return tag.replace("_", "-").casefold()
