"""The words of a language that are no commands by themselves: what joins commands, and what is in no name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, in lower case where nothing else is said.

    The defaults are those of a language without a file.
    """

    joining: frozenset[str] = frozenset()
    """Words that join two commands."""
    articles: frozenset[str] = frozenset()
    """Words that may precede a name and are not part of it."""
    never_named: frozenset[str] = frozenset()
    """Words that no name contains: pronouns, question words, auxiliaries. So talk is not taken for a name."""
    floors: tuple[str, ...] = ()
    """Common names of floors, as they are written."""
    spellings: tuple[tuple[str, str], ...] = ()
    """Spellings that the sentences do not have, each with the one they have."""
    everything: frozenset[str] = frozenset()
    """Words by which a request to forget means everything."""
    guarded_tools: tuple[str, ...] = ()
    """Parts of the names of tools that are asked about first."""

    @property
    def separates_talk(self) -> bool:
        """Whether talk can be told from names in this language."""
        return bool(self.never_named)


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())
