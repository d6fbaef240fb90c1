"""Lists of words, each written as one sign."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.commands.groups import WordGroups

NAMES = {"bed_light": 0.5, "lamp": 1.0}


def test_equal_lists_have_one_sign_and_others_their_own() -> None:
    groups = WordGroups()
    sign = groups.sign(NAMES)
    assert sign == groups.sign(dict(reversed(NAMES.items())))
    assert sign != groups.sign({**NAMES, "lamp": 0.5})
    assert [group.words for group in groups.all()] == [("bed_light", "lamp"), ("bed_light", "lamp")]


def test_a_single_word_stands_for_itself() -> None:
    groups = WordGroups()
    assert groups.sign({"lamp": 0.5}) == "lamp"
    assert not groups.all()


def test_a_single_name_of_several_words_is_a_list_since_one_may_pause_within_it() -> None:
    groups = WordGroups()
    assert groups.sign({"bed_light": 0.5}) != "bed_light"
    assert [group.words for group in groups.all()] == [("bed_light",)]


def test_a_sign_is_found_between_the_pieces_of_a_word() -> None:
    groups = WordGroups()
    sign = groups.sign(NAMES)
    assert list(groups.parts(f"the{sign}s")) == [("the", None), (sign, 0), ("s", None)]


@given(st.text(st.characters(exclude_categories=["Co", "Cs"])))
def test_a_text_has_no_signs(text: str) -> None:
    assert all(place is None for _, place in WordGroups.parts(text))
