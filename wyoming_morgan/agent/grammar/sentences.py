"""Matches the sentences of one language in one home, with hassil and home-assistant-intents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hassil import RecognizeResult
from hassil.models import MatchEntity

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.asked import is_only_asked
from wyoming_morgan.agent.grammar.bare import is_bare
from wyoming_morgan.agent.grammar.clock import DATE, TIME
from wyoming_morgan.agent.grammar.free_text import takes_a_command, words_in
from wyoming_morgan.agent.grammar.inquiries import INQUIRIES, READING
from wyoming_morgan.agent.grammar.numbered import NumberedNames
from wyoming_morgan.agent.grammar.open_names import is_acceptable
from wyoming_morgan.agent.grammar.ranking import (
    allowed_domains,
    best_closed,
    best_open,
    ends_in_no_number,
    without_delays,
    without_own,
)
from wyoming_morgan.agent.grammar.reach import Reach, domain_of
from wyoming_morgan.agent.grammar.recognition import Recognition
from wyoming_morgan.agent.grammar.responses import Responses
from wyoming_morgan.agent.grammar.slots import area_name, spoken
from wyoming_morgan.agent.grammar.titles import Title, title_in
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.home.model import Home
from wyoming_morgan.templates.templates import templates_of

_UNKNOWN_AREA = "\0"
"""Replaces an unknown area of the satellite, to see whether a sentence needs it."""

_QUESTIONS = frozenset(
    {
        "HassClimateGetTemperature",
        "HassGetState",
        "HassGetWeather",
        "HassTimerStatus",
        *INQUIRIES,
    }
)
"""Intents that ask the home and change nothing."""

_OF_A_LIST = {
    "HassShoppingListAddItem": "HassListAddItem",
    "HassShoppingListCompleteItem": "HassListCompleteItem",
}
"""Intents of the shopping list, and the same of any list."""

_TARGETS = frozenset({"name", "area", "floor"})

_WORD = re.compile(r"[^\W_]+")

COMMAND = "conversation_command"
"""The slot with the text of a command that a timer carries."""

MayWait = Callable[[str, bool], bool]
"""Whether a timer may carry a text; true is passed if the text is the end of the sentence."""

LoadTemplates = Callable[[str], dict[str, Any] | None]

CHANGE = "MorganChange"
"""A change of a level that the states of the home make a command of."""
NEVER_MIND = "HassNevermind"
RESPOND = "HassRespond"
LOCAL = frozenset({TIME, DATE, NEVER_MIND, RESPOND})
"""Intents that are answered without the home."""

_FINDS_ITS_TARGET = frozenset(
    {"HassClimateGetTemperature", READING, "HassMediaNext", "HassMediaPause", "HassMediaPrevious"}
)
"""Intents that need no area: two ask, the others reach only players that play."""


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """One sentence that was understood."""

    text: str
    intent: str
    slots: dict[str, SlotValue]
    response_key: str
    needs_area: bool = False
    """Whether it means the room in which it was said, which is not known."""
    target: tuple[int, int] | None = None
    """The start and end in `text` of the name or area that it acts on."""
    sentence: str = ""
    """The template that it matched."""
    bare: bool = False
    """Whether only things or places were named, so that the verb may be that of the command before."""
    shared: bool = False
    """Whether its verb was said with another command: “the fan” in “turn off the lamp and the fan”."""
    unsure: bool = False
    """Whether it is as likely talk as a wish for music, so that it is asked about: “put the table …”."""
    lasts: dict[str, SlotValue] = field(default_factory=dict)
    """For how long, in the slots of a timer; then the opposite is done. Empty: until it is changed."""

    @property
    def acts(self) -> bool:
        """Whether it would change anything."""
        return not self.local and self.intent not in _QUESTIONS

    @property
    def asks(self) -> bool:
        """Whether it is a question about the home, the time or the date."""
        return self.intent in _QUESTIONS or self.intent in {TIME, DATE}

    @property
    def may_be_delayed(self) -> bool:
        """Whether a timer may carry it: what is announced may end in a time, and “it” is another then."""
        alone = self.intent == "HassBroadcast" or COMMAND in self.slots or "aim" in self.slots
        return self.acts and not alone and not self.unsure

    @property
    def local(self) -> bool:
        """Whether it is answered without the home."""
        return self.intent in LOCAL


class SentenceMatcher:
    """The sentences of one language over one home. Not thread-safe: its caches fill while it works."""

    def __init__(self, language: str, home: Home, *, load_templates: LoadTemplates = templates_of) -> None:
        """Load the language's sentences.

        Args:
            language: A language of home-assistant-intents.
            home: The names; an unknown home makes names and areas open.
            load_templates: Returns the templates of a language.
        """
        data = load_templates(language)
        assert data is not None, language  # noqa: S101 - the caller chose among the languages of the package
        self.language = language_of(language)
        self.responses = Responses(data["responses"])
        self.home = home
        self._reach, self.numbered = Reach(home), NumberedNames(home, self.language)
        self.recognition = Recognition(data, home, self.language)

    def change_home(self, home: Home) -> None:
        """Take the names of another home, which is known or unknown as the one before; the sentences stay."""
        self.home = home
        self._reach, self.numbered = Reach(home), NumberedNames(home, self.language)
        self.recognition.change_home(home)

    def match(
        self,
        text: str,
        area: str | None = None,
        *,
        deadline: float | None = None,
        may_wait: MayWait | None = None,
    ) -> SentenceMatch | None:
        """Understand one sentence, said in `area`, or return None.

        Args:
            text: The sentence.
            area: The area of the speaker.
            deadline: The time by `time.monotonic` at which matching is cancelled.
            may_wait: Whether a timer may carry a text; by default it may carry one command.

        Raises:
            DeadlineExceeded: it took too long.
        """
        where = _UNKNOWN_AREA if area is None else area_name(area, self.home)
        results = [
            result
            for result in self.recognition.readings(text, where, deadline)
            if self._acceptable(result, text, area, deadline, may_wait)
        ]
        best = self._best(without_delays(results))
        if best is None:
            reworded = self.language.words.reworded(text)
            return (
                None if reworded == text else self.match(reworded, area, deadline=deadline, may_wait=may_wait)
            )
        delayed = best.entities.get(COMMAND)
        if delayed is None:
            return self._match(best, results, text)
        command = _said(delayed, text)
        return _carrying(self._match(best, results, text), command, self.match(command, area))

    def _best(self, results: Sequence[RecognizeResult]) -> RecognizeResult | None:
        if not self.home.known:
            return best_open(without_own(results), self.language.naming)
        reaching = [result for result in results if self._reach.reaches(result, _UNKNOWN_AREA)]
        there = [result for result in results if not self._reach.lacks(result)]
        return best_closed(without_own(reaching) or without_own(there))

    def _acceptable(
        self,
        result: RecognizeResult,
        text: str,
        area: str | None,
        deadline: float | None,
        may_wait: MayWait | None,
    ) -> bool:
        question = text.endswith(QUESTION_MARKS)
        command = result.entities.get(COMMAND)
        if command is not None:
            waiting = _said(command, text)
            last = text.rstrip(" .!?").endswith(waiting)
            if may_wait is not None:
                if not may_wait(waiting, last):
                    return False
            elif not self._may_be_delayed(waiting, area, deadline):
                return False
        if title_in(result, self.language) is Title.NONE or self.numbered.are_split(result):
            return False
        taken = takes_a_command(result, self.language, self._reach.names)
        if taken or ends_in_no_number(result, text, self.language.words):
            return False
        if result.intent.name not in _QUESTIONS | LOCAL and is_only_asked(result, text, self.language):
            return False
        return self.home.known or is_acceptable(result, self.language, question=question)

    def _may_be_delayed(self, command: str, area: str | None, deadline: float | None) -> bool:
        """Whether “… in five minutes” begins with something that can be done then."""
        delayed = self.match(command, area, deadline=deadline)
        return delayed is not None and delayed.may_be_delayed

    def _match(self, best: RecognizeResult, results: list[RecognizeResult], text: str) -> SentenceMatch:
        slots = {entity.name: spoken(entity) for entity in best.entities_list}
        domain = allowed_domains(best, results) or self._reach.unclear_domains(best, results)
        if domain is not None:
            slots["domain"] = domain
        spans = {slot.name: slot.text_span for slot in best.entities_list if slot.name in _TARGETS}
        target = next((spans[slot] for slot in reversed(spans) if slot != "floor"), spans.get("floor"))
        match = SentenceMatch(
            text=text,
            intent=best.intent.name,
            slots=slots,
            response_key=best.response or "default",
            target=target,
            sentence=(best.intent_sentence and best.intent_sentence.text) or "",
            bare=is_bare(best, self.language, self.recognition.intents.skip_words),
            unsure=title_in(best, self.language) is Title.UNSURE,
        )
        match = self._listed(match)
        return self._placed(match) if slots.get("area") == _UNKNOWN_AREA else match

    def _listed(self, match: SentenceMatch) -> SentenceMatch:
        """Let “the list” be the only one that the home has, unless it was called that for shopping."""
        only = self._reach.only_list
        said = words_in(match.text)
        if only is None or match.intent not in _OF_A_LIST:
            return match
        if not self.language.free_text.shopping.isdisjoint(said):
            return match
        return replace(match, intent=_OF_A_LIST[match.intent], slots={**match.slots, "name": only})

    def _placed(self, match: SentenceMatch) -> SentenceMatch:
        """Find the target of a command for the room it was said in, which is not known.

        It is the only thing of its kind in the home; else the one that executes the command may find what
        plays; else the room must be asked for. It is never everything.
        """
        slots = {name: value for name, value in match.slots.items() if name != "area"}
        domain = slots.get("domain") or domain_of(match.intent)
        candidates = [entity for entity in self.home.entities if entity.domain == domain]
        if len(candidates) == 1 and "device_class" not in slots:
            slots.pop("domain", None)
            return replace(match, slots={"name": candidates[0].name, **slots})
        if match.intent in _FINDS_ITS_TARGET:
            return replace(match, slots=slots)
        return replace(match, slots=slots, needs_area=True)


def _said(entity: MatchEntity, text: str) -> str:
    """Return what was taken for a slot as it was said, with its commas."""
    # The span of what ends a sentence may begin too late.
    spoken = [word.group().casefold() for word in _WORD.finditer(entity.text)]
    words = [(word.group().casefold(), word.start(), word.end()) for word in _WORD.finditer(text)]
    for first in range(len(words) - len(spoken) + 1):
        there = words[first : first + len(spoken)]
        if there and [word for word, _, _ in there] == spoken:
            return text[there[0][1] : there[-1][2]]
    return entity.text.strip()


def _carrying(timer: SentenceMatch, command: str, delayed: SentenceMatch | None) -> SentenceMatch:
    """Return a timer with its command as it was said; its target is that of the command, if that is one."""
    timer = replace(timer, slots={**timer.slots, COMMAND: command}, target=None)
    start = timer.text.find(command)
    if delayed is None or delayed.target is None or start < 0:
        return replace(timer, bare=delayed is not None and delayed.bare)
    target = (start + delayed.target[0], start + delayed.target[1])
    return replace(timer, target=target, bare=delayed.bare)
