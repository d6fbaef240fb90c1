"""Checks of the form of texts and actions: the keys and sections that Home Assistant knows.

Read in `script/hassfest` of github.com/home-assistant/core (`translations.py`, `services.py`, `manifest.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from scripts.check_component.component import Component
from scripts.check_component.texts import flows_of

_KEY = re.compile(r"(?!.*[_-]{2})(?![_-])[a-z0-9_-]+(?<![_-])")
_SECTIONS = frozenset(
    "title config config_subentries options selector exceptions issues entity services device common".split()
)
_FLOW = frozenset("flow_title step error abort progress create_entry entry_type initiate_flow".split())
_STEP = frozenset(
    "title description data data_description menu_options menu_option_descriptions submit sections".split()
)
_FIELD = frozenset("example default required advanced selector name description fields collapsed".split())
_ACTION = frozenset({"fields", "target", "name", "description"})
_KEYED = ("exceptions", "issues", "entity", "selector", "services", "config_subentries")
"""Sections whose keys are those of the component."""
_TYPES = frozenset({"device", "entity", "hardware", "helper", "hub", "service", "system", "virtual"})
_IOT_CLASSES = frozenset(
    {"assumed_state", "calculated", "cloud_polling", "cloud_push", "local_polling", "local_push"}
)
_VERSION = re.compile(r"\d+(?:\.\d+){1,2}(?:(?:a|b|rc|\.dev)\d+)?")


def check_values(component: Component) -> Iterator[str]:
    """Yield values of the manifest that Home Assistant does not know."""
    manifest = component.manifest
    if manifest.get("integration_type") not in _TYPES:
        yield "manifest.json: integration_type is not known"
    if manifest.get("iot_class") not in _IOT_CLASSES:
        yield "manifest.json: iot_class is not known"
    if not _VERSION.fullmatch(str(manifest.get("version"))):
        yield "manifest.json: the version is none"
    for service in manifest.get("zeroconf", []):
        kind = service.get("type", "") if isinstance(service, dict) else service
        if not re.fullmatch(r"_[a-z0-9-]+\._(?:tcp|udp)\.local\.", kind):
            yield f"manifest.json: zeroconf cannot find {kind}"


def check_sections(component: Component) -> Iterator[str]:
    """Yield sections of texts that Home Assistant does not know, and those of flows that are missing."""
    english = component.english
    yield from _unknown("translations", english, _SECTIONS)
    for name, flow in flows_of(component).items():
        yield from _unknown(f"translations: {name}", flow, _FLOW)
        for step, words in flow.get("step", {}).items():
            yield from _unknown(f"translations: {name}.step.{step}", words, _STEP)
    for name, flow in english.get("config_subentries", {}).items():
        if "entry_type" not in flow or "user" not in flow.get("initiate_flow", {}):
            yield f"translations: config_subentries.{name} needs entry_type and initiate_flow.user"


def check_keys(component: Component) -> Iterator[str]:
    """Yield keys of texts that Home Assistant refuses."""
    for section in _KEYED:
        for key in _keys(component.english.get(section, {})):
            if not _KEY.fullmatch(key):
                yield f"translations: {section}: {key} is no key"


def check_placeholders(component: Component) -> Iterator[str]:
    """Yield texts whose braces are no placeholders."""
    for language, texts in component.translations.items():
        for place, text in _texts(texts):
            try:
                names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
            except ValueError:
                yield f"translations/{language}.json: {place} has a brace too many"
                continue
            if not all(map(str.isidentifier, names)):
                yield f"translations/{language}.json: {place} has a placeholder without a name"


def check_fields(component: Component) -> Iterator[str]:
    """Yield what Home Assistant does not know of actions and their fields."""
    for name, action in component.yaml("services.yaml").items():
        yield from _unknown(f"services.yaml: {name}", action or {}, _ACTION)
        for field, about in (action or {}).get("fields", {}).items():
            yield from _unknown(f"services.yaml: {name}.{field}", about, _FIELD)


def lacking(component: Component) -> list[str]:
    """Return what HACS and Home Assistant ask for and the manifest lacks, for want of a public address."""
    manifest = component.manifest
    return [key for key in ("codeowners", "documentation", "issue_tracker") if not manifest.get(key)]


def _unknown(place: str, part: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    return (f"{place}: {key} is not known" for key in sorted(part.keys() - known))


def _keys(part: Mapping[str, Any]) -> Iterator[str]:
    for key, inner in part.items():
        yield key
        if isinstance(inner, dict):
            yield from _keys(inner)


def _texts(part: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, inner in part.items():
        place = f"{path}.{key}" if path else key
        if isinstance(inner, dict):
            yield from _texts(inner, place)
        else:
            yield place, inner
