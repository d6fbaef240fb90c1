"""Agents over the home whose things nobody calls by their whole names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import home_in
from tests.agent.naming.described_home import described_home, key_of
from tests.agent.talking import Hand, done, events, of
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.home.model import Home

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in one language."""

    agent: Agent
    language: str

    async def targets(self, text: str, area: str | None = None) -> list[str]:
        """Say something, and return the keys of the things that are acted on, or asked about by name."""
        seen = await events(self.agent, text, language=self.language, area=area, user_id="anna")
        return [key_of(self.language, intent.slots.get("name")) for intent in of(IntentRecognized, seen)]

    async def intents(self, text: str) -> list[tuple[str, str]]:
        """Say something, and return the intents and the keys of their things."""
        seen = await events(self.agent, text, language=self.language, user_id="anna")
        return [
            (intent.name, key_of(self.language, intent.slots.get("name")))
            for intent in of(IntentRecognized, seen)
        ]

    async def slots(self, text: str, area: str | None = None) -> list[dict[str, Any]]:
        """Say something, and return the slots of what is done."""
        seen = await events(self.agent, text, language=self.language, area=area, user_id="anna")
        return [intent.slots for intent in of(IntentRecognized, seen)]

    async def reply(self, text: str, area: str | None = None) -> str:
        """Say something, and return the reply."""
        return (await done(self.agent, text, language=self.language, area=area, user_id="anna")).text


@pytest.fixture
async def talk_in(load_matcher: MatcherCache) -> AsyncIterator[Callable[..., Talk]]:
    grammars: list[Grammar] = []

    def loaded(language: str, home: Home) -> SentenceMatcher:
        matcher = load_matcher(language, home_in(language))
        matcher.change_home(home)
        return matcher

    def talk(language: str, home: Home | None = None) -> Talk:
        grammar = Grammar(home or described_home(language), languages=(language,), load_matcher=loaded)
        grammars.append(grammar)
        return Talk(Agent(grammar, clock=Hand()), language)

    yield talk
    for grammar in grammars:
        await grammar.close()
