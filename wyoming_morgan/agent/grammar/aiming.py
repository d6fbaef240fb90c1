"""Finds out what “a bit brighter” and “turn it up” are for: what the command before was, else the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.reach import domain_of
from wyoming_morgan.agent.grammar.sentences import CHANGE, SentenceMatch
from wyoming_morgan.home.model import Home

AIM = "aim"
"""The slot that says that no target was named."""
QUANTITY = "quantity"
"""The slot with what is to be changed."""
DOMAINS: Mapping[str, str] = {
    "brightness": "light",
    "position": "cover",
    "speed": "fan",
    "temperature": "climate",
    "volume": "media_player",
    "warmth": "light",
}
"""The domain of what has a quantity."""

_OF_A_DOMAIN = {
    "climate": "temperature",
    "cover": "position",
    "fan": "speed",
    "light": "brightness",
    "media_player": "volume",
}
"""What “turn it up” changes."""
_TARGETS = ("name", "area", "floor")


def aimed(match: SentenceMatch, before: Sequence[SentenceMatch], home: Home) -> SentenceMatch:
    """Return a change without a target as one of what the command before was for, if that can be changed so.

    Without such a command it is for the room of the speaker, and changes the volume if nothing else was said.
    """
    if match.intent != CHANGE or AIM not in match.slots:
        return match
    slots = {name: value for name, value in match.slots.items() if name != AIM}
    last = before[-1] if before else None
    target = {slot: last.slots[slot] for slot in _TARGETS if slot in last.slots} if last else {}
    domain = _domain(last, home) if last and target else None
    quantity = _quantity(slots.get(QUANTITY), domain)
    if quantity is None:
        quantity = str(slots.get(QUANTITY, "volume"))
        return replace(match, slots={**slots, QUANTITY: quantity, "domain": DOMAINS[quantity]})
    kept = {name: value for name, value in slots.items() if name not in _TARGETS}
    changed = {**target, **kept, QUANTITY: quantity, "domain": DOMAINS[quantity]}
    return replace(match, slots=changed, needs_area=False)


def _domain(match: SentenceMatch, home: Home) -> str | None:
    """Return the domain of what a command was for, if there is one."""
    domain = match.slots.get("domain") or domain_of(match.intent)
    if isinstance(domain, str):
        return domain
    name, area = match.slots.get("name"), match.slots.get("area")
    domains = {
        entity.domain for entity in home.entities if entity.name == name and area in {None, entity.area}
    }
    return domains.pop() if len(domains) == 1 else None


def _quantity(asked: SlotValue | None, domain: str | None) -> str | None:
    """Return what is changed of things of a domain; None if they have nothing of what was asked."""
    if domain is None:
        return None
    if asked is None:
        return _OF_A_DOMAIN.get(domain)
    if asked == "temperature" and domain == "light":
        return "warmth"
    return str(asked) if DOMAINS.get(str(asked)) == domain else None
