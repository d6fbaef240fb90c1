"""The agent and what it needs: the grammar, the language models, the home, and the store."""

from __future__ import annotations

import logging
from collections.abc import Callable

from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.confirmation.numbers import spell_out
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.notebook import FactNotebook
from wyoming_morgan.agent.standing import CommandStanding
from wyoming_morgan.app.engines import EngineKeeper
from wyoming_morgan.app.home import Expect, HomeListener
from wyoming_morgan.app.llm import make_gateway
from wyoming_morgan.app.vocabulary import HomeVocabulary
from wyoming_morgan.config.schema import Config
from wyoming_morgan.errors import StoreUnavailable
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.relayed import RelayedHome
from wyoming_morgan.home.sources import HomeSources
from wyoming_morgan.home.status import HomeStatus
from wyoming_morgan.home.toolbox import McpToolbox
from wyoming_morgan.llm.gateway import Gateway
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.store.contract import Store
from wyoming_morgan.store.store import open_store

_LOGGER = logging.getLogger(__name__)


class AgentParts:
    """The agent and what it needs, or some of these parts. `load` them before use, `close` them after.

    A language model server, Home Assistant or a database that is away does not keep them from loading: the
    agent works without it until it is back.

    Raises:
        EngineUnavailable, UnknownModel, ConfigurationError: a setting is wrong.
        InvalidRequest: a language of the home does not exist.
    """

    def __init__(
        self,
        config: Config,
        *,
        agent: bool,
        llm: bool,
        home: bool,
        store: bool,
        keeper: EngineKeeper,
        readiness: Readiness,
        expect: Expect,
        heard: Callable[[str], str],
    ) -> None:
        core = config.core
        configured = core.home.home()
        self._readiness = readiness
        self.llm: Gateway | None = make_gateway(config.llm, keeper) if llm and config.llm.backends else None
        self._tools = McpToolbox(core.home_assistant) if home and core.home_assistant.has_tools else None
        self._connection = (
            HomeConnection(
                core.home_assistant, on_connect=self._tools.refresh_soon if self._tools is not None else None
            )
            if home and core.home_assistant.has_home
            else None
        )
        self.linked_home: RelayedHome | None = (
            RelayedHome(
                answer_seconds=core.home_assistant.answer_seconds,
                tool_seconds=core.home_assistant.tool_seconds,
            )
            if home
            else None
        )
        sources = [source for source in (self.linked_home, self._connection) if source is not None]
        self._link = HomeSources(sources) if sources else None
        # Wrong PINs are counted in it even where nothing else is remembered.
        needed = core.agent.memory.enabled or bool(core.agent.guard.pin_secrets)
        self._opened: Store | None = open_store(core.store, core.folders.data) if store and needed else None
        self.store: Store | None = self._opened if core.agent.memory.enabled else None
        self.notebook: FactNotebook | None = (
            FactNotebook(self.store, self.llm, core.agent.memory) if self.store is not None else None
        )
        self._grammar = Grammar(configured, languages=core.languages, settings=core.agent) if agent else None
        self.agent: Agent | None = (
            Agent(
                self._grammar,
                models=self.llm,
                home=self._link,
                tools=self._tools,
                store=self.store,
                attempts=self._opened.attempts if self._opened is not None else None,
                settings=core.agent,
                heard=heard,
            )
            if self._grammar
            else None
        )
        self.standing: CommandStanding | None = (
            CommandStanding(self._grammar, self._link) if self._grammar is not None else None
        )
        self._listener = (
            HomeListener(
                self._link,
                self._grammar,
                configured=configured,
                expect=expect,
                prepare=self.agent.prepare if self.agent is not None else None,
                words=HomeVocabulary(core.agent.guard).of,
                quiet_seconds=core.home_assistant.quiet_seconds,
            )
            if self._link and self._grammar
            else None
        )

    @property
    def waiting_commands(self) -> int:
        """How many texts the grammar reads, or has to read."""
        return self._grammar.waiting if self._grammar is not None else 0

    def home_status(self) -> HomeStatus | None:
        """Return how the connection to the home stands; None where none is configured or linked."""
        if self.linked_home is not None and self.linked_home.linked:
            return self.linked_home.status
        return self._connection.status if self._connection is not None else None

    async def home_tried(self) -> None:
        """Wait until the first attempt to connect to the configured home has ended."""
        if self._connection is not None:
            await self._connection.tried()

    async def load(self) -> None:
        """Load every part."""
        if self._opened is not None:
            await self._open(self._opened)
        if self.llm is not None:
            await self.llm.load()
        if self._grammar is not None:
            await self._grammar.load()
            await spell_out()
            self._readiness.loaded("agent", detail=self._described())
        if self._listener is not None:
            self._listener.start()
        if self._tools is not None:
            await self._tools.start()
        if self._connection is not None:
            await self._connection.start()
        if self.agent is not None:
            await self.agent.start()

    async def close(self) -> None:
        """Release all resources."""
        if self._listener is not None:
            await self._listener.close()
        if self.agent is not None:
            await self.agent.close()
        if self.notebook is not None:
            self.notebook.close()
        if self._connection is not None:
            await self._connection.close()
        if self._tools is not None:
            await self._tools.close()
        if self.llm is not None:
            await self.llm.close()
        if self._grammar is not None:
            await self._grammar.close()
        if self._opened is not None:
            await self._opened.close()

    def _described(self) -> str:
        model = self.llm.current if self.llm is not None else ""
        return f"grammar, {model}" if model else "grammar"

    async def _open(self, store: Store) -> None:
        try:
            await store.open()
        except StoreUnavailable as error:
            _LOGGER.warning("memory: %s; Morgan answers without it until it is there", error)
