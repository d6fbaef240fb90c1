from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.contract.engine import Attribution
from wyoming_morgan.engines.contract.wake import WakeWord
from wyoming_morgan.engines.wake.names import meant_words

NAMES = ("okay_nabu", "hey_jarvis", "hal_9000", "alexa", "küche_wach")


def word(name: str) -> WakeWord:
    return WakeWord(name, name.replace("_", " ").title(), ("en",), name, Attribution("somebody", ""))


WORDS = tuple(map(word, NAMES))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ok_nabu", "okay_nabu"),
        ("ok_nabu_v0.1", "okay_nabu"),
        ("okay nabu", "okay_nabu"),
        ("Okay Nabu", "okay_nabu"),
        ("OK-Nabu", "okay_nabu"),
        ("oknabu", "okay_nabu"),
        ("okay_nabu_20241226.3", None),
        ("hey_jarvis_v0.1.tflite", "hey_jarvis"),
        ("Hey Jarvis v2", "hey_jarvis"),
        ("hey_jarvis.onnx", "hey_jarvis"),
        ("HAL 9000", "hal_9000"),
        ("hal", None),
        ("Alexa", "alexa"),
        ("KU\u0308CHE wach", "küche_wach"),
        ("computer", None),
        ("", None),
        ("_v0.1", None),
    ],
)
def test_a_word_is_known_however_its_name_is_written(written: str, meant: str | None) -> None:
    assert meant_words([written], WORDS).get(written) == meant


def test_a_word_that_has_exactly_the_name_goes_before_one_of_another_version() -> None:
    words = [word("okay_nabu_v2"), word("okay_nabu")]
    names = ["okay_nabu", "okay_nabu_v2", "ok nabu"]
    assert meant_words(names, words) == {
        "okay_nabu": "okay_nabu",
        "okay_nabu_v2": "okay_nabu_v2",
        "ok nabu": "okay_nabu_v2",
    }


@given(st.text())
def test_any_name_is_a_word_or_none(name: str) -> None:
    assert set(meant_words([name], WORDS).values()) <= set(NAMES)
    assert meant_words([f" {name.upper()} "], [word(name)]) or not any(map(str.isalnum, name))
