"""Decides what may be done at once, what has to be confirmed first, and what is refused.

An order is an intent or a tool call; the grammar's and the model's orders are both judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wyoming_morgan.agent.guard.arguments import reached_by
from wyoming_morgan.agent.guard.choice import judge_choice
from wyoming_morgan.agent.guard.order import NEEDS_TARGET, Order
from wyoming_morgan.agent.guard.targets import DOES_ITS_OWN, Targets, Thing
from wyoming_morgan.agent.guard.verdict import ALLOWED, Decision, Situation, Verdict, strictest
from wyoming_morgan.agent.language.cues import is_negated, is_question
from wyoming_morgan.agent.language.guarded import Guarded
from wyoming_morgan.agent.language.languages import GUARDED_NAMES
from wyoming_morgan.agent.settings import GuardSettings

_SEVERAL = 2
_CHANGE = "HassToggle"
"""What a tool may do with a thing: anything."""

_SECURES = {
    ("HassTurnOn", "lock"),
    ("HassTurnOff", "cover"),
    ("HassCloseCover", "cover"),
    ("HassTurnOff", "valve"),
}


class Guard:
    """The rules. They hold no state."""

    def __init__(self, settings: GuardSettings) -> None:
        self._settings = settings

    def judge(
        self,
        orders: Sequence[Order],
        targets: Targets,
        situation: Situation,
        *,
        understood: bool,
        earlier: Sequence[Order] = (),
    ) -> Verdict:
        """Judge orders that belong together; the strictest of all verdicts applies to all.

        Args:
            orders: The orders.
            targets: The home.
            situation: The turn.
            understood: Whether the grammar understood the sentence. Otherwise a model chose the orders, so
                their names, areas and purpose are checked against the sentence.
            earlier: What was done before in the same turn.
        """
        acting = [order for order in orders if order.acts]
        if not acting:
            return ALLOWED
        if is_question(situation.text, situation.cues):
            return Verdict(Decision.REFUSE, "this is a question, and a question never acts: answer it")
        if not understood and is_negated(situation.text, situation.cues):
            return Verdict(Decision.REFUSE, "the speaker said not to do this; if in doubt, ask")
        verdicts = [self._judge_areas(acting, earlier, targets)]
        for order in acting:
            verdicts += [
                self._judge_everywhere(order, situation, understood=understood),
                self._judge_things(order, targets),
                self._judge_tool(order, targets),
                _judge_destruction(order),
            ]
            if not understood:
                verdicts += judge_choice(order, targets, situation)
        return strictest(verdicts)

    def concerns(self, orders: Sequence[Order], targets: Targets) -> Verdict:
        """Return the verdict on orders that names every guarded thing they reach now."""
        acting = [order for order in orders if order.acts]
        judged = ((self._judge_things(order, targets), self._judge_tool(order, targets)) for order in acting)
        return strictest([verdict for verdicts in judged for verdict in verdicts])

    def _judge_everywhere(self, order: Order, situation: Situation, *, understood: bool) -> Verdict:
        if order.intent not in NEEDS_TARGET or not order.is_intent or order.named:
            return ALLOWED
        if not understood and not situation.cues.holds("everywhere", situation.text):
            here = (
                f" The speaker is in {situation.area!r}." if situation.area else " Ask which room is meant."
            )
            return Verdict(Decision.REFUSE, f"a name or an area is missing, and “all” was not said.{here}")
        if self._settings.confirm_everywhere:
            return Verdict(Decision.ASK, "it reaches the whole house", everywhere=True)
        return ALLOWED

    def _judge_things(self, order: Order, targets: Targets) -> Verdict:
        reached: tuple[Thing, ...] = ()
        if order.targets:
            reached = targets.affected(order.reaching)
        elif not order.foreign and order.script in targets.index.by_id:
            reached = targets.of_id(order.script)
        guarded = [thing for thing in reached if self._asks_for(order, thing)]
        if not guarded and order.targets:
            guarded = [thing for thing in _specified_kinds(order) if self._asks_for(order, thing)]
        things = sorted(guarded, key=_rank)
        if not things:
            return ALLOWED
        reason = f"{things[0].domain} requires confirmation"
        return Verdict(Decision.ASK, reason, tuple((order, thing) for thing in things))

    def _judge_tool(self, order: Order, targets: Targets) -> Verdict:
        """Judge a script or another tool by what its arguments reach, its name and their words."""
        if order.is_known_intent:
            return ALLOWED
        reached = reached_by(order.slots, targets)
        change = replace(order, name=_CHANGE, foreign=False)
        things = sorted((thing for thing in reached.things if self._asks_for(change, thing)), key=_rank)
        if things:
            reason = f"{things[0].domain} requires confirmation"
            return Verdict(Decision.ASK, reason, tuple((order, thing) for thing in things))
        if reached.unknown:
            return Verdict(Decision.ASK, "it may reach a lock, an alarm, a door or an oven")
        if not self._settings.confirm_names:
            return ALLOWED
        texts = tuple(_texts(order.slots))
        named = GUARDED_NAMES.of(order.name, *reached.subjects) is not None
        if named or GUARDED_NAMES.of(*texts) is Guarded.ACCESS:
            return Verdict(Decision.ASK, "its name suggests a lock, an alarm, a door or an oven")
        return ALLOWED

    def _judge_areas(self, orders: Sequence[Order], earlier: Sequence[Order], targets: Targets) -> Verdict:
        """Judge how many areas are reached in the whole turn; one floor may have more."""
        acting = [order for order in (*earlier, *orders) if order.is_intent and order.intent in NEEDS_TARGET]
        floors = {str(order.slots.get("floor") or "").casefold() for order in acting}
        if (
            not self._settings.confirm_everywhere
            or len(acting) < _SEVERAL
            or (len(floors) == 1 and floors != {""})
        ):
            return ALLOWED
        areas = {area.casefold() for order in acting for area in _areas(order, targets)}
        if len(areas) > self._settings.most_areas:
            return Verdict(Decision.ASK, f"it reaches {len(areas)} areas", everywhere=True)
        return ALLOWED

    def _asks_for(self, order: Order, thing: Thing) -> bool:
        kinds = {thing.domain, f"{thing.domain}.{thing.device_class}"}
        named = thing.guarded is not None and self._settings.confirm_names
        if kinds.isdisjoint(self._settings.confirm) and not named:
            return False
        return self._settings.confirm_securing or not _secures(order, thing)


def _judge_destruction(order: Order) -> Verdict:
    """Judge by what a tool's server says of it; an intent is judged by what it reaches."""
    if order.destructive and not order.is_intent:
        return Verdict(Decision.ASK, "by its own account it may destroy something")
    return ALLOWED


def _specified_kinds(order: Order) -> tuple[Thing, ...]:
    """Return the kinds of things an order specifies, whether or not the home has any."""
    domains, classes = order.slots.get("domain"), order.slots.get("device_class")
    kinds = [domains] if isinstance(domains, str) else list(domains or ())
    return tuple(
        Thing("", str(domain), str(device_class), None)
        for domain in kinds
        for device_class in ([classes] if isinstance(classes, str) else list(classes or ()))
    )


def _secures(order: Order, thing: Thing) -> bool:
    """Whether it locks, closes or switches off; what a scene or a script does is not known."""
    if thing.via in DOES_ITS_OWN:
        return False
    if order.intent == "HassSetPosition":
        return thing.domain in {"cover", "valve"} and order.slots.get("position") in (0, "0")
    if thing.guarded is None or thing.domain == "valve":
        return (order.intent, thing.domain) in _SECURES
    return thing.guarded is Guarded.HEAT and order.intent == "HassTurnOff"


def _areas(order: Order, targets: Targets) -> set[str]:
    area = order.slots.get("area")
    named = {area} if isinstance(area, str) and area and not targets.home.known else set()
    return named | {thing.area for thing in targets.reached(order.reaching) if thing.area}


def _rank(thing: Thing) -> tuple[str, str, str, str]:
    return (thing.name.casefold(), thing.area or "", thing.domain, thing.entity_id or "")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in the arguments of a tool."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield str(key)
            yield from _texts(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _texts(entry)
