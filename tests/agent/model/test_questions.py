"""Questions that a model asks of its own."""

from __future__ import annotations

from tests.agent.model.conftest import BED, Make
from tests.agent.talking import say
from tests.fakes.scripted_chat import Call, calls, says

WHICH = says("Which of the two lamps do you mean?")


async def test_a_models_question_waits_for_the_answer_and_its_statement_does_not(linked: Make) -> None:
    agent, _, chat = linked([WHICH, says("The one at the window, then.")])
    assert (await say(agent, "tell me about the lamps")).done.awaits_answer
    assert not (await say(agent, "the first one")).done.awaits_answer
    assert "Which of the two lamps do you mean?" in [m.content for m in chat.requests[-1].messages]


async def test_a_question_after_a_tool_waits_too(linked: Make) -> None:
    agent, _, _ = linked([calls(Call("HassTurnOn", BED)), says("It is on. Should it be brighter?")])
    assert (await say(agent, "make the bed light shine")).done.awaits_answer


async def test_questions_in_a_row_come_to_an_end(linked: Make) -> None:
    agent, _, _ = linked([WHICH] * 6)
    waits = [(await say(agent, f"number {number} of my stories")).done.awaits_answer for number in range(6)]
    assert waits == [True, True, True, False, True, True]


async def test_an_answer_that_needs_no_model_ends_the_row(linked: Make) -> None:
    agent, _, _ = linked([WHICH] * 5)
    for _ in range(3):
        await say(agent, "tell me about the lamps")
    assert not (await say(agent, "turn on the bed light")).done.awaits_answer
    assert (await say(agent, "tell me about the lamps")).done.awaits_answer


async def test_no_question_is_waited_for_where_that_is_set(linked: Make) -> None:
    agent, _, _ = linked([WHICH], questions=0)
    assert not (await say(agent, "tell me about the lamps")).done.awaits_answer


async def test_a_question_that_the_backend_did_not_end_is_not_waited_for(linked: Make) -> None:
    agent, _, _ = linked([[*WHICH[:-1], 30.0]], deadline=0.2)
    heard = await say(agent, "tell me about the lamps")
    assert "took too long" in heard.notes("model")
    assert not heard.done.awaits_answer
