"""Finds out which things of an order are unavailable: Home Assistant reports success for them, too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wyoming_morgan.agent.acting.answers import UNAVAILABLE, names_of
from wyoming_morgan.agent.guard.order import FREE_NAMES, NEEDS_TARGET, Order
from wyoming_morgan.agent.guard.targets import EVERYTHING, Targets, Thing
from wyoming_morgan.home.contract import EntityState

_ONLY_READ = frozenset(
    {
        "binary_sensor",
        "calendar",
        "camera",
        "device_tracker",
        "event",
        "image",
        "person",
        "sensor",
        "sun",
        "update",
        "weather",
        "zone",
    }
)
"""Domains that no order is for, though an order for a whole room reaches them by its words."""

_DOMAINS_OF_FREE_NAMES = (("MediaSearch", "media_player"), ("List", "todo"))
_DESCRIBING = ("name", "area", "floor", "domain", "device_class")


@dataclass(frozen=True, slots=True)
class Absence:
    """The names of what cannot be reached, and whether that is everything the order is for."""

    names: tuple[str, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Affected:
    """What an order was for, and what of it was unavailable, before it was carried out.

    What becomes unavailable because of the order, such as a device that is switched off, was reached.
    """

    keys: frozenset[str] = frozenset()
    away: tuple[EntityState, ...] = ()
    for_all: bool = False
    """Whether the order is for all of these things, and not for one of them that Home Assistant chooses."""

    def absence(self, done_ids: Iterable[str] = ()) -> Absence:
        """Return what cannot be reached; `done_ids` are what Home Assistant says it has done."""
        keys, away, chosen = self.keys, self.away, frozenset(done_ids)
        if chosen and not self.for_all:
            keys &= chosen
            away = tuple(state for state in away if state.entity_id in keys)
        complete = bool(away) and len(away) == len(keys)
        if not complete and not chosen and not self.for_all:
            return Absence()
        return Absence(tuple(names_of(away)), complete)


def affected_by(order: Order, targets: Targets) -> Affected:
    """Return what an order is for; nothing if that is not known."""
    slots = dict(order.reaching)
    if FREE_NAMES.search(order.intent):
        domain = next((domain for part, domain in _DOMAINS_OF_FREE_NAMES if part in order.intent), None)
        if domain is None or not order.named:
            return Affected()
        slots["domain"] = domain
    if not order.is_intent or not targets.home.known or not any(slots.get(slot) for slot in _DESCRIBING):
        return Affected()
    things = {thing.key: thing for thing in targets.reached(slots) if _is_meant(thing, slots.get("domain"))}
    away = tuple(state for state in targets.states_of(things.values()) if state.state == UNAVAILABLE)
    for_all = order.intent in NEEDS_TARGET and not _names_one(order)
    return Affected(frozenset(things), away, for_all)


def _is_meant(thing: Thing, domain: object) -> bool:
    return bool(domain) or thing.domain not in _ONLY_READ


def _names_one(order: Order) -> bool:
    name = order.slots.get("name")
    return isinstance(name, str) and bool(name.strip()) and name.strip().casefold() != EVERYTHING
