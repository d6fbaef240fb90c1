from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agent.talking import done, events
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import (
    ConversationAgent,
    Outcome,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.errors import InvalidRequest, MorganError, TooLarge
from wyoming_morgan.timings import Stage


def quarter_past_nine() -> datetime:
    return datetime(2026, 11, 22, 21, 15, tzinfo=UTC)


@pytest.fixture
def agent(grammar: Grammar) -> Agent:
    return Agent(grammar, clock=quarter_past_nine)


def test_the_agent_is_a_conversation_agent(agent: Agent) -> None:
    conversation_agent: ConversationAgent = agent

    assert conversation_agent.languages[0] == "en"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "what is the meaning of life"), ("de", "erzähl mir was"), ("en", "[BLANK_AUDIO]"), ("en", "...")],
)
async def test_what_is_not_understood_ends_in_a_sentence(agent: Agent, language: str, text: str) -> None:
    last = await done(agent, text, language=language)

    assert (last.outcome, last.path, last.language) == (Outcome.NOT_HANDLED, "none", language)
    assert last.text


async def test_a_conversation_keeps_its_id_and_a_new_one_gets_its_own(agent: Agent) -> None:
    assert (await done(agent, "hello", conversation_id="c1")).conversation_id == "c1"
    minted = {(await done(agent, "hello")).conversation_id for _ in range(3)}
    assert len(minted) == 3


async def test_the_turn_is_timed(agent: Agent) -> None:
    request = TurnRequest("hello")
    async for _ in agent.turn(request):
        pass

    assert list(request.timings.seconds) == [Stage.AGENT]


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_an_empty_text_is_refused(agent: Agent, text: str) -> None:
    with pytest.raises(InvalidRequest):
        await events(agent, text)


async def test_an_unknown_language_is_refused_by_naming_those_there_are(agent: Agent) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await events(agent, "hello", language="tlh")

    assert "en" in refused.value.hint


async def test_a_text_over_the_bound_is_refused(grammar: Grammar) -> None:
    agent = Agent(grammar, settings=AgentSettings(max_characters=10))

    with pytest.raises(TooLarge) as refused:
        await events(agent, "turn on the kitchen light")

    assert "core.agent.max_characters" in refused.value.hint


async def test_turns_at_the_same_time_never_mix(agent: Agent) -> None:
    texts = ["lock the front door", "close the garage door", "hello", "nonsense", "turn on the bed light"] * 6
    one_by_one = [await events(agent, text, conversation_id=str(index)) for index, text in enumerate(texts)]

    together = await asyncio.gather(
        *(events(agent, text, conversation_id=str(index)) for index, text in enumerate(texts))
    )

    assert together == one_by_one


async def test_a_turn_that_is_given_up_leaves_nothing_waiting(agent: Agent) -> None:
    turn = asyncio.create_task(events(agent, "lock the front door"))
    await asyncio.sleep(0)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn

    assert agent._grammar.waiting == 0
    assert (await done(agent, "lock the front door")).outcome is Outcome.INTENTS


WORD = st.sampled_from(
    re.findall(
        r"\S+",
        """
        turn on off the lights light kitchen and then in 5 minutes set to percent red % ? , . {{ }} [ ] ( ) |
        < > what is play add milk list my timer — “ '' -3 1/2 ß İ
        """,
    )
)


@settings(
    max_examples=settings().max_examples * 3 // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=60) | st.lists(WORD, max_size=14).map(" ".join))
async def test_no_text_raises_anything_but_a_morgan_error(agent: Agent, stranger: Agent, text: str) -> None:
    for one in (agent, stranger):
        try:
            seen = await events(one, text)
        except MorganError:
            continue
        assert isinstance(seen[-1], TurnDone)
