from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import (
    AgentEvent,
    ConversationAgent,
    IntentRecognized,
    Outcome,
    TextDelta,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.errors import InvalidRequest, MorganError, TooLarge
from wyoming_morgan.home.model import Home
from wyoming_morgan.timings import Stage

T = TypeVar("T")


def quarter_past_nine() -> datetime:
    return datetime(2026, 11, 22, 21, 15, tzinfo=UTC)


@pytest.fixture
def agent(grammar: Grammar) -> Agent:
    return Agent(grammar, clock=quarter_past_nine)


@pytest.fixture
async def stranger(load_matcher: MatcherCache) -> AsyncIterator[Agent]:
    grammar = Grammar(Home(), load_matcher=load_matcher)
    yield Agent(grammar, clock=quarter_past_nine)
    await grammar.close()


async def events(agent: Agent, text: str, **request: str | None) -> list[AgentEvent]:
    return [event async for event in agent.turn(TurnRequest(text, **request))]  # type: ignore[arg-type] # fields by name


async def done(agent: Agent, text: str, **request: str | None) -> TurnDone:
    last = (await events(agent, text, **request))[-1]
    assert isinstance(last, TurnDone)
    return last


def of(kind: type[T], seen: list[AgentEvent]) -> list[T]:
    return [event for event in seen if isinstance(event, kind)]


def test_the_agent_is_a_conversation_agent(agent: Agent) -> None:
    conversation_agent: ConversationAgent = agent

    assert conversation_agent.languages[0] == "en"


async def test_a_command_is_passed_on_and_never_said_to_be_done(agent: Agent) -> None:
    seen = await events(agent, "Close the garage door.")

    assert of(IntentRecognized, seen) == [
        IntentRecognized("HassTurnOff", {"name": "Garage Door"}, "Closing", "Closing")
    ]
    assert of(TextDelta, seen) == [
        TextDelta("I understood “Close the garage door”, but no home is connected to me here.")
    ]
    last = seen[-1]
    assert isinstance(last, TurnDone)
    assert (last.outcome, last.path, last.language) == (Outcome.INTENTS, "grammar", "en")
    assert last.text == of(TextDelta, seen)[0].text
    assert len(of(TurnDone, seen)) == 1


async def test_a_response_that_only_the_home_can_give_stays_a_template(agent: Agent) -> None:
    (intent,) = of(IntentRecognized, await events(agent, "is the front door locked"))

    assert "query" in intent.response_template
    assert intent.response == ""


async def test_a_name_is_never_evaluated(agent: Agent) -> None:
    seen = await events(agent, "add {{ 7*7 }} to the groceries list")

    (intent,) = of(IntentRecognized, seen)
    assert intent.slots["item"] == "{{ 7*7 }}"
    assert intent.response == "Added {{ 7*7 }}"
    assert "49" not in intent.response_template + (await done(agent, "turn on {{ 7*7 }} [lamp]")).text


async def test_joined_commands_are_as_many_intents(stranger: Agent) -> None:
    seen = await events(stranger, "turn on the kitchen light and close the garage door")

    assert [intent.slots["name"] for intent in of(IntentRecognized, seen)] == ["kitchen light", "garage door"]


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("what time is it?", "en", "9:15 PM"),
        ("what's the date", "en-GB", "November 22nd, 2026"),
        ("wie spät ist es", "de", "Es ist 21:15"),
        ("quelle heure est-il", "fr-CA", "Il est 21:15"),
    ],
)
async def test_the_time_needs_no_home(stranger: Agent, text: str, language: str, reply: str) -> None:
    last = await done(stranger, text, language=language)

    assert (last.outcome, last.path, last.text) == (Outcome.HANDLED, "clock", reply)


async def test_never_mind_is_handled_in_silence(agent: Agent) -> None:
    seen = await events(agent, "never mind")

    assert len(seen) == 1
    assert isinstance(seen[0], TurnDone)
    assert (seen[0].outcome, seen[0].text) == (Outcome.HANDLED, "")


async def test_a_greeting_is_returned(agent: Agent) -> None:
    assert (await done(agent, "Hello!")).text == "Hello from Morgan."


async def test_what_home_assistant_says_of_itself_is_not_said(agent: Agent) -> None:
    assert (await done(agent, "who made you")).outcome is Outcome.NOT_HANDLED


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "what is the meaning of life"), ("de", "erzähl mir was"), ("en", "[BLANK_AUDIO]"), ("en", "...")],
)
async def test_what_is_not_understood_ends_in_a_sentence(agent: Agent, language: str, text: str) -> None:
    last = await done(agent, text, language=language)

    assert (last.outcome, last.path, last.language) == (Outcome.NOT_HANDLED, "none", language)
    assert last.text


async def test_the_room_is_asked_for_instead_of_taking_them_all(agent: Agent) -> None:
    seen = await events(agent, "turn off the lights")

    assert not of(IntentRecognized, seen)
    last = seen[-1]
    assert isinstance(last, TurnDone)
    assert (last.outcome, last.text) == (Outcome.NOT_HANDLED, "In which room?")


async def test_a_satellite_of_an_area_speaks_for_that_room(agent: Agent) -> None:
    (intent,) = of(
        IntentRecognized,
        await events(agent, "turn off the lights", satellite_id="assist_satellite.kitchen", device_id="f00d"),
    )

    assert intent.slots == {"domain": "light", "area": "Kitchen"}


async def test_the_satellites_area_is_the_room(agent: Agent) -> None:
    (intent,) = of(IntentRecognized, await events(agent, "turn off the lights", area="Kitchen"))

    assert intent.slots == {"domain": "light", "area": "Kitchen"}


async def test_one_unplaced_part_keeps_the_other_from_acting(agent: Agent) -> None:
    seen = await events(agent, "lock the front door and turn off the lights")

    assert not of(IntentRecognized, seen)


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

    assert agent._grammar._waiting == 0
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
