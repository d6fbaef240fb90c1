from __future__ import annotations

import pytest

from wyoming_morgan.agent.grammar.responses import Responses

RESPONSES = Responses(
    {
        "intents": {"HassListAddItem": {"item_added": "Added {{ slots.item }}"}},
        "errors": {"no_intent": "Sorry"},
    }
)


def test_a_response_contains_its_slots() -> None:
    template = RESPONSES.template("HassListAddItem", "item_added")

    assert RESPONSES.render(template, {"item": "milk"}) == "Added milk"


def test_a_name_that_looks_like_a_template_stays_text() -> None:
    template = RESPONSES.template("HassListAddItem", "item_added")

    assert RESPONSES.render(template, {"item": "{{ 7*7 }}"}) == "Added {{ 7*7 }}"


@pytest.mark.parametrize(
    "template",
    [
        "{{ state.state }}",
        "{{ query.matched | length }}",
        "{{ state_attr('light.x', 'y') }}",
        "Canceled {{ slots.canceled }}",
        "{{ slots.item.__class__.__mro__ }}",
        "{{ 1 // 0 }}",
    ],
)
def test_a_response_that_needs_the_home_is_empty(template: str) -> None:
    assert RESPONSES.render(template, {"item": "milk"}) == ""


def test_a_response_is_bounded() -> None:
    assert len(RESPONSES.render("{% for i in range(99999) %}0123456789{% endfor %}", {})) <= 2000


def test_an_unknown_response_is_empty() -> None:
    assert RESPONSES.template("HassNothing", "default") == ""


def test_there_is_always_a_sentence_for_what_is_not_understood() -> None:
    assert RESPONSES.not_understood == "Sorry"
    assert Responses({}).not_understood
