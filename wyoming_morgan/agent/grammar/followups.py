"""Understands what refers to the command before: “and the bedroom too”, “turn it off again”, a room alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.home.model import Home

_TARGETS = ("name", "area", "floor")


def place(
    matcher: SentenceMatcher, unplaced: SentenceMatch, text: str, cues: Cues, home: Home
) -> SentenceMatch | None:
    """Understand the answer to “in which room?”: an area or a floor alone, and nothing else."""
    wanted = cues.replace("places", text, "") if text else None
    for spoken in dict.fromkeys((text, wanted or text)):
        folded = spoken.strip(" .!?").casefold()
        for slot, things in (("area", home.areas), ("floor", home.floors)):
            for thing in things:
                if folded in {name.casefold() for name in thing.names}:
                    slots = {**unplaced.slots, slot: thing.name}
                    return replace(unplaced, slots=slots, needs_area=False)
    if not home.known and wanted and len(wanted.split()) <= 3:  # noqa: PLR2004 - a room's name is short
        found = matcher.match(f"{unplaced.text} {text}")
        if found and found.intent == unplaced.intent and found.slots.keys() > unplaced.slots.keys():
            return found
    return None


def follow(
    matcher: SentenceMatcher,
    before: tuple[SentenceMatch, ...],
    text: str,
    *,
    area: str | None,
    cues: Cues,
    home: Home,
) -> SentenceMatch | None:
    """Understand a sentence by the one before it, or return None.

    What comes of it has one target that is named in the new sentence or was in the old one, never more.
    """
    last = before[-1]
    if cues.says("other", text):
        return _other_one(last, home)
    rest = cues.rest("too", text)
    if rest:
        found = _with_target(matcher, last, rest, area=area, cues=cues, home=home)
        if found is not None:
            return found
    return _pronoun(matcher, last, text, area, cues) if len(before) == 1 else None


def _with_target(
    matcher: SentenceMatcher, last: SentenceMatch, rest: str, *, area: str | None, cues: Cues, home: Home
) -> SentenceMatch | None:
    """Understand another target of the sentence before."""
    found = matcher.match(rest, area)
    if found is not None and found.intent == last.intent:
        return found
    placed = _in_another_area(last, rest, cues, home)
    if placed is not None or last.target is None:
        return placed
    start, end = last.target
    head, tail = last.text[:start], last.text[end:]
    for opening in dict.fromkeys(_openings(head)):
        found = matcher.match(f"{opening} {rest}{tail}", area)
        if found is not None and _alike(found, last):
            return found
    return None


def _in_another_area(last: SentenceMatch, rest: str, cues: Cues, home: Home) -> SentenceMatch | None:
    """Return the same command for another area or floor, where it was for one as a whole."""
    if "name" in last.slots or not {"area", "floor"} & last.slots.keys():
        return None
    spoken = (cues.replace("places", rest, "") or rest).strip(" .!?").casefold()
    for slot, things in (("area", home.areas), ("floor", home.floors)):
        for thing in things:
            if spoken in {name.casefold() for name in thing.names}:
                kept = {key: value for key, value in last.slots.items() if key not in {"area", "floor"}}
                return replace(last, slots={**kept, slot: thing.name}, target=None)
    return None


def _openings(head: str) -> Iterator[str]:
    """Yield what may stand before another target: without the article, the preposition or both."""
    words = head.split()
    for count in range(min(3, len(words))):
        yield " ".join(words[: len(words) - count])


def _alike(found: SentenceMatch, last: SentenceMatch) -> bool:
    """Whether two commands do the same; the target may be a name in place of an area, never none."""
    if found.intent != last.intent or found.needs_area:
        return False
    if not any(slot in found.slots for slot in _TARGETS):
        return False
    ignored = {*_TARGETS, "domain", "device_class"}
    return {slot: value for slot, value in found.slots.items() if slot not in ignored} == {
        slot: value for slot, value in last.slots.items() if slot not in ignored
    }


def _pronoun(
    matcher: SentenceMatcher, last: SentenceMatch, text: str, area: str | None, cues: Cues
) -> SentenceMatch | None:
    """Understand “turn it off again”: the pronoun stands for what the sentence before was about."""
    target = last.slots.get("name")
    if isinstance(target, str):
        spoken = target
    elif last.target is not None and isinstance(last.slots.get("area"), str):
        spoken = last.text[slice(*last.target)]
        if isinstance(last.slots.get("domain"), str):
            spoken = f"{spoken} {last.slots['domain']}s"
    else:
        return None
    bare = text
    while (shorter := cues.replace("again", bare, " ")) not in {None, bare}:
        bare = shorter or ""
    for sentence in dict.fromkeys((bare, text)):
        replaced = cues.replace("it", sentence, spoken)
        if replaced is None:
            continue
        found = matcher.match(replaced, area)
        if found is not None and not found.local and not found.needs_area and _same_target(found, last):
            return found
    return None


def _same_target(found: SentenceMatch, last: SentenceMatch) -> bool:
    return any(slot in last.slots and found.slots.get(slot) == last.slots[slot] for slot in _TARGETS)


def _other_one(last: SentenceMatch, home: Home) -> SentenceMatch | None:
    """Find the other one of two of a kind in the same area; of more it is not known which is meant."""
    name = last.slots.get("name")
    this = next((each for each in home.entities if each.name == name), None)
    if this is None:
        return None
    same = [each for each in home.entities if each.domain == this.domain and each.area == this.area]
    if len(same) != 2:  # noqa: PLR2004 - the other one of two
        return None
    other = next(each for each in same if each is not this)
    return replace(last, slots={**last.slots, "name": other.name}, target=None)
