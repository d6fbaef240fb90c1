"""Judges what a language model chose and the speaker may not have meant."""

from __future__ import annotations

from wyoming_morgan.agent.guard.order import FREE_NAMES, NEEDS_TARGET, Order
from wyoming_morgan.agent.guard.targets import EVERYTHING, Targets
from wyoming_morgan.agent.guard.verdict import ALLOWED, Decision, Situation, Verdict
from wyoming_morgan.agent.language.cues import is_order, is_question

_OUTSIDE = Verdict(Decision.ASK, "it follows from text from outside the home")


def judge_choice(order: Order, targets: Targets, situation: Situation) -> tuple[Verdict, ...]:
    """Judge the names and the area of an order, and whether text from outside the home is behind it."""
    return (
        _judge_names(order, targets),
        _judge_area(order, targets, situation),
        _judge_origin(order, targets, situation),
    )


def judge_memory(order: Order, situation: Situation, *, explicit: bool) -> Verdict:
    """Judge a change of what is remembered; `explicit` if the speaker's sentence asks for it."""
    if situation.foreign or (situation.foreign_before and not explicit):
        return _OUTSIDE
    if order.name == "remember" and not explicit and is_question(situation.text, situation.cues):
        return Verdict(Decision.ASK, "the speaker asked a question, and not to remember something")
    return ALLOWED


def _judge_names(order: Order, targets: Targets) -> Verdict:
    """Judge whether the names that a model chose exist in a known home."""
    if not targets.home.known or not order.is_intent:
        return ALLOWED
    for slot, find in (("area", targets.index.areas), ("floor", targets.index.floors)):
        value = order.slots.get(slot)
        if isinstance(value, str) and value and not find(value):
            return Verdict(
                Decision.REFUSE,
                f"there is no {slot} called {value[:60]!r}: never use another one or all instead, ask",
            )
    name = order.slots.get("name")
    if (
        isinstance(name, str)
        and name
        and not FREE_NAMES.search(order.intent)
        and name.strip().casefold() != EVERYTHING
        and not targets.entities(name)
    ):
        return Verdict(
            Decision.REFUSE,
            f"there is nothing called {name[:60]!r}: never use another thing instead, ask",
        )
    return ALLOWED


def _judge_area(order: Order, targets: Targets, situation: Situation) -> Verdict:
    """Judge an area that a model chose and that the speaker may not have named."""
    area = order.slots.get("area")
    if order.intent not in NEEDS_TARGET or not isinstance(area, str) or order.slots.get("name"):
        return ALLOWED
    spoken = targets.areas_in(f"{situation.text} {situation.before}") | {(situation.area or "").casefold()}
    unspoken = [target for target in targets.index.areas(area) if target.name.casefold() not in spoken]
    if not unspoken:
        return ALLOWED
    return Verdict(Decision.ASK, f"the speaker did not name the area {unspoken[0].name!r}")


def _judge_origin(order: Order, targets: Targets, situation: Situation) -> Verdict:
    """Judge what may follow from text from outside: any call now, later what the speaker did not order."""
    if situation.foreign:
        return _OUTSIDE
    if not situation.foreign_before or is_order(situation.text, situation.cues):
        return ALLOWED
    spoken = {(entity.name, entity.area) for entity in targets.names_in(situation.text)}
    areas = targets.areas_in(situation.text)
    reached = targets.reached(order.reaching) if order.targets else ()
    named = any(
        (thing.name, thing.area) in spoken or (thing.area or "").casefold() in areas for thing in reached
    )
    return ALLOWED if named else _OUTSIDE
