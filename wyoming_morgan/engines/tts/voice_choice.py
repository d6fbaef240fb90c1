"""Which of an engine's voices is the default."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.languages.matching import match_language


def speaks(voice: Voice, language: str) -> bool:
    """Whether a voice speaks a language, of any country; both are BCP 47 tags."""
    return any(primary(tag) == primary(language) for tag in voice.languages)


def default_first(voices: Sequence[Voice], name: str | None, languages: Sequence[str]) -> tuple[Voice, ...]:
    """Put the default voice before the others, which keep their order.

    It is the one called `name`; else the first with the tag that is nearest to the home's first language that
    any voice speaks; else the first that speaks it with another tag; else the first.
    """
    tags = [tag for voice in voices for tag in voice.languages]
    nearest = [match_language(language, tags) for language in languages]

    def remoteness(voice: Voice) -> tuple[int, int]:
        for place, (language, tag) in enumerate(zip(languages, nearest, strict=True)):
            if tag in voice.languages:
                return place, 0
            if speaks(voice, language):
                return place, 1
        return len(languages), 0

    named = next((voice for voice in voices if voice.name == name), None)
    default = named or min(voices, key=remoteness, default=None)
    if default is None:
        return ()
    return (default, *(voice for voice in voices if voice is not default))
