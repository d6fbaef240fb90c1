"""The expressions by which a sentence shows its kind: a yes, a no, a question, a polite request, a claim.

In a language without any, only a question mark shows a question, and nothing shows a claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cached_property

from wyoming_morgan.agent.language.text import QUESTION_MARKS

_NEVER = r"(?!)"
_EDGES = " \t.,;:!…¡¿?"


@dataclass(frozen=True)
class Cues:
    """Regular expressions of one language, matched in any case of letters.

    `remember`, `forget`, `recall` and `too` have the rest of the sentence as their group.
    """

    yes: str = _NEVER
    """A whole sentence that agrees."""
    no: str = _NEVER
    """A whole sentence that declines."""
    polite: str = _NEVER
    """What may stand around a yes, a no or a request."""
    question: str = _NEVER
    """How a question begins."""
    request: str = _NEVER
    """How a request begins that has the form of a question."""
    order: str = _NEVER
    """How an order begins."""
    negated: str = _NEVER
    """How it is said that something must not be done."""
    everywhere: str = _NEVER
    """Words for the whole house."""
    claim: str = _NEVER
    """How a reply claims that something was done, or is being done."""
    remember: str = _NEVER
    forget: str = _NEVER
    recall: str = _NEVER
    why: str = _NEVER
    """A whole sentence that asks why something was done."""
    too: str = _NEVER
    """A whole sentence that goes on with another target: “and the bedroom too”."""
    it: str = _NEVER
    """A pronoun for what was acted on."""
    again: str = _NEVER
    """A word at the end of a sentence that says it was so before."""
    other: str = _NEVER
    """A whole sentence that means the other one of two."""
    places: str = _NEVER
    """What may stand before an area that is said alone."""
    digits: str = ""
    """The words for the digits from 0 to 9."""

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {cue.name: re.compile(getattr(self, cue.name), re.IGNORECASE) for cue in fields(self)}

    def says(self, name: str, text: str) -> bool:
        """Whether the whole text, without what is polite, is one of those sentences."""
        plain = re.sub(r"[,;.!?¡¿:]", " ", text)
        bare = self._patterns["polite"].sub(" ", plain)
        return any(
            self._patterns[name].fullmatch(" ".join(each.split()).strip(_EDGES)) for each in (bare, plain)
        )

    def begins(self, name: str, text: str) -> bool:
        """Whether the text begins so; what is polite may stand before it."""
        bare = self._patterns["polite"].sub(" ", text)
        return any(self._patterns[name].match(each.strip(_EDGES)) for each in (bare, text))

    def holds(self, name: str, text: str) -> bool:
        """Whether such words are anywhere in the text."""
        return bool(self._patterns[name].search(text))

    def rest(self, name: str, text: str) -> str | None:
        """Return what a sentence of that kind is about, or None where it is not of that kind."""
        match = self._patterns[name].fullmatch(text.strip(_EDGES))
        return next((group.strip(_EDGES) for group in match.groups("") if group), "") if match else None

    def replace(self, name: str, text: str, by: str) -> str | None:
        """Return the text with the first such words replaced, or None where there are none."""
        replaced, count = self._patterns[name].subn(lambda _: by, text, count=1)
        return " ".join(replaced.split()) if count else None

    def pin(self, text: str) -> str:
        """Return the digits of what was said, written or spoken."""
        words = {word: str(index) for index, word in enumerate(self.digits.split())}
        spoken = re.findall(r"\d|[^\W\d]+", text.casefold())
        return "".join(words.get(word, word if word.isdigit() else "") for word in spoken)


def is_question(text: str, cues: Cues) -> bool:
    """Whether a sentence asks and must not act. “Can you turn on the light?” and “Turn it on?” do not."""
    if cues.begins("request", text) or cues.begins("order", text):
        return False
    return cues.begins("question", text) or text.rstrip().endswith(QUESTION_MARKS)


def is_order(text: str, cues: Cues) -> bool:
    """Whether a sentence has the form of an order or a request."""
    return cues.begins("request", text) or cues.begins("order", text)


def is_negated(text: str, cues: Cues) -> bool:
    """Whether it is said that something must not be done."""
    return cues.begins("negated", text)
