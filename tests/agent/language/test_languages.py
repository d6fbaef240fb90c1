from __future__ import annotations

import pytest

from wyoming_morgan.agent.language.languages import (
    EVERYTHING,
    LANGUAGES,
    language_of,
)


def test_a_language_without_a_file_replies_in_english() -> None:
    danish = language_of("da")

    assert danish.tag == "da"
    assert danish.replies is LANGUAGES["en"].replies
    assert not danish.words.separates_talk


@pytest.mark.parametrize(("tag", "verb_last"), [("ja", True), ("tr", True), ("da", False), ("de", False)])
def test_the_verb_comes_last_in_some_languages(tag: str, verb_last: bool) -> None:
    assert language_of(tag).verb_last is verb_last


@pytest.mark.parametrize("word", ["everything", "all", "alles", "todo", "tout", "tutti"])
def test_everything_is_understood_in_any_language(word: str) -> None:
    assert word in EVERYTHING
