"""Checks of the texts: complete in every language, used by the code, and none missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from scripts.check_component import code
from scripts.check_component.component import Component

LANGUAGES = ("de", "en", "es", "fr", "it", "nl")
_BY_HOME_ASSISTANT = {
    "already_configured", "already_in_progress", "reauth_successful", "reconfigure_successful",
}  # fmt: skip
"""Reasons that Home Assistant itself gives for the end of a flow."""
_FORBIDDEN = {
    r"<[^>]+>": "HTML",
    r"^\s|\s$": "space at its beginning or end",
    r"'{\w+}'": "a placeholder in single quotes",
    r"\b\w+://(?!192\.168\.)": "an address",
    r"\[%key": "a reference, which custom components do not have",
}


def check_languages(component: Component) -> Iterator[str]:
    """Yield what differs between languages."""
    if tuple(component.translations) != LANGUAGES:
        yield f"translations: there are {', '.join(component.translations)}, not {', '.join(LANGUAGES)}"
    english = dict(_leaves(component.english))
    for language, texts in component.translations.items():
        leaves = dict(_leaves(texts))
        for key in sorted(english.keys() ^ leaves.keys()):
            yield f"translations/{language}.json: {key} is {'missing' if key in english else 'not English'}"
        for key, text in leaves.items():
            if key in english and _placeholders(text) != _placeholders(english[key]):
                yield f"translations/{language}.json: {key} has not the placeholders of the English text"
            for pattern, what in _FORBIDDEN.items():
                if re.search(pattern, text):
                    yield f"translations/{language}.json: {key} has {what}"
            if not text:
                yield f"translations/{language}.json: {key} is empty"


def _leaves(texts: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in texts.items():
        key = f"{path}.{name}" if path else name
        if isinstance(inner, dict):
            yield from _leaves(inner, key)
        else:
            yield key, inner


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", text))


def check_flows(component: Component) -> Iterator[str]:
    """Yield texts of flows that no code uses, and fields without a description."""
    is_unused = _Unused(component)
    for name, flow in flows_of(component).items():
        for step, words in flow.get("step", {}).items():
            if is_unused(f"async_step_{step}"):
                yield f"translations: no code has the step {name}.step.{step}"
            for part in (words, *words.get("sections", {}).values()):
                fields = part.get("data", {})
                yield from is_unused.among(f"{name}.step.{step}.data", fields)
                if fields.keys() != part.get("data_description", {}).keys():
                    yield f"translations: {name}.step.{step} does not describe exactly its fields"
        yield from is_unused.among(f"{name}.error", flow.get("error", {}))
        yield from is_unused.among(f"{name}.abort", flow.get("abort", {}).keys() - _BY_HOME_ASSISTANT)


def check_use(component: Component) -> Iterator[str]:
    """Yield other texts that no code uses."""
    is_unused = _Unused(component)
    for section in ("config_subentries", "exceptions", "issues", "selector"):
        yield from is_unused.among(section, component.english.get(section, {}))
    for platform, keys in component.english.get("entity", {}).items():
        if platform not in component.trees:
            yield f"translations: there is no platform {platform}"
        yield from is_unused.among(f"entity.{platform}", keys)


class _Unused:
    """Knows which keys the code does not have."""

    def __init__(self, component: Component) -> None:
        self._texts = code.constants(component)
        self._shapes = code.patterns(component)

    def __call__(self, key: str) -> bool:
        return not code.used(key, self._texts, self._shapes)

    def among(self, section: str, keys: Iterable[str]) -> Iterator[str]:
        return (f"translations: no code uses {section}.{key}" for key in sorted(keys) if self(key))


def flows_of(component: Component) -> dict[str, dict[str, Any]]:
    """Return the texts of every flow, by its place."""
    english = component.english
    flows = {name: english[name] for name in ("config", "options") if name in english}
    subentries = english.get("config_subentries", {}).items()
    return flows | {f"config_subentries.{name}": flow for name, flow in subentries}


def check_shapes(component: Component) -> Iterator[str]:
    """Yield texts that Home Assistant does not find where they are."""
    shapes = {"exceptions": {"message"}, "issues": {"title", "description"}}
    for section, names in shapes.items():
        for key, texts in component.english.get(section, {}).items():
            if not isinstance(texts, dict) or texts.keys() != names:
                yield f"translations: {section}.{key} has not exactly {' and '.join(sorted(names))}"


def check_missing(component: Component) -> Iterator[str]:
    """Yield texts that the code uses and that are missing."""
    english = component.english
    for module, key in code.raised(component):
        if key not in english.get("exceptions", {}):
            yield f"{module}.py: exceptions.{key} has no text"
    aborts = {reason for flow in flows_of(component).values() for reason in flow.get("abort", {})}
    for module, reason in code.aborted(component):
        if reason not in aborts:
            yield f"{module}.py: the reason {reason} has no text"
    for key in code.issues(component):
        if key not in english.get("issues", {}):
            yield f"issues.py: issues.{key} has no text"
    for platform, key in code.entities(component):
        if platform in english.get("entity", {}) and key not in english["entity"][platform]:
            yield f"{platform}.py: entity.{platform}.{key} has no text"


def check_icons(component: Component) -> Iterator[str]:
    """Yield entities and actions without an icon, and icons without their entity or action."""
    icons = component.json("icons.json")
    english = component.english
    for platform, keys in english.get("entity", {}).items():
        for key in sorted(keys.keys() ^ icons.get("entity", {}).get(platform, {}).keys()):
            yield f"icons.json: entity.{platform}.{key} is missing, or nobody has it"
    for platform in sorted(icons.get("entity", {}).keys() - english.get("entity", {}).keys()):
        yield f"icons.json: there is no platform {platform}"
    services = icons.get("services", {})
    for name in sorted(services.keys() ^ english.get("services", {}).keys()):
        yield f"icons.json: services.{name} is missing, or nobody has it"
    for key, icon in _leaves(icons):
        if not re.fullmatch(r"mdi:[a-z0-9-]+", icon):
            yield f"icons.json: {key} is no icon"


def check_actions(component: Component) -> Iterator[str]:
    """Yield what differs between the actions, their fields and their texts."""
    actions, texts = component.yaml("services.yaml"), component.english.get("services", {})
    constants = code.constants(component)
    for name in sorted(actions.keys() ^ texts.keys()):
        yield f"services.yaml: {name} has no text, or is missing"
    for name in sorted(actions.keys() & texts.keys()):
        if name not in constants:
            yield f"services.yaml: no code registers {name}"
        fields = actions[name].get("fields", {})
        for field in sorted(fields.keys() ^ texts[name].get("fields", {}).keys()):
            yield f"services.yaml: {name}.{field} has no text, or is missing"
        for field, about in fields.items():
            if field not in constants:
                yield f"services.yaml: no code reads {name}.{field}"
            if "selector" not in about:
                yield f"services.yaml: {name}.{field} has no selector"
