"""The grammar of every language, loaded when first needed and run off the event loop."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import home_assistant_intents

from wyoming_morgan.agent.grammar import followups
from wyoming_morgan.agent.grammar.fuzzy import Correction, NearNames
from wyoming_morgan.agent.grammar.reading import read
from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.language.tags import resolve_language
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.errors import Busy, DeadlineExceeded
from wyoming_morgan.home.model import Home
from wyoming_morgan.languages.tags import is_undetermined
from wyoming_morgan.tasks import drop_failure

T = TypeVar("T")


class Grammar:
    """Understands commands with hassil and home-assistant-intents.

    Matching a sentence is pure Python and takes milliseconds, so it runs in its own thread: the event loop
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
        """Prepare without loading anything.

        Args:
            home: The names. An unknown home makes names and areas open.
            languages: The home's languages as BCP 47 tags, the default first.
            settings: The limits.
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
        self.waiting = 0
        self._near_names: tuple[Home, NearNames] | None = None

    @property
    def home(self) -> Home:
        """The names of the home."""
        return self._home

    def change_home(self, home: Home) -> None:
        """Understand the names of another home from now on.

        If both homes are known, the languages take the new names at once. A home that becomes known, or
        unknown, has other sentences: until those are loaded, the old ones are understood.
        """
        if home == self._home:
            return
        was_known = self._home.known
        self._home = home
        if was_known == home.known:
            for matcher in self._matchers.values():
                self._thread.submit(self._follow, matcher)
            return
        self._stale.update(self._matchers)
        for language in list(self._stale):
            self._renew(language)

    def _follow(self, matcher: SentenceMatcher) -> None:
        """In the grammar's thread: take the newest names, unless an earlier change has brought them."""
        if matcher.home is not self._home:
            matcher.change_home(self._home)

    def _renew(self, language: str) -> None:
        """Reload a language in the background; without an event loop, it is reloaded when next needed."""
        if language in self._loads:
            return
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        self._loads[language] = asyncio.create_task(self._load(language), name=f"grammar-{language}")
        self._loads[language].add_done_callback(drop_failure)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language, those of the home first."""
        return self._languages

    async def load(self) -> None:
        """Load the languages of the home, as many as are kept, so that the first command is not slow."""
        for language in self._own[: self._settings.languages_kept]:
            await self._matcher(language)

    async def close(self) -> None:
        """Release all resources."""
        loads = list(self._loads.values())
        for load in loads:
            load.cancel()
        await asyncio.gather(*loads, return_exceptions=True)
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._matchers.clear()

    def resolve_language(self, tag: str | None) -> str:
        """Return the language for a tag or a name; None, and what means any language, is the default.

        Raises:
            InvalidRequest: the language is not known.
        """
        is_open = is_undetermined(tag or "")
        return self._languages[0] if is_open or tag is None else resolve_language(tag, self._languages)

    async def understand(self, text: str, language: str, area: str | None) -> tuple[SentenceMatch, ...]:
        """Understand one command or several joined ones; return none if a part of the text is not understood.

        Raises:
            Busy: too many requests are waiting.
            DeadlineExceeded: it took too long.
        """
        if not text or self._is_talk(text):
            return ()

        def work(matcher: SentenceMatcher) -> tuple[SentenceMatch, ...]:
            deadline = time.monotonic() + self._settings.deadline
            return read(matcher, text, area, most=self._settings.max_commands, deadline=deadline)

        return await self._run(language, work)

    async def follow_up(
        self,
        text: str,
        language: str,
        *,
        area: str | None,
        unplaced: SentenceMatch | None,
        before: tuple[SentenceMatch, ...],
        bare: bool = False,
    ) -> SentenceMatch | None:
        """Understand a text by what was said before, or return None.

        Args:
            text: The text.
            language: Its language.
            area: The area of the speaker.
            unplaced: A command for which the room was just asked.
            before: The commands before, if any.
            bare: Whether the text only names something.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """
        if (unplaced is None and not before) or self._is_talk(text):
            return None
        home = self._home

        def work(matcher: SentenceMatcher) -> SentenceMatch | None:
            match = None if unplaced is None else followups.place(matcher, unplaced, text, home)
            if match is None and before:
                follow = followups.named if bare else followups.follow
                match = follow(matcher, before, text, area=area, home=home)
            return match

        return await self._run(language, work)

    async def correct(self, text: str, language: str) -> Correction | None:
        """Return the text with a misspelled name corrected; None if the home has no similar name, or several.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """
        home = self._home
        return await self._run(
            language, lambda matcher: self._near(home).correct(text, matcher.recognition.vocabulary)
        )

    async def response(
        self, match: SentenceMatch, language: str, slots: Mapping[str, Any]
    ) -> tuple[str, str]:
        """Return the template of the response to a match, and the response rendered with `slots`.

        The latter is empty if it needs the state of the home.

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
        """Render the template of a response with what the home reports.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """
        return await self._run(language, lambda matcher: matcher.responses.render(template, slots, context))

    async def not_understood(self, language: str) -> str:
        """Return the sentence for a request that is not understood.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """
        return await self._run(language, lambda matcher: matcher.responses.not_understood)

    async def work(self, language: str, work: Callable[[SentenceMatcher], T]) -> T:
        """Return what `work` makes of the sentences of a language, in the grammar's thread.

        Raises:
            Busy, DeadlineExceeded: as for `understand`.
        """
        return await self._run(language, work)

    def _near(self, home: Home) -> NearNames:
        """Return the names of a home, prepared in the grammar's thread: there may be thousands."""
        if self._near_names is None or self._near_names[0] is not home:
            self._near_names = (home, NearNames(home))
        return self._near_names[1]

    def _is_talk(self, text: str) -> bool:
        return len(text) > self._settings.max_command_characters

    async def _run(self, language: str, work: Callable[[SentenceMatcher], T]) -> T:
        if self.waiting >= self._settings.queue:
            raise Busy("too many requests are waiting for the grammar", hint="try again in a moment")
        self.waiting += 1
        try:
            # Loading a language takes seconds on a small machine, once.
            matcher = await self._matcher(language)
            async with asyncio.timeout(self._settings.deadline):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work, matcher)
        except TimeoutError as error:
            raise DeadlineExceeded(
                f"understanding took longer than {self._settings.deadline:g} s", hint="say it in fewer words"
            ) from error
        finally:
            self.waiting -= 1

    async def _matcher(self, language: str) -> SentenceMatcher:
        if language in self._matchers:
            self._matchers.move_to_end(language)
            if language in self._stale:
                self._renew(language)
            return self._matchers[language]
        if language not in self._loads:
            self._loads[language] = asyncio.create_task(self._load(language), name=f"grammar-{language}")
        # Shielded because other requests may wait for the same language.
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
                await asyncio.get_running_loop().run_in_executor(self._thread, self._follow, matcher)
            self._matchers[language] = matcher
            self._stale.discard(language)
            while len(self._matchers) > self._settings.languages_kept:
                self._matchers.popitem(last=False)
            return matcher
        finally:
            del self._loads[language]


def warm_matcher(language: str, home: Home) -> SentenceMatcher:
    """Load a language and read something in it, which prepares what every sentence needs."""
    matcher = SentenceMatcher(language, home)
    read(matcher, "x 1 x", None, most=1)
    return matcher
