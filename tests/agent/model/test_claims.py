from __future__ import annotations

from tests.agent.model.conftest import ON, Make
from tests.agent.talking import say
from tests.fakes.scripted_chat import Call, calls, says


async def test_what_was_said_before_a_call_of_an_order_is_not_said(linked: Make) -> None:
    agent, _, _ = linked([calls(Call(*ON), text="I have turned it on."), says("The bed light is on.")])

    assert (await say(agent, "make the bed light shine")).text == "The bed light is on."


async def test_a_claim_without_an_action_is_replaced(linked: Make) -> None:
    agent, _, _ = linked([says("Sure, ", "I've turned on ", "the bed light!")])
    heard = await say(agent, "make the bed light shine")

    assert heard.text.startswith("I have not done anything")
    assert "claimed" in heard.notes("guard")


async def test_a_claim_in_talk_is_taken_back(linked: Make) -> None:
    agent, _, _ = linked([says("Hm. ", "I have just ", "turned on the Kitchen Light", " for you.")])
    heard = await say(agent, "I am so tired")

    assert "correct myself" in heard.text
    assert "for you" not in heard.text


async def test_a_story_may_tell_of_doors(linked: Make) -> None:
    agent, _, _ = linked([says("Once I opened ", "the old door, ", "and there sat a cat.")])

    assert (await say(agent, "tell me a story")).text == "Once I opened the old door, and there sat a cat."


async def test_a_question_back_is_no_claim(linked: Make) -> None:
    agent, _, _ = linked([says("Do you want to know whether I've turned on the Bed Light?")])

    assert (await say(agent, "make the bed light shine")).text.endswith("?")
