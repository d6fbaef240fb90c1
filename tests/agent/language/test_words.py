from __future__ import annotations

from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.language.words import Words, word_set


def test_a_text_becomes_a_set_of_words() -> None:
    assert word_set("  and\n then and ") == {"and", "then"}
    assert word_set("") == frozenset()


def test_without_words_talk_cannot_be_distinguished_from_names() -> None:
    assert not Words().separates_talk
    assert all(language.words.separates_talk for language in LANGUAGES.values())
