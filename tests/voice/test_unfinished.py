"""The end of a text tells whether its sentence stops in the middle."""

from __future__ import annotations

import pytest

from wyoming_morgan.voice.unfinished import is_unfinished


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tell me a story about the"),
        ("en", "I would like to know whether,"),
        ("en-GB", "What is the capital of."),
        ("en", "Well, I was thinking..."),
        ("de", "Erzähl mir etwas über die"),
        ("de", "Ich wollte noch …"),
        ("fr", "Raconte-moi une histoire de"),
        ("es", "Cuéntame algo sobre la"),
        ("it", "Raccontami una storia della"),
        ("nl", "Vertel me iets over het"),
        (None, "Tell me about,"),
    ],
)
def test_a_sentence_that_stops_in_the_middle(language: str | None, text: str) -> None:
    assert is_unfinished(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("en", "the"),
        ("en", "Turn it on"),
        ("en", "What is that for?"),
        ("en", "Tell me a story about the sea."),
        ("en", "Come in"),
        ("de", "Mach es an"),
        ("de", "Wie spät ist es"),
        ("fr", "Allume-la"),
        ("fr", "Quel temps fait-il"),
        ("es", "Apágala"),
        ("it", "Che ore sono"),
        ("nl", "Doe het aan"),
        ("ja", "the a"),
        (None, "Tell me about the"),
    ],
)
def test_a_sentence_that_may_be_over(language: str | None, text: str) -> None:
    assert not is_unfinished(text, language)
