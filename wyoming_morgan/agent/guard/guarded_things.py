"""The things of a home that the agent asks about before it opens, unlocks or starts them."""

from __future__ import annotations

from wyoming_morgan.agent.guard.index import HomeIndex
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.home.model import Entity, Home


def guarded_things(home: Home, settings: GuardSettings) -> frozenset[Entity]:
    """Return what has to be confirmed by its domain, by its class, or by what its names suggest."""
    index = HomeIndex(home)
    return frozenset(entity for entity in home.entities if _is_guarded(entity, index, settings))


def _is_guarded(entity: Entity, index: HomeIndex, settings: GuardSettings) -> bool:
    controls, guessed = index.suggested(entity)
    kinds = {entity.domain, f"{entity.domain}.{entity.device_class}", f"{entity.domain}.{guessed}"}
    named = controls is not None and settings.confirm_names
    return named or not kinds.isdisjoint(settings.confirm)
