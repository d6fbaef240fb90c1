from __future__ import annotations

import random

import pytest
from hassil import Intents, SlotList, TextChunk, TextSlotList, recognize_all
from hassil.expression import Alternative, Expression, Group, ListReference, RuleReference
from hassil.intents import RangeSlotList
from hypothesis import given, settings
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from tests.agent.conftest import MatcherCache
from tests.agent.homes import NAMES, home_in
from wyoming_morgan.agent.grammar.prefilter import Prefilter
from wyoming_morgan.agent.grammar.recognition import Recognition

INTENTS = Intents.from_dict(
    {
        "language": "en",
        "intents": {
            "TurnOn": {"data": [{"sentences": ["<turn> on [the] {name}", "[the] {area} light[s] on"]}]},
            "Dim": {"data": [{"sentences": ["dim {name} to {brightness}[%]"], "response": "dimmed"}]},
            "Play": {"data": [{"sentences": ["play {query} in {area}"]}]},
            "Paint": {"data": [{"sentences": ["make it {color}"]}]},
        },
        "expansion_rules": {"turn": "(turn|switch)"},
        "lists": {
            "brightness": {"range": {"from": 0, "to": 100}},
            "color": {"values": ["[dark ]red", {"in": "blue", "out": "#00f"}]},
            "query": {"wildcard": True},
        },
    }
)


def templates_for(text: str, *, names: tuple[str, ...] = (), areas: tuple[str, ...] = ()) -> list[str]:
    possible = Prefilter(INTENTS, {}, ("name", "area")).possible(text, {"name": names, "area": areas})
    return [
        sentence.text or ""
        for intent in possible.intents.values()
        for block in intent.data
        for sentence in block.sentences
    ]


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("switch on the desk lamp", ["<turn> on [the] {name}"]),
        ("kitchen lights on", ["[the] {area} light[s] on"]),
        ("dim desk lamp to 40", ["dim {name} to {brightness}[%]"]),
        ("dim desk lamp to forty-two", ["dim {name} to {brightness}[%]"]),
        ("make it dark red", ["make it {color}"]),
        ("play anything at all in kitchen", ["play {query} in {area}"]),
    ],
)
def test_a_template_stays_that_can_begin_every_word(text: str, possible: list[str]) -> None:
    assert set(possible) <= set(templates_for(text, names=("desk lamp",), areas=("kitchen",)))


@pytest.mark.parametrize(
    ("text", "impossible"),
    [
        ("switch off the desk lamp", "<turn> on [the] {name}"),
        ("dim desk lamp to dusk", "dim {name} to {brightness}[%]"),
        ("make it green", "make it {color}"),
    ],
)
def test_a_template_goes_that_has_nothing_for_a_word(text: str, impossible: str) -> None:
    assert impossible not in templates_for(text, names=("desk lamp",))


def test_a_template_goes_whose_name_is_not_said() -> None:
    assert templates_for("switch on the desk lamp") == []


def test_what_a_block_says_beside_its_sentences_stays() -> None:
    possible = Prefilter(INTENTS, {}, ("name", "area")).possible(
        "dim lamp to 4", {"name": ("lamp",), "area": ()}
    )

    assert [block.response for block in possible.intents["Dim"].data] == ["dimmed"]


@given(number=st.integers(-100, 100_000), language=st.sampled_from(sorted(NAMES)))
def test_every_spelled_number_is_one(number: int, language: str) -> None:
    intents = Intents.from_dict(
        {
            "language": language,
            "intents": {"Set": {"data": [{"sentences": ["{value}"]}]}},
            "lists": {"value": {"range": {"from": -100, "to": 100_000}}},
        }
    )
    prefilter = Prefilter(intents, {}, ())
    for spelled in RbnfEngine.for_language(language).format_number(number).text_by_ruleset.values():
        assert prefilter.possible(spelled.casefold(), {}).intents


def say(expression: Expression, recognition: Recognition, chance: random.Random) -> str:
    """Return something that an expression matches."""
    rules, lists = recognition.intents.expansion_rules, recognition.lists
    match expression:
        case TextChunk():
            return expression.text
        case Alternative():
            return say(chance.choice(expression.items), recognition, chance)
        case Group():
            return "".join(say(item, recognition, chance) for item in expression.items)
        case RuleReference():
            return say(rules[expression.rule_name].expression, recognition, chance)
        case ListReference():
            return say_one_of(lists.get(expression.list_name), recognition, chance)
    raise AssertionError(expression)


def say_one_of(values: SlotList | None, recognition: Recognition, chance: random.Random) -> str:
    match values:
        case TextSlotList() if values.values:
            return say(chance.choice(values.values).text_in, recognition, chance)
        case RangeSlotList():
            number = chance.randint(values.start, values.stop)
            spelled = RbnfEngine.for_language(recognition.intents.language).format_number(number).text
            return chance.choice([str(number), spelled])
    return "something nice"


@pytest.mark.parametrize("language", sorted(NAMES))
@settings(max_examples=25)
@given(chance=st.randoms(use_true_random=False))
def test_nothing_that_hassil_understands_is_left_out(
    language: str, load_matcher: MatcherCache, chance: random.Random
) -> None:
    recognition = load_matcher(language, home_in(language)).recognition
    blocks = [block for intent in recognition.intents.intents.values() for block in intent.data]
    text = say(chance.choice(chance.choice(blocks).sentences).expression, recognition, chance)
    context = {"area": {"value": "x", "text": ""}}
    whole = recognize_all(text, recognition.intents, slot_lists=recognition.lists, intent_context=context)

    assert [(result.intent.name, result.entities) for result in recognition.readings(text, "x", None)] == [
        (result.intent.name, result.entities) for result in whole
    ]
