"""The commands of a home: the sentence templates of home-assistant-intents, filled with its names.

Two sets of templates are mixed. Speech-to-Phrase's, few and common, are what people say most; the full ones
are everything else that the agent understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import home_assistant_intents

from wyoming_morgan.engines.commands.automaton import Automaton, SentenceNetwork
from wyoming_morgan.engines.commands.writing import Choices, TemplateWriter, Unsayable
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.pocketsphinx import numerals, spelling

_COMMON_SHARE = 0.5
"""The share of the common templates among all commands."""
_POLITE_SHARE = 0.02
"""The share of commands that begin with a word such as “please”, and of those that end with one."""


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

    def numbers(self, numbers: Iterable[float]) -> Choices:
        """Return the marked words of each number, and its weight."""
        return numerals.choices(numbers)

    def free_text(self, list_name: str) -> str:  # noqa: ARG002 - of the protocol; no list is free
        """Return nothing: the decoder knows no words but those of its model.

        Raises:
            Unsayable: always.
        """
        raise Unsayable


def command_automaton(vocabulary: Vocabulary) -> Automaton:
    """Return all commands of a home."""
    network = SentenceNetwork()
    body, behind = network.state(), network.state()
    common = home_assistant_intents.get_speech_to_phrase_intents("en")
    full = home_assistant_intents.get_intents("en")
    if common is None or full is None:
        raise RuntimeError("home-assistant-intents has no English sentences")
    _connect_polite(network, network.start, body, [f"{words} " for words in full["skip_words"]])
    _connect_polite(network, behind, network.end, [f" {words}" for words in full["skip_words"]])
    for templates, share in ((common, _COMMON_SHARE), (full, 1 - _COMMON_SHARE)):
        TemplateWriter(network, templates, vocabulary, DecoderWording()).write_all(body, behind, share)
    return network.minimize()


def _connect_polite(network: SentenceNetwork, source: int, target: int, phrases: list[str]) -> None:
    network.connect(source, target, 1 - _POLITE_SHARE)
    for phrase in phrases:
        first = network.state()
        network.connect(source, first, _POLITE_SHARE / len(phrases))
        network.connect(network.write(first, phrase), target)
