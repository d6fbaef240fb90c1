"""A connected home with tools, and an agent with a scripted model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.agent.conftest import HOME
from tests.agent.talking import Hand
from tests.fakes.home_link import FakeHomeLink, tool
from tests.fakes.scripted_chat import Script, ScriptedChat
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, ModelSettings
from wyoming_morgan.engines.contract.llm import (
    ChatRequest,
    Role,
    Tool,
)
from wyoming_morgan.home.contract import EntityState

TARGET: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "area": {"type": "string"},
        "domain": {"type": "array", "items": {"type": "string"}},
    },
}


BRIGHTNESS = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "area": {"type": "string"}, "brightness": {"type": "integer"}},
}


TOOLS: tuple[Tool, ...] = (
    tool("HassTurnOn", TARGET),
    tool("HassTurnOff", TARGET),
    tool("HassLightSet", BRIGHTNESS),
    tool("GetLiveContext", {"type": "object", "properties": {}}),
    tool("calendar__get_events", {"type": "object", "properties": {"day": {"type": "string"}}}),
)


STATES = (
    EntityState("light.bed", "Bed Light", "light", "off", "Bedroom"),
    EntityState("light.kitchen", "Kitchen Light", "light", "on", "Kitchen", {"brightness": 128}),
    EntityState("lock.front", "Front Door", "lock", "locked"),
)


BED = {"name": "Bed Light"}


ON = ("HassTurnOn", BED)


Make = Callable[..., tuple[Agent, FakeHomeLink, ScriptedChat]]


@pytest.fixture
def link() -> FakeHomeLink:
    return FakeHomeLink(HOME, tools=TOOLS, states=STATES)


@pytest.fixture
def linked(grammar: Grammar, link: FakeHomeLink, clock: Hand) -> Make:
    def make(
        script: Sequence[Script] | Callable[[ChatRequest], Script], *, home: bool = True, **settings: Any
    ) -> tuple[Agent, FakeHomeLink, ScriptedChat]:
        chat = ScriptedChat(script)
        agent = Agent(
            grammar,
            models=chat,
            home=link if home else None,
            tools=link,
            clock=clock,
            settings=AgentSettings(model=ModelSettings(**settings)),
        )
        return agent, link, chat

    return make


def tool_results(chat: ScriptedChat, number: int = -1) -> list[str]:
    """The results of tools that the model was sent."""
    return [message.content for message in chat.requests[number].messages if message.role is Role.TOOL]
