"""What commands do, as signs beside their words: which change something, and which open what is guarded.

A sign is a word without sounds. So the nearest command tells by itself what it would do, in every language.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

OPENS = chr(0x100000)
"""Behind a command that changes something and secures nothing. Characters that no text has."""
GUARDED = chr(0x100001)
"""Before a name, or a kind of thing, that the agent asks about; behind a command about nothing else."""
LATER = chr(0x100002)
"""Behind a command that is to be done later: “turn off the lamp in ten minutes”."""

_ASKING = ("HassGet", "MorganGet", "HassClimateGet")
_STATUS = frozenset({"HassTimerStatus", "HassRespond", "HassNevermind"})
_TIMERS = frozenset(
    {
        "HassStartTimer",
        "HassCancelTimer",
        "HassCancelAllTimers",
        "HassIncreaseTimer",
        "HassDecreaseTimer",
        "HassPauseTimer",
        "HassUnpauseTimer",
    }
)
_NEVER_LATER = frozenset(
    {
        "HassBroadcast",
        "HassMediaSearchAndPlay",
        "HassListAddItem",
        "HassListRemoveItem",
        "HassListCompleteItem",
        "HassShoppingListAddItem",
        "HassShoppingListCompleteItem",
    }
)
"""Any words belong to these, and so would a time."""
_SECURING = frozenset({("HassTurnOn", "lock"), ("HassTurnOff", "cover"), ("HassTurnOff", "valve")})
_GUARDED_DOMAINS = frozenset({"lock", "alarm_control_panel", "siren", "valve"})
_GUARDED_CLASSES = frozenset({"garage", "gate", "door"})
_CLASSES = "cover_classes"
"""The list of home-assistant-intents with kinds of covers."""


def changes(intent: str) -> bool:
    """Whether an intent changes something in the home."""
    return not intent.startswith(_ASKING) and intent not in _STATUS | _TIMERS


def may_wait(intent: str) -> bool:
    """Whether a timer may carry a command."""
    return changes(intent) and intent not in _NEVER_LATER


def signs(intent: str, slots: Mapping[str, Any] | None, context: Mapping[str, Any] | None) -> str:
    """Return the signs of the sentences of an intent.

    Args:
        intent: The name of the intent.
        slots: What the sentences mean without saying it.
        context: What the names in them have to be.
    """
    domains = _domains(slots) | _domains(context)
    if not changes(intent) or (domains and all((intent, domain) in _SECURING for domain in domains)):
        return ""
    return OPENS + GUARDED * (bool(domains) and domains <= _GUARDED_DOMAINS)


def is_guarded_value(list_name: str, value: Any) -> bool:
    """Whether a value of a list is a kind of thing that the agent asks about, such as garage doors."""
    values = value if isinstance(value, list) else [value]
    return list_name == _CLASSES and not _GUARDED_CLASSES.isdisjoint(map(str, values))


def opens_what_is_guarded(words: Collection[str]) -> bool:
    """Whether a command opens what the agent asks about; its words have their signs."""
    return changes_something(words) and any(GUARDED in word for word in words)


def changes_something(words: Collection[str]) -> bool:
    """Whether a command changes something and secures nothing; its words have their signs."""
    return any(OPENS in word for word in words)


def is_for_later(words: Collection[str]) -> bool:
    """Whether a command is to be done later; its words have their signs."""
    return any(LATER in word for word in words)


def without_signs(word: str) -> str:
    """Return a word as it is spoken."""
    return word.replace(OPENS, "").replace(GUARDED, "").replace(LATER, "")


def _domains(meaning: Mapping[str, Any] | None) -> set[str]:
    domain = (meaning or {}).get("domain")
    if isinstance(domain, dict):
        domain = domain.get("value")
    return {domain} if isinstance(domain, str) else set(map(str, domain or ()))
