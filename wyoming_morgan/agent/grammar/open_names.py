"""What may be taken for a name or an area in a home whose names are unknown.

The executor of the intent resolves the name, and reports a name that does not exist. What must not happen is
that talk becomes a command, or that a command reaches more than was named.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from hassil import RecognizeResult, SlotList, WildcardSlotList
from hassil.models import MatchEntity

from wyoming_morgan.agent.grammar.lasting_text import holds_duration
from wyoming_morgan.agent.grammar.slots import NameList
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.scripts import is_dense
from wyoming_morgan.agent.language.words import Words
from wyoming_morgan.home.model import Home
from wyoming_morgan.templates.templates import is_for_known_homes

_MAX_WORDS = 5
_MAX_CHARACTERS = 60
_MIN_EVIDENCE = 4
"""Letters of a command's own words, beside the names: “come on” has two, “turn on” six."""

_MIN_EVIDENCE_BEHIND = 6
"""The same if the name comes first: “dramatic pause”."""

_MIN_EVIDENCE_BARE = 7
"""The same if the sentence requires nothing but the name: “change the subject” is not a script."""

_WITH_OPEN_NAME = frozenset(
    {
        "HassClimateSetTemperature",
        "HassFanSetSpeed",
        "HassLightSet",
        "HassListAddItem",
        "HassListCompleteItem",
        "HassListRemoveItem",
        "HassMediaNext",
        "HassMediaPause",
        "HassMediaPlayerMute",
        "HassMediaPlayerUnmute",
        "HassMediaPrevious",
        "HassMediaSearchAndPlay",
        "HassMediaUnpause",
        "HassSetPosition",
        "HassSetVolume",
        "HassSetVolumeRelative",
        "HassTurnOff",
        "HassTurnOn",
    }
)
"""Intents whose sentences are commands by their own words; a question about a name may be about anything."""

_WITH_OPEN_AREA = (_WITH_OPEN_NAME - {"HassListAddItem", "HassListCompleteItem", "HassListRemoveItem"}) | {
    "HassClimateGetTemperature",
    "HassGetState",
    "HassVacuumCleanArea",
}

_MIN_NOUN = 3
"""Letters that are more than an ending: “-tür”."""


def open_lists() -> dict[str, SlotList]:
    """Return the lists of an unknown home that take any name and any area."""
    return {name: WildcardSlotList(name=name) for name in ("name", "area")}


def floor_list(words: Words, home: Home) -> NameList:
    """Return the floors of an unknown home: its own, if it tells them, and the common ones."""
    floors = {floor: floor for floor in words.floors}
    floors |= {spoken.casefold(): floor.name for floor in home.floors for spoken in floor.names}
    return NameList.of("floor", floors.items())


def open_sentences(intents: dict[str, Any]) -> dict[str, Any]:
    """Return the intents of a language without the sentences that an open name or area could never fill."""
    kept: dict[str, Any] = {}
    for name, intent in intents.items():
        blocks = [_opened(block) for block in intent["data"] if _may_open(name, block)]
        if blocks:
            kept[name] = {**intent, "data": blocks}
    return kept


def _may_open(intent: str, block: dict[str, Any]) -> bool:
    if is_for_known_homes(block.get("metadata")):
        return False
    combination = set(block.get("metadata", {}).get("slot_combination", "").split("_"))
    if "Timer" in intent:
        return "area" not in combination
    if "name" in combination and intent not in _WITH_OPEN_NAME:
        return False
    return "area" not in combination or intent in _WITH_OPEN_AREA


def _opened(block: dict[str, Any]) -> dict[str, Any]:
    """Move the domains that the name must have out of the way: the domain of an open name is unknown."""
    required = dict(block.get("requires_context", {}))
    named = required.pop("domain", [])
    return {
        **block,
        "requires_context": required,
        "metadata": {**block.get("metadata", {}), "domains": named},
    }


def is_acceptable(result: RecognizeResult, language: Language, *, question: bool) -> bool:
    """Whether everything that was taken for a name or an area in this match may be one."""
    intent = result.intent.name
    opened = [
        entity for entity in result.entities_list if entity.is_wildcard and entity.name in {"name", "area"}
    ]
    if "Timer" in intent or not opened:
        return True
    if not all(_intent_allows(entity, intent) for entity in opened):
        return False
    if not all(_may_be_named(entity.text, language) for entity in opened):
        return False
    if not all(_is_whole(entity, result) for entity in opened):
        return False
    if not all(_is_parted(entity, result, language.words) for entity in opened):
        return False
    return _has_evidence(result, opened, language, question=question)


def names_a_thing(text: str, words: Words) -> bool:
    """Whether a text beside a command can only name another thing: an article, and what may be a name."""
    article, _, name = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").partition(" ")
    elided = next((one for one in words.articles if one.endswith("'") and article.startswith(one)), "")
    if not elided and article not in words.articles:
        return False
    spoken = f"{article.removeprefix(elided)} {name}".split() if elided else name.split()
    return 1 <= len(spoken) <= _MAX_WORDS and words.never_named.isdisjoint(spoken)


def own_words(result: RecognizeResult) -> str:
    """Return the text of a match with spaces in place of everything that was open."""
    letters = list(result.original_text)
    for entity in result.entities_list:
        if entity.is_wildcard and entity.text_span is not None:
            start, end = entity.text_span
            letters[start:end] = " " * (end - start)
    return "".join(letters)


def _intent_allows(entity: MatchEntity, intent: str) -> bool:
    return intent in (_WITH_OPEN_NAME if entity.name == "name" else _WITH_OPEN_AREA)


def _may_be_named(text: str, language: Language) -> bool:
    words, spoken = language.words, text.casefold().split()
    if not 1 <= len(spoken) <= _MAX_WORDS or len(text) > _MAX_CHARACTERS:
        return False
    if any(mark in text for mark in ",;!?"):
        return False
    if spoken[0] in words.articles or not words.joining.isdisjoint(spoken):
        return False
    return words.never_named.isdisjoint(spoken) and not holds_duration(text, language)


def _is_whole(entity: MatchEntity, result: RecognizeResult) -> bool:
    """Whether the name has whole words, except for an ending: “Küchen” in “Küchenlicht” is not an area."""
    if entity.text_span is None:
        return True
    start, end = entity.text_span
    text = result.original_text
    ending = list(itertools.takewhile(str.isalnum, text[end:]))
    if is_dense(text[start]):
        return True
    return not text[:start][-1:].isalnum() and len(ending) < _MIN_NOUN


def _is_parted(entity: MatchEntity, result: RecognizeResult, words: Words) -> bool:
    """Whether more than an article stands between music and its place: “Planet der Affen” is a title."""
    music = result.entities.get("search_query")
    if music is None or music.text_span is None or entity.text_span is None:
        return True
    between = result.original_text[music.text_span[1] : entity.text_span[0]]
    return entity.text_span < music.text_span or not words.articles.issuperset(between.casefold().split())


def _has_evidence(
    result: RecognizeResult, opened: Sequence[MatchEntity], language: Language, *, question: bool
) -> bool:
    """Whether enough was said besides the names to be sure of the command."""
    evidence = _evidence(result, language.words)
    if any(_leads(entity, result) for entity in opened):
        may_lead = not question and (language.words.separates_talk or language.verb_last)
        return may_lead and evidence >= _MIN_EVIDENCE_BEHIND
    bare = result.intent_sentence is None or not result.intent_sentence.required_clauses
    return evidence >= (_MIN_EVIDENCE_BARE if bare else _MIN_EVIDENCE)


def _leads(entity: MatchEntity, result: RecognizeResult) -> bool:
    """Whether the sentence begins with the name or area."""
    return entity.text_span is not None and not result.original_text[: entity.text_span[0]].strip(" ,")


def _evidence(result: RecognizeResult, words: Words) -> int:
    """Count the letters said besides names, areas and articles; those of dense scripts twice."""
    words_said = [word for word in own_words(result).casefold().split() if word not in words.articles]
    return sum(2 if is_dense(letter) else 1 for word in words_said for letter in word if letter.isalnum())
