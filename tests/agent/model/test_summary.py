from __future__ import annotations

import asyncio

from tests.agent.stored import ANN
from tests.agent.talking import Hand, say
from tests.fakes.scripted_chat import ScriptedChat, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, ModelSettings
from wyoming_morgan.store.store import SqlStore


async def test_a_long_conversation_is_summarized_in_the_background(
    grammar: Grammar, store: SqlStore, clock: Hand
) -> None:
    chat = ScriptedChat(lambda request: says("They like cats." if not request.tools else "Cats sleep a lot."))
    settings = AgentSettings(model=ModelSettings(summarize_tokens=80, history_tokens=10_000))
    agent = Agent(grammar, models=chat, store=store, clock=clock, settings=settings)
    for number in range(8):
        await say(agent, f"tell me story number {number} about cats", **ANN)
    assert agent._summarizer is not None
    await asyncio.gather(*agent._summarizer._tasks.values())
    conversation = await store.conversations.find("c")
    assert conversation is not None
    assert conversation.summary == "They like cats."

    await say(agent, "tell me another", **ANN)
    messages = [request for request in chat.requests if request.tools][-1].messages
    assert "They like cats." in messages[1].content
    assert "number 0" not in str(messages)
    await agent.close()


async def test_a_conversation_whose_id_changes_while_it_is_summarized_can_be_summarized_again(
    grammar: Grammar, store: SqlStore, clock: Hand
) -> None:
    chat = ScriptedChat(lambda request: says("Cats sleep.") if request.tools else [0.5, *says("Cats.")])
    settings = AgentSettings(model=ModelSettings(summarize_tokens=10, history_tokens=10_000))
    agent = Agent(grammar, models=chat, store=store, clock=clock, settings=settings)
    for number in range(8):
        await say(agent, f"tell me story number {number} about cats", **ANN)
    assert agent._summarizer is not None
    (session,) = agent._memory.sessions.all()
    tasks = list(agent._summarizer._tasks.values())
    agent._memory.sessions.rename(session, "another")
    await asyncio.gather(*tasks)
    await asyncio.sleep(0)

    assert tasks
    assert agent._summarizer._tasks == {}
    await agent.close()
