"""The expressions by which a sentence shows its kind: a yes, a no, a question, a polite request, a claim.

In a language without any, only a question mark shows a question, and nothing shows a claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cached_property

from wyoming_morgan.agent.language.text import QUESTION_MARKS

_NEVER = r"(?!)"
_MOST_WORDS = 5
"""Words of an expression that agrees or declines."""
_EDGES = " \t.,;:!…¡¿?"


@dataclass(frozen=True)
class Cues:
    """Regular expressions of one language, matched in any case.

    The group of `remember`, `forget`, `recall` and `too` is the rest of the sentence. Defaults match nothing.
    """

    yes: str = _NEVER
    """Words that agree."""
    no: str = _NEVER
    """Words that decline."""
    filler: str = _NEVER
    """Words around a yes, a no or a command that change nothing of it."""
    extra: str = _NEVER
    """Words at the ends of a command that change nothing of it: hesitations, politeness, wake words."""
    opens: str = _NEVER
    """Short forms of an order to open or unlock, as they are said behind a yes."""
    polite: str = _NEVER
    """Polite words around a yes, a no or a request."""
    question: str = _NEVER
    """The beginning of a question."""
    request: str = _NEVER
    """The beginning of a request in the form of a question."""
    order: str = _NEVER
    """The beginning of an order."""
    negated: str = _NEVER
    """The beginning of a sentence that forbids something."""
    everywhere: str = _NEVER
    """Words for the whole house."""
    claim: str = _NEVER
    """The part of a reply that claims that something was done, or is being done."""
    closing: str = _NEVER
    """The part of a question that needs no answer: “isn't it”, “anything else”."""
    declines: str = _NEVER
    """The part of a reply that says why nothing was done."""
    done: str = _NEVER
    """The part of a reply to an order that says, in whatever way, that it is carried out."""
    wish: str = _NEVER
    """A sentence that says what the speaker wants or needs, or what is wrong, and does not ask for talk."""
    optative: str = _NEVER
    """The beginning of a wish that may be that of a question, too."""
    state: str = _NEVER
    """A sentence that ends in a state and has no verb that states it: “kitchen light on”."""
    kinds: str = _NEVER
    """A word for things that homes have."""
    remember: str = _NEVER
    """A whole sentence that asks to remember something."""
    forget: str = _NEVER
    """A whole sentence that asks to forget something."""
    recall: str = _NEVER
    """A whole sentence that asks what is remembered."""
    why: str = _NEVER
    """A whole sentence that asks why something was done."""
    said: str = _NEVER
    """A whole sentence that asks what the speaker said before."""
    undo: str = _NEVER
    """A whole sentence that asks to undo what was done."""
    too: str = _NEVER
    """A whole sentence that names another target: “and the bedroom too”."""
    it: str = _NEVER
    """A pronoun for the target of the command before."""
    again: str = _NEVER
    """Words at the ends of a sentence that refer to an earlier state: “again”."""
    other: str = _NEVER
    """A whole sentence that means the other of two things."""
    places: str = _NEVER
    """The words before an area in an answer of nothing else: “in the”."""
    digits: str = ""
    """The words for the digits from 0 to 9."""
    other_digits: str = ""
    """Other words for digits, each after its digit: “0 oh”."""
    number: str = _NEVER
    """A word of a spoken number: “twenty”."""

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {cue.name: re.compile(getattr(self, cue.name), re.IGNORECASE) for cue in fields(self)}

    def says(self, name: str, text: str) -> bool:
        """Whether the whole text, without polite words, matches the cue `name`."""
        plain = re.sub(r"[,;.!?¡¿:]", " ", text)
        bare = self._patterns["polite"].sub(" ", plain)
        return any(
            self._patterns[name].fullmatch(" ".join(candidate.split()).strip(_EDGES))
            for candidate in (bare, plain)
        )

    def whole(self, name: str, text: str) -> bool:
        """Whether the whole text, as it is, matches the cue `name`."""
        return bool(self._patterns[name].fullmatch(text))

    def leaves(self, name: str, text: str) -> str | None:
        """Return what is left behind words of the cue `name`, said once or more; None if it begins otherwise.

        Words that change nothing are left out, and the text is in lower case, without punctuation.
        """
        words = re.sub(r"[,;.!?¡¿:]", " ", text).casefold().split()
        count = 0
        while words:
            agreeing, idle = self._length(name, words), self._length("filler", words)
            if not agreeing and not idle:
                break
            count += agreeing >= idle
            words = words[max(agreeing, idle) :]
        return " ".join(words) if count else None

    def _length(self, name: str, words: list[str]) -> int:
        """Return how many words at the beginning match the cue, at most."""
        lengths = range(min(len(words), _MOST_WORDS), 0, -1)
        return next((end for end in lengths if self.whole(name, " ".join(words[:end]))), 0)

    def begins(self, name: str, text: str) -> bool:
        """Whether the text begins with the cue `name`, with or without polite words before it."""
        bare = self._patterns["polite"].sub(" ", text)
        return any(self._patterns[name].match(candidate.strip(_EDGES)) for candidate in (bare, text))

    def holds(self, name: str, text: str, *, begins: bool = True) -> bool:
        """Whether the cue `name` matches anywhere in the text.

        With `begins` false the text is the end of a longer one, so that nothing in it is its beginning.
        """
        # From the second character on: a beginning is found at the first one only.
        return bool(self._patterns[name].search(text, 0 if begins else 1))

    def rest(self, name: str, text: str) -> str | None:
        """Return the subject of a sentence that matches the cue `name` as a whole, or None."""
        match = self._patterns[name].fullmatch(text.strip(_EDGES))
        return next((group.strip(_EDGES) for group in match.groups("") if group), "") if match else None

    def replace(self, name: str, text: str, by: str) -> str | None:
        """Return the text with the first match of the cue `name` replaced, or None if there is no match."""
        replaced, count = self._patterns[name].subn(lambda _: by, text, count=1)
        return " ".join(replaced.split()) if count else None

    def without(self, name: str, text: str) -> str:
        """Return the text without what the cue `name` matches."""
        return self._patterns[name].sub(" ", text)

    def is_number(self, word: str) -> bool:
        """Whether a word, in lower case, is a number or a part of one, in figures or letters."""
        return word.isdigit() or bool(self._patterns["number"].fullmatch(word))


def is_question(text: str, cues: Cues) -> bool:
    """Whether a sentence is a question and must not act. “Can you turn on the light?” is a request."""
    if cues.begins("request", text) or cues.begins("order", text):
        return False
    return cues.begins("question", text) or text.rstrip().endswith(QUESTION_MARKS)


def is_order(text: str, cues: Cues) -> bool:
    """Whether a sentence is an order or a request."""
    return cues.begins("request", text) or cues.begins("order", text)


def is_negated(text: str, cues: Cues) -> bool:
    """Whether a sentence forbids something."""
    return cues.begins("negated", text)
