"""What may be taken for a name or an area in a home whose names are unknown.

Whoever executes the intent resolves the name, and says so when there is none of it. What must not happen is
that talk becomes a command, or that a command reaches more than was named.
"""

from __future__ import annotations

import itertools
from typing import Any

from hassil import RecognizeResult, SlotList, TextSlotList, WildcardSlotList
from hassil.models import MatchEntity

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.scripts import is_dense
from wyoming_morgan.agent.language.words import Words

_MAX_WORDS = 5
_MAX_CHARACTERS = 60
_MIN_EVIDENCE = 4
"""Letters of a command's own words, beside the names: “come on” has two, “turn on” six."""

_MIN_EVIDENCE_BEHIND = 6
"""The same where the name comes first: “dramatic pause”."""

_MIN_EVIDENCE_BARE = 7
"""The same where the sentence would do with the name alone: “change the subject” is no script."""

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
"""Intents whose sentences are commands by their own words; a question for a name is anybody's question."""

_WITH_OPEN_AREA = (_WITH_OPEN_NAME - {"HassListAddItem", "HassListCompleteItem", "HassListRemoveItem"}) | {
    "HassClimateGetTemperature",
    "HassGetState",
    "HassVacuumCleanArea",
}

_MIN_NOUN = 3
"""Letters that are no ending any more: “-tür”."""

_DOMAIN_DECIDES = frozenset({"HassTurnOn", "HassTurnOff", "HassSetPosition"})
"""Intents that lock, open or switch by what the name turns out to be. “Lock the garage” must not open it."""


def open_lists(words: Words) -> dict[str, SlotList]:
    """Return the lists of an unknown home: any name, any area, the common storeys."""
    return {
        "name": WildcardSlotList(name="name"),
        "area": WildcardSlotList(name="area"),
        "floor": TextSlotList.from_strings(words.floors, allow_template=False, name="floor"),
    }


def open_sentences(intents: dict[str, Any]) -> dict[str, Any]:
    """Return the intents of a language less the sentences that an open name or area could never fill."""
    kept: dict[str, Any] = {}
    for name, intent in intents.items():
        blocks = [_opened(block) for block in intent["data"] if _may_open(name, block)]
        if blocks:
            kept[name] = {**intent, "data": blocks}
    return kept


def _may_open(intent: str, block: dict[str, Any]) -> bool:
    combination = set(block.get("metadata", {}).get("slot_combination", "").split("_"))
    if "Timer" in intent:
        return "area" not in combination
    if "name" in combination and intent not in _WITH_OPEN_NAME:
        return False
    return "area" not in combination or intent in _WITH_OPEN_AREA


def _opened(block: dict[str, Any]) -> dict[str, Any]:
    """Move the domains that the name must be of out of the way: nobody here knows a name's domain."""
    required = dict(block.get("requires_context", {}))
    named = required.pop("domain", [])
    return {
        **block,
        "requires_context": required,
        "metadata": {**block.get("metadata", {}), "domains": named},
    }


def acceptable(result: RecognizeResult, language: Language, *, question: bool) -> bool:
    """Whether everything that was taken for a name or an area in this match may be one."""
    intent, words = result.intent.name, language.words
    if "Timer" in intent:
        return True
    names = [entity for entity in result.entities_list if entity.is_wildcard and entity.name == "name"]
    areas = [entity for entity in result.entities_list if entity.is_wildcard and entity.name == "area"]
    if not names and not areas:
        return True
    if (names and intent not in _WITH_OPEN_NAME) or (areas and intent not in _WITH_OPEN_AREA):
        return False
    if not all(_may_be_named(entity.text, words) and _is_whole(entity, result) for entity in names + areas):
        return False
    evidence = _evidence(result, words)
    if any(_leads(entity, result) for entity in names + areas):
        may_lead = not question and (words.separates_talk or language.verb_last)
        return may_lead and evidence >= _MIN_EVIDENCE_BEHIND
    bare = result.intent_sentence is None or not result.intent_sentence.required_clauses
    return evidence >= (_MIN_EVIDENCE_BARE if bare else _MIN_EVIDENCE)


def _is_whole(entity: MatchEntity, result: RecognizeResult) -> bool:
    """Whether it is made of whole words, apart from an ending: “Küchen” in “Küchenlicht” is no area."""
    if entity.text_span is None:
        return True
    start, end = entity.text_span
    text = result.original_text
    ending = list(itertools.takewhile(str.isalnum, text[end:]))
    if is_dense(text[start]):
        return True
    return not text[:start][-1:].isalnum() and len(ending) < _MIN_NOUN


def _leads(entity: MatchEntity, result: RecognizeResult) -> bool:
    """Whether the sentence begins with it."""
    return entity.text_span is not None and not result.original_text[: entity.text_span[0]].strip(" ,")


def _may_be_named(text: str, words: Words) -> bool:
    spoken = text.casefold().split()
    if not 1 <= len(spoken) <= _MAX_WORDS or len(text) > _MAX_CHARACTERS:
        return False
    if any(mark in text for mark in ",;!?"):
        return False
    if spoken[0] in words.articles or not words.joining.isdisjoint(spoken):
        return False
    return words.never_named.isdisjoint(spoken)


def _evidence(result: RecognizeResult, words: Words) -> int:
    """Count the letters said besides names, areas and articles; those of dense scripts twice."""
    own_words = [word for word in _own_words(result).casefold().split() if word not in words.articles]
    return sum(2 if is_dense(letter) else 1 for word in own_words for letter in word if letter.isalnum())


def _own_words(result: RecognizeResult) -> str:
    """Return what was said less everything that was open."""
    said = list(result.original_text)
    for entity in result.entities_list:
        if entity.is_wildcard and entity.text_span is not None:
            start, end = entity.text_span
            said[start:end] = " " * (end - start)
    return "".join(said)


def preferred(results: list[RecognizeResult]) -> RecognizeResult | None:
    """Choose the match that the home most likely resolves.

    The one with most of its own words, so that “the lights in the kitchen” is an area and “the TV in the
    bedroom” a name in an area. But “kitchen light” and “garage door” are names, rather than all the lights of
    the kitchen and a door of the garage, unless they are said in the plural.
    """
    results = [result for result in results if not any(_cuts_short(result, other) for other in results)]
    best = min(results, key=_rank, default=None)
    if best is None or best.intent.name not in _DOMAIN_DECIDES:
        return best
    named = [
        result
        for result in results
        if result.intent.name == best.intent.name and _names_what_is_placed(result, best)
    ]
    return min(named, key=_rank, default=best)


def _rank(result: RecognizeResult) -> tuple[bool, int, int, bool, bool, int, int]:
    """Return what to sort matches by, the best first."""
    opened = [entity for entity in result.entities_list if entity.is_wildcard]
    return (
        "conversation_command" not in result.entities,
        -sum(not letter.isspace() for letter in _own_words(result)),
        len(opened),
        # “Kitchen lights off” means an area; “kitchen to 50 percent” may as well be a name.
        ("name" in result.entities) == (result.intent.name in _DOMAIN_DECIDES),
        # Where one word opens doors and locks alike, as in German, it is the door.
        _domains_of(result) == ["lock"],
        sum(len(entity.text) for entity in opened),
        _PREFERENCE.get(result.intent.name, 0),
    )


def _domains_of(result: RecognizeResult) -> list[str]:
    return list((result.intent_data.metadata or {}).get("domains", ()))


_PREFERENCE = {"HassSetPosition": 1, "HassFanSetSpeed": 2, "HassClimateSetTemperature": 3}
"""Where only the name could tell what “set it to 50 percent” means: the light, before anything else."""


def _cuts_short(result: RecognizeResult, other: RecognizeResult) -> bool:
    """Whether the other match has the whole name: “bedside lamp”, not a lamp called “bedside”."""
    if result.intent.name != other.intent.name or result.intent.name not in _DOMAIN_DECIDES:
        return False
    short, whole = _texts(result), _texts(other)
    name = short.pop("name", "")
    return bool(name) and whole.pop("name", "").rpartition(" ")[0] == name and short == whole


def _names_what_is_placed(result: RecognizeResult, best: RecognizeResult) -> bool:
    """Whether the match takes for one name what the best one takes for an area, or a kind, and a noun."""
    opened = [entity for entity in result.entities_list if entity.is_wildcard]
    if len(opened) != 1 or opened[0].name != "name":
        return False
    room, _, noun = opened[0].text.casefold().rpartition(" ")
    if not room or (noun.endswith("s") and not noun.endswith("ss")):
        return False
    texts = _texts(best)
    return room in (texts.get("area"), texts.get("floor")) or texts.get("device_class") == f"{room} {noun}"


def domains(result: RecognizeResult, results: list[RecognizeResult]) -> SlotValue | None:
    """Return the domains that the named thing has to be of, so that a command does not turn into another.

    They are those of every sentence that was understood the same way. None where the intent has one already.
    """
    name = result.entities.get("name")
    if result.intent.name not in _DOMAIN_DECIDES or "domain" in result.entities:
        return None
    if name is None or not name.is_wildcard:
        return None
    texts = _texts(result)
    allowed = [
        domain
        for other in results
        if other.intent.name == result.intent.name and _texts(other) == texts
        for domain in _domains_of(other)
    ]
    unique = tuple(dict.fromkeys(allowed))
    return unique[0] if len(unique) == 1 else unique or None


def _texts(result: RecognizeResult) -> dict[str, str]:
    return {entity.name: entity.text.casefold().strip() for entity in result.entities_list}
