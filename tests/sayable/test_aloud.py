"""What is sayable is read in the voice's own language: espeak-ng marks where it changes to another one."""

from __future__ import annotations

import pytest

from tests.sayable.cases import CASES
from wyoming_morgan.engines.commands.espeak import EspeakLetters
from wyoming_morgan.sayable import sayable
from wyoming_morgan.sayable.words.languages import SIGN_WORDS


@pytest.fixture(scope="module")
def letters() -> EspeakLetters:
    return EspeakLetters()


@pytest.mark.parametrize("language", SIGN_WORDS)
def test_a_voice_reads_it_in_its_own_language(letters: EspeakLetters, language: str) -> None:
    voice = "en-us" if language == "en" else language
    foreign = {
        said
        for said in CASES[language].values()
        if said != "AT&T" and any(name.startswith("(") for name in letters.phonemes(said, voice))
    }

    assert foreign == set()


@pytest.mark.parametrize("language", SIGN_WORDS)
@pytest.mark.parametrize("minus", ["-", "\N{EN DASH}", "\N{MINUS SIGN}", "\N{SMALL HYPHEN-MINUS}"])
def test_a_minus_is_heard_whatever_its_shape(letters: EspeakLetters, language: str, minus: str) -> None:
    voice = "en-us" if language == "en" else language
    warm, cold = (letters.phonemes(sayable(text, language), voice) for text in ("3 °C", f"{minus}3 °C"))

    assert len(cold) > len(warm) + 2
