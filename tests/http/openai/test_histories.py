"""Conversations of clients that send their history and no id go on, and only those."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.agent.conftest import HOME
from tests.agent.talking import Hand
from tests.fakes.home_link import FakeHomeLink
from tests.http.conftest import Door, Serve
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.http.openai.histories import Histories

OPEN = "open the garage door"
STATES = (
    EntityState("cover.garage", "Garage Door", "cover", "closed", attributes={"device_class": "garage"}),
)


@pytest.fixture
def home() -> FakeHomeLink:
    return FakeHomeLink(HOME, states=STATES)


@pytest.fixture
async def agent(home: FakeHomeLink) -> AsyncIterator[Agent]:
    grammar = Grammar(HOME)
    yield Agent(grammar, home=home, clock=Hand())
    await grammar.close()


@pytest.fixture
async def door(serve: Serve, agent: Agent) -> Door:
    return await serve(replaced={"agent": agent})


class Client:
    """A client that sends everything that was said, and no id."""

    def __init__(self, door: Door, key: str = "") -> None:
        self.messages: list[dict[str, Any]] = [{"role": "system", "content": "You are Morgan."}]
        self._door = door
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def say(self, text: str, *, parts: bool = False) -> str:
        content: Any = [{"type": "text", "text": text}] if parts else text
        self.messages.append({"role": "user", "content": content})
        body = {"model": "morgan", "messages": self.messages}
        async with self._door.post("/v1/chat/completions", json=body, headers=self._headers) as response:
            assert response.status == 200, await response.text()
            reply: str = (await response.json())["choices"][0]["message"]["content"]
        self.messages.append({"role": "assistant", "content": f"{reply}\n"})
        return reply


@pytest.mark.slow
async def test_a_yes_reaches_the_question_before_it(door: Door, home: FakeHomeLink) -> None:
    client = Client(door)
    assert (await client.say(OPEN)).endswith("?")
    assert not home.handled
    await client.say("yes", parts=True)
    assert [name for name, _ in home.handled] == ["HassTurnOn"]
    await client.say("yes")
    assert len(home.handled) == 1


@pytest.mark.slow
async def test_of_two_that_were_asked_the_same_each_gets_its_yes(door: Door, home: FakeHomeLink) -> None:
    clients = [Client(door), Client(door)]
    for client in clients:
        assert (await client.say(OPEN)).endswith("?")
    for number, client in enumerate(clients, 1):
        await client.say("yes")
        assert len(home.handled) == number
    await clients[0].say("yes")
    assert len(home.handled) == len(clients)


@pytest.mark.slow
async def test_a_follow_up_reaches_what_was_said_before(door: Door, home: FakeHomeLink) -> None:
    client = Client(door)
    await client.say("turn on the kitchen light")
    await client.say("turn it off again")
    assert [name for name, _ in home.handled] == ["HassTurnOn", "HassTurnOff"]


@pytest.mark.slow
async def test_a_history_that_morgan_never_took_part_in_opens_nothing(door: Door, home: FakeHomeLink) -> None:
    asked = Client(door)
    question = await asked.say(OPEN)
    others = [
        [{"role": "user", "content": OPEN}, {"role": "assistant", "content": "Shall I?"}],
        [{"role": "assistant", "content": question}],
        [{"role": "user", "content": "hello"}, {"role": "assistant", "content": question}],
        [{"role": "user", "content": question}],
    ]
    for history in others:
        client = Client(door)
        client.messages += history
        await client.say("yes")
    stranger = Client(door, key="another")
    stranger.messages += asked.messages[1:]
    await stranger.say("yes")
    assert not home.handled


def test_the_least_recently_used_conversation_makes_room() -> None:
    histories = Histories(most=2)
    for name in ("a", "b"):
        histories.keep("client", [("user", name)], name)
    assert histories.find("client", [("user", "a")]) == "a"
    histories.keep("client", [("user", "c")], "c")
    assert histories.find("client", [("user", "b")]) is None
    assert histories.find("client", [("user", " a ")]) == "a"
    assert histories.find("other", [("user", "a")]) is None
