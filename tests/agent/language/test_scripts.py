from __future__ import annotations

import pytest

from wyoming_morgan.agent.language.scripts import is_dense


@pytest.mark.parametrize(
    ("letter", "dense"),
    [
        pytest.param("ก", True, id="Thai"),
        pytest.param("か", True, id="Hiragana"),
        pytest.param("カ", True, id="Katakana"),
        pytest.param("灯", True, id="Han"),
        pytest.param("불", True, id="Hangul"),
        pytest.param("a", False, id="Latin"),
        pytest.param("ж", False, id="Cyrillic"),
        pytest.param("ल", False, id="Devanagari"),
    ],
)
def test_letters_of_dense_scripts_say_more(letter: str, dense: bool) -> None:
    assert is_dense(letter) is dense
