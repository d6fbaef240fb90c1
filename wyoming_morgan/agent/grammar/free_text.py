"""Finds out whether free text in a match is part of a command, of another command or of a name.

A song, a list item and the name of a timer may be anything. But “mets le chauffage à 21 degrés” is no song,
“den” no name, and “milk to the shopping list and bread” no item.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from itertools import dropwhile

from hassil import RecognizeResult
from hassil.models import MatchEntity

from wyoming_morgan.agent.grammar.titles import SEARCH
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.scripts import is_dense

_WORD = re.compile(r"\d+[.,]\d+|[^\W_]+|[%°]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WHOLE_WORDS = frozenset({"item", SEARCH, "message"})
"""Slots that end with a word; a timer's name may be joined to its noun: “Nudeltimer”."""
_MOST_WORDS = 6
"""Words of a name."""
_MARKS = frozenset("%°")
_OF_PLAYERS = frozenset({"player", "scene", "script"})
"""Kinds whose words may be a wish for music."""


def words_in(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(text.casefold())


def takes_a_command(result: RecognizeResult, language: Language, names: Collection[tuple[str, ...]]) -> bool:
    """Whether free text of a match took what is no part of it.

    Args:
        result: The match.
        language: Its language.
        names: The names of the home's things, in words.
    """
    said = words_in(result.original_text)
    for entity in result.entities_list:
        if not entity.is_wildcard:
            continue
        if entity.name in _WHOLE_WORDS and not (_is_whole(entity, said) or _is_compound(entity, result)):
            return True
        if _cuts_a_number(entity, result):
            return True
        words = words_in(entity.text)
        listed = result.context.get("domain") != "media_player"  # for a player, a list is one to play
        if entity.name == SEARCH and _is_no_music(words, said, language, names, listed=listed):
            return True
        is_item = entity.name == "item"
        if is_item and (_is_an_amount(words, language) or _holds_a_list(words, language, names)):
            return True
        if entity.name == "name" and "Timer" in result.intent.name and _is_no_name(words, language):
            return True
    return False


def _is_whole(entity: MatchEntity, said: list[str]) -> bool:
    """Whether a text has whole words: “leche a l” has not."""
    if any(map(is_dense, entity.text)):
        return True
    words = words_in(entity.text)
    return bool(words) and _finds(words, said)


def _is_compound(entity: MatchEntity, result: RecognizeResult) -> bool:
    """Whether a word goes on with what another slot was matched to: “Sommerhits” in “Sommerhitsplaylist”."""
    if entity.text_span is None:
        return False
    rest = "".join(itertools.takewhile(str.isalnum, result.original_text[entity.text_span[1] :])).casefold()
    return any(rest == other.text.casefold() for other in result.entities_list if other is not entity)


def _cuts_a_number(entity: MatchEntity, result: RecognizeResult) -> bool:
    """Whether free text ends within a number: “1.” in “1.5 hours”."""
    return entity.text_span is not None and any(
        number.start() < entity.text_span[1] < number.end()
        for number in _NUMBER.finditer(result.original_text)
    )


def _finds(words: list[str], said: list[str]) -> bool:
    return any(said[at : at + len(words)] == words for at in range(len(said) - len(words) + 1))


def _holds_name(words: list[str], names: Collection[tuple[str, ...]]) -> bool:
    """Whether a text holds a name; there may be thousands of names."""
    return any(
        tuple(words[start:end]) in names
        for start in range(len(words))
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1)
    )


def _holds_a_thing(words: list[str], language: Language, names: Collection[tuple[str, ...]]) -> bool:
    """Whether a text has the name of a thing behind an article: “en marcha la fuente”."""
    return any(
        word in language.words.articles and _begins_with_name(words[at + 1 :], names)
        for at, word in enumerate(words)
    )


def _begins_with_name(words: list[str], names: Collection[tuple[str, ...]]) -> bool:
    return any(tuple(words[:end]) in names for end in range(1, _MOST_WORDS))


def _is_no_music(
    words: list[str],
    said: list[str],
    language: Language,
    names: Collection[tuple[str, ...]],
    *,
    listed: bool,
) -> bool:
    text = language.free_text
    bare = [word for word in words if word not in language.words.articles | language.naming.elided]
    while bare and bare[0] in language.naming.glue:  # “in pausa la cassa”
        bare = bare[1:]
    if " ".join(words[:2]) in text.running or all(word in text.player for word in bare):
        return True
    valued = _MARKS & {*words} or not text.values.isdisjoint(words) or any(_numbers(words, language))
    united = bool(_MARKS & {*words}) or (not text.units.isdisjoint(words) and any(_numbers(words, language)))
    task = not (text.tasks | text.lists if listed else text.tasks).isdisjoint(words)
    thing = not text.kinds.isdisjoint(words) or _holds_name(words, names)
    if not text.play.isdisjoint(said[:3]):
        alone = listed and _is_a_thing_alone(words, said, language, names)
        return (task and united) or (thing and united) or alone
    if _is_a_kind(" ".join(bare), language):
        return True
    begins = bare[0] in text.kinds or _begins_with_name(bare, names)
    holds = _holds_a_thing(words, language, names) or (thing and bool(valued))
    return task or united or begins or holds or bare[0] in text.player


def _is_a_kind(said: str, language: Language) -> bool:
    """Whether a text is the word for a kind of things that play nothing: “démarre le robot”."""
    return any(
        said in words.one or said in words.many
        for kind, words in language.naming.kinds.items()
        if kind not in _OF_PLAYERS
    )


def _is_a_thing_alone(
    words: list[str], said: list[str], language: Language, names: Collection[tuple[str, ...]]
) -> bool:
    """Whether nothing but a task, a list or a thing is to be played: “a timer”, “the alarm at seven”.

    Without an article such a word alone may be a title.
    """
    text = language.free_text
    articles = language.words.articles | text.some
    bare = list(dropwhile(articles.__contains__, words))
    spoken = said[next((at for at, word in enumerate(said) if word in text.play), -1) + 1 :]
    named = list(dropwhile(articles.__contains__, spoken))
    if len(named) < len(spoken) and tuple(named) in names:
        return True
    if not text.lists.isdisjoint(words) and not text.shopping.isdisjoint(words):
        return True
    if not bare or (len(bare) == len(words) and not any(_numbers(words, language))):
        return False
    plain = text.tasks | text.lists | text.kinds
    others = articles | text.moments | text.units | text.shopping
    return not plain.isdisjoint(bare) and all(
        word in plain or word in others or is_number
        for word, is_number in zip(bare, _numbers(bare, language), strict=True)
    )


def _is_an_amount(words: list[str], language: Language) -> bool:
    """Whether a text is a number and a unit of what can be set: “five minutes”, no item of a list."""
    units = language.free_text.units
    others = units | language.free_text.moments
    numbers = list(_numbers(words, language))
    return (
        any(numbers)
        and not units.isdisjoint(words)
        and all(word in others or is_number for word, is_number in zip(words, numbers, strict=True))
    )


def _numbers(words: list[str], language: Language) -> Iterator[bool]:
    return (any(map(str.isdigit, word)) or language.cues.is_number(word) for word in words)


def _holds_a_list(words: list[str], language: Language, names: Collection[tuple[str, ...]]) -> bool:
    """Whether an item holds a list and more: “milk to the shopping list and bread”."""
    if language.words.joining.isdisjoint(words):
        return False
    listed = not language.free_text.lists.isdisjoint(words)
    return listed or _holds_name(words, names)


def _is_no_name(words: list[str], language: Language) -> bool:
    """Whether a timer cannot be called so: an article, or a duration."""
    articles = language.words.articles | language.free_text.some
    ignored = articles | language.words.joining
    if all(word in ignored for word in words) or words[-1] in articles:
        return True
    return not language.free_text.units.isdisjoint(words) and any(_numbers(words, language))
