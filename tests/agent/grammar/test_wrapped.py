from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.agent.grammar.wrapped import unwrapped
from wyoming_morgan.agent.language.languages import LANGUAGES

WORDS = [
    *"tell me whether if is the door open on currently which lights are know do you right now".split(),
    *"sag mir ob ist die Tür offen momentan welche Lichter sind weißt du".split(),
]


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("en", "tell me whether the door is open", "is the door open"),
        ("en", "can you tell me, please, which lights are on?", "which lights are on"),
        ("en", "do you know where the cat is right now?", "where is the cat"),
        ("en", "is the door currently open", "is the door open"),
        ("de", "sag mir, ob die Tür offen ist", "ist die Tür offen"),
        ("de", "weißt du, welche Lichter an sind", "welche Lichter sind an"),
        ("fr", "dis-moi si la porte est ouverte", "la porte est ouverte"),
        ("es", "dime si la puerta está abierta", "está la puerta abierta"),
        ("it", "sai se la porta è aperta", "la porta è aperta"),
        ("nl", "weet je of de deur open is", "is de deur open"),
    ],
)
def test_a_wrapped_question_is_found(language: str, text: str, question: str) -> None:
    assert question in unwrapped(text, LANGUAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_wrapped_has_no_other_reading(language: str) -> None:
    for text in ("", "?", "Zenit", "turn on Zenit", "is Zenit on", "ist Zenit an"):
        assert unwrapped(text, LANGUAGES[language]) == []


@given(st.sampled_from(sorted(LANGUAGES)), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_no_word_is_added_and_readings_are_bounded(language: str, text: str) -> None:
    readings = unwrapped(text, LANGUAGES[language])
    assert len(readings) <= 16
    for reading in readings:
        words = text.split()
        for word in reading.split():
            words.remove(word)


@given(st.sampled_from(sorted(LANGUAGES)), st.text(max_size=60))
def test_any_text_is_read(language: str, text: str) -> None:
    assert all(unwrapped(text, LANGUAGES[language]))
