"""A Morgan with which a home can link itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.http.api.linked import CONFIGURED, LinkedMorgan, Running
from tests.http.conftest import Serve
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.llm.contract import LanguageModels


@pytest.fixture(scope="session")
def grammar() -> Grammar:
    """A grammar that has read its language, which takes a second."""
    loaded = Grammar(CONFIGURED)
    asyncio.run(loaded.load())
    return loaded


@pytest.fixture
def running(serve: Serve, grammar: Grammar) -> Running:
    @asynccontextmanager
    async def run(
        answer_seconds: float = 10.0,
        tool_seconds: float = 10.0,
        models: LanguageModels | None = None,
        **settings: Any,
    ) -> AsyncIterator[LinkedMorgan]:
        grammar.change_home(CONFIGURED)
        started = LinkedMorgan(
            serve, grammar, answer_seconds=answer_seconds, tool_seconds=tool_seconds, models=models
        )
        await started.start(**settings)
        try:
            yield started
        finally:
            await started.close()

    return run


@pytest.fixture
async def morgan(running: Running) -> AsyncIterator[LinkedMorgan]:
    async with running() as started:
        yield started
