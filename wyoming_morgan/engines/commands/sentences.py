"""Every command of a home in one language as an automaton, for whoever writes its words in whatever way.

Three sets of templates are mixed: Speech-to-Phrase's, few and common, are what people say most; the full ones
of home-assistant-intents and Morgan's own are everything else that the agent understands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import home_assistant_intents

from wyoming_morgan.engines.commands.automaton import Automaton, SentenceNetwork
from wyoming_morgan.engines.commands.groups import WordGroups
from wyoming_morgan.engines.commands.writing import TemplateWriter, Wording
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.templates.templates import own_templates_alone, templates_of


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of some sentences among all; without them, every command is as likely as its template."""

    common: float = 0.0
    """Of the common templates."""
    own: float = 0.0
    """Of Morgan's own."""
    answers: float = 0.0
    """Of answers to its questions."""
    polite: float = 0.0
    """Of commands that begin with a word such as “please”, and of those that end with one."""


def commands_of(
    language: str,
    vocabulary: Vocabulary,
    wording: Wording,
    shares: Shares | None = None,
    answers: Sequence[str] = (),
    *,
    groups: WordGroups | None = None,
    signed: bool = False,
) -> Automaton | None:
    """Return every command of a home in a language; None if there are no sentences in it.

    Args:
        language: A language of home-assistant-intents, such as `de`.
        vocabulary: The names of the home.
        wording: How words are written.
        shares: What is likelier than the rest; by default all templates are alike, and nobody is polite.
        answers: What may be said to a question, if it has a share.
        groups: Where lists of words are kept, such as names, so that each is one sign in the automaton.
        signed: Whether commands tell what they do, as `TemplateWriter` says.
    """
    templates = templates_of(language)
    if templates is None:
        return None
    network = SentenceNetwork()
    if shares is None:
        writer = TemplateWriter(network, templates, vocabulary, wording, groups, signed=signed)
        writer.write_all(network.start, network.end, 1.0)
        return network.minimize()
    body, behind = network.state(), network.state()
    words: list[str] = templates.get("skip_words", [])
    _connect_some(network, network.start, body, [f"{word} " for word in words], shares.polite)
    _connect_some(network, behind, network.end, [f" {word}" for word in words], shares.polite)
    for part, share in _parts(language, shares):
        writer = TemplateWriter(network, part, vocabulary, wording, groups, signed=signed)
        writer.write_all(body, behind, share)
    for answer in answers:
        first = network.state()
        network.connect(body, first, shares.answers / len(answers))
        network.connect(network.write(first, wording.text(answer)), behind)
    return network.minimize()


def _parts(language: str, shares: Shares) -> list[tuple[dict[str, Any], float]]:
    rest = 1.0 - shares.common - shares.own - shares.answers
    common = home_assistant_intents.get_speech_to_phrase_intents(language)
    full = home_assistant_intents.get_intents(language)
    own = own_templates_alone(language)
    if common is None:
        rest += shares.common
    parts = [(common, shares.common), (full, rest), (own, shares.own)]
    return [(templates, share) for templates, share in parts if templates is not None and share]


def _connect_some(
    network: SentenceNetwork, source: int, target: int, phrases: Sequence[str], share: float
) -> None:
    """Connect two states by nothing, or by one of some phrases."""
    network.connect(source, target, 1 - share)
    for phrase in phrases if share else ():
        first = network.state()
        network.connect(source, first, share / len(phrases))
        network.connect(network.write(first, phrase), target)
