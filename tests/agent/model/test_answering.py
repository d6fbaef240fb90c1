from __future__ import annotations

import pytest

from tests.agent.model.conftest import BED, ON, Make
from tests.agent.stored import ANN
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink
from tests.fakes.scripted_chat import Call, Script, ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, ModelSettings
from wyoming_morgan.engines.contract.llm import (
    Role,
    TextPiece,
)
from wyoming_morgan.errors import (
    Busy,
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    MorganError,
    TooLarge,
    UnknownModel,
)
from wyoming_morgan.home.contract import ActionResult
from wyoming_morgan.store.store import SqlStore


async def test_the_window_is_bounded_by_tokens(grammar: Grammar, store: SqlStore, clock: Hand) -> None:
    chat = ScriptedChat([says("".join(f"word{number} " for number in range(50)))] * 8)
    settings = AgentSettings(model=ModelSettings(summarize_tokens=0, history_tokens=150))
    agent = Agent(grammar, models=chat, store=store, clock=clock, settings=settings)
    for number in range(8):
        await say(agent, f"tell me story number {number}", **ANN)

    history = chat.requests[-1].messages[1:-1]
    assert 0 < len(history) <= 4
    assert history[0].role is Role.USER
    await agent.close()


@pytest.mark.parametrize(
    "reply", [says(), says(" "), says("", reasoning="hm")], ids=["nothing", "a space", "only reasoning"]
)
async def test_an_empty_reply_becomes_a_sentence(linked: Make, reply: Script) -> None:
    agent, _, _ = linked([reply])

    assert "no answer" in (await say(agent, "tell me about cats")).text


async def test_an_empty_reply_after_an_action_says_that_it_is_done(linked: Make) -> None:
    agent, _, _ = linked([calls(Call(*ON)), says()])

    assert (await say(agent, "make the bed light shine")).text == "Done."


async def test_a_refusal_is_passed_on(linked: Make) -> None:
    agent, link, _ = linked([says("I'm sorry, I can't do that.")])

    assert (await say(agent, "make the bed light shine")).text == "I'm sorry, I can't do that."
    assert not link.called


async def test_no_backend_is_a_short_sentence_and_the_log_says_what_to_do(
    linked: Make, caplog: pytest.LogCaptureFixture
) -> None:
    agent, _, chat = linked([])
    chat.away = EngineUnavailable("no backend answers", hint="run: ollama serve")
    heard = await say(agent, "tell me about cats")

    assert (heard.done.outcome, heard.done.path) == (Outcome.NOT_HANDLED, "llm")
    assert "language model does not answer" in heard.text
    assert "run: ollama serve" in caplog.text


async def test_the_apology_is_in_the_speakers_language(linked: Make) -> None:
    agent, _, chat = linked([])
    chat.away = EngineUnavailable("no backend answers")

    assert "Sprachmodell" in (await say(agent, "erzähl mir was", language="de")).text


async def test_commands_work_without_a_backend(linked: Make) -> None:
    agent, link, chat = linked([])
    chat.away = EngineUnavailable("no backend answers")
    heard = await say(agent, "turn on the bed light")

    assert link.handled == [("HassTurnOn", {"name": "Bed Light"})]
    assert heard.done.outcome is Outcome.HANDLED
    assert not chat.requests


async def test_a_slow_model_is_given_up(linked: Make) -> None:
    agent, _, chat = linked([[TextPiece("Well, "), 5.0, TextPiece("never")]], deadline=0.05)
    heard = await say(agent, "tell me about cats")

    assert heard.text.startswith("Well, ")
    assert "too long" in heard.text
    assert chat.cancelled == 1


@pytest.mark.parametrize(
    "error",
    [
        Busy("full at 10.0.0.1"),
        UnknownModel("no model at 10.0.0.1"),
        InvalidRequest("refused by 10.0.0.1"),
        TooLarge("too long for 10.0.0.1"),
        EngineFailed("10.0.0.1 broke"),
    ],
    ids=lambda error: error.code,
)
@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "language model"),
        ("de", "Sprachmodell"),
        ("fr", "mod"),
        ("es", "modelo"),
        ("it", "modello"),
        ("nl", "taalmodel"),
    ],
)
async def test_every_trouble_of_a_backend_is_a_sentence_and_a_line_in_the_log(
    linked: Make, error: MorganError, language: str, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    agent, _, _ = linked([[error]])
    heard = await say(agent, "hm", language=language)

    assert word in heard.text
    assert "10.0.0.1" not in heard.text
    assert "10.0.0.1" in caplog.text


async def test_a_model_that_the_client_asks_for_and_that_is_none_is_the_client_s_mistake(
    linked: Make,
) -> None:
    agent, _, _ = linked([[UnknownModel("none of that name")]])
    with pytest.raises(UnknownModel):
        await say(agent, "tell me about cats", model="nonsense")


async def test_the_roles_of_a_conversation_take_turns_also_after_silence(linked: Make) -> None:
    agent, _, chat = linked([says("Yes."), [EngineFailed("broke")], says(""), says("Well.")])
    for text in ("tell me about cats", "never mind", "nevermind", "tell me more", "and more", "and dogs"):
        await say(agent, text)

    roles = [message.role for message in chat.requests[-1].messages[1:]]
    assert roles == [Role.USER, Role.ASSISTANT] * (len(roles) // 2) + [Role.USER]


async def test_the_model_asked_for_is_asked(linked: Make) -> None:
    agent, _, chat = linked([says("Yes."), says("Yes.")])
    await say(agent, "tell me about cats", model="big")
    await say(agent, "tell me about dogs")

    assert [request.model for request in chat.requests] == ["big", None]


async def test_what_was_said_before_is_known(linked: Make) -> None:
    agent, _, chat = linked([says("Tom."), says("Tom, as I said.")])
    await say(agent, "what is your cat called?")
    await say(agent, "say that again")

    said = [(message.role.value, message.content) for message in chat.requests[-1].messages[1:-1]]
    assert said == [("user", "what is your cat called?"), ("assistant", "Tom.")]


async def test_conversations_know_nothing_of_each_other(linked: Make) -> None:
    agent, _, chat = linked([says("Tom."), says("What?")])
    await say(agent, "what is your cat called?", "one")
    await say(agent, "say that again", "two")

    assert len(chat.requests[-1].messages) == 2


async def test_tools_of_other_servers_stand_beside_intents_where_no_home_is_controlled(
    linked: Make, link: FakeHomeLink
) -> None:
    agent, _, chat = linked(
        [
            calls(Call("calendar__get_events", {"day": "today"}), Call("HassTurnOn", BED)),
            says("It is passed on."),
        ],
        home=False,
    )
    heard = await say(agent, "look at today and let the bed light shine")

    names = [offered.name for offered in chat.requests[0].tools]
    assert {"HassTurnOn", "HassMediaPause", "calendar__get_events"} <= set(names)
    assert len(names) == len(set(names))
    assert [name for name, _ in link.called] == ["calendar__get_events"]
    assert heard.intents == [ON]


async def test_commands_are_passed_on_where_no_home_is_controlled(linked: Make, link: FakeHomeLink) -> None:
    agent, _, _ = linked([], home=False)

    assert (await say(agent, "turn on the bed light")).intents == [ON]
    assert not link.handled


async def test_a_home_without_tools_of_its_own_is_moved_by_its_intents(grammar: Grammar) -> None:
    link = FakeHomeLink(grammar.home)
    chat = ScriptedChat([calls(Call(*ON)), says("The bed light is on.")])
    heard = await say(Agent(grammar, models=chat, home=link), "make the bed light shine")

    assert link.handled == [(ON[0], ON[1])]
    assert (heard.done.outcome, heard.text) == (Outcome.HANDLED, "The bed light is on.")


async def test_an_intent_that_the_home_refuses_is_a_failure_for_the_model(grammar: Grammar) -> None:
    link = FakeHomeLink(grammar.home)
    link.answers[ON[0]] = ActionResult(success=False, error="no_valid_targets")
    chat = ScriptedChat([calls(Call(*ON)), says("That did not work.")])
    heard = await say(Agent(grammar, models=chat, home=link), "make the bed light shine")

    assert [action.success for action in heard.done.trace.actions] == [False]


async def test_a_home_that_is_not_linked_leaves_intents_to_the_client(grammar: Grammar) -> None:
    link = FakeHomeLink(grammar.home)
    link.linked = False
    chat = ScriptedChat([calls(Call(*ON))])
    heard = await say(Agent(grammar, models=chat, home=link), "make the bed light shine")

    assert (heard.done.outcome, link.handled) == (Outcome.INTENTS, [])
