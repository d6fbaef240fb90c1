"""Reads a text as it is, or without what was added to it, and with what recognizers write otherwise."""

from __future__ import annotations

import re

from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.agent.grammar.counting import number_at
from wyoming_morgan.agent.grammar.extras import in_figures, without_extras
from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.grammar.wrapped import unwrapped
from wyoming_morgan.agent.language.language import Language

_FALSE_START = re.compile(
    r"^(?P<start>[^\W\d_]{1,30}(?: [^\W\d_]{1,30}){1,4})(?:,|\.{2,3}|…) (?=(?P=start) )", re.IGNORECASE
)
"""“Turn on, turn on the lamp”."""
_NUMBER = re.compile(r"[\W\d_]*")
_SIGNS = " .,!?…"


def read(
    matcher: SentenceMatcher, text: str, area: str | None, *, most: int, deadline: float | None = None
) -> tuple[SentenceMatch, ...]:
    """Read a text as it is, without what was added to it, or with the accents that were left out.

    A number alone is not a command, although a sentence of home-assistant-intents sets a temperature by it.

    Raises:
        DeadlineExceeded: it took too long.
    """
    text = matcher.numbered.as_joined(_FALSE_START.sub("", text))
    if _is_number(text, matcher.language):
        return ()
    matches = _without_additions(matcher, text, area, most, deadline)
    if not matches and (accented := matcher.recognition.accents.restored(text)) != text:
        matches = _without_additions(matcher, accented, area, most, deadline)
    return matches


def _is_number(text: str, language: Language) -> bool:
    figures = in_figures(text, language)
    words = figures.strip(_SIGNS).casefold().split()
    return _NUMBER.fullmatch(figures) is not None or 0 < number_at(words, 0, language.tag)[1] == len(words)


def _without_additions(
    matcher: SentenceMatcher, text: str, area: str | None, most: int, deadline: float | None
) -> tuple[SentenceMatch, ...]:
    """Understand a text as it is, or without what was added to it: “er, turn on the lamp, thank you”.

    In an unknown home what was added could be taken for a part of a name, so that it is left out first.
    """
    apart = without_extras(text, matcher.language, set_off=True)
    bare = without_extras(text, matcher.language)
    figures = in_figures(bare, matcher.language)
    named, written = map(matcher.numbered.as_written, (bare, figures))
    ways = (text, apart, bare, figures, written)
    if not matcher.home.known:
        ways = (named, bare, written, figures, text)
    for spoken in dict.fromkeys(ways):
        matches = understand(matcher, spoken, area, most=most, deadline=deadline)
        is_open = any(_is_open_to_words(match, apart=spoken == apart) for match in matches)
        if matches and (spoken == text or not is_open):
            return matches
    return _asked(matcher, bare, area, deadline)


def _asked(
    matcher: SentenceMatcher, text: str, area: str | None, deadline: float | None
) -> tuple[SentenceMatch, ...]:
    """Understand a question in other words; nothing if it would do anything."""
    if not matcher.home.known:
        return ()
    for question in unwrapped(text, matcher.language):
        match = matcher.match(question, area, deadline=deadline)
        if match is not None and match.asks:
            return (match,)
    return ()


def _is_open_to_words(match: SentenceMatch, *, apart: bool) -> bool:
    """Whether what was added to a text may be a part of it: “play yesterday once more”, a name alone.

    What a comma or a full stop sets apart is a part of a name alone at most.
    """
    free = match.local or "search_query" in match.slots or "item" in match.slots
    return match.bare or (free and not apart)
