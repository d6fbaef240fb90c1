"""Decides what may be done at once, what is asked about first, and what is not done at all.

An order is an intent, or a tool call that has an intent's name and slots; every path comes through here.
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
"""Intents that reach everything of a kind when nothing is named."""

_FREE_NAMES = re.compile(r"Timer|SearchAndPlay|ListAddItem|ShoppingList|Broadcast")
"""Intents whose `name` may be anything: a timer's, a song's."""

_ASKS = re.compile(
    r"^Hass(?:\w*Get|TimerStatus)|^(?:get|list|search|read|find|query|fetch|look|recall|show|describe)(?=_|[A-Z]|$)"
    r"|^Get(?=[A-Z])|_get_|^date_?time$",
)
"""Names of intents and tools that only look."""

_ACTS = re.compile(
    r"(?:^|_|(?<=[a-z]))(?:add|set|remove|delete|update|create|complete|write|send|turn|start|stop|play|run|clear)"
    r"(?=_|[A-Z]|$)|Set(?=[A-Z])",
)
"""Words by which a tool acts all the same: `list_add_item`."""

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
"""What intents act on that need not tell a domain."""

_SECURES = {
    ("HassTurnOn", "lock"),
    ("HassTurnOff", "cover"),
    ("HassCloseCover", "cover"),
    ("HassTurnOff", "valve"),
}


class Kind(StrEnum):
    """What the guard decides."""

    ALLOW = "allow"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Order:
    """Something that is to be done: an intent's or a tool's name, and its slots or arguments."""

    name: str
    slots: Mapping[str, Any]

    @property
    def intent(self) -> str:
        """The intent's name, without the domain that Home Assistant may put before it."""
        return self.name.rpartition("__")[2]

    @property
    def reaching(self) -> Mapping[str, Any]:
        """The slots, with the domain that the intent acts on where none is told."""
        domains = _DOMAINS.get(self.intent)
        return {**self.slots, "domain": domains} if domains and not self.slots.get("domain") else self.slots

    @property
    def acts(self) -> bool:
        """Whether it would change anything; what nobody knows does."""
        return not _ASKS.search(self.intent) or bool(_ACTS.search(self.intent))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard decides. `reason` is for the trace and the model, `things` what it is about."""

    kind: Kind
    reason: str = ""
    things: tuple[Thing, ...] = ()
    everywhere: bool = False


ALLOWED = Verdict(Kind.ALLOW)


@dataclass(frozen=True, slots=True)
class Situation:
    """What was said, in which room, and which rooms were spoken of before.

    `foreign` tells that text from outside the home has been read in this turn: what follows from it is
    nobody's order.
    """

    text: str
    cues: Cues
    area: str | None = None
    before: str = ""
    foreign: bool = False


class Guard:
    """The rules, over one home. They hold no state."""

    def __init__(self, settings: GuardSettings) -> None:
        self._settings = settings

    def judge(
        self, orders: Sequence[Order], targets: Targets, situation: Situation, *, understood: bool
    ) -> Verdict:
        """Judge orders that belong together; the strictest of their verdicts is that of all.

        Args:
            orders: What is to be done.
            targets: The home.
            situation: What was said.
            understood: Whether the grammar understood the sentence itself; else a model chose the orders,
                whose names, areas and intentions have to be checked against what was said.
        """
        acting = [order for order in orders if order.acts]
        if not acting:
            return ALLOWED
        if is_question(situation.text, situation.cues):
            return Verdict(Kind.REFUSE, "this is a question, and a question never acts: answer it")
        if not understood and is_negated(situation.text, situation.cues):
            return Verdict(Kind.REFUSE, "it was said that this must not be done; if in doubt, ask")
        verdicts = [self._judge(order, targets, situation, understood=understood) for order in acting]
        verdicts.append(self._judge_areas(acting, targets))
        for kind in (Kind.REFUSE, Kind.ASK):
            same = [verdict for verdict in verdicts if verdict.kind is kind]
            if same:
                return _joined(kind, same)
        return ALLOWED

    def _judge(self, order: Order, targets: Targets, situation: Situation, *, understood: bool) -> Verdict:
        if not understood:
            unknown = _unknown(order, targets)
            if unknown:
                return Verdict(Kind.REFUSE, unknown)
        named = any(
            isinstance(order.slots.get(slot), str) and order.slots[slot] for slot in ("name", "area", "floor")
        )
        if order.intent in NEEDS_TARGET and not named:
            return self._judge_everywhere(situation, understood=understood)
        reached = (*targets.reached(order.reaching), *_told_kinds(order))
        things = tuple(thing for thing in reached if self._asks_for(order, thing))
        if order.intent in NEEDS_TARGET and things:
            return Verdict(Kind.ASK, f"{things[0].domain} is asked about first", things)
        if not order.intent.startswith("Hass") and names_a_guarded_tool(_said(order)):
            return Verdict(Kind.ASK, "its name sounds like a lock, an alarm or a door")
        if not understood:
            return self._judge_choice(order, targets, situation)
        return ALLOWED

    def _judge_everywhere(self, situation: Situation, *, understood: bool) -> Verdict:
        meant = situation.cues.holds("everywhere", situation.text)
        if not understood and not meant:
            here = (
                f" The speaker is in {situation.area!r}." if situation.area else " Ask which room is meant."
            )
            return Verdict(Kind.REFUSE, f"a name or an area is missing, and nobody said “all”.{here}")
        if self._settings.confirm_everywhere:
            return Verdict(Kind.ASK, "it reaches the whole house", everywhere=True)
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
            return Verdict(Kind.ASK, f"it reaches {len(areas)} areas", everywhere=True)
        return ALLOWED

    @staticmethod
    def _judge_choice(order: Order, targets: Targets, situation: Situation) -> Verdict:
        """Judge a target that a model chose: nobody may have named it."""
        if order.intent not in NEEDS_TARGET:
            return ALLOWED
        said = f"{situation.text} {situation.before}"
        area = order.slots.get("area")
        spoken = targets.areas_in(said) | ({situation.area.casefold()} if situation.area else set())
        known = targets.area(area) if isinstance(area, str) else None
        if known and not order.slots.get("name") and known.name.casefold() not in spoken:
            return Verdict(
                Kind.ASK, f"nobody named the area {known.name!r}", targets.reached(order.reaching)[:5]
            )
        if situation.foreign:
            named = {entity.name for entity in targets.names_in(said)}
            if not any(
                thing.name in named or (thing.area or "").casefold() in targets.areas_in(said)
                for thing in targets.reached(order.reaching)
            ):
                return Verdict(
                    Kind.ASK, "it follows from text from outside", targets.reached(order.reaching)[:5]
                )
        return ALLOWED

    def _asks_for(self, order: Order, thing: Thing) -> bool:
        kinds = {thing.domain, f"{thing.domain}.{thing.device_class}"}
        if kinds.isdisjoint(self._settings.confirm):
            return False
        return self._settings.confirm_securing or not _secures(order, thing)


def _told_kinds(order: Order) -> tuple[Thing, ...]:
    """Return the kinds of things that an order tells by itself, whether or not the home knows of any."""
    domains, classes = order.slots.get("domain"), order.slots.get("device_class")
    kinds = [domains] if isinstance(domains, str) else list(domains or ())
    return tuple(
        Thing("", str(domain), str(each), None)
        for domain in kinds
        for each in ([classes] if isinstance(classes, str) else list(classes or ()))
    )


def _secures(order: Order, thing: Thing) -> bool:
    """Whether it locks or closes."""
    if order.intent == "HassSetPosition":
        return thing.domain in {"cover", "valve"} and order.slots.get("position") in (0, "0")
    return (order.intent, thing.domain) in _SECURES


def _unknown(order: Order, targets: Targets) -> str:
    """Tell which of its names do not exist in a home that is known."""
    if not targets.home.known or not order.intent.startswith("Hass"):
        return ""
    for slot, find in (("area", targets.area), ("floor", targets.floor)):
        value = order.slots.get(slot)
        if isinstance(value, str) and value and find(value) is None:
            return f"there is no {slot} called {value[:60]!r}: never take another one or all instead, ask"
    name = order.slots.get("name")
    if isinstance(name, str) and name and not _FREE_NAMES.search(order.intent) and not targets.entities(name):
        return f"there is nothing called {name[:60]!r}: never take another thing instead, ask"
    return ""


def _said(order: Order) -> str:
    return f"{order.name} {' '.join(str(value) for value in order.slots.values())}"


def _joined(kind: Kind, verdicts: Iterable[Verdict]) -> Verdict:
    every = list(verdicts)
    things = tuple(dict.fromkeys(thing for verdict in every for thing in verdict.things))
    reasons = "; ".join(dict.fromkeys(verdict.reason for verdict in every))
    return Verdict(kind, reasons, things, any(verdict.everywhere for verdict in every))
