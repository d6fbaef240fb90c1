from __future__ import annotations

from wyoming_morgan.suggestions import closest, did_you_mean, suggestion, there_are

NAMES = ("amy", "Alan", "karl", "kerstin")


def test_a_misspelled_name_is_found_whatever_its_case() -> None:
    assert closest("ALLAN", NAMES) == ["Alan"]


def test_what_resembles_nothing_finds_nothing() -> None:
    assert closest("x", NAMES) == []
    assert did_you_mean("x", NAMES) == ""
    assert closest("karl" * 100, ["karl" * 100]) == []


def test_several_names_that_resemble_are_offered() -> None:
    assert did_you_mean("karstn", NAMES, most=2, cutoff=0.5) == "did you mean kerstin or karl?"


def test_the_names_that_exist_are_listed_up_to_a_bound() -> None:
    assert there_are(NAMES) == "there are: amy, Alan, karl, kerstin"
    assert there_are(NAMES, most=2) == "there are: amy, Alan, …"
    assert there_are(()) == "there are: none"


def test_a_suggestion_is_both() -> None:
    assert suggestion("kral", NAMES) == "did you mean karl? there are: amy, Alan, karl, kerstin"
    assert suggestion("x", NAMES) == "there are: amy, Alan, karl, kerstin"
