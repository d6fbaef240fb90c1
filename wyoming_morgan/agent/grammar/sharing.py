"""Finds out whether two commands share their verb, and gives the verb of one to the target of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from wyoming_morgan.agent.grammar.sentences import COMMAND, SentenceMatch
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.words import Words

_TARGETS = frozenset({"name", "area", "floor"})
_MOST_LEFT_OUT = 5
_SHORT = 3
_KINDS = frozenset({"domain", "device_class"})
_VARIABLE = frozenset({COMMAND})


def another_target(
    before: SentenceMatch,
    text: str,
    words: Words,
    match: Callable[[str], SentenceMatch | None],
) -> SentenceMatch | None:
    """Understand `text` as another target of the command before it: “… and the fan”; it does the same."""
    if before.target is None:
        return None
    start, end = before.target
    tail = before.text[end:]
    if tail.strip() and text.casefold().endswith(tail.casefold()):
        tail = ""
    for opening in openings(before.text[:start], text, words):
        another = match(f"{opening} {text}{tail}".strip())
        if another is not None and another.bare == before.bare and doing_the_same(another, before):
            return replace(another, lasts=before.lasts)
    return None


def openings(head: str, target: str, words: Words) -> Iterator[str]:
    """Yield what may precede another target: everything, then less, such as no article or “lights in the”."""
    spoken = head.split()
    first = (target.casefold().split() or [""])[0]
    has_article = first in words.articles or any(
        first.startswith(article) for article in words.articles if article.endswith("'")
    )
    for count in range(min(_MOST_LEFT_OUT, len(spoken)) + (len(spoken) < _SHORT)):
        opening = spoken[: len(spoken) - count]
        if opening and has_article and opening[-1].casefold() in words.articles:
            continue
        yield " ".join(opening)


def doing_the_same(match: SentenceMatch, before: SentenceMatch) -> bool:
    """Whether two commands differ in their targets only; each has one."""
    if match.intent != before.intent or match.needs_area:
        return False
    if COMMAND not in match.slots and not any(slot in match.slots for slot in _TARGETS):
        return False
    ignored = _TARGETS | _KINDS | _VARIABLE
    return {slot: value for slot, value in match.slots.items() if slot not in ignored} == {
        slot: value for slot, value in before.slots.items() if slot not in ignored
    }


def is_like(match: SentenceMatch, before: SentenceMatch, said: str, language: Language) -> bool:
    """Whether another target in an unknown home is what the one before it is: a thing, or a room.

    A room is one only if the things in it were said: “and the bedroom lights”.
    """
    slots = {"name", "area"} & match.slots.keys()
    if slots != {"name", "area"} & before.slots.keys() or len(slots) != 1:
        return False
    return slots == {"name"} or language.naming.means_several(said)
