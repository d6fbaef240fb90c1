"""Reads the answer to “do you mean X or Y?”: a name or a part of it, a room, a place in the list, both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.naming.descriptions import Describer
from wyoming_morgan.agent.naming.spelling import tokens_of
from wyoming_morgan.home.model import Entity

_TWO = 2


@dataclass(frozen=True, slots=True)
class ChoiceMeaning:
    """The meaning of an answer."""

    options: tuple[int, ...] = ()
    """What was chosen, by its place in the question."""
    declines: bool = False
    unclear: bool = False
    """Whether it is an answer that leaves open what was chosen."""


class ChoiceReader:
    """Reads answers in one language."""

    def __init__(self, describer: Describer, cues: Cues) -> None:
        self._describer = describer
        self._naming = describer.things.words
        self._cues = cues
        self._idle = frozenset(self._words(" ".join(self._naming.idle)))
        self._ordinals = [self._expressions(words) for words in self._naming.ordinals]
        self._last = self._expressions(self._naming.last)
        self._both = self._expressions(self._naming.both)
        self._all = self._expressions(self._naming.all)

    def read(self, text: str, options: Sequence[Entity], *, left: bool = False) -> ChoiceMeaning | None:
        """Return the meaning of an answer; None if the text is about something else.

        Args:
            text: The answer.
            options: The things of the question, in its order.
            left: Whether one was chosen before, and these are the others.
        """
        if self._cues.says("other", text):
            return ChoiceMeaning((0,)) if left and len(options) == 1 else ChoiceMeaning(unclear=True)
        if text.endswith(QUESTION_MARKS):
            return None
        if (rest := self._cues.leaves("no", text)) is not None:
            return ChoiceMeaning(declines=True) if not rest else self.read(rest, options, left=left)
        agrees = self._cues.leaves("yes", text)
        if agrees == "":
            return ChoiceMeaning(unclear=True)
        said = self._words(agrees or text)
        for spoken in (said, self._without_idle(said)):
            counted = self._counted(" ".join(spoken), len(options), left=left)
            if counted is not None:
                return counted
        return self._described(said, options)

    def _counted(self, said: str, count: int, *, left: bool) -> ChoiceMeaning | None:
        if said in self._all or said in self._both:
            meant = said in self._all or count == _TWO or left
            return ChoiceMeaning(tuple(range(count))) if meant else ChoiceMeaning(unclear=True)
        if left:
            return None
        places = [at for at, words in enumerate(self._ordinals) if said in words]
        places += [count - 1] if said in self._last else []
        if not places:
            return None
        return ChoiceMeaning((places[0],)) if places[0] < count else ChoiceMeaning(unclear=True)

    def _described(self, said: Sequence[str], options: Sequence[Entity]) -> ChoiceMeaning | None:
        things = self._describer.things
        words = self._describer.said(" ".join(word for word in said if word not in self._idle))
        if not words:
            return None
        fitting = [at for at, entity in enumerate(options) if things.accounts_for(entity, words)]
        whole = [at for at in fitting if self._is_name(options[at], said)]
        called = [at for at in fitting if things.is_called(options[at], words)]
        chosen = next((some for some in (whole, called) if len(some) == 1), fitting)
        if not chosen:
            return None
        return ChoiceMeaning((chosen[0],)) if len(chosen) == 1 else ChoiceMeaning(unclear=True)

    def _is_name(self, entity: Entity, said: Sequence[str]) -> bool:
        glue = self._describer.things.glue
        bare = [word for word in said if word not in glue]
        return any(bare == [word for word in self._words(name) if word not in glue] for name in entity.names)

    def _words(self, text: str) -> list[str]:
        return [spoken.word for spoken in tokens_of(text, self._naming)]

    def _expressions(self, expressions: frozenset[str]) -> frozenset[str]:
        return frozenset(" ".join(self._words(expression)) for expression in expressions)

    def _without_idle(self, said: Sequence[str]) -> list[str]:
        """Return an answer without the words at its ends that tell nothing apart."""
        words = [*said]
        while words and words[0] in self._idle:
            words = words[1:]
        while words and words[-1] in self._idle:
            words = words[:-1]
        return words
