"""The table of languages, and the words that are looked for in all of them.

The names in a home and of tools, and the arguments of a language model, may be in another language than the
spoken one.
"""

from __future__ import annotations

from collections.abc import Mapping

from wyoming_morgan.agent.language import de, en, es, fr, it, nl
from wyoming_morgan.agent.language.covers import CoverNames
from wyoming_morgan.agent.language.guarded import GuardedNames
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.water import WaterNames

_FILES = (de, en, es, fr, it, nl)

LANGUAGES: Mapping[str, Language] = {file.LANGUAGE.tag: file.LANGUAGE for file in _FILES}
"""The languages that have a file, by tag."""

_VERB_LAST = frozenset(
    {"bn", "eu", "fa", "gu", "hi", "ja", "ka", "kn", "ko", "ml", "mn", "ne", "pa", "ta", "te", "tr", "ur"}
)
"""Languages without a file whose commands begin with the name."""

EVERYTHING = frozenset[str]().union(*(language.words.everything for language in LANGUAGES.values()))
"""The words for everything, in any language."""

PLACES: Mapping[str, frozenset[str]] = {
    place: frozenset(
        word.casefold() for language in LANGUAGES.values() for word in language.states.places[place]
    )
    for place in en.LANGUAGE.states.places
}
"""What places where people are may be called, in any language: a zone has the name that it was given."""

_COVER_NAMES = CoverNames(language.covers for language in LANGUAGES.values())
WATER_NAMES = WaterNames(language.naming.water for language in LANGUAGES.values())
"""Finds out what turns the water on and off, in any language."""
GUARDED_NAMES = GuardedNames(language.guarded for language in LANGUAGES.values())
"""Finds out what a name is about, in any language."""


def language_of(tag: str) -> Language:
    """Return the language for a tag of home-assistant-intents.

    A language without a file still understands commands, but no follow-ups, no joined commands and no spoken
    yes; its replies are English.
    """
    english = en.LANGUAGE
    return LANGUAGES.get(tag) or Language(
        tag=tag,
        replies=english.replies,
        states=english.states,
        telling=english.telling,
        verb_last=tag in _VERB_LAST,
    )


def cover_class(name: str) -> str:
    """Return the device class that the name of a cover suggests, such as `garage`, or an empty string."""
    return _COVER_NAMES.of(name)
