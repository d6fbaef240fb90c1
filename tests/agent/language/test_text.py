from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.agent.language.languages import LANGUAGES, language_of
from wyoming_morgan.agent.language.text import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" Turn on\tthe\nlight. ", "Turn on the light"),
        ("“Turn on the light!”", "Turn on the light"),
        ("[BLANK_AUDIO]", ""),
        ("<|startoftranscript|> turn on the light <|endoftext|>", "turn on the light"),
        ("(music) pause", "pause"),
        ("♪ play jazz ♪", "play jazz"),
        ("... turn it off…", "turn it off"),
        ("is the light on?", "is the light on?"),
        ("set it to 50%", "set it to 50%"),
        ("set the colour to 50 per cent", "set the color to 50 percent"),
        ("लाइट चालू करो।", "लाइट चालू करो"),
    ],
)
def test_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean(text, LANGUAGES["en"].words) == cleaned


@given(st.text())
def test_what_is_cleaned_is_one_line(text: str) -> None:
    cleaned = clean(text, language_of("da").words)

    assert cleaned == cleaned.strip()
    assert not any(letter in cleaned for letter in "\n\r\t\0")
