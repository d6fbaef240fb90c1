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
        pytest.param({"HassTurnOn": {"name": "Lamp"}}, acted(LAMP_ON), id="intent"),
        pytest.param({"HassTurnOn": {"name": "lamp"}}, acted(LAMP_ON), id="other case"),
        pytest.param({"HassTurnOn": {"name": "*"}}, acted(LAMP_ON), id="any value"),
        pytest.param(
            {"HassTurnOn": {"domain": "light"}},
            acted(ReplyIntent("HassTurnOn", {"domain": ["light"]})),
            id="value in a list",
        ),
        pytest.param(
            {"HassSetVolume": {"volume_level": 30}},
            acted(ReplyIntent("HassSetVolume", {"volume_level": 30})),
            id="number",
        ),
        pytest.param(
            [{"HassTurnOn": {"domain": "light"}}, {"HassTurnOn": {"name": "Lamp"}}],
            acted(LAMP_ON, ALL_ON),
            id="two intents",
        ),
        pytest.param({"any": ["ask", {"HassTurnOn": {"name": "Lamp"}}]}, acted(LAMP_ON), id="alternative"),
        pytest.param({"HassGetCurrentTime": {}}, said("It is noon.", "clock"), id="clock"),
        pytest.param({"HassNevermind": {}}, said("", "grammar"), id="cancel"),
        pytest.param("nothing", NOT_UNDERSTOOD, id="nothing understood"),
        pytest.param("nothing", acted(STATE), id="nothing done"),
        pytest.param("question", acted(STATE), id="state for a question"),
        pytest.param("question", said("It is off."), id="answer to a question"),
        pytest.param("ask", AgentReply("In which room?", "not-handled", "grammar"), id="asks"),
        pytest.param("ask", said("Unlock it? "), id="asks with a space"),
        pytest.param("talk", said("Gladly."), id="talk"),
    ],
)
def test_what_was_expected_is_right(expect: Any, reply: AgentReply) -> None:
    verdict = judge(turn(expect), reply, CLAIMS)
    assert (verdict.right, verdict.false_action, verdict.false_success) == (True, False, False)


@pytest.mark.parametrize(
    ("expect", "reply"),
    [
        pytest.param({"HassTurnOn": {"name": "Lamp"}}, NOT_UNDERSTOOD, id="not understood"),
        pytest.param(
            [{"HassTurnOn": {"name": "Lamp"}}, {"HassTurnOff": {"name": "Fan"}}],
            acted(LAMP_ON),
            id="one of two",
        ),
        pytest.param({"HassTurnOn": {"name": "Lamp"}}, acted(LAMP_ON, LAMP_ON), id="one too many"),
        pytest.param(
            {"HassLightSet": {"name": "Lamp", "brightness": 10}},
            acted(ReplyIntent("HassLightSet", {"name": "Lamp", "brightness": 90})),
            id="other value",
        ),
        pytest.param({"HassGetCurrentTime": {}}, said("It is noon.", "grammar"), id="wrong path"),
        pytest.param(
            {"HassGetState": {"name": "Lamp"}},
            acted(ReplyIntent("HassGetState", {"name": "Fan"})),
            id="other target of a question",
        ),
        pytest.param("ask", said("It is off."), id="no question back"),
        pytest.param("ask", AgentReply("Pardon?", "not-handled", "none"), id="not understood for ask"),
        pytest.param("talk", acted(STATE), id="state for talk"),
        pytest.param("talk", NOT_UNDERSTOOD, id="not understood for talk"),
        pytest.param("question", NOT_UNDERSTOOD, id="not understood for a question"),
        pytest.param("nothing", AgentReply(error="HTTP 500"), id="error"),
    ],
)
def test_anything_else_is_wrong_and_yet_no_false_action(expect: Any, reply: AgentReply) -> None:
    verdict = judge(turn(expect), reply, CLAIMS)
    assert (verdict.right, verdict.false_action) == (False, False)


@pytest.mark.parametrize(
    ("expect", "reply"),
    [
        pytest.param("nothing", acted(LAMP_ON), id="instead of nothing"),
        pytest.param("question", acted(LAMP_ON), id="instead of an answer"),
        pytest.param("ask", acted(LAMP_ON), id="instead of asking"),
        pytest.param("talk", acted(LAMP_ON), id="instead of talk"),
        pytest.param({"HassTurnOn": {"name": "Fan"}}, acted(LAMP_ON), id="other target"),
        pytest.param({"HassTurnOff": {"name": "Lamp"}}, acted(LAMP_ON), id="opposite"),
        pytest.param(
            {"HassTurnOn": {"area": "Kitchen", "domain": "light"}}, acted(ALL_ON), id="wider target"
        ),
        pytest.param({"HassTurnOn": {"name": "Lamp"}}, acted(LAMP_ON, ALL_ON), id="one more target"),
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
        pytest.param(
            AgentReply("I turned it on.", "handled", "llm", (LAMP_ON,), succeeded=True), id="success"
        ),
        pytest.param(said("Do you mean that I turned it on?"), id="question"),
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
