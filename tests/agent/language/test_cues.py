from __future__ import annotations

import pytest

from wyoming_morgan.agent.language.cues import Cues, is_negated, is_order, is_question
from wyoming_morgan.agent.language.languages import LANGUAGES, language_of

ENGLISH = LANGUAGES["en"].cues


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("en", "yes please", "no thanks"),
        ("de", "ja bitte", "nein danke"),
        ("fr", "oui s'il te plaît", "non merci"),
        ("es", "sí, por favor", "no gracias"),
        ("it", "sì, grazie", "no grazie"),
        ("nl", "ja graag", "nee bedankt"),
    ],
)
def test_yes_and_no_are_distinguished(language: str, yes: str, no: str) -> None:
    cues = LANGUAGES[language].cues

    assert (cues.leaves("yes", yes), cues.leaves("no", yes)) == ("", None)
    assert (cues.leaves("yes", no), cues.leaves("no", no)) == (None, "")
    assert not cues.says("yes", f"{yes} kitchen")


@pytest.mark.parametrize(
    ("cue", "text", "rest"),
    [
        ("remember", "please remember that I like tea", "I like tea"),
        ("forget", "forget about the tea", "the tea"),
        ("recall", "what do you know about tea?", "tea"),
        ("recall", "what do you know?", ""),
        ("too", "and the bedroom too", "the bedroom"),
        ("too", "turn on the light", None),
    ],
)
def test_the_rest_of_a_sentence_is_its_subject(cue: str, text: str, rest: str | None) -> None:
    assert ENGLISH.rest(cue, text) == rest


def test_only_the_first_words_are_replaced() -> None:
    assert ENGLISH.replace("it", "turn it off and open it", "the lamp") == "turn the lamp off and open it"
    assert ENGLISH.replace("it", "turn off the lamp", "the lamp") is None


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Okay, I've turned on the light.", True),
        ("The door is now open.", True),
        ("The light is on.", False),
        ("I can turn on the light.", False),
    ],
)
def test_a_claim_is_found_anywhere(text: str, claims: bool) -> None:
    assert ENGLISH.holds("claim", text) is claims


def test_an_order_and_a_request_ask_for_something() -> None:
    assert is_order("turn on the light", ENGLISH)
    assert is_order("Please, could you turn on the light?", ENGLISH)
    assert not is_order("is the light on?", ENGLISH)


def test_without_cues_only_a_question_mark_is_understood() -> None:
    none = language_of("da").cues

    assert none == Cues()
    assert is_question("er lampen tændt?", none)
    assert not is_question("er lampen tændt", none)
    assert not is_negated("tænd ikke lampen", none)
    assert not any(none.says(cue, "ja") for cue in ("yes", "no", "why"))
