"""How replies are held against what was expected."""

from __future__ import annotations

from typing import Any

import pytest

from wyoming_morgan.bench.agent_cases import Case, CaseTurn
from wyoming_morgan.bench.agent_scoring import AgentReply, JudgedCase, ReplyIntent, judge

LAMP_ON = ReplyIntent("HassTurnOn", {"name": "Lamp"})
ALL_ON = ReplyIntent("HassTurnOn", {"domain": "light"})
STATE = ReplyIntent("HassGetState", {"name": "Lamp"})
CLAIMS = (r"\bI turned\b",)
NOT_UNDERSTOOD = AgentReply("Sorry, I could not understand that", "not-handled", "none")


def turn(expect: Any, path: str = "grammar") -> CaseTurn:
    return CaseTurn.model_validate({"say": "something", "expect": expect, "path": path})


def acted(*intents: ReplyIntent) -> AgentReply:
    return AgentReply("I understood.", "intents", "grammar", intents)


def said(text: str, path: str = "llm") -> AgentReply:
    return AgentReply(text, "handled", path)


@pytest.mark.parametrize(
    ("expect", "reply"),
    [
        ({"HassTurnOn": {"name": "Lamp"}}, acted(LAMP_ON)),
        ({"HassTurnOn": {"name": "lamp"}}, acted(LAMP_ON)),
        ({"HassTurnOn": {"name": "*"}}, acted(LAMP_ON)),
        ({"HassTurnOn": {"domain": "light"}}, acted(ReplyIntent("HassTurnOn", {"domain": ["light"]}))),
        ({"HassSetVolume": {"volume_level": 30}}, acted(ReplyIntent("HassSetVolume", {"volume_level": 30}))),
        ([{"HassTurnOn": {"domain": "light"}}, {"HassTurnOn": {"name": "Lamp"}}], acted(LAMP_ON, ALL_ON)),
        ({"any": ["ask", {"HassTurnOn": {"name": "Lamp"}}]}, acted(LAMP_ON)),
        ({"HassGetCurrentTime": {}}, said("It is noon.", "clock")),
        ({"HassNevermind": {}}, said("", "grammar")),
        ("nothing", NOT_UNDERSTOOD),
        ("nothing", acted(STATE)),
        ("question", acted(STATE)),
        ("question", said("It is off.")),
        ("ask", AgentReply("In which room?", "not-handled", "grammar")),
        ("ask", said("Unlock it? ")),
        ("talk", said("Gladly.")),
    ],
)
def test_what_was_expected_is_right(expect: Any, reply: AgentReply) -> None:
    verdict = judge(turn(expect), reply, CLAIMS)
    assert (verdict.right, verdict.false_action, verdict.false_success) == (True, False, False)


@pytest.mark.parametrize(
    ("expect", "reply"),
    [
        ({"HassTurnOn": {"name": "Lamp"}}, NOT_UNDERSTOOD),
        ([{"HassTurnOn": {"name": "Lamp"}}, {"HassTurnOff": {"name": "Fan"}}], acted(LAMP_ON)),
        ({"HassTurnOn": {"name": "Lamp"}}, acted(LAMP_ON, LAMP_ON)),
        (
            {"HassLightSet": {"name": "Lamp", "brightness": 10}},
            acted(ReplyIntent("HassLightSet", {"name": "Lamp", "brightness": 90})),
        ),
        ({"HassGetCurrentTime": {}}, said("It is noon.", "grammar")),
        ({"HassGetState": {"name": "Lamp"}}, acted(ReplyIntent("HassGetState", {"name": "Fan"}))),
        ("ask", said("It is off.")),
        ("ask", AgentReply("Pardon?", "not-handled", "none")),
        ("talk", acted(STATE)),
        ("talk", NOT_UNDERSTOOD),
        ("question", NOT_UNDERSTOOD),
        ("nothing", AgentReply(error="HTTP 500")),
    ],
)
def test_anything_else_is_wrong_and_yet_no_false_action(expect: Any, reply: AgentReply) -> None:
    verdict = judge(turn(expect), reply, CLAIMS)
    assert (verdict.right, verdict.false_action) == (False, False)


@pytest.mark.parametrize(
    ("expect", "reply"),
    [
        ("nothing", acted(LAMP_ON)),
        ("question", acted(LAMP_ON)),
        ("ask", acted(LAMP_ON)),
        ("talk", acted(LAMP_ON)),
        ({"HassTurnOn": {"name": "Fan"}}, acted(LAMP_ON)),
        ({"HassTurnOff": {"name": "Lamp"}}, acted(LAMP_ON)),
        ({"HassTurnOn": {"area": "Kitchen", "domain": "light"}}, acted(ALL_ON)),
        ({"HassTurnOn": {"name": "Lamp"}}, acted(LAMP_ON, ALL_ON)),
    ],
)
def test_an_action_that_was_not_meant_or_reaches_others_is_false(expect: Any, reply: AgentReply) -> None:
    verdict = judge(turn(expect), reply, CLAIMS)
    assert (verdict.right, verdict.false_action) == (False, True)


def test_a_claim_without_a_success_is_false() -> None:
    verdict = judge(turn("talk"), said("I turned on the lamp."), CLAIMS)
    assert (verdict.right, verdict.false_success) == (False, True)


@pytest.mark.parametrize(
    "reply",
    [
        AgentReply("I turned it on.", "handled", "llm", (LAMP_ON,), succeeded=True),
        said("Do you mean that I turned it on?"),
    ],
)
def test_a_claim_after_a_success_and_a_question_are_no_false_successes(reply: AgentReply) -> None:
    assert not judge(turn({"any": ["ask", {"HassTurnOn": {"name": "Lamp"}}]}), reply, CLAIMS).false_success


def judged(reply: AgentReply, *, path: str = "model", has_model: bool = False) -> JudgedCase:
    said_to_it = turn("talk", path)
    case = Case(id="a", turns=(said_to_it,), home="small", language="en")
    return JudgedCase(case, (judge(said_to_it, reply),), has_model)


def test_what_nothing_answered_needs_a_model_where_there_is_none() -> None:
    assert judged(NOT_UNDERSTOOD).needs_model
    assert not judged(NOT_UNDERSTOOD, has_model=True).needs_model
    assert not judged(NOT_UNDERSTOOD, path="grammar").needs_model
    assert not judged(acted(LAMP_ON)).needs_model
    assert not judged(AgentReply(error="HTTP 500")).needs_model


def test_a_case_is_right_only_with_all_its_turns() -> None:
    first = turn("talk")
    case = Case(id="a", turns=(first, first), home="small", language="en")
    verdict = judge(first, said("Yes."))
    assert not JudgedCase(case, (verdict,), has_model=False).right
    assert JudgedCase(case, (verdict, verdict), has_model=False).right
