"""Understands what refers to the command before: “and the bedroom too”, “turn it off again”, a room alone."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from wyoming_morgan.agent.grammar.extras import in_figures
from wyoming_morgan.agent.grammar.lasting_text import lasting_in
from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.grammar.sharing import another_target
from wyoming_morgan.home.model import Home

_ACUTE = "\N{COMBINING ACUTE ACCENT}"
_TARGETS = ("name", "area", "floor")


def place(matcher: SentenceMatcher, unplaced: SentenceMatch, text: str, home: Home) -> SentenceMatch | None:
    """Understand the answer to “in which room?”: an area or a floor alone, and nothing else."""
    bare = matcher.language.cues.replace("places", text, "") if text else None
    for spoken in dict.fromkeys((text, bare or text)):
        area = _area_or_floor(spoken, home)
        if area is not None:
            return replace(unplaced, slots={**unplaced.slots, **area}, needs_area=False)
    if not home.known and bare and len(bare.split()) <= 3:  # noqa: PLR2004 - a room's name is short
        match = matcher.match(f"{unplaced.text} {text}")
        if match and match.intent == unplaced.intent and match.slots.keys() > unplaced.slots.keys():
            return match
    return None


def follow(
    matcher: SentenceMatcher, before: tuple[SentenceMatch, ...], text: str, *, area: str | None, home: Home
) -> SentenceMatch | None:
    """Understand a sentence by the one before it, or return None.

    The result has one target that is named in the new sentence or was in the old one, never more.
    """
    match = _follow(matcher, before, text, area=area, home=home)
    lasting = lasting_in(in_figures(text, matcher.language), matcher.language) if match is None else None
    if lasting is not None:
        match = _follow(matcher, before, lasting.text, area=area, home=home)
        return match if match is None else replace(match, lasts=lasting.time)
    return match


def _follow(
    matcher: SentenceMatcher, before: tuple[SentenceMatch, ...], text: str, *, area: str | None, home: Home
) -> SentenceMatch | None:
    last, cues = before[-1], matcher.language.cues
    if cues.says("other", text) or text.casefold() in matcher.language.naming.both:
        return _other_one(last, home)
    rest = cues.rest("too", text)
    if rest:
        match = _with_target(matcher, last, rest, area=area, home=home)
        if match is not None:
            return match
    return _pronoun(matcher, last, text, area) if len(before) == 1 else None


def named(
    matcher: SentenceMatcher, before: tuple[SentenceMatch, ...], text: str, *, area: str | None, home: Home
) -> SentenceMatch | None:
    """Understand a sentence that only names something: what was done or asked before is meant for it."""
    return _with_target(matcher, before[-1], text, area=area, home=home)


def _area_or_floor(spoken: str, home: Home) -> dict[str, str] | None:
    """Return the slot of the area or floor that has this name."""
    folded = spoken.strip(" .!?").casefold()
    for slot, places in (("area", home.areas), ("floor", home.floors)):
        for candidate in places:
            if folded in {name.casefold() for name in candidate.names}:
                return {slot: candidate.name}
    return None


def _with_target(
    matcher: SentenceMatcher, last: SentenceMatch, rest: str, *, area: str | None, home: Home
) -> SentenceMatch | None:
    """Understand another target of the sentence before."""
    match = matcher.match(rest, area)
    if match is not None and match.intent == last.intent and not match.bare:
        return match
    placed = _in_another_area(matcher, last, rest, home)
    if placed is not None:
        return placed
    return another_target(last, rest, matcher.language.words, lambda text: matcher.match(text, area))


def _in_another_area(
    matcher: SentenceMatcher, last: SentenceMatch, rest: str, home: Home
) -> SentenceMatch | None:
    """Return the same command for another area or floor, if it was for a whole one."""
    if "name" in last.slots or not {"area", "floor"} & last.slots.keys():
        return None
    area = _area_or_floor(matcher.language.cues.replace("places", rest, "") or rest, home)
    if area is None:
        return None
    slots = {key: value for key, value in last.slots.items() if key not in {"area", "floor"}}
    return replace(last, slots={**slots, **area}, target=None)


def _pronoun(
    matcher: SentenceMatcher, last: SentenceMatch, text: str, area: str | None
) -> SentenceMatch | None:
    """Understand “turn it off again”: the pronoun means the target of the sentence before."""
    cues, spoken = matcher.language.cues, _spoken_target(last)
    if spoken is None:
        return None
    bare = text
    while (shorter := cues.replace("again", bare, " ")) not in {None, bare}:
        bare = shorter or ""
    for sentence in dict.fromkeys((bare, text)):
        replaced = cues.replace("it", sentence, f" {spoken} ")
        if replaced is None:
            continue
        verb, _, rest = replaced.partition(" ")
        for said in dict.fromkeys((replaced, *(f"{alone} {rest}" for alone in _alone(verb)))):
            match = matcher.match(said, area)
            if match is not None and not match.local and not match.needs_area and _same_target(match, last):
                return match
    return None


def _alone(verb: str) -> tuple[str, str]:
    """Return a verb as it may be without the pronoun that was joined to it: “éteins-”, “apága”."""
    bare = verb.rstrip("-")
    letters = unicodedata.normalize("NFD", bare)
    return bare, "".join(letter for letter in letters if letter != _ACUTE)


def _spoken_target(last: SentenceMatch) -> str | None:
    """Return the target of a command in words that a sentence may contain."""
    name = last.slots.get("name")
    if isinstance(name, str):
        return name
    if last.target is None or not isinstance(last.slots.get("area"), str):
        return None
    spoken = last.text[slice(*last.target)]
    domain = last.slots.get("domain")
    return f"{spoken} {domain}s" if isinstance(domain, str) else spoken


def _same_target(match: SentenceMatch, last: SentenceMatch) -> bool:
    return any(slot in last.slots and match.slots.get(slot) == last.slots[slot] for slot in _TARGETS)


def _other_one(last: SentenceMatch, home: Home) -> SentenceMatch | None:
    """Find the other of two things of a kind in the same area; of more, it is unclear which one is meant.

    Neither is known if another thing has the name of one of them.
    """
    name, area = last.slots.get("name"), last.slots.get("area")
    these = [entity for entity in home.entities if entity.name == name and area in {None, entity.area}]
    if len(these) != 1:
        return None
    (this,) = these
    same = [entity for entity in home.entities if entity.domain == this.domain and entity.area == this.area]
    if len(same) != 2:  # noqa: PLR2004 - the other one of two
        return None
    other = next(entity for entity in same if entity is not this)
    alike = [entity for entity in home.entities if entity.name == other.name and area in {None, entity.area}]
    if len(alike) != 1:
        return None
    return replace(last, slots={**last.slots, "name": other.name}, target=None)
