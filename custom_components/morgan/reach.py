"""What a thing of the home reaches when it is used, so that Morgan asks before a script that opens a lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from homeassistant.components import automation, script
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.components.script.const import DOMAIN as SCRIPT
from homeassistant.core import HomeAssistant, callback, split_entity_id
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from .const import ASSISTANT

CONTAINED = "entity_id"
"""The attribute in which groups and scenes say what is in them."""

_Reaching: TypeAlias = Callable[[HomeAssistant, str], list[str]]

_RUNNING: Mapping[str, tuple[_Reaching, _Reaching]] = {
    "automation": (automation.entities_in_automation, automation.devices_in_automation),
    "script": (script.entities_in_script, script.devices_in_script),
}
_ANY_DOMAIN = "homeassistant"
"""The domain whose actions reach things of every kind."""
_OF_SCRIPTS = frozenset({"turn_on", "turn_off", "toggle", "reload"})
"""The actions of the domain of scripts that are not themselves scripts."""
_IDS = ("entity_id", "device_id", "area_id", "floor_id", "label_id")
_HARMLESS = frozenset({"binary_sensor", "light", "media_player", "sensor"})
"""Domains that are left out first if a thing reaches very many."""
_UNKNOWN = "unexposed"
_MOST_MEMBERS = 100
_MOST_LOOKED_AT = 1000


@callback
def members(hass: HomeAssistant, entity_id: str) -> tuple[str, ...] | None:
    """Return the ids of all that a script, an automation, a group or a scene reaches; None for anything else.

    Of what is not exposed its kind stands in the place of its id, such as `cover.garage`; of what only a
    template tells, the domain, as in `lock.unexposed`.
    """
    if split_entity_id(entity_id)[0] not in _RUNNING and _contained(hass, entity_id) is None:
        return None
    reached: dict[str, None] = {}
    waiting = [entity_id]
    while waiting and len(reached) < _MOST_LOOKED_AT:
        for member in _reached(hass, waiting.pop()):
            if member not in reached and member != entity_id:
                reached[member] = None
                waiting.append(member)
    shown = {_id_or_kind(hass, member) for member in reached}
    return tuple(sorted(shown, key=lambda member: (split_entity_id(member)[0] in _HARMLESS, member)))[
        :_MOST_MEMBERS
    ]


def _contained(hass: HomeAssistant, entity_id: str) -> list[str] | None:
    state = hass.states.get(entity_id)
    inner = state.attributes.get(CONTAINED) if state is not None else None
    if not isinstance(inner, list | tuple | set | frozenset):
        return None
    return sorted(member for member in inner if _is_id(member))


def _reached(hass: HomeAssistant, entity_id: str) -> Iterator[str]:
    """Give what a thing reaches itself."""
    yield from _contained(hass, entity_id) or ()
    domain = split_entity_id(entity_id)[0]
    if domain not in _RUNNING:
        return
    entities_in, devices_in = _RUNNING[domain]
    yield from filter(_is_id, entities_in(hass, entity_id))
    registry = er.async_get(hass)
    for device_id in devices_in(hass, entity_id):
        yield from (entry.entity_id for entry in er.async_entries_for_device(registry, device_id))
    component = hass.data.get(domain)
    entity = component.get_entity(entity_id) if component is not None else None
    for name, order in _orders(getattr(entity, "raw_config", None)):
        yield from _targets(hass, name, order)


def _orders(config: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the actions in a configuration, however deep, with their names."""
    waiting = [config]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            name = part.get("action", part.get("service"))
            if isinstance(name, str) and "." in name:
                yield name, part
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part


def _targets(hass: HomeAssistant, name: str, order: Mapping[str, Any]) -> Iterator[str]:
    """Give what one action reaches."""
    domain, _, action = name.partition(".")
    if domain == SCRIPT and action not in _OF_SCRIPTS:
        yield f"{domain}.{action}"
    ids = {kind: list(_ids(order, kind)) for kind in _IDS}
    literal = {kind: [text for text in texts if not _is_template(text)] for kind, texts in ids.items()}
    if literal != ids and not _is_template(domain):
        yield f"{domain}.{_UNKNOWN}"
    found = async_extract_referenced_entity_ids(hass, TargetSelection(literal), primary_entities_only=False)
    yield from filter(_is_id, found.referenced)
    for entity_id in found.indirectly_referenced:
        if domain in (_ANY_DOMAIN, split_entity_id(entity_id)[0]):
            yield entity_id


def _ids(order: Mapping[str, Any], kind: str) -> Iterator[str]:
    for place in (order, order.get("target"), order.get("data"), order.get("data_template")):
        if isinstance(place, str) and _is_template(place):
            yield place
        elif isinstance(place, Mapping):
            value = place.get(kind)
            values: Iterable[Any] = value if isinstance(value, list | tuple) else [value]
            yield from (text for text in values if isinstance(text, str))


def _is_template(text: str) -> bool:
    return "{{" in text or "{%" in text


def _is_id(text: Any) -> bool:
    return isinstance(text, str) and text.count(".") == 1


def _id_or_kind(hass: HomeAssistant, entity_id: str) -> str:
    if async_should_expose(hass, ASSISTANT, entity_id):
        return entity_id
    state = hass.states.get(entity_id)
    device_class = state.attributes.get("device_class") if state is not None else None
    return f"{split_entity_id(entity_id)[0]}.{device_class or _UNKNOWN}"
