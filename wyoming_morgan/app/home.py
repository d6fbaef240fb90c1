"""Lets the grammar and the recognizers follow the names of a connected home."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable

from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.home.contract import HomeLink
from wyoming_morgan.home.model import Home

_LONGEST_WAIT = 300.0
"""Seconds after which a home that never becomes quiet counts as quiet."""
_GROWTH = 500
"""Entities by which a home has grown when the garbage collector leaves out what there is."""
_LOGGER = logging.getLogger(__name__)

Expect = Callable[[Vocabulary], Awaitable[None]]
"""Gives the recognizers the words of a home that has changed."""
Prepare = Callable[[], Awaitable[None]]
"""Prepares what is made from the names of the newest home, before somebody needs it."""
Words = Callable[[Home], Vocabulary]
"""Returns the words of a home, for recognizers."""


class HomeListener:
    """Listens to a connected home. As long as its names are not known, the configured ones hold.

    The grammar follows every change. A recognizer may work for many seconds on new words, so it gets those of
    the newest home, once the home is quiet and the work on the former ones has ended.
    """

    def __init__(
        self,
        link: HomeLink,
        grammar: Grammar,
        *,
        configured: Home,
        expect: Expect,
        prepare: Prepare | None = None,
        words: Words = Home.vocabulary,
        quiet_seconds: float,
    ) -> None:
        """Prepare to listen.

        Args:
            link: The connected home.
            grammar: Understands the names.
            configured: The home whose words the recognizers have now.
            expect: Gives them others.
            prepare: Called when the names have changed, unless it still works on a change before.
            words: Returns the words of a home, for recognizers.
            quiet_seconds: How long the names must have stayed as they are before that.
        """
        self._link = link
        self._grammar = grammar
        self._configured = configured
        self._expect = expect
        self._prepare = prepare
        self._preparation: asyncio.Task[None] | None = None
        self._quiet_seconds = quiet_seconds
        self._changes = asyncio.Event()
        self._words = words
        self._expected = words(configured)
        self._left_out = 0
        self._task: asyncio.Task[None] | None = None
        self._stop: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._stop = self._link.listen(self._changed)
        self._task = asyncio.create_task(self._follow(), name="home changes")

    async def close(self) -> None:
        """Stop listening, and cancel an update of the recognizers."""
        if self._stop is not None:
            self._stop()
            self._stop = None
        tasks = [task for task in (self._task, self._preparation) if task is not None]
        self._task = self._preparation = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _changed(self) -> None:
        self._grammar.change_home(self._newest())
        self._changes.set()
        # One that runs prepares the newest home, whatever it began with.
        if self._prepare is not None and (self._preparation is None or self._preparation.done()):
            self._preparation = asyncio.create_task(self._prepared(self._prepare), name="home names")

    async def _prepared(self, prepare: Prepare) -> None:
        try:
            await prepare()
        except Exception:
            _LOGGER.exception("the new names could not be prepared")

    def _newest(self) -> Home:
        return self._link.home if self._link.home.known else self._configured

    async def _follow(self) -> None:
        while True:
            await self._changes.wait()
            await self._quiet()
            home = self._newest()
            vocabulary = self._words(home)
            await asyncio.sleep(0)  # others have their turn: a large home has many words
            self._leave_out(home)
            if vocabulary == self._expected:
                continue  # it changed back
            self._expected = vocabulary
            try:
                await self._expect(vocabulary)
            except Exception:
                _LOGGER.exception("the recognizers did not get the new names")

    def _leave_out(self, home: Home) -> None:
        """Have the garbage collector leave out the objects of a large home: it stops everything as it walks.

        They are still freed when nothing refers to them any more. What lies in circles now is not, so this is
        done only when the home has grown a lot.
        """
        if len(home.entities) >= self._left_out + _GROWTH:
            gc.freeze()
            self._left_out = len(home.entities)

    async def _quiet(self) -> None:
        """Wait until nothing has changed for a while."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + _LONGEST_WAIT
        while self._changes.is_set() and loop.time() < latest:
            self._changes.clear()
            try:
                async with asyncio.timeout(self._quiet_seconds):
                    await self._changes.wait()
            except TimeoutError:
                return
        self._changes.clear()
