"""Describes orders in words, for a confirmation question."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.agent.guard.guard import Order, Verdict
from wyoming_morgan.agent.language.replies import Replies, Verbs

_MOST = 4


def describe(orders: Sequence[Order], verdict: Verdict | None, replies: Replies) -> str:
    """Return orders in words, such as “unlock: Front door; turn on: Hall light”."""
    parts = []
    domains = {thing.name.casefold(): thing.domain for thing in (verdict.things if verdict else ())}
    for order in orders[:_MOST]:
        name = str(order.slots.get("name") or "")
        where = str(order.slots.get("area") or order.slots.get("floor") or "")
        kind = _domain(order) or domains.get(name.casefold(), "")
        what = " ".join(part for part in (name or kind, f"({where})" if where else "") if part)
        if not name and not where:
            what = f"{what} {replies.everywhere}".strip()
        if not order.intent.startswith("Hass"):
            what = f"{order.name} {what}".strip()
        parts.append(f"{_verb(order, kind, replies.verbs)}: {what}")
    more = f" (+{len(orders) - _MOST})" if len(orders) > _MOST else ""
    return "; ".join(parts) + more


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
