"""What is said as a PIN is in no history, prompt, trace, cache or log: right, wrong or too late."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.agent.talking import Hand
from tests.fakes.scripted_chat import ScriptedChat, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import TurnDone, TurnRequest
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings, MemorySettings
from wyoming_morgan.store.cache import open_state_key
from wyoming_morgan.store.store import SqlStore
from wyoming_morgan.timings import TurnTimings

SETTINGS = AgentSettings(
    guard=GuardSettings(pin_secrets={"*": "2468"}, pin_tries=2), memory=MemorySettings(write_seconds=30)
)
ORDER = "unlock the front door"


@dataclass(frozen=True)
class Talked:
    """An agent with whom somebody has talked."""

    agent: Agent
    chat: ScriptedChat


@pytest.fixture
async def talked(
    request: pytest.FixtureRequest, store: SqlStore, grammar: Grammar, clock: Hand
) -> AsyncIterator[Talked]:
    sentences, seconds = request.param
    chat = ScriptedChat([says("Hm.")], repeat=True)
    agent = Agent(grammar, models=chat, store=store, clock=clock, settings=SETTINGS)
    for text in sentences:
        await done(agent, TurnRequest(text, conversation_id="c", user_id="ann", device_id="kitchen"))
    clock.wait(seconds)
    yield Talked(agent, chat)
    await agent.close()


@pytest.mark.parametrize(
    ("talked", "pin"),
    [
        pytest.param(([ORDER], 1), "2468", id="right"),
        pytest.param(([ORDER], 1), "1357", id="wrong"),
        pytest.param(([ORDER], 70), "2468", id="right, too late"),
        pytest.param(([ORDER], 70), "1357", id="wrong, too late"),
        pytest.param(([ORDER, "what time is it"], 1), "1357", id="wrong, after the question was dropped"),
        pytest.param(([ORDER, "1111", "2222"], 1), "1357", id="wrong, after too many tries"),
        pytest.param((["hello"], 1), "2468", id="right, never asked for"),
        pytest.param(([ORDER], 1), "2 4 6 8, please", id="in pieces"),
        pytest.param(([ORDER], 1), "it is 93", id="wrong, and too short"),
        pytest.param(([ORDER], 1), "I believe it was 1 or perhaps 3, then 57 after that", id="among words"),
    ],
    indirect=["talked"],
)
async def test_a_pin_is_kept_nowhere(talked: Talked, store: SqlStore, tmp_path: Path, pin: str) -> None:
    agent, chat, timings = talked.agent, talked.chat, TurnTimings()
    end = await done(
        agent, TurnRequest(pin, conversation_id="c", timings=timings, user_id="ann", device_id="kitchen")
    )
    after = await done(
        agent, TurnRequest("tell me something", conversation_id="c", user_id="ann", device_id="kitchen")
    )

    raw = await store.cache.get(open_state_key("c"))
    sessions = str(agent._memory.sessions.all())
    everything = f"{end.trace} {after.trace} {chat.requests} {timings.heard} {raw!r} {sessions}"
    everything += str(await store.conversations.read("c"))
    assert pin not in _CHANCE.sub("", everything)
    assert await asyncio.to_thread(files_with, pin.encode(), tmp_path) == []


_CHANCE = re.compile(r"[0-9a-f]{5,}")
"""Ids and parts of a second: long enough to have the digits of a PIN in them by chance."""


async def done(agent: Agent, request: TurnRequest) -> TurnDone:
    *_, last = [event async for event in agent.turn(request)]
    assert isinstance(last, TurnDone)
    return last


def files_with(words: bytes, folder: Path) -> list[str]:
    files = ((file.name, file.read_bytes()) for file in folder.iterdir())
    return [name for name, data in files if words in re.sub(_CHANCE.pattern.encode(), b"", data)]
