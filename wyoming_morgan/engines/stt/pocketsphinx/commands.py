"""The commands of a home as pocketsphinx hears them: in words of its dictionary, common ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wyoming_morgan.engines.commands.automaton import Automaton
from wyoming_morgan.engines.commands.sentences import Shares, commands_of
from wyoming_morgan.engines.commands.writing import Choices, Unsayable
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.pocketsphinx import numerals, spelling

_SHARES = Shares(common=0.5, own=0.02, answers=0.005, polite=0.02)
"""Seen on recordings: where rare sentences have more, common ones are mistaken for them."""
_ANSWERS = ("yes", "yes please", "no", "no thanks", "cancel", "on", "off")
"""What may be said to a question of Morgan's: to confirm a command, or which of two was meant."""
_ANSWERS_OF = {
    "cover": ("open", "close", "up", "down"),
    "valve": ("open", "close"),
    "lock": ("lock", "unlock"),
    "media_player": ("pause", "resume"),
}
"""The same about things of a domain."""
_OF_SIXTY = frozenset({"timer_minutes", "timer_seconds"})
"""Lists of what sixty are one of something larger: people say “an hour and twenty minutes”."""


class DecoderWording:
    """Texts and names as words of pocketsphinx's dictionary."""

    def text(self, text: str) -> str:
        """Return text in lower-case letters, with numbers in words."""
        return spelling.plain(text)

    def name(self, name: str) -> str:
        """Return a name as one word."""
        return spelling.joined(name)

    def value(self, text: str) -> str:
        """Return a value as it is spoken: “half”, but not “1/2”."""
        return "" if re.search(r"\d", text) else spelling.plain(text).strip()

    def numbers(self, numbers: Iterable[float], list_name: str) -> Choices:
        """Return the marked words of each number, and its weight."""
        return numerals.choices(numbers, of_sixty=list_name in _OF_SIXTY)

    def free_text(self, list_name: str) -> str:  # noqa: ARG002 - of the protocol; no list is free
        """Return nothing: the decoder knows no words but those of its model.

        Raises:
            Unsayable: always.
        """
        raise Unsayable


def command_automaton(vocabulary: Vocabulary) -> Automaton:
    """Return all commands of a home."""
    domains = sorted({entry.domain for entry in vocabulary.entries})
    answers = dict.fromkeys((*_ANSWERS, *(word for one in domains for word in _ANSWERS_OF.get(one, ()))))
    automaton = commands_of("en", vocabulary, DecoderWording(), _SHARES, tuple(answers))
    if automaton is None:
        raise RuntimeError("home-assistant-intents has no English sentences")
    return automaton
