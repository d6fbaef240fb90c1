"""Loads the sentence templates of a language, with Morgan's own beside those of home-assistant-intents.

Morgan's own are in `own/<language>.yaml`, what is asked in `own/questions/<language>.yaml`, what is asked
about all things of a kind in `own/kinds/<language>.yaml`, and more words for what is said most in
`own/said/<language>.yaml`. They have hassil's format, and may use the
rules and lists of the wheel.
Responses of Morgan's own replace those of the wheel.
`metadata.kind` says what a block of sentences is for, in every language the same. A block with
`metadata.open` is understood in an unknown home, too, where any words could be a name; one with
`metadata.prior` comes before a sentence of the wheel that asks the same less exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import home_assistant_intents
import yaml

from wyoming_morgan.templates.own import own_files

_KIND = "kind"
_OPEN = "open"
_PRIOR = "prior"


def templates_of(language: str) -> dict[str, Any] | None:
    """Return the templates of a language in hassil's format, or None if there is no such language.

    Args:
        language: A language of home-assistant-intents.
    """
    if language not in home_assistant_intents.get_languages():
        return None
    templates: dict[str, Any] | None = home_assistant_intents.get_intents(language)
    return None if templates is None else merged(templates, own_templates(language))


def own_templates(language: str) -> dict[str, Any]:
    """Return Morgan's own templates of a language; empty if it has none."""
    own: dict[str, Any] = {}
    for text in own_files(language):
        read = yaml.load(text, Loader=yaml.CSafeLoader)
        own = merged(own, read) if own else read
    return own


def own_templates_alone(language: str) -> dict[str, Any] | None:
    """Return Morgan's own templates of a language with the rules and lists that they use.

    None if there is no such language.
    """
    templates = templates_of(language)
    own = own_templates(language).get("intents", {})
    return None if templates is None else {**templates, "intents": own}


def merged(templates: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return templates with others behind them."""
    intents = {name: {**intent, "data": [*intent["data"]]} for name, intent in templates["intents"].items()}
    for name, intent in own.get("intents", {}).items():
        intents.setdefault(name, {"data": []})["data"] += intent["data"]
    responses = {**templates.get("responses", {})}
    if answers := own.get("responses", {}).get("intents"):
        responses["intents"] = {**responses.get("intents", {}), **answers}
    return {
        **templates,
        "intents": intents,
        "responses": responses,
        "expansion_rules": {**templates.get("expansion_rules", {}), **own.get("expansion_rules", {})},
        "lists": {**templates.get("lists", {}), **own.get("lists", {})},
    }


def is_own(metadata: Mapping[str, Any] | None) -> bool:
    """Whether the metadata of a block say that it is Morgan's own."""
    return metadata is not None and _KIND in metadata


def is_prior(metadata: Mapping[str, Any] | None) -> bool:
    """Whether a block of Morgan's own sentences comes before what the wheel understands by the same words."""
    return metadata is not None and bool(metadata.get(_PRIOR, False))


def is_for_known_homes(metadata: Mapping[str, Any] | None) -> bool:
    """Whether a block of sentences is understood only where the names are known."""
    return is_own(metadata) and metadata is not None and not metadata.get(_OPEN, False)
