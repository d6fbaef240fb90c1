"""The grammar of every language, loaded when first asked for and kept off the event loop."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import home_assistant_intents

from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.language.tags import resolve_language
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.errors import Busy, DeadlineExceeded
from wyoming_morgan.home.model import Home

T = TypeVar("T")


class Grammar:
    """Understands commands with hassil and home-assistant-intents.

    Matching a sentence is pure Python and takes milliseconds, so it runs in one thread of its own: the loop
    stays free, and hassil's caches have a single user.
    """

    def __init__(
        self,
        home: Home,
        *,
        languages: tuple[str, ...] = ("en",),
        settings: AgentSettings | None = None,
        load_matcher: Callable[[str, Home], SentenceMatcher] | None = None,
    ) -> None:
        """Prepare without work.

        Args:
            home: What can be named. An unknown home makes names and areas open.
            languages: The home's languages as BCP 47 tags, the default first.
            settings: The bounds.
            load_matcher: Returns the warm matcher of a language and a home; called in a thread.

        Raises:
            InvalidRequest: one of the languages does not exist.
        """
        self._home = home
        self._load_matcher = load_matcher or warm_matcher
        self._settings = settings or AgentSettings()
        available = home_assistant_intents.get_languages()
        self._own = tuple(dict.fromkeys(resolve_language(language, available) for language in languages))
        self._languages = tuple(dict.fromkeys((*self._own, *available)))
        self._matchers: OrderedDict[str, SentenceMatcher] = OrderedDict()
        self._loads: dict[str, asyncio.Task[SentenceMatcher]] = {}
        self._stale: set[str] = set()
        self._load_lock = asyncio.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="grammar")
        self._waiting = 0

    @property
    def home(self) -> Home:
        """What can be named."""
        return self._home

    def change_home(self, home: Home) -> None:
        """Understand the names of another home from now on.

        A home that was known takes its new names as they are, in the grammar's own thread. One that becomes
        known, or is not any more, has other sentences: until those are loaded, the old ones are understood.
        """
        if home == self._home:
            return
        known = self._home.known
        self._home = home
        if known == home.known:
            for matcher in self._matchers.values():
                self._thread.submit(matcher.change_home, home)
            return
        self._stale.update(self._matchers)
        for language in list(self._stale):
            self._renew(language)

    def _renew(self, language: str) -> None:
        """Load a language anew in the background, where a loop runs; else when it is asked for."""
        if language in self._loads:
            return
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        self._loads[language] = asyncio.create_task(self._load(language), name=f"grammar-{language}")
        self._loads[language].add_done_callback(_seen)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language there is, those of the home first."""
        return self._languages

    async def load(self) -> None:
        """Get the home's languages ready, as many as are kept, so that the first command is not slow."""
        for language in self._own[: self._settings.languages_kept]:
            await self._matcher(language)

    async def close(self) -> None:
        """Give the thread and the languages back."""
        loads = list(self._loads.values())
        for load in loads:
            load.cancel()
        await asyncio.gather(*loads, return_exceptions=True)
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._matchers.clear()

    def resolve_language(self, tag: str | None) -> str:
        """Return the language for a BCP 47 tag; None means the default.

        Raises:
            InvalidRequest: the language is not known.
        """
        return self._languages[0] if tag is None else resolve_language(tag, self._languages)

    async def understand(self, text: str, language: str, area: str | None) -> tuple[SentenceMatch, ...]:
        """Understand one command, or several joined ones; nothing if a part of the text is not understood.

        Raises:
            Busy: too many requests wait.
            DeadlineExceeded: it took too long.
        """
        if not text or len(text) > self._settings.max_command_characters:
            return ()

        def work(matcher: SentenceMatcher) -> tuple[SentenceMatch, ...]:
            deadline = time.monotonic() + self._settings.deadline
            return understand(matcher, text, area, most=self._settings.max_commands, deadline=deadline)

        return await self._run(language, work)

    async def response(
        self, match: SentenceMatch, language: str, slots: Mapping[str, Any]
    ) -> tuple[str, str]:
        """Return the template of the response to what was understood, and it rendered with `slots`.

        The latter is empty where only the home's state could tell.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """

        def render(matcher: SentenceMatcher) -> tuple[str, str]:
            template = matcher.responses.template(match.intent, match.response_key)
            return template, matcher.responses.render(template, slots)

        return await self._run(language, render)

    async def render(
        self, template: str, language: str, slots: Mapping[str, Any], context: Mapping[str, Any]
    ) -> str:
        """Render the template of a response with what is known of the home.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """
        return await self._run(language, lambda matcher: matcher.responses.render(template, slots, context))

    async def with_matcher(self, language: str, work: Callable[[SentenceMatcher], T]) -> T:
        """Let `work` use the matcher of a language, where matching happens: off the event loop.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """
        return await self._run(language, work)

    async def not_understood(self, language: str) -> str:
        """Return the sentence for what nothing understands.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """
        return await self._run(language, lambda matcher: matcher.responses.not_understood)

    async def _run(self, language: str, work: Callable[[SentenceMatcher], T]) -> T:
        if self._waiting >= self._settings.queue:
            raise Busy("Too many requests wait for the grammar.", hint="try again in a moment")
        self._waiting += 1
        try:
            # A language that nobody spoke yet is waited for: on a small machine that takes seconds, once.
            matcher = await self._matcher(language)
            async with asyncio.timeout(self._settings.deadline):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work, matcher)
        except TimeoutError as error:
            raise DeadlineExceeded(
                f"Understanding took longer than {self._settings.deadline:g} s.", hint="say it in fewer words"
            ) from error
        finally:
            self._waiting -= 1

    async def _matcher(self, language: str) -> SentenceMatcher:
        if language in self._matchers:
            self._matchers.move_to_end(language)
            if language in self._stale:
                self._renew(language)
            return self._matchers[language]
        if language not in self._loads:
            self._loads[language] = asyncio.create_task(self._load(language), name=f"grammar-{language}")
        # Shielded, because others may wait for the same language.
        return await asyncio.shield(self._loads[language])

    async def _load(self, language: str) -> SentenceMatcher:
        try:
            async with self._load_lock:
                home = self._home
                matcher = await asyncio.to_thread(self._load_matcher, language, home)
                while home.known != self._home.known:
                    home = self._home
                    matcher = await asyncio.to_thread(self._load_matcher, language, home)
            if home != self._home:
                await asyncio.get_running_loop().run_in_executor(
                    self._thread, matcher.change_home, self._home
                )
            self._matchers[language] = matcher
            self._stale.discard(language)
            while len(self._matchers) > self._settings.languages_kept:
                self._matchers.popitem(last=False)
            return matcher
        finally:
            del self._loads[language]


def _seen(load: asyncio.Task[SentenceMatcher]) -> None:
    """Take note of how a load in the background ended; whoever asks for the language next tries again."""
    if not load.cancelled():
        load.exception()


def warm_matcher(language: str, home: Home) -> SentenceMatcher:
    """Load a language and understand something in it, which parses all of its sentences."""
    matcher = SentenceMatcher(language, home)
    matcher.match("1")
    return matcher
