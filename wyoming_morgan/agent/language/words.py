"""The words that join commands, precede names, or are never part of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, in lower case except for `floors`."""

    joining: frozenset[str] = frozenset()
    """Words that join two commands."""
    articles: frozenset[str] = frozenset()
    """Words that may precede a name and are not part of it."""
    kinds: frozenset[str] = frozenset()
    """Nouns and prepositions beside a name that say nothing of what to do: “scene”, “lights”, “in”."""
    both: tuple[tuple[str, str], ...] = ()
    """The two halves of “both … and …”, in every way to say it."""
    particles: frozenset[str] = frozenset()
    """Halves of verbs that may stand for the whole verb behind another command: “… and on the fan”."""
    no_numbers: frozenset[str] = frozenset()
    """Words that are no number at the end of a command, but half its verb: “die Lampe ein”."""
    halves: tuple[str, ...] = ()
    """What makes a number half a one more: “and a half”."""
    decimal_points: frozenset[str] = frozenset()
    """Words before a decimal."""
    amounts: tuple[tuple[str, str], ...] = ()
    """Parts of a whole in words, each with what says the same in figures."""
    elided: tuple[tuple[str, str], ...] = ()
    """What loses its vowel before another one, and what it is before figures: “all'” and “al”."""
    never_named: frozenset[str] = frozenset()
    """Words that no name contains: pronouns, question words, auxiliaries. So talk is not taken for a name."""
    floors: tuple[str, ...] = ()
    """Common names of floors, for a home whose names are unknown."""
    spellings: tuple[tuple[str, str], ...] = ()
    """Spellings that the sentences do not have, each with the one they have."""
    rewordings: tuple[tuple[str, str], ...] = ()
    """Wordings for which there is no sentence, each with one that says the same."""
    everything: frozenset[str] = frozenset()
    """Words that make a request to forget mean everything."""

    def reworded(self, text: str) -> str:
        """Return a text in the words for which there is a sentence."""
        for spoken, wording in self.rewordings:
            text = re.sub(rf"\b{re.escape(spoken)}\b", wording, text, flags=re.IGNORECASE)
        return text

    @property
    def separates_talk(self) -> bool:
        """Whether talk can be distinguished from names."""
        return bool(self.never_named)


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())
