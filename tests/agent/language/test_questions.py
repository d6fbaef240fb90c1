from __future__ import annotations

import pytest

from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.language.questions import asks_speaker


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Which lamp do you mean?"),
        ("en", "It is cold. Shall I close the window?"),
        ("en", "Is it Ann's lamp or Bob's?"),
        ("en", "Hello! How can I help you? "),
        ("de", "Welches Licht meinst du?"),
        ("fr", "Laquelle ?"),
        ("es", "¿Cuál de las dos?"),
        ("it", "Quale lampada?"),
        ("nl", "Welke lamp bedoel je?"),
        ("el", "Ποιο φως;"),
        ("ja", "どの照明ですか\N{FULLWIDTH QUESTION MARK}"),
    ],
)
def test_a_question_to_the_speaker_is_one(language: str, text: str) -> None:
    assert asks_speaker(text, (LANGUAGES.get(language) or LANGUAGES["en"]).cues)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("en", "It is on."),
        ("en", "Which lamp? I took the first one."),
        ("en", 'The song is called "Who are you?"'),
        ("en", "The song is called “Who are you?”"),
        ("en", 'He asked "Is it raining? Will it stop?'),
        ("en", "The song is called 'Who are you?"),
        ("en", "She wrote: when will you come?"),
        ("en", "Nice weather, isn't it?"),
        ("en", "It is done. Is there anything else?"),
        ("en", "Done. Can I help you with anything else today?"),
        ("de", "Schönes Wetter, oder?"),
        ("de", "Erledigt. Kann ich sonst noch etwas tun?"),
        ("de", "Das Lied heißt „Wer bist du?“"),
        ("fr", "Il fait beau, n'est-ce pas ?"),
        ("fr", "C'est fait. Autre chose ?"),
        ("fr", "La chanson s'appelle « Qui es-tu ? »"),
        ("es", "Hace buen tiempo, ¿verdad?"),
        ("es", "Hecho. ¿Algo más?"),
        ("it", "Bel tempo, vero?"),
        ("it", "Fatto. Posso fare qualcos'altro?"),
        ("nl", "Mooi weer, toch?"),
        ("nl", "Klaar. Kan ik nog iets doen?"),
    ],
)
def test_what_only_looks_like_one_is_none(language: str, text: str) -> None:
    assert not asks_speaker(text, LANGUAGES[language].cues)
