"""Decides what may be done at once, what has to be confirmed first, and what is refused.

An order is an intent or a tool call; the grammar's and the model's orders are both judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wyoming_morgan.agent.guard.targets import Targets, Thing
from wyoming_morgan.agent.language.cues import Cues, is_negated, is_question
from wyoming_morgan.agent.language.languages import names_a_guarded_tool
from wyoming_morgan.agent.settings import GuardSettings

NEEDS_TARGET = frozenset(
    {
        "HassClimateSetFanMode",
        "HassClimateSetTemperature",
        "HassCloseCover",
        "HassFanSetSpeed",
        "HassLightSet",
        "HassOpenCover",
        "HassSetPosition",
        "HassSetVolume",
        "HassSetVolumeRelative",
        "HassToggle",
        "HassTurnOff",
        "HassTurnOn",
    }
)
"""Intents that reach everything of a kind if they have no target."""

_FREE_NAMES = re.compile(r"Timer|SearchAndPlay|ListAddItem|ShoppingList|Broadcast")
"""Intents whose `name` may be anything, such as a timer's or a song's."""

_ASKS = re.compile(
    r"^Hass(?:\w*Get|TimerStatus)|^(?:get|list|search|read|find|query|fetch|look|recall|show|describe)(?=_|[A-Z]|$)"
    r"|^Get(?=[A-Z])|_get_|^date_?time$",
)
"""Names of intents and tools that only read."""

_ACTS = re.compile(
    r"(?:^|_|(?<=[a-z]))(?:add|set|remove|delete|update|create|complete|write|send|turn|start|stop|play|run|clear)"
    r"(?=_|[A-Z]|$)|Set(?=[A-Z])",
)
"""Words that make a tool an acting one nevertheless, such as `list_add_item`."""

_DOMAINS: dict[str, tuple[str, ...]] = {
    "HassClimateSetFanMode": ("climate",),
    "HassClimateSetTemperature": ("climate",),
    "HassCloseCover": ("cover",),
    "HassFanSetSpeed": ("fan",),
    "HassLightSet": ("light",),
    "HassOpenCover": ("cover",),
    "HassSetPosition": ("cover", "valve"),
    "HassSetVolume": ("media_player",),
    "HassSetVolumeRelative": ("media_player",),
}
"""The domains that intents act on if they do not specify one."""

_SECURES = {
    ("HassTurnOn", "lock"),
    ("HassTurnOff", "cover"),
    ("HassCloseCover", "cover"),
    ("HassTurnOff", "valve"),
}


class Decision(StrEnum):
    """The decision about orders."""

    ALLOW = "allow"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be done: the name of an intent or a tool, and its slots or arguments."""

    name: str
    slots: Mapping[str, Any]

    @property
    def intent(self) -> str:
        """The intent's name, without the domain that Home Assistant may put before it."""
        return self.name.rpartition("__")[2]

    @property
    def reaching(self) -> Mapping[str, Any]:
        """The slots, with the domain that the intent acts on if none is specified."""
        domains = _DOMAINS.get(self.intent)
        return {**self.slots, "domain": domains} if domains and not self.slots.get("domain") else self.slots

    @property
    def acts(self) -> bool:
        """Whether it changes anything; unknown tools are assumed to."""
        return not _ASKS.search(self.intent) or bool(_ACTS.search(self.intent))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision, its reason for the trace and the model, and the things it concerns."""

    decision: Decision
    reason: str = ""
    things: tuple[Thing, ...] = ()
    everywhere: bool = False


ALLOWED = Verdict(Decision.ALLOW)


@dataclass(frozen=True, slots=True)
class Situation:
    """The text of a turn, the speaker's area, and the text of earlier turns.

    `foreign` is true after text from outside the home has been read in this turn: what follows from such text
    is not the speaker's order.
    """

    text: str
    cues: Cues
    area: str | None = None
    before: str = ""
    foreign: bool = False


class Guard:
    """The rules. They hold no state."""

    def __init__(self, settings: GuardSettings) -> None:
        self._settings = settings

    def judge(
        self, orders: Sequence[Order], targets: Targets, situation: Situation, *, understood: bool
    ) -> Verdict:
        """Judge orders that belong together; the strictest verdict applies to all of them.

        Args:
            orders: The orders.
            targets: The home.
            situation: The turn.
            understood: Whether the grammar understood the sentence. Otherwise a model chose the orders, so
                their names, areas and purpose are checked against the sentence.
        """
        acting = [order for order in orders if order.acts]
        if not acting:
            return ALLOWED
        if is_question(situation.text, situation.cues):
            return Verdict(Decision.REFUSE, "this is a question, and a question never acts: answer it")
        if not understood and is_negated(situation.text, situation.cues):
            return Verdict(Decision.REFUSE, "the speaker said not to do this; if in doubt, ask")
        verdicts = [self._judge(order, targets, situation, understood=understood) for order in acting]
        verdicts.append(self._judge_areas(acting, targets))
        for decision in (Decision.REFUSE, Decision.ASK):
            same = [verdict for verdict in verdicts if verdict.decision is decision]
            if same:
                return _joined(decision, same)
        return ALLOWED

    def _judge(self, order: Order, targets: Targets, situation: Situation, *, understood: bool) -> Verdict:
        if not understood:
            unknown = _unknown(order, targets)
            if unknown:
                return Verdict(Decision.REFUSE, unknown)
        named = any(
            isinstance(order.slots.get(slot), str) and order.slots[slot] for slot in ("name", "area", "floor")
        )
        if order.intent in NEEDS_TARGET and not named:
            return self._judge_everywhere(situation, understood=understood)
        reached = (*targets.reached(order.reaching), *_specified_kinds(order))
        things = tuple(thing for thing in reached if self._asks_for(order, thing))
        if order.intent in NEEDS_TARGET and things:
            return Verdict(Decision.ASK, f"{things[0].domain} requires confirmation", things)
        if not order.intent.startswith("Hass") and names_a_guarded_tool(_words(order)):
            return Verdict(Decision.ASK, "its name suggests a lock, an alarm or a door")
        if not understood:
            return self._judge_choice(order, targets, situation)
        return ALLOWED

    def _judge_everywhere(self, situation: Situation, *, understood: bool) -> Verdict:
        everywhere = situation.cues.holds("everywhere", situation.text)
        if not understood and not everywhere:
            here = (
                f" The speaker is in {situation.area!r}." if situation.area else " Ask which room is meant."
            )
            return Verdict(Decision.REFUSE, f"a name or an area is missing, and “all” was not said.{here}")
        if self._settings.confirm_everywhere:
            return Verdict(Decision.ASK, "it reaches the whole house", everywhere=True)
        return ALLOWED

    def _judge_areas(self, orders: Sequence[Order], targets: Targets) -> Verdict:
        areas = {
            thing.area.casefold()
            for order in orders
            if order.intent in NEEDS_TARGET and not order.slots.get("floor")
            for thing in targets.reached(order.reaching)
            if thing.area
        }
        if self._settings.confirm_everywhere and len(areas) > self._settings.most_areas and len(orders) > 1:
            return Verdict(Decision.ASK, f"it reaches {len(areas)} areas", everywhere=True)
        return ALLOWED

    @staticmethod
    def _judge_choice(order: Order, targets: Targets, situation: Situation) -> Verdict:
        """Judge a target that a model chose and that the speaker may not have named."""
        if order.intent not in NEEDS_TARGET:
            return ALLOWED
        spoken = f"{situation.text} {situation.before}"
        spoken_areas = targets.areas_in(spoken)
        reached = targets.reached(order.reaching)
        area = order.slots.get("area")
        target = targets.area(area) if isinstance(area, str) else None
        if target and not order.slots.get("name"):
            here = (situation.area or "").casefold()
            if target.name.casefold() not in spoken_areas | {here}:
                return Verdict(
                    Decision.ASK, f"the speaker did not name the area {target.name!r}", reached[:5]
                )
        if situation.foreign:
            spoken_names = {entity.name for entity in targets.names_in(spoken)}
            if not any(
                thing.name in spoken_names or (thing.area or "").casefold() in spoken_areas
                for thing in reached
            ):
                return Verdict(Decision.ASK, "it follows from text from outside the home", reached[:5])
        return ALLOWED

    def _asks_for(self, order: Order, thing: Thing) -> bool:
        kinds = {thing.domain, f"{thing.domain}.{thing.device_class}"}
        if kinds.isdisjoint(self._settings.confirm):
            return False
        return self._settings.confirm_securing or not _secures(order, thing)


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
    """Whether it locks or closes."""
    if order.intent == "HassSetPosition":
        return thing.domain in {"cover", "valve"} and order.slots.get("position") in (0, "0")
    return (order.intent, thing.domain) in _SECURES


def _unknown(order: Order, targets: Targets) -> str:
    """Return which of an order's names does not exist in a known home, or an empty string."""
    if not targets.home.known or not order.intent.startswith("Hass"):
        return ""
    for slot, find in (("area", targets.area), ("floor", targets.floor)):
        value = order.slots.get(slot)
        if isinstance(value, str) and value and find(value) is None:
            return f"there is no {slot} called {value[:60]!r}: never use another one or all instead, ask"
    name = order.slots.get("name")
    if isinstance(name, str) and name and not _FREE_NAMES.search(order.intent) and not targets.entities(name):
        return f"there is nothing called {name[:60]!r}: never use another thing instead, ask"
    return ""


def _words(order: Order) -> str:
    return f"{order.name} {' '.join(str(value) for value in order.slots.values())}"


def _joined(decision: Decision, verdicts: Iterable[Verdict]) -> Verdict:
    joined = list(verdicts)
    things = tuple(dict.fromkeys(thing for verdict in joined for thing in verdict.things))
    reasons = "; ".join(dict.fromkeys(verdict.reason for verdict in joined))
    return Verdict(decision, reasons, things, any(verdict.everywhere for verdict in joined))
