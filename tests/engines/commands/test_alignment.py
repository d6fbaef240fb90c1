"""The word that fits least."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.commands.alignment import worst_fit
from wyoming_morgan.engines.commands.articulation import Articulation

ARTICULATION = Articulation()
SOUNDS = st.lists(st.sampled_from("ptkaiusl"), max_size=8)


def fit(heard: str, *words: str) -> float:
    return worst_fit(heard, words, ARTICULATION)


def test_words_that_were_heard_fit() -> None:
    assert fit("patikus", "pati", "kus") == 0


def test_one_word_that_does_not_fit_shows_among_those_that_do() -> None:
    assert fit("patikusiami", "pati", "kus", "lulu") > 0.4 > fit("patikusiami", "pati", "kus", "iani")


def test_what_no_word_stands_for_counts_for_the_word_before() -> None:
    assert fit("patisisisi", "pati") > fit("pati", "pati")


def test_no_words_fit() -> None:
    assert fit("pati") == 0


@given(SOUNDS, st.lists(SOUNDS, max_size=4))
def test_a_fit_is_never_less_than_nothing(heard: list[str], words: list[list[str]]) -> None:
    assert worst_fit(heard, words, ARTICULATION) >= 0
