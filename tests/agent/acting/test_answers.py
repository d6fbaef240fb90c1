from __future__ import annotations

import pytest

from tests.agent.talking import say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.home.contract import ActionResult


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("is the front door locked?", "Yes"),
        ("is the bed light off?", "No, on"),
        ("are any lights on in the bedroom?", "Yes, Bed Light"),
        ("which lights are on in the kitchen?", "None of them"),
        ("how many lights are on?", "1"),
        ("what is the temperature?", "21 degrees"),
    ],
)
async def test_questions_are_answered_from_the_states(
    linked: Agent, link: FakeHomeLink, text: str, answer: str
) -> None:
    heard = await say(linked, text)

    assert heard.text == answer
    assert not link.handled


async def test_while_the_states_are_not_live_the_home_is_asked(linked: Agent, link: FakeHomeLink) -> None:
    link.connected = False
    link.answers["HassGetState"] = ActionResult(success=True, speech="Locked it is")

    assert (await say(linked, "is the front door locked?")).text == "Locked it is"
