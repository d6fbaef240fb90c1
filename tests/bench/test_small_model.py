"""What the drive with a small model finds suspicious, and what it does not."""

from __future__ import annotations

import pytest

from bench.small_model.judging import Wanted, is_claim, oddness, wrongdoing
from bench.small_model.talking import conversations, languages
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.model.prompt import INSTRUCTIONS

CLAIMS = [r"\bI've turned\b", r"^(?:ok|goed)\b"]
ANYTHING = Wanted(frozenset({"*"}))


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("I will. <tool_call>", "a tag"),
        ("Bye.</s>", "a tag"),
        ('{"name": "HassTurnOn"}', "a call"),
        ("Not done: there is no such area.", "an error"),
        ("Hello.\nuser: and now", "a role"),
        ("  ", "nothing"),
        (INSTRUCTIONS[:300], "words of the prompt"),
        ("I am here to help you. " * 5, "the same again and again"),
        ("word " * 400, "too long"),
    ],
)
def test_what_is_no_speech_is_named(reply: str, fault: str) -> None:
    assert fault in oddness(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "Penguins cannot fly, but they swim well.",
        "Shall I really do this: open the garage door?",
        "I am Morgan, the voice assistant of this home.",
        'Use this:\n```json\n{"name": 1}\n```',
    ],
)
def test_speech_is_not_odd(reply: str) -> None:
    assert oddness(reply) == []


def test_changes_are_compared_with_what_was_wanted() -> None:
    assert wrongdoing(Wanted(), ["light.lamp=on"]) == ["changed light.lamp"]
    assert wrongdoing(Wanted(frozenset({"light.lamp"}), must=True), []) == ["changed nothing"]
    assert wrongdoing(Wanted(frozenset({"light.lamp"}), must=True), ["light.lamp=on"]) == []
    assert wrongdoing(ANYTHING, ["light.lamp=on", "lock.door=unlocked"]) == ["changed lock.door"]
    assert wrongdoing(ANYTHING, ["light.lamp=on"]) == []


def test_questions_and_morgan_s_own_sentences_claim_nothing() -> None:
    assert is_claim("I've turned it on.", CLAIMS, "en")
    assert not is_claim("Shall I say that I've turned it on?", CLAIMS, "en")
    assert not is_claim(language_of("nl").replies.cancelled, CLAIMS, "nl")


def test_there_are_two_hundred_sentences_in_six_languages() -> None:
    kinds = {
        language: {turn.kind for talk in conversations(language) for turn in talk} for language in languages()
    }
    assert len(kinds) == 6
    assert len({frozenset(of_language) for of_language in kinds.values()}) == 1
    assert sum(len(talk) for language in languages() for talk in conversations(language)) >= 200
