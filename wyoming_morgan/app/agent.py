"""What a turn is thought with: the grammar, the language models, the home, and what lasts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.app.engines import EngineKeeper
from wyoming_morgan.app.language_models import make_gateway
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.errors import StoreUnavailable
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.llm.gateway import Gateway
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.store.contract import Store
from wyoming_morgan.store.store import open_store

_LOGGER = logging.getLogger(__name__)

Expect = Callable[[Vocabulary], Awaitable[None]]
"""Tells the recognizers the words of a home that has changed."""


class Thinking:
    """The agent and what it thinks with, or a part of it. `load` it before use, `close` it after.

    Neither a language model server nor Home Assistant nor a database that is away keeps it from loading: the
    agent does without until they are there.

    Raises:
        EngineUnavailable, UnknownModel, ConfigurationError: something is set wrong.
        InvalidRequest: a language of the home does not exist.
    """

    def __init__(
        self,
        config: Config,
        *,
        agent: bool,
        models: bool,
        home: bool,
        memory: bool,
        keeper: EngineKeeper,
        readiness: Readiness,
        expect: Expect,
    ) -> None:
        core = config.core
        self._told_home = core.home.home()
        self._readiness = readiness
        self._expect = expect
        self._changes: set[asyncio.Task[None]] = set()
        self.models: Gateway | None = (
            make_gateway(config.llm, keeper) if models and config.llm.backends else None
        )
        self.link: HomeConnection | None = (
            HomeConnection(core.home_assistant)
            if home and (core.home_assistant.url or core.home_assistant.mcp_servers)
            else None
        )
        self.store: Store | None = (
            open_store(core.memory, core.folders.data) if memory and core.agent.memory.enabled else None
        )
        self._grammar = (
            Grammar(self._told_home, languages=core.languages, settings=core.agent) if agent else None
        )
        self.mind: Agent | None = (
            Agent(self._grammar, models=self.models, link=self.link, store=self.store, settings=core.agent)
            if self._grammar
            else None
        )

    async def load(self) -> None:
        """Get everything ready that is there."""
        if self.store is not None:
            await self._open(self.store)
        if self.models is not None:
            await self.models.load()
        if self._grammar is not None:
            await self._grammar.load()
            self._readiness.loaded("agent", detail=self._described())
        if self.link is not None:
            self.link.listen(self._home_changed)
            await self.link.start()
        if self.mind is not None:
            await self.mind.start()

    async def close(self) -> None:
        """Give everything back."""
        for change in self._changes:
            change.cancel()
        await asyncio.gather(*self._changes, return_exceptions=True)
        if self.mind is not None:
            await self.mind.close()
        if self.link is not None:
            await self.link.close()
        if self.models is not None:
            await self.models.close()
        if self._grammar is not None:
            await self._grammar.close()
        if self.store is not None:
            await self.store.close()

    def _described(self) -> str:
        model = self.models.current if self.models is not None else ""
        return f"grammar, {model}" if model else "grammar"

    async def _open(self, store: Store) -> None:
        try:
            await store.open()
        except StoreUnavailable as error:
            _LOGGER.warning("memory: %s; Morgan answers without it until it is there", error)

    def _home_changed(self) -> None:
        change = asyncio.create_task(self._follow_home(), name="home changed")
        self._changes.add(change)
        change.add_done_callback(self._changes.discard)

    async def _follow_home(self) -> None:
        """Let the grammar and the recognizer know the home as Home Assistant has it now."""
        if self.link is None or self._grammar is None:
            return
        home = self.link.home if self.link.home.known else self._told_home
        self._grammar.change_home(home)
        await self._expect(home.vocabulary())
