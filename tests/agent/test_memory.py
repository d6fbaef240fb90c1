"""What the agent remembers, on a real SQLite file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.agent.talking import Hand, say
from tests.fakes.scripted_chat import Call as Called
from tests.fakes.scripted_chat import ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, MemorySettings, ModelSettings
from wyoming_morgan.engines.contract.llm import Role
from wyoming_morgan.errors import StoreUnavailable
from wyoming_morgan.store.contract import Conversations, NewMessage, Owner, StoredMessage
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store

ANN = {"user_id": "ann", "device_id": "kitchen"}


class Faulty:
    """A store's conversations that can be made to fail, before or after the work is done."""

    def __init__(self, inner: Conversations) -> None:
        self.inner = inner
        self.down = False
        self.fails_after = False

    def __getattr__(self, name: str) -> Any:
        if self.down:
            raise StoreUnavailable("the database does not answer")
        return getattr(self.inner, name)

    async def append(
        self, conversation_id: str, messages: Sequence[NewMessage], *, key: str | None = None
    ) -> tuple[StoredMessage, ...]:
        if self.down:
            raise StoreUnavailable("the database does not answer")
        stored = await self.inner.append(conversation_id, messages, key=key)
        if self.fails_after:
            self.fails_after = False
            raise StoreUnavailable("the connection broke")
        return stored


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await asyncio.to_thread(open_store, StoreSettings(retry_seconds=0), tmp_path)
    assert isinstance(store, SqlStore)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def faulty(store: SqlStore) -> Faulty:
    faulty = Faulty(store.conversations)
    store.conversations = faulty  # type: ignore[assignment] # the real ones, with faults
    return faulty


@pytest.fixture
async def keeper(grammar: Grammar, store: SqlStore, clock: Hand) -> AsyncIterator[Agent]:
    agent = Agent(grammar, store=store, clock=clock)
    yield agent
    await agent.close()


async def kept(store: SqlStore, conversation: str = "c") -> list[str]:
    return [each.message.text for each in await store.conversations.read(conversation)]


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
    assert "turn on the bed light" in [each.content for each in chat.requests[0].messages]


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


async def test_facts_are_remembered_recalled_and_forgotten(keeper: Agent, store: SqlStore) -> None:
    assert (
        await say(keeper, "Remember that the bins go out on Tuesday.", **ANN)
    ).text == "I will remember that."
    (fact,) = await store.facts.list()
    assert (fact.owner, fact.owner_id, fact.content) == (Owner.USER, "ann", "the bins go out on Tuesday")

    recalled = await say(keeper, "what do you remember about the bins?", **ANN)
    assert (recalled.text, recalled.done.path) == ("The bins go out on Tuesday.", "memory")
    assert (await say(keeper, "forget about the bins", **ANN)).text == "I have forgotten that."
    assert not await store.facts.list()


@pytest.mark.parametrize(
    "other", ["forget that the spare bins are full", "forget my doctor's appointment on Tuesday"]
)
async def test_a_fact_is_not_forgotten_for_one_word_in_common(
    keeper: Agent, store: SqlStore, other: str
) -> None:
    await say(keeper, "remember that the bins go out on Tuesday", **ANN)

    assert (await say(keeper, other, **ANN)).text == "I do not remember anything about that."
    assert await store.facts.list()
    await say(keeper, "forget that the bins go out every Tuesday", **ANN)
    assert not await store.facts.list()


async def test_a_voice_nobody_knows_writes_for_the_household(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "remember that the bins go out on Tuesday", device_id="kitchen")

    (fact,) = await store.facts.list()
    assert fact.owner is Owner.HOUSEHOLD
    assert "bins" in (await say(keeper, "what do you know about the bins", **ANN)).text


async def test_everything_is_not_forgotten_by_a_sentence_and_that_is_said(
    keeper: Agent, store: SqlStore
) -> None:
    await say(keeper, "remember that the bins go out on Tuesday", **ANN)
    reply = await say(keeper, "forget everything you know about me", **ANN)
    assert "one by one" in reply.text
    assert len(await store.facts.list()) == 1


async def test_nobody_recalls_or_forgets_what_is_anothers(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "remember that the safe code is 1234", "a", user_id="ann")

    assert "1234" not in (await say(keeper, "what do you remember", "b", user_id="bob")).text
    await say(keeper, "forget about the safe code", "b", user_id="bob")
    assert await store.facts.list()


async def test_which_of_several_facts_is_asked(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "remember that the garden key hangs in the hall", **ANN)
    await say(keeper, "remember that the cellar key hangs in the hall", **ANN)

    assert (await say(keeper, "forget about the key in the hall", **ANN)).asks
    assert len(await store.facts.list()) == 2


@pytest.mark.parametrize(
    ("user", "text", "facts"),
    [
        ("ann", "I like tea, you know", 1),
        (None, "I like tea, you know", 0),
        (None, "remember I like tea", 1),
    ],
)
async def test_a_model_remembers_for_strangers_only_when_asked(
    grammar: Grammar, store: SqlStore, user: str | None, text: str, facts: int
) -> None:
    chat = ScriptedChat([calls(Called("remember", {"content": "likes tea"})), says("I see.")])
    agent = Agent(grammar, models=chat, store=store)
    await say(agent, text, user_id=user)

    assert len(await store.facts.list()) == facts
    await agent.close()


async def test_a_model_forgets_only_when_asked(grammar: Grammar, store: SqlStore) -> None:
    chat = ScriptedChat([calls(Called("forget", {"query": "tea"})), says("I see.")])
    agent = Agent(grammar, models=chat, store=store)
    await say(agent, "remember that I like green tea", **ANN)
    await say(agent, "tell me about green tea", **ANN)

    assert await store.facts.list()
    told = next(each.content for each in chat.requests[-1].messages if each.role is Role.TOOL)
    assert "did not ask" in told
    await agent.close()


async def test_facts_are_found_by_meaning_where_there_are_embeddings(
    grammar: Grammar, store: SqlStore, clock: Hand
) -> None:
    chat = ScriptedChat(embedding_model="letters")
    agent = Agent(grammar, models=chat, store=store, clock=clock)
    await say(agent, "remember that the bins go out on Tuesday", **ANN)
    (fact,) = await store.facts.list()

    assert (fact.vector_model, len(fact.vector)) == ("letters", 26)
    heard = await say(agent, "what do you remember about binning on tuesdays out", **ANN)
    assert heard.text == "The bins go out on Tuesday."
    await agent.close()


async def test_a_memory_that_is_down_is_told_when_something_is_to_be_remembered(
    keeper: Agent, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: Any) -> None:
        raise StoreUnavailable("the database does not answer")

    monkeypatch.setattr(store.facts, "add", down)
    heard = await say(keeper, "remember that the bins go out on Tuesday", **ANN)

    assert heard.done.outcome is Outcome.NOT_HANDLED
    assert "cannot remember" in heard.text


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


async def test_the_window_is_bounded_by_tokens(grammar: Grammar, store: SqlStore, clock: Hand) -> None:
    chat = ScriptedChat([says("word " * 50)] * 8)
    settings = AgentSettings(model=ModelSettings(summarize_tokens=0, history_tokens=150))
    agent = Agent(grammar, models=chat, store=store, clock=clock, settings=settings)
    for number in range(8):
        await say(agent, f"tell me story number {number}", **ANN)

    history = chat.requests[-1].messages[1:-1]
    assert 0 < len(history) <= 4
    assert history[0].role is Role.USER
    await agent.close()
