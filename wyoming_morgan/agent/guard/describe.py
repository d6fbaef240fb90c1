"""Describes orders in words, for a confirmation question: the guarded things first, and nothing left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wyoming_morgan.agent.guard.index import words_of
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import DOES_ITS_OWN, Targets, Thing
from wyoming_morgan.agent.guard.verdict import Verdict
from wyoming_morgan.agent.language.replies import Replies, Verbs

_REMEMBER = "remember"
_MEMORY = frozenset({_REMEMBER, "forget"})
_PLACES = frozenset({"name", "area", "floor", "domain", "device_class"})

_TIMER = "HassStartTimer"
_COMMAND = "conversation_command"

_Concern = tuple[Order, Thing]


def describe(orders: Sequence[Order], verdict: Verdict | None, replies: Replies) -> str:
    """Return all orders in words, such as “unlock: Front door; turn on: Hall light, Porch light”."""
    concerns = verdict.concerns if verdict else ()
    phrases = list(_concerned(concerns, replies))
    # An order by name is described by that thing; one that reaches more is described itself, too.
    direct = {id(order) for order, thing in concerns if _is_direct(order, thing)}
    phrases += [_order(order, replies) for order in orders if id(order) not in direct]
    return _joined(phrases)


def describe_sentence(sentence: str, verdict: Verdict, replies: Replies, targets: Targets) -> str:
    """Return what the speaker said, after the guarded things that are reached without being named in it."""
    named = {entity.entity_id or entity.name for entity in targets.names_in(sentence)}
    spoken = f" {words_of(sentence)} "
    unnamed = [
        (order, thing)
        for order, thing in verdict.concerns
        if thing.via
        or not thing.name
        or len(targets.entities(thing.name)) > 1
        or ((thing.entity_id or thing.name) not in named and f" {words_of(thing.name)} " not in spoken)
    ]
    return _joined([*_concerned(unnamed, replies), ("", sentence)])


def _is_direct(order: Order, thing: Thing) -> bool:
    """Whether an order names the thing; what a tool does with it, only the tool's name tells."""
    return order.is_intent and bool(order.slots.get("name")) and not thing.via


def _concerned(concerns: Sequence[_Concern], replies: Replies) -> Iterable[tuple[str, str]]:
    """Yield the verb and the words for each guarded thing."""
    things = {id(thing): thing for _, thing in concerns}.values()
    shared = Counter(name for name, _ in {(thing.name.casefold(), thing.key) for thing in things})
    named: set[tuple[int, str]] = set()
    for order, thing in concerns:
        direct = _is_direct(order, thing)
        area = str(order.slots.get("area") or "") if direct else ""
        if not direct or shared[thing.name.casefold()] > 1:
            area = thing.area or area
        details = [*([area] if area else []), *(_details(order.slots) if direct else ())]
        unclear = thing.via in DOES_ITS_OWN
        verb = replies.verbs.change if unclear else _verb(order, thing.domain, replies.verbs)
        words = _with(thing.name or thing.domain, details)
        if not direct or (id(order), words) not in named:  # a name of several kinds
            named.add((id(order), words))
            yield verb, words


def _order(order: Order, replies: Replies) -> tuple[str, str]:
    if order.name in _MEMORY and not order.foreign:
        verb = replies.verbs.remember if order.name == _REMEMBER else replies.verbs.forget
        return verb, " ".join(str(value) for value in order.slots.values())
    command = order.slots.get(_COMMAND)
    if order.intent == _TIMER and isinstance(command, str) and command:
        units = (order.slots.get(unit) for unit in ("hours", "minutes", "seconds"))
        return replies.delays.of(*units), command
    name = str(order.slots.get("name") or "")
    where = str(order.slots.get("area") or order.slots.get("floor") or "")
    kind = _domain(order)
    what = name or kind
    if not order.is_intent:
        what = f"{order.name} {name}".strip()
    elif not name and not where:
        what = f"{what} {replies.everywhere}".strip()
    details = [*([where] if where else []), *_details(order.slots)]
    return _verb(order, kind, replies.verbs), _with(what, details)


def _details(slots: Mapping[str, Any]) -> list[str]:
    return [f"{slot} {_value(value)}" for slot, value in slots.items() if slot not in _PLACES and value != ""]


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(entry)}" for key, entry in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    return str(value)


def _with(what: str, details: Sequence[str]) -> str:
    text = f"{what} ({', '.join(details)})" if details else what
    return " ".join(text.split())


def _joined(phrases: Iterable[tuple[str, str]]) -> str:
    """Return phrases in their order; those of one verb stand together where it first occurs."""
    grouped: dict[str, dict[str, None]] = {}
    for verb, words in phrases:
        grouped.setdefault(verb, {})[words] = None
    return "; ".join(
        f"{verb}: {', '.join(words)}" if verb else ", ".join(words) for verb, words in grouped.items()
    )


def _domain(order: Order) -> str:
    value = order.slots.get("domain")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else ""


def _verb(order: Order, kind: str, verbs: Verbs) -> str:
    on = {"lock": verbs.lock, "cover": verbs.open, "valve": verbs.open}
    off = {"lock": verbs.unlock, "cover": verbs.close, "valve": verbs.close}
    match order.intent:
        case "HassTurnOn":
            return on.get(kind, verbs.turn_on)
        case "HassTurnOff":
            return off.get(kind, verbs.turn_off)
        case "HassOpenCover":
            return verbs.open
        case "HassCloseCover":
            return verbs.close
    return verbs.change
