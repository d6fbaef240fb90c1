"""What the agent remembers, on a real SQLite file."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.agent.stored import ANN, Faulty, kept
from tests.agent.talking import Hand, say
from tests.fakes.scripted_chat import ScriptedChat, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, MemorySettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.store.export import export_user
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store


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


async def test_what_a_user_says_in_a_conversation_that_began_without_one_is_theirs(
    keeper: Agent, store: SqlStore, grammar: Grammar, clock: Hand
) -> None:
    await say(keeper, "turn on the bed light", "x")
    await say(keeper, "turn off the bed light", "x", user_id="eve")
    assert len([record async for record in export_user(store, "eve")]) == 5
    restarted = Agent(grammar, store=store, clock=clock)
    await say(restarted, "turn on the kitchen light", "x", user_id="eve")

    records = [record async for record in export_user(store, "eve")]
    texts = [record["text"] for record in records if record.get("role") == "user"]
    assert texts == ["turn on the bed light", "turn off the bed light", "turn on the kitchen light"]
    assert [entry.speaker.user_id for entry in await store.conversations.list()] == ["eve"]
    assert await store.conversations.delete_user("eve") == 1
    await restarted.close()


async def test_it_is_theirs_also_if_the_database_was_down_when_they_began(
    keeper: Agent, store: SqlStore, faulty: Faulty
) -> None:
    faulty.down = True
    await say(keeper, "turn on the bed light", "x")
    await say(keeper, "turn off the bed light", "x", user_id="eve")
    faulty.down = False
    await say(keeper, "turn on the kitchen light", "x", user_id="eve")

    assert len([record async for record in export_user(store, "eve")]) == 7


async def test_a_message_is_deleted_when_it_is_too_old_also_in_a_conversation_that_goes_on(
    keeper: Agent, store: SqlStore
) -> None:
    await say(keeper, "turn on the bed light", **ANN)
    await store.conversations.change(
        "c", summary="the bed light", summarized_to=(await store.conversations.read("c"))[1].id
    )
    limit = datetime.now(UTC)
    await say(keeper, "turn off the bed light", **ANN)
    await store.conversations.purge(limit)

    assert (await kept(store))[::2] == ["turn off the bed light"]
    conversation = await store.conversations.find("c")
    assert conversation is not None
    assert (conversation.summary, conversation.summarized_to) == ("", None)


async def test_an_error_that_nobody_expects_ends_no_turn_and_is_counted(
    keeper: Agent, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise TypeError("nobody expects it")

    monkeypatch.setattr(faulty, "keep", fail)
    assert (await say(keeper, "turn on the bed light", **ANN)).intents
    assert (keeper.counts.lost, keeper.counts.waiting) == (2, 0)


async def test_a_turn_that_the_store_refuses_does_not_keep_those_behind_it_waiting(
    keeper: Agent, store: SqlStore, faulty: Faulty
) -> None:
    faulty.down = True
    await say(keeper, "turn on the bed light", "c", user_id="x" * 300)
    await say(keeper, "turn off the bed light", "d", user_id="ann")
    faulty.down = False
    await say(keeper, "turn on the bed light", "d", user_id="ann")
    assert keeper._memory._writer is not None
    await keeper._memory._writer.drain(Tracer())

    assert (await kept(store, "d"))[::2] == ["turn off the bed light", "turn on the bed light"]
    assert (keeper.counts.lost, keeper.counts.waiting) == (2, 0)


async def test_what_waits_at_the_end_is_stored_at_the_next_start(
    grammar: Grammar, store: SqlStore, faulty: Faulty, clock: Hand, tmp_path: Path
) -> None:
    agent = Agent(grammar, store=store, clock=clock)
    faulty.down = True
    await say(agent, "turn on the bed light", **ANN)
    await agent.close()
    store.spool.close()  # as the end of the process does
    faulty.down = False
    again = await asyncio.to_thread(open_store, StoreSettings(), tmp_path)
    following = Agent(grammar, store=again, clock=clock)
    await following.start()
    await say(following, "turn off the bed light", **ANN)
    await following.close()
    await again.close()

    assert (await kept(store))[::2] == ["turn on the bed light", "turn off the bed light"]
    assert not await asyncio.to_thread(lambda: list(tmp_path.glob("unsaved-*")))
