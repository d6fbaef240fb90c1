"""Lets the grammar and the recognizers follow the names of a connected home."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.home.contract import HomeLink
from wyoming_morgan.home.model import Home

Expect = Callable[[Vocabulary], Awaitable[None]]
"""Gives the recognizers the words of a home that has changed."""


class HomeListener:
    """Listens to a connected home. As long as its names are not known, the configured ones hold."""

    def __init__(self, link: HomeLink, grammar: Grammar, *, configured: Home, expect: Expect) -> None:
        self._link = link
        self._grammar = grammar
        self._configured = configured
        self._expect = expect
        self._updates: set[asyncio.Task[None]] = set()
        self._stop: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._stop = self._link.listen(self._changed)

    async def close(self) -> None:
        """Stop listening, and cancel updates of the recognizers."""
        if self._stop is not None:
            self._stop()
            self._stop = None
        for update in self._updates:
            update.cancel()
        await asyncio.gather(*self._updates, return_exceptions=True)

    def _changed(self) -> None:
        home = self._link.home if self._link.home.known else self._configured
        self._grammar.change_home(home)
        update = asyncio.create_task(self._update(home), name="home changed")
        self._updates.add(update)
        update.add_done_callback(self._updates.discard)

    async def _update(self, home: Home) -> None:
        await self._expect(home.vocabulary())
