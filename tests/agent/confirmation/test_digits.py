"""Digits, said in every usual way in six languages, are these digits again, and never two readings."""

from __future__ import annotations

import string
from functools import lru_cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from tests.agent.cases import case_id
from wyoming_morgan.agent.confirmation.digits import read_digits
from wyoming_morgan.agent.confirmation.pins import read_number
from wyoming_morgan.agent.language.languages import LANGUAGES, language_of

TAGS = tuple(sorted(LANGUAGES))
PAUSES = (", ", "... ", " - ", "; ")
FILLERS = {
    "en": ("um", "uh"),
    "de": ("ähm", "also"),
    "fr": ("euh", "alors"),
    "es": ("eh", "pues"),
    "it": ("ehm", "allora"),
    "nl": ("eh", "dus"),
}
DOUBLE = {"en": "double", "de": "doppel", "fr": "double", "es": "doble", "it": "doppio", "nl": "dubbel"}
TRIPLE = {"en": "triple", "de": "dreimal", "fr": "triple", "es": "triple", "it": "triplo", "nl": "driemaal"}
TIMES = {"en": "times", "de": "mal", "fr": "fois", "es": "veces", "it": "volte", "nl": "keer"}
PINS = st.text(string.digits, min_size=3, max_size=8)


@lru_cache(maxsize=8)
def _engine(tag: str) -> RbnfEngine:
    return RbnfEngine.for_language(tag)


def spelled(tag: str, number: int) -> str:
    return str(_engine(tag).format_number(number).text)


def one_by_one(tag: str, pin: str) -> list[str]:
    return [language_of(tag).cues.digits.split()[int(digit)] for digit in pin]


def by_groups(tag: str, groups: list[str]) -> list[str]:
    """Say groups as numbers; one that begins with zero is said digit by digit."""
    said: list[str] = []
    for group in groups:
        said += one_by_one(tag, group) if group.startswith("0") else [spelled(tag, int(group))]
    return said


def digits(tag: str, text: str) -> str:
    return read_digits(text, language_of(tag)).digits


@st.composite
def grouped(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(st.text(string.digits, min_size=1, max_size=3), min_size=2, max_size=4))


@pytest.mark.parametrize("tag", TAGS)
@given(pin=PINS, pause=st.sampled_from((" ", *PAUSES)))
def test_one_by_one_with_any_pause(tag: str, pin: str, pause: str) -> None:
    assert digits(tag, pause.join(one_by_one(tag, pin))) == pin


@pytest.mark.parametrize("tag", TAGS)
@given(pin=PINS, data=st.data())
def test_words_that_say_nothing_change_nothing(tag: str, pin: str, data: st.DataObject) -> None:
    words = one_by_one(tag, pin)
    words.insert(data.draw(st.integers(0, len(words))), data.draw(st.sampled_from(FILLERS[tag])))
    assert digits(tag, " ".join(words)) == pin


@pytest.mark.parametrize("tag", TAGS)
@given(groups=grouped(), pause=st.sampled_from(PAUSES))
def test_in_numbers_of_any_size_with_pauses(tag: str, groups: list[str], pause: str) -> None:
    assume(not any(group.endswith("00") for group in groups[:-1]))
    assert digits(tag, pause.join(by_groups(tag, groups))) == "".join(groups)


@pytest.mark.parametrize("tag", TAGS)
@given(pairs=st.lists(st.sampled_from([22, 23, 34, 35, 46, 48, 57, 59, 62, 68]), min_size=2, max_size=4))
def test_in_tens_without_pauses(tag: str, pairs: list[int]) -> None:
    assert digits(tag, " ".join(spelled(tag, pair) for pair in pairs)) == "".join(map(str, pairs))


@pytest.mark.parametrize("tag", TAGS)
@given(number=st.integers(100, 99_999))
def test_as_one_number_of_any_form(tag: str, number: int) -> None:
    words = spelled(tag, number)
    for form in (
        words,
        words.replace("-", " "),
        words.replace("\N{SOFT HYPHEN}", ""),
        words.replace(" ", ""),
    ):
        assert digits(tag, form) == str(number)


@pytest.mark.parametrize("tag", TAGS)
@given(pin=st.text(string.digits, min_size=1, max_size=4), digit=st.sampled_from(string.digits))
def test_doubled_and_tripled(tag: str, pin: str, digit: str) -> None:
    before, (said,) = one_by_one(tag, pin), one_by_one(tag, digit)
    three = one_by_one(tag, "3")[0]
    assert digits(tag, " ".join([*before, DOUBLE[tag], said])) == pin + 2 * digit
    assert digits(tag, " ".join([*before, TRIPLE[tag], said])) == pin + 3 * digit
    assert digits(tag, ", ".join([*before, f"{three} {TIMES[tag]} {said}"])) == pin + 3 * digit


@pytest.mark.parametrize(
    ("tag", "text", "pin"),
    [
        ("en", "twenty forty-six", "2046"),
        ("en", "twenty, four, six", "2046"),
        ("en", "twenty oh four six", "20046"),
        ("en", "two thousand and forty six", "2046"),
        ("en", "Two thousand, forty-six.", "2046"),
        ("en", "nineteen eighty-four", "1984"),
        ("en", "twenty four hundred", "2400"),
        ("en", "double oh seven", "007"),
        ("en", "two zeros, four six", "0046"),
        ("en", "twenty four six eight", "2468"),
        ("en", "it's two zero... uh, four six, please", "2046"),
        ("en", "2 0 - 4 6", "2046"),
        ("de", "zwanzig sechsundvierzig", "2046"),
        ("de", "zwanzig sechs und vierzig", "2046"),
        ("de", "zwotausendsechsundvierzig", "2046"),
        ("de", "doppelt die Vier, zwei sechs", "4426"),
        ("de", "zwei Nullen vier sechs", "0046"),
        ("de", "vierundzwanzighundert", "2400"),
        ("fr", "vingt quarante-six", "2046"),
        ("fr", "deux mille quarante-six", "2046"),
        ("fr", "soixante quatre-vingt", "6080"),
        ("fr", "soixante-dix-huit quatre-vingt-dix-neuf", "7899"),
        ("fr", "septante-deux nonante et un", "7291"),
        ("fr", "deux fois le quatre, vingt", "4420"),
        ("es", "veinte cuarenta y seis", "2046"),
        ("es", "dos mil cuarenta y seis", "2046"),
        ("es", "veintiseis, doble cero", "2600"),
        ("es", "ciento veintitrés cuatro", "1234"),
        ("it", "venti quarantasei", "2046"),
        ("it", "duemilaquarantasei", "2046"),
        ("it", "due mila quaranta sei", "2046"),
        ("it", "due volte zero, quarantasei", "0046"),
        ("nl", "twintig zesenveertig", "2046"),
        ("nl", "twintig zes en veertig", "2046"),
        ("nl", "vierentwintighonderd", "2400"),
        ("nl", "dubbele nul vier zes", "0046"),
    ],
    ids=case_id,
)
def test_as_people_say_them(tag: str, text: str, pin: str) -> None:
    assert digits(tag, text) == pin
    assert read_number(text, language_of(tag).cues).digits == pin


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "turn on the lamp"),
        ("en", "a hundred thanks and then some"),
        ("de", "und die Tür"),
        ("fr", "et la porte"),
        ("es", "y la puerta"),
        ("it", "e la porta"),
        ("nl", "en de deur"),
    ],
    ids=case_id,
)
def test_what_says_no_number_has_no_pin(tag: str, text: str) -> None:
    assert len(digits(tag, text)) in {0, 3}
    assert digits(tag, text) in {"", "100"}
