"""A single word that answers a question is told from what is left of other words."""

from __future__ import annotations

import pytest

from wyoming_morgan.voice.answers import is_answer


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Yes."),
        ("en-GB", "No!"),
        ("de", "Nein."),
        ("fr", "D'accord."),
        ("fr", "D\u2019accord."),
        ("es", "¡Sí!"),
        ("it", "Sì."),
        ("nl", "Oké."),
        ("pl", "Tak."),
        (None, "Yes."),
    ],
)
def test_a_word_that_answers(language: str | None, text: str) -> None:
    assert is_answer(text, language)


@pytest.mark.parametrize(
    ("language", "text"), [("en", ""), ("en", "Listen."), ("en", "Yes and"), ("de", "Zum")]
)
def test_nothing_other_words_and_more_than_one_word_are_no_answer(language: str, text: str) -> None:
    assert not is_answer(text, language)
