"""Finds every way to read a text as a sentence of one language, with the names of one home."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import Any

from hassil import Intents, RecognizeResult, SlotList, WildcardSlotList, recognize_all
from hassil.util import normalize_for_matching, remove_skip_words_tracked

from wyoming_morgan.agent.grammar.accents import Accents
from wyoming_morgan.agent.grammar.open_names import floor_list, open_lists, open_sentences
from wyoming_morgan.agent.grammar.prefilter import Prefilter
from wyoming_morgan.agent.grammar.slots import HomeLists, NameList
from wyoming_morgan.agent.grammar.zones import ZONE, zone_list
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.errors import DeadlineExceeded
from wyoming_morgan.home.model import Home

_KEPT = 64
"""Texts whose readings are kept: the parts of one sentence are read again and again."""


class Recognition:
    """The sentences of one language. Not thread-safe: it keeps what it has read."""

    def __init__(self, data: Mapping[str, Any], home: Home, language: Language) -> None:
        """Parse the sentences.

        Args:
            data: A language of home-assistant-intents.
            home: The names; an unknown home makes names and areas open.
            language: Its words.
        """
        self._language = language
        self._home_lists = HomeLists()
        self._lists: dict[str, SlotList] = {}
        self.intents = Intents.from_dict(
            dict(data) if home.known else {**data, "intents": open_sentences(data["intents"])}
        )
        self._has_zones = isinstance(self.intents.slot_lists.get(ZONE), WildcardSlotList)
        self._read: OrderedDict[tuple[str, str], tuple[RecognizeResult, ...]] = OrderedDict()
        self._accents: Accents | None = None
        self._names: dict[str, NameList] = {}
        """The lists whose values are the home's."""
        if not home.known:
            self._lists = open_lists()
        self.change_home(home)
        self._prefilter = Prefilter(self.intents, self._lists, self._names)

    @property
    def vocabulary(self) -> Collection[str]:
        """The words of the sentences, in lower case; some are only parts of words."""
        return self._prefilter.vocabulary

    @property
    def accents(self) -> Accents:
        """The accents of the words of the sentences and of the home."""
        if self._accents is None:
            names = [text for values in self._names.values() for text in values.texts]
            self._accents = Accents((*self.vocabulary, *names), self._language.tag)
        return self._accents

    @property
    def lists(self) -> dict[str, SlotList]:
        """Every list that sentences refer to."""
        return {**self.intents.slot_lists, **self._lists, **self._names}

    def change_home(self, home: Home) -> None:
        """Take the names of another home, which is known or unknown as the one before."""
        self._read.clear()
        self._accents = None
        if home.known:
            self._names = self._home_lists.of(home)
        else:
            self._names = {"floor": floor_list(self._language.words, home)}
        if self._has_zones:
            self._names[ZONE] = zone_list(home, self._language.states.places)

    def readings(self, text: str, area: str, deadline: float | None) -> tuple[RecognizeResult, ...]:
        """Return every way to read a text that was said in an area.

        Args:
            text: The text.
            area: The area of the speaker.
            deadline: The time by `time.monotonic` at which reading is cancelled.

        Raises:
            DeadlineExceeded: it took too long.
        """
        _check(deadline)
        if (text, area) in self._read:
            self._read.move_to_end((text, area))
            return self._read[text, area]
        results: list[RecognizeResult] = []
        lists, intents = self._possible(text)
        context = {"area": {"value": area, "text": ""}}
        for result in recognize_all(text, intents, slot_lists=lists, intent_context=context):
            _check(deadline)
            results.append(result)
        self._read[text, area] = tuple(results)
        if len(self._read) > _KEPT:
            self._read.popitem(last=False)
        return self._read[text, area]

    def _possible(self, text: str) -> tuple[dict[str, SlotList], Intents]:
        """Return the names that occur in a text, and the sentences that it may be."""
        if self.intents.settings.ignore_whitespace:
            return self.lists, self.intents
        spoken = normalize_for_matching(text)
        whole = spoken.text.casefold()
        remove_skip_words_tracked(spoken, self.intents.skip_words, ignore_whitespace=False)
        bare = spoken.text.casefold()
        names = {name: values.within(f"{whole}\n{bare}") for name, values in self._names.items()}
        occurring = {name: values.texts for name, values in names.items()}
        return {**self._lists, **names}, self._prefilter.possible(bare, occurring)


def _check(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise DeadlineExceeded("understanding the command took too long", hint="say it in fewer words")
