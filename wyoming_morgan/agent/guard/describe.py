"""Says what is about to be done, in words, for the question whether it shall be."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.agent.guard.guard import Order, Verdict
from wyoming_morgan.agent.language.replies import Replies

_UNLOCK, _LOCK, _OPEN, _CLOSE, _ON, _OFF, _CHANGE = range(7)
_MOST = 4


def describe(orders: Sequence[Order], verdict: Verdict | None, replies: Replies) -> str:
    """Return what orders do to what, such as “unlock: Front door”, with what they do besides."""
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
        parts.append(f"{replies.verbs[_verb(order, kind)]}: {what}")
    more = f" (+{len(orders) - _MOST})" if len(orders) > _MOST else ""
    return "; ".join(parts) + more


def _domain(order: Order) -> str:
    value = order.slots.get("domain")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else ""


def _verb(order: Order, kind: str) -> int:
    on = {"lock": _LOCK, "cover": _OPEN, "valve": _OPEN}
    off = {"lock": _UNLOCK, "cover": _CLOSE, "valve": _CLOSE}
    match order.intent:
        case "HassTurnOn":
            return on.get(kind, _ON)
        case "HassTurnOff":
            return off.get(kind, _OFF)
        case "HassOpenCover":
            return _OPEN
        case "HassCloseCover":
            return _CLOSE
    return _CHANGE
