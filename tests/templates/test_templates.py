"""Morgan's own sentences: their format, what they mean, and that those of home-assistant-intents stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import home_assistant_intents
import pytest

from wyoming_morgan.agent.acting.kind_answers import OWN_FORMS
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.templates.templates import own_templates, templates_of

_RULE = re.compile(r"<(\w+)>")
_LIST = re.compile(r"\{(\w+)(?::\w+)?\}")


def own_blocks(language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for intent, there in own_templates(language)["intents"].items():
        for block in there["data"]:
            yield intent, block


def kinds(language: str) -> set[tuple[str, str]]:
    return {(intent, block["metadata"]["kind"]) for intent, block in own_blocks(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_kinds_of_things(language: str) -> None:
    assert kinds(language) == kinds("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_block_says_what_it_is_for(language: str) -> None:
    own = own_templates(language)

    assert own["language"] == language
    for intent, block in own_blocks(language):
        assert block["metadata"]["kind"], intent
        assert block["metadata"]["slot_combination"], intent


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_and_lists_are_added_and_never_replaced(language: str) -> None:
    own, wheel = own_templates(language), home_assistant_intents.get_intents(language)

    assert wheel is not None
    assert not own.get("expansion_rules", {}).keys() & wheel["expansion_rules"].keys()
    assert not own.get("lists", {}).keys() & wheel["lists"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_template_names_exists_and_what_exists_is_used(language: str) -> None:
    own, every = own_templates(language), templates_of(language)
    assert every is not None
    rules = own.get("expansion_rules", {})
    texts = [sentence for _, block in own_blocks(language) for sentence in block["sentences"]]
    texts += rules.values()
    used = {rule for text in texts for rule in _RULE.findall(text)}
    listed = {name for text in texts for name in _LIST.findall(text)}

    assert used <= every["expansion_rules"].keys()
    assert rules.keys() <= used
    assert listed <= {*every["lists"], "name", "area", "floor"}
    assert own.get("lists", {}).keys() <= listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_response_is_one_that_the_language_or_morgan_has(language: str) -> None:
    every = templates_of(language)
    assert every is not None
    for intent, block in own_blocks(language):
        if intent in every["responses"]["intents"]:
            responses = every["responses"]["intents"][intent].keys() | OWN_FORMS
            assert block["response"] in responses, (intent, block["sentences"])
