"""Morgan's agent without a language model: every sentence takes the whole way of a turn."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.home_assistant_sentences.fixtures import Spoken
from bench.home_assistant_sentences.understood import Understood
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import IntentRecognized, TurnDone, TurnRequest
from wyoming_morgan.agent.grammar.grammar import Grammar, warm_matcher
from wyoming_morgan.agent.grammar.sentences import LOCAL, SentenceMatcher
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings
from wyoming_morgan.home.model import Home
from wyoming_morgan.store.contract import Store
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

_LOCAL = re.compile(rf"({'|'.join(LOCAL)})\b")
_ASKS_NOTHING = AgentSettings(
    guard=GuardSettings(confirm=(), confirm_names=False, confirm_everywhere=False, most_areas=1000)
)
"""What would be asked about first is done: what counts is how it was understood."""


class Speaker:
    """Says sentences to agents that share one store and the loaded sentences of a language."""

    def __init__(self, language: str, store: Store) -> None:
        self._language = language
        self._store = store
        self._matchers: dict[bool, SentenceMatcher] = {}
        self._said = 0

    @asynccontextmanager
    async def home(self, home: Home) -> AsyncIterator[Agent]:
        """Move into a home."""
        grammar = Grammar(home, languages=(self._language,), load_matcher=self._matcher)
        try:
            await grammar.load()
            yield Agent(grammar, store=self._store, settings=_ASKS_NOTHING)
        finally:
            await grammar.close()

    async def say(self, agent: Agent, spoken: Spoken) -> Understood:
        """Say a sentence as somebody new, who refers to nothing before."""
        self._said += 1
        request = TurnRequest(
            spoken.text, self._language, user_id=f"user {self._said}", device_id=f"device {self._said}",
            area=spoken.area,
        )  # fmt: skip
        intents: list[IntentRecognized] = []
        done: TurnDone | None = None
        async for event in agent.turn(request):
            if isinstance(event, IntentRecognized):
                intents.append(event)
            if isinstance(event, TurnDone):
                done = event
        assert done is not None  # noqa: S101 - it is always the last event
        if len(intents) == 1:
            return Understood(intents[0].name, intents[0].slots)
        if intents:
            return Understood(why=f"{len(intents)} commands: {', '.join(intent.name for intent in intents)}")
        return _without_intents(done)

    def _matcher(self, language: str, home: Home) -> SentenceMatcher:
        matcher = self._matchers.get(home.known)
        if matcher is None:
            matcher = self._matchers[home.known] = warm_matcher(language, home)
        else:
            matcher.change_home(home)
        return matcher


@asynccontextmanager
async def speaker(language: str, folder: Path) -> AsyncIterator[Speaker]:
    """Open a store of its own in `folder`, and close it."""
    store = await asyncio.to_thread(open_store, StoreSettings(), folder)
    await store.open()
    try:
        yield Speaker(language, store)
    finally:
        await store.close()


def _without_intents(done: TurnDone) -> Understood:
    """Return what the agent answers itself, or why it did nothing."""
    steps = [f"{step.what}: {step.detail}" for step in done.trace.steps]
    for step in done.trace.steps:
        if step.what == "grammar" and (local := _LOCAL.match(step.detail)):
            return Understood(local[1], {}, why="; ".join(steps))
    return Understood(why="; ".join(steps) or f"{done.path}: {done.text}")
