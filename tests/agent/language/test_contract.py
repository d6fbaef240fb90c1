"""The contract of every language that has a file."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from string import Formatter

import home_assistant_intents
import pytest

import wyoming_morgan.agent.language as package
from wyoming_morgan.agent.language.covers import COVER_CLASSES
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.guarded import GuardedWords
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.language.replies import Replies, Verbs
from wyoming_morgan.agent.language.words import Words
from wyoming_morgan.agent.settings import AgentSettings

ENGLISH = LANGUAGES["en"]
SPEAKS = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)

WITH_A_REST = {"remember", "forget", "recall", "too"}
"""Cues whose group is the rest of the sentence."""
MAY_MATCH_NOTHING = {"places"}
ONLY_IN_SOME = {"no_numbers", "particles", "spellings", "rewordings", "elided"}
"""Words that a language may do without."""
PHRASES = {"everywhere"}
"""Replies that are part of a sentence."""

FOLLOW_UPS = {"too", "it", "again", "other", "places"}
"""Cues that see commands only, which are short."""

LONG = ("ich habe " + "der " * 500, "a" * 4000, "i've " * 800, "l'" * 2000, " " * 4000, "1 2 3 " * 700)
"""Texts that an expression with nested repetition would need minutes for."""


def sentences(replies: Replies) -> Iterator[tuple[str, str]]:
    for field in fields(replies):
        value = getattr(replies, field.name)
        if isinstance(value, str):
            yield field.name, value


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_file_is_in_the_table() -> None:
    folder = Path(str(package.__file__)).parent
    files = {path.stem for path in folder.glob("*.py")}
    tags = {stem for stem in files if hasattr(import_module(f"{package.__name__}.{stem}"), "LANGUAGE")}

    assert tags == set(LANGUAGES)


@SPEAKS
def test_the_sentences_of_the_language_exist(language: Language) -> None:
    assert LANGUAGES[language.tag] is language
    assert language.tag in home_assistant_intents.get_languages()


@SPEAKS
def test_every_field_is_filled(language: Language) -> None:
    parts: tuple[Words | Cues | GuardedWords | Replies | Verbs, ...] = (
        language.words,
        language.guarded,
        language.cues,
        language.replies,
        language.replies.verbs,
    )
    empty = {
        field.name
        for part in parts
        for field in fields(part)
        if not getattr(part, field.name) or getattr(part, field.name) == field.default
    }

    assert empty <= ONLY_IN_SOME
    assert set(language.covers.words) == set(COVER_CLASSES)
    assert all(language.covers.words.values())
    assert {*language.covers.parts, *language.covers.endings} <= set(COVER_CLASSES)


@SPEAKS
def test_words_are_single_and_in_lower_case(language: Language) -> None:
    words, covers = language.words, language.covers
    folded = [
        *words.joining | words.articles | words.never_named | words.everything,
        *(word for kind in fields(language.guarded) for word in getattr(language.guarded, kind.name)),
        *(spelling for spelling, _ in (*words.spellings, *words.rewordings)),
        *frozenset[str]().union(*covers.words.values()),
        *covers.parts.values(),
        *covers.endings.values(),
    ]

    assert [word for word in folded if word != word.casefold() or word != word.strip()] == []
    assert len(set(words.floors)) == len(words.floors)
    assert all(floor == floor.strip() for floor in words.floors)


@SPEAKS
def test_a_spelling_is_not_its_own_replacement(language: Language) -> None:
    replacements = (*language.words.spellings, *language.words.rewordings)

    assert [spelling for spelling, replacement in replacements if spelling == replacement] == []


@SPEAKS
def test_replies_have_the_placeholders_of_the_english_ones(language: Language) -> None:
    english = dict(sentences(ENGLISH.replies))

    for name, text in sentences(language.replies):
        assert placeholders(text) == placeholders(english[name]), name


@SPEAKS
def test_replies_are_whole_sentences(language: Language) -> None:
    replies = dict(sentences(language.replies))
    questions = {name for name, text in replies.items() if text.endswith("?")}

    for name, text in replies.items():
        assert text == text.strip()
        if name not in PHRASES:
            assert text.endswith((".", "?", "{how}")), name
    assert questions == {
        "which_room",
        "which_one",
        "which_place",
        "confirm",
        "offer",
        "confirm_pin",
        "wrong_pin",
        "which_fact",
    }
    for part in fields(language.replies.verbs):
        verb = getattr(language.replies.verbs, part.name)
        assert (verb, verb.islower()) == (verb.strip(), True)


@SPEAKS
def test_the_expressions_are_valid_and_quick(language: Language) -> None:
    cues = language.cues
    settings = AgentSettings()
    began = time.perf_counter()
    for field in fields(cues):
        pattern = re.compile(getattr(cues, field.name), re.IGNORECASE)
        assert bool(pattern.groups) is (field.name in WITH_A_REST), field.name
        assert (pattern.fullmatch("") is not None) is (field.name in MAY_MATCH_NOTHING), field.name
        most = settings.max_command_characters if field.name in FOLLOW_UPS else settings.max_characters
        for text in (long[:most] for long in LONG):
            pattern.search(text)
            pattern.match(text)
            pattern.fullmatch(text)
    assert time.perf_counter() - began < 5


@SPEAKS
def test_yes_and_no_share_no_word(language: Language) -> None:
    cues = language.cues
    answers = {
        cue: [text for text in re.split(r"[(?:|)]+", getattr(cues, cue)) if text] for cue in ("yes", "no")
    }

    assert [text for text in answers["yes"] if cues.says("no", text)] == []
    assert [text for text in answers["no"] if cues.says("yes", text)] == []
    assert any(cues.says("yes", text) for text in answers["yes"])
    assert any(cues.says("no", text) for text in answers["no"])


@SPEAKS
def test_an_answer_is_neither_a_question_nor_an_order(language: Language) -> None:
    cues = language.cues
    assert not cues.begins("question", "morgan")
    assert not cues.begins("request", "morgan")
    assert not cues.begins("order", "morgan")
    assert cues.says("polite", "morgan")


@SPEAKS
def test_there_are_ten_digits(language: Language) -> None:
    digits = language.cues.digits.split()

    assert len(digits) == len(set(digits)) == 10


@SPEAKS
def test_whatever_means_everything_reaches_the_whole_house(language: Language) -> None:
    assert language.words.everything
    for word in language.words.everything:
        assert language.cues.holds("everywhere", word), word
