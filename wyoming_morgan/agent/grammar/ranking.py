"""Chooses among the matches of one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from hassil import RecognizeResult
from hassil.models import MatchEntity

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.open_names import own_words
from wyoming_morgan.agent.grammar.titles import SEARCH
from wyoming_morgan.agent.language.naming.words import NamingWords
from wyoming_morgan.agent.language.words import Words
from wyoming_morgan.templates.templates import is_own, is_prior

_DOMAIN_DECIDES = frozenset({"HassTurnOn", "HassTurnOff", "HassSetPosition"})
"""Intents that lock, open or switch, depending on the domain: “lock the garage” must not open it."""

_CHANGES_A_TIMER = frozenset({"HassDecreaseTimer", "HassIncreaseTimer"})
"""Intents whose duration is no delay."""

_CAN_BE_PLAYED = frozenset({"scene", "script"})

_PREFERENCE = {"HassSetPosition": 1, "HassFanSetSpeed": 2, "HassClimateSetTemperature": 3}
"""The meaning of “set it to 50 percent” if only the name could decide: the light, before anything else."""


def _is_search(result: RecognizeResult) -> bool:
    """Whether a match is a search for music, which may be any text."""
    return SEARCH in result.entities


def without_own(results: Sequence[RecognizeResult]) -> Sequence[RecognizeResult]:
    """Leave out Morgan's own sentences where others match: they add to those, and change no meaning.

    But a search for music may be any text: what is nothing else is one of Morgan's own first. And a question
    about “the lights” is about all of them, though a sentence about any of them fits it as well.
    """
    own = [result for result in results if is_own(result.intent_data.metadata)]
    others = [result for result in results if not is_own(result.intent_data.metadata)]
    prior = [result for result in own if is_prior(result.intent_data.metadata)]
    if prior and all(other.intent.name == prior[0].intent.name for other in others):
        return prior
    return own if own and all(map(_is_search, others)) else others


def without_delays(results: Sequence[RecognizeResult]) -> Sequence[RecognizeResult]:
    """Leave out commands that wait where a timer is changed: “reducir el temporizador en 5 minutos”."""
    changed = any(result.intent.name in _CHANGES_A_TIMER for result in results)
    return [result for result in results if not changed or "conversation_command" not in result.entities]


def ends_in_no_number(result: RecognizeResult, text: str, words: Words) -> bool:
    """Whether a match takes half a verb at the end of a text for a number."""
    last = text.rstrip(" .!?").rpartition(" ")[2].casefold()
    return last in words.no_numbers and any(
        isinstance(entity.value, int | float) and entity.text.strip().casefold() == last
        for entity in result.entities_list
    )


def best_closed(results: Sequence[RecognizeResult]) -> RecognizeResult | None:
    """Choose as Home Assistant does: the longest name, the fewest wildcards, most words matched."""
    return min(results, key=_rank_closed, default=None)


def _rank_closed(result: RecognizeResult) -> tuple[bool, int, int, bool, bool, int, int, str]:
    name: MatchEntity | None = result.entities.get("name")
    named = name is not None and not name.is_wildcard
    wildcards = [entity for entity in result.entities_list if entity.is_wildcard]
    return (
        not named,
        -len(name.text) if name is not None and named else 0,
        len(wildcards),
        # Where one word is said of doors and of locks, as in Spanish, a question is about the doors.
        result.intent.name == "HassGetState" and _domain_slot(result) == "lock",
        # Where one word is said of players and of their sound, as in Italian, it is about the players.
        result.intent.name == "HassMediaPlayerMute",
        -result.text_chunks_matched,
        sum(len(entity.text) for entity in wildcards),
        result.intent.name,
    )


def best_open(results: Sequence[RecognizeResult], naming: NamingWords) -> RecognizeResult | None:
    """Choose the match that the home most likely resolves.

    It has the most words of its own, so that “the lights in the kitchen” is an area and “the TV in the
    bedroom” a name in an area. But “kitchen light” and “garage door” are names, rather than all the lights of
    the kitchen and a door of the garage, unless they are plural.
    """
    results = [result for result in results if not any(_cuts_short(result, other) for other in results)]
    best = min(results, key=lambda result: _rank_open(result, naming), default=None)
    if best is None or best.intent.name not in _DOMAIN_DECIDES:
        return best
    named = [
        result
        for result in results
        if result.intent.name == best.intent.name and _joins_area_and_noun(result, best)
    ]
    return min(named, key=lambda result: _rank_open(result, naming), default=best)


def _rank_open(
    result: RecognizeResult, naming: NamingWords
) -> tuple[bool, int, int, bool, bool, bool, bool, int, int]:
    """Return the sort key of a match; the best one comes first."""
    opened = [entity for entity in result.entities_list if entity.is_wildcard]
    return (
        "conversation_command" not in result.entities,
        -sum(not letter.isspace() for letter in own_words(result)),
        len(opened),
        result.intent.name == "HassMediaPlayerMute",
        # What may be played is played: “joue” and “lance” are said of scenes, too, in French.
        bool(_domains_of(result)) and _CAN_BE_PLAYED.issuperset(_domains_of(result)),
        # “Kitchen lights off” means an area; “kitchen to 50 percent” and “kitchen off” may as well be a name.
        ("name" in result.entities)
        == (
            result.intent.name in _DOMAIN_DECIDES
            and (not naming.kinds or naming.holds_kind(own_words(result)))
        ),
        # If one word opens both doors and locks, as in German, the door is meant.
        _domains_of(result) == ["lock"],
        sum(len(entity.text) for entity in opened),
        _PREFERENCE.get(result.intent.name, 0),
    )


def _domain_slot(result: RecognizeResult) -> object:
    domain = result.entities.get("domain")
    return None if domain is None else domain.value


def _domains_of(result: RecognizeResult) -> list[str]:
    return list((result.intent_data.metadata or {}).get("domains", ()))


def _cuts_short(result: RecognizeResult, other: RecognizeResult) -> bool:
    """Whether the other match has the whole name: “bedside lamp”, not a lamp called “bedside”."""
    if result.intent.name != other.intent.name or result.intent.name not in _DOMAIN_DECIDES:
        return False
    short, whole = _texts(result), _texts(other)
    name = short.pop("name", "")
    return bool(name) and whole.pop("name", "").rpartition(" ")[0] == name and short == whole


def _joins_area_and_noun(result: RecognizeResult, best: RecognizeResult) -> bool:
    """Whether the match has one name where the best one has an area or a kind, and a noun."""
    opened = [entity for entity in result.entities_list if entity.is_wildcard]
    if len(opened) != 1 or opened[0].name != "name":
        return False
    room, _, noun = opened[0].text.casefold().rpartition(" ")
    if not room or (noun.endswith("s") and not noun.endswith("ss")):
        return False
    texts = _texts(best)
    return room == texts.get("area") or texts.get("device_class") == f"{room} {noun}"


def allowed_domains(result: RecognizeResult, results: Sequence[RecognizeResult]) -> SlotValue | None:
    """Return the domains that the named thing must have, so that a command does not turn into another.

    They are those of every sentence that was understood the same way; None if the intent names one itself.
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
