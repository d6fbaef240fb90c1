"""What the agent remembers, on a real SQLite file."""

from __future__ import annotations

from datetime import timedelta

from tests.agent.stored import ANN, Faulty, kept
from tests.agent.talking import Hand, say
from tests.fakes.scripted_chat import ScriptedChat, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, MemorySettings
from wyoming_morgan.store.store import SqlStore


async def test_a_turn_is_kept_when_it_ends(keeper: Agent, store: SqlStore) -> None:
    heard = await say(keeper, "turn on the bed light", **ANN)

    user, reply = await store.conversations.read("c")
    assert (user.message.role, user.message.text) == ("user", "turn on the bed light")
    assert (reply.message.text, reply.message.handled_by) == (heard.text, "grammar")
    assert reply.message.tool_calls[0]["name"] == "HassTurnOn"
    assert keeper.counts.kept == 2


async def test_a_user_goes_on_on_another_device_without_an_id(keeper: Agent) -> None:
    first = await say(keeper, "hello", None, **ANN)
    again = await say(keeper, "hello", None, user_id="ann", device_id="bedroom")

    assert first.done.conversation_id == again.done.conversation_id


async def test_after_a_while_a_new_conversation_begins(agent: Agent, clock: Hand) -> None:
    first = await say(agent, "hello", None, **ANN)
    again = await say(agent, "hello", None, **ANN)
    clock.wait(3600)
    later = await say(agent, "hello", None, **ANN)

    assert first.done.conversation_id == again.done.conversation_id != later.done.conversation_id


async def test_the_conversation_of_another_user_is_never_gone_on_with(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "turn on the bed light", "c", user_id="ann")
    stranger = await say(keeper, "turn it off again", "c", user_id="bob")

    assert stranger.done.conversation_id != "c"
    assert not stranger.intents
    assert len(await kept(store)) == 2


async def test_another_replica_knows_the_conversation(store: SqlStore, grammar: Grammar, clock: Hand) -> None:
    chat = ScriptedChat([says("As I said.")])
    first, second = (
        Agent(grammar, store=store, clock=clock),
        Agent(grammar, models=chat, store=store, clock=clock),
    )
    await say(first, "turn on the bed light", **ANN)
    await say(first, "unlock the front door", **ANN)

    assert (await say(second, "yes", **ANN)).intents == [("HassTurnOff", {"name": "Front Door"})]
    assert not (await say(first, "yes", **ANN)).intents
    await say(second, "tell me more", **ANN)
    assert "turn on the bed light" in [message.content for message in chat.requests[0].messages]


async def test_follow_ups_work_on_another_replica(store: SqlStore, grammar: Grammar, clock: Hand) -> None:
    await say(Agent(grammar, store=store, clock=clock), "turn on the bed light", **ANN)

    heard = await say(Agent(grammar, store=store, clock=clock), "turn it off again", **ANN)
    assert heard.intents == [("HassTurnOff", {"name": "Bed Light"})]


async def test_a_database_that_is_down_is_told_and_written_later(
    keeper: Agent, store: SqlStore, faulty: Faulty
) -> None:
    await say(keeper, "turn on the bed light", **ANN)
    faulty.down = True
    heard = await say(keeper, "turn off the bed light", **ANN)
    await say(keeper, "lock the front door", **ANN)

    assert heard.intents == [("HassTurnOff", {"name": "Bed Light"})]
    assert "not stored yet" in heard.notes("memory")
    assert keeper.counts.waiting == 2

    faulty.down = False
    await say(keeper, "close the garage door", **ANN)
    assert (await kept(store))[::2] == [
        "turn on the bed light",
        "turn off the bed light",
        "lock the front door",
        "close the garage door",
    ]
    assert (keeper.counts.waiting, keeper.counts.lost, keeper.counts.kept) == (0, 0, 8)


async def test_a_conversation_that_begins_while_it_is_down_is_kept_too(
    keeper: Agent, store: SqlStore, faulty: Faulty
) -> None:
    faulty.down = True
    heard = await say(keeper, "turn on the bed light", **ANN)
    faulty.down = False
    await say(keeper, "turn off the bed light", **ANN)

    assert "earlier messages are not known" in heard.notes("memory")
    assert len(await kept(store)) == 4


async def test_what_was_written_although_it_failed_is_there_once(
    keeper: Agent, store: SqlStore, faulty: Faulty
) -> None:
    faulty.fails_after = True
    await say(keeper, "turn on the bed light", **ANN)
    await say(keeper, "turn off the bed light", **ANN)

    assert (await kept(store))[::2] == ["turn on the bed light", "turn off the bed light"]


async def test_the_queue_is_bounded_and_the_loss_is_counted(
    grammar: Grammar, store: SqlStore, faulty: Faulty, clock: Hand
) -> None:
    agent = Agent(grammar, store=store, clock=clock, settings=AgentSettings(memory=MemorySettings(waiting=2)))
    await say(agent, "hello")
    faulty.down = True
    for _ in range(4):
        await say(agent, "hello")

    assert (agent.counts.waiting, agent.counts.lost) == (2, 4)
    await agent.close()


async def test_incognito_keeps_nothing(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "turn on the bed light", incognito=True, **ANN)
    await say(keeper, "remember that the key is under the mat", incognito=True, **ANN)

    assert not await store.conversations.list()
    assert not await store.facts.list()
    assert (await say(keeper, "why did you do that?", incognito=True, **ANN)).text.startswith(
        "I have not done"
    )


async def test_incognito_still_asks_first(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "unlock the front door", incognito=True, **ANN)

    assert (await say(keeper, "yes", incognito=True, **ANN)).intents
    assert not await store.conversations.list()


async def test_incognito_uses_nothing_that_was_kept(store: SqlStore, grammar: Grammar, clock: Hand) -> None:
    chat = ScriptedChat([says("Hm."), says("Hm.")])
    agent = Agent(grammar, models=chat, store=store, clock=clock)
    await say(agent, "remember that I love tulips", **ANN)
    await say(agent, "tell me about tulips", **ANN)
    await say(agent, "tell me about tulips", incognito=True, **ANN)

    assert "love tulips" in chat.requests[0].messages[-1].content
    assert "love tulips" not in str(chat.requests[1].messages)
    assert len(chat.requests[1].messages) == 2
    await agent.close()


async def test_memory_can_be_switched_off(grammar: Grammar, store: SqlStore, clock: Hand) -> None:
    agent = Agent(
        grammar, store=store, clock=clock, settings=AgentSettings(memory=MemorySettings(enabled=False))
    )
    await say(agent, "hello", **ANN)

    assert not await store.conversations.list()


async def test_a_deleted_conversation_begins_anew(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "turn on the bed light", **ANN)
    await store.conversations.delete("c")
    await say(keeper, "turn off the bed light", **ANN)

    assert (await kept(store))[::2] == ["turn off the bed light"]


async def test_what_is_too_old_is_deleted(grammar: Grammar, store: SqlStore) -> None:
    settings = AgentSettings(memory=MemorySettings(conversation_days=1, fact_days=1))
    agent = Agent(grammar, store=store, settings=settings)
    await say(agent, "remember that the bins go out on Tuesday", **ANN)
    await agent._memory.purge(store)
    assert await store.conversations.list()

    clock = agent._memory._clock
    agent._memory._clock = lambda: clock() + timedelta(days=2)
    await agent._memory.purge(store)
    assert not await store.conversations.list()
    assert not await store.facts.list()
    await agent.close()
