"""Text apart from its marks: the words are read, the marks are spoken as pauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.tts.kokoro.marks import between_marks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is 21.5 degrees.", ["It is 21.5 degrees", ""]),
        ("Yes, at 10:30!", ["Yes", "at 10:30", ""]),
        ("1,234 (about)", ["1,234", "about", ""]),
        ("¿Qué? Nada…", ["", "Qué", "Nada", ""]),
        ("U.S. news", ["U.S", "news"]),
        ("...", ["", ""]),
        ("", [""]),
    ],
)
def test_marks_at_the_edge_of_a_word_are_marks_and_those_within_are_not(text: str, words: list[str]) -> None:
    assert [part.words for part in between_marks(text)] == words


@given(st.text(alphabet="a1 .,:!()—", max_size=60) | st.text(max_size=60))
def test_nothing_of_a_text_is_lost(text: str) -> None:
    assert "".join(part.words + part.marks for part in between_marks(text)) == text
