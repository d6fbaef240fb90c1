"""Finds out which things of the home a command means that does not have their names."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_morgan.agent.grammar import followups
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.reading import read
from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.naming.choice import ChoiceMeaning, ChoiceReader
from wyoming_morgan.agent.naming.descriptions import Describer
from wyoming_morgan.agent.naming.finder import Finder, Matches, Meaning, Reading
from wyoming_morgan.agent.naming.misses import Miss, in_each_room, missed
from wyoming_morgan.agent.naming.things import NamedThings
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.home.model import Entity, Home

_KEPT = 6
"""Languages whose descriptions are kept."""


@dataclass(frozen=True, slots=True)
class Namer:
    """Knows how things are described. Its work is done in the grammar's thread."""

    grammar: Grammar
    settings: AgentSettings
    _describers: OrderedDict[str, Describer]

    @classmethod
    def over(cls, grammar: Grammar, settings: AgentSettings) -> Namer:
        """Return a namer for the home of a grammar."""
        return cls(grammar, settings, OrderedDict())

    async def find(
        self, text: str, language: str, *, area: str | None, before: Sequence[SentenceMatch] = ()
    ) -> Meaning | None:
        """Return what a command may mean that the grammar does not understand as it is.

        Args:
            text: The command.
            language: Its language.
            area: The room of the speaker.
            before: The commands before, to which it may refer.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        home = self.grammar.home
        if not home.known or len(text) > self.settings.max_command_characters:
            return None

        def work(matcher: SentenceMatcher) -> Meaning | None:
            deadline = time.monotonic() + self.settings.deadline

            def understand(named: str) -> Matches:
                matches = read(matcher, named, area, most=self.settings.max_commands, deadline=deadline)
                if matches or not before:
                    return matches
                match = followups.follow(matcher, tuple(before), named, area=area, home=home)
                return () if match is None else (match,)

            return Finder(self.describer(home, matcher), understand).find(text, area)

        return await self.grammar.work(language, work)

    async def missed(self, matches: Matches, language: str) -> Miss | None:
        """Return how a command, understood as it is, misses the things of the home.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        home = self.grammar.home
        if not home.known:
            return None

        def work(matcher: SentenceMatcher) -> Miss | None:
            things = self.describer(home, matcher).things
            if len(matches) == 1:
                return missed(matches[0], things)
            if any(match.needs_area for match in matches):
                return Miss.UNPLACED
            return Miss.SHARED if any(missed(match, things) is Miss.SHARED for match in matches) else None

        return await self.grammar.work(language, work)

    async def namesakes(self, match: SentenceMatch, language: str) -> tuple[Reading, ...]:
        """Return a command for each of the things that share the name it has; none if it shares none.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        home = self.grammar.home

        def work(matcher: SentenceMatcher) -> tuple[Reading, ...]:
            things = self.describer(home, matcher).things
            return tuple(in_each_room(match, things)) if missed(match, things) is Miss.SHARED else ()

        return await self.grammar.work(language, work)

    async def choose(
        self, text: str, language: str, options: Sequence[Entity], *, left: bool = False
    ) -> ChoiceMeaning | None:
        """Return which of several things an answer means; None if it is about something else.

        Args:
            text: The answer.
            language: Its language.
            options: The things, in the order of the question.
            left: Whether one was chosen before, and these are the others.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        home = self.grammar.home

        def work(matcher: SentenceMatcher) -> ChoiceMeaning | None:
            reader = ChoiceReader(self.describer(home, matcher), matcher.language.cues)
            return reader.read(text, options, left=left)

        return await self.grammar.work(language, work)

    def describer(self, home: Home, matcher: SentenceMatcher) -> Describer:
        """Return what reads descriptions in a language, made once for each home."""
        language = matcher.language
        describer = self._describers.get(language.tag)
        if describer is None or describer.things.home is not home:
            describer = Describer(
                NamedThings(home, language.naming),
                language,
                matcher.recognition.vocabulary,
                corrects=self.settings.fuzzy,
            )
            self._describers[language.tag] = describer
            while len(self._describers) > _KEPT:
                self._describers.popitem(last=False)
        self._describers.move_to_end(language.tag)
        return describer
