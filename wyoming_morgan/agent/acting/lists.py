"""Answers what is on the to-do lists of a home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wyoming_morgan.agent.acting.asked_home import ask_home
from wyoming_morgan.agent.grammar.free_text import words_in
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.telling.words import as_sentence
from wyoming_morgan.home.contract import EntityState, HomeLink, Place
from wyoming_morgan.home.lookups import Item, Lookup, LookupKind

SHOPPING = "shopping"
TASKS = "tasks"
"""Values of the slot `about`, where no list is named."""

_MOST_TOLD = 12
_SHOPPING_LIST = "todo.shopping_list"
"""The id of the list that Home Assistant itself calls the shopping list."""
_LONGEST_ENDING = 2
"""Letters in which “egg” and “eggs” may differ."""
_SHORTEST_STEM = 3


async def about_list(
    slots: Mapping[str, Any],
    lists: Sequence[EntityState],
    home: HomeLink,
    language: Language,
    *,
    place: Place,
) -> str:
    """Return what is on the list that slots mean, or whether an item is."""
    words = language.telling
    chosen = _chosen(lists, slots.get("about"), language)
    if chosen is None:
        return words.several_lists.format(names=language.states.list_of([one.name for one in lists]))
    answer = await ask_home(home, [(chosen, Lookup(LookupKind.ITEMS, chosen.entity_id))], place=place)
    if not answer.findings:
        return words.not_told.format(names=chosen.name)
    findings = answer.findings[0]
    item = slots.get("item")
    if isinstance(item, str):
        there = next((one for one in findings.items if _is_meant(item, one)), None)
        if there is not None:
            return words.on_list.format(item=there.summary, name=chosen.name)
        # What was not told may be there.
        sentence = words.not_on_list if findings.complete else words.not_told
        return sentence.format(item=item, name=chosen.name, names=chosen.name)
    if not findings.items:
        return as_sentence(words.empty.format(name=chosen.name))
    shown = [one.summary for one in findings.items[:_MOST_TOLD]]
    if len(findings.items) > len(shown):
        shown.append(words.more.format(count=len(findings.items) - len(shown)))
    return as_sentence(words.listed.format(name=chosen.name, items=language.states.list_of(shown)))


def _chosen(lists: Sequence[EntityState], about: object, language: Language) -> EntityState | None:
    """Return the list that is meant: the only one, or among several that for the shopping or for all else."""
    if len(lists) == 1:
        return lists[0]
    shopping = [one for one in lists if one.entity_id == _SHOPPING_LIST] or [
        one for one in lists if not language.telling.shopping.isdisjoint(words_in(one.name))
    ]
    fitting = {
        SHOPPING: shopping,
        TASKS: [one for one in lists if one not in shopping],
    }.get(str(about), [])
    return fitting[0] if len(fitting) == 1 else None


def _is_meant(said: str, item: Item) -> bool:
    """Whether every word that was said is in an item, in the singular or the plural."""
    there = words_in(item.summary)
    return all(any(_is_same(word, other) for other in there) for word in words_in(said))


def _is_same(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    if short == long:
        return True
    is_stem = len(short) >= _SHORTEST_STEM and len(long) - len(short) <= _LONGEST_ENDING
    return is_stem and long.startswith(short)
