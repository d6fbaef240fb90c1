"""The answers to “do you mean X or Y?”."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.naming.conftest import LANGUAGES, Talk
from tests.agent.naming.sentences import SPEAKER_OFF, lines
from wyoming_morgan.home.model import Area, Entity, Home

ANSWERS: dict[str, str] = {
    "en": """
        the first = kitchen speaker
        the first one, please = kitchen speaker
        the second = bedroom speaker
        the last one = bedroom speaker
        Kitchen speaker = kitchen speaker
        the kitchen one = kitchen speaker
        the one in the bedroom = bedroom speaker
        I mean the bedroom speaker = bedroom speaker
        um, bedroom = bedroom speaker
        both = kitchen speaker bedroom speaker
        both of them, please = kitchen speaker bedroom speaker
        """,
    "de": """
        den ersten = kitchen speaker
        der zweite bitte = bedroom speaker
        den letzten = bedroom speaker
        Küchenlautsprecher = kitchen speaker
        der in der Küche = kitchen speaker
        ich meine den im Schlafzimmer = bedroom speaker
        beide = kitchen speaker bedroom speaker
        """,
    "fr": """
        la première = kitchen speaker
        la deuxième, s'il te plaît = bedroom speaker
        la dernière = bedroom speaker
        celle de la cuisine = kitchen speaker
        l'enceinte de la chambre = bedroom speaker
        les deux = kitchen speaker bedroom speaker
        """,
    "es": """
        el primero = kitchen speaker
        el segundo, por favor = bedroom speaker
        el último = bedroom speaker
        el de la cocina = kitchen speaker
        el altavoz del dormitorio = bedroom speaker
        los dos = kitchen speaker bedroom speaker
        """,
    "it": """
        la prima = kitchen speaker
        la seconda, per favore = bedroom speaker
        l'ultima = bedroom speaker
        quella in cucina = kitchen speaker
        la cassa della camera = bedroom speaker
        entrambe = kitchen speaker bedroom speaker
        """,
    "nl": """
        de eerste = kitchen speaker
        de tweede graag = bedroom speaker
        de laatste = bedroom speaker
        die in de keuken = kitchen speaker
        Slaapkamerluidspreker = bedroom speaker
        allebei = kitchen speaker bedroom speaker
        """,
}


@pytest.mark.parametrize(("language", "answer", "keys"), [*lines(ANSWERS)])
async def test_the_answer_to_the_question_is_understood(
    talk_in: Callable[..., Talk], language: str, answer: str, keys: str
) -> None:
    talk = talk_in(language)
    await talk.reply(SPEAKER_OFF[language])

    assert " ".join(await talk.targets(answer)) == keys


OTHER_ONE = {
    "en": "no, the other one",
    "de": "nein, der andere",
    "fr": "non, l'autre",
    "es": "no, el otro",
    "it": "no, l'altra",
    "nl": "nee, de andere",
}
FIRST = {
    "en": "the first",
    "de": "der erste",
    "fr": "la première",
    "es": "el primero",
    "it": "la prima",
    "nl": "de eerste",
}
NO = {
    "en": "no, thanks",
    "de": "nein danke",
    "fr": "non merci",
    "es": "no gracias",
    "it": "no grazie",
    "nl": "nee bedankt",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_other_one_is_the_one_that_was_not_chosen(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language)
    await talk.reply(SPEAKER_OFF[language])
    assert await talk.targets(FIRST[language]) == ["kitchen speaker"]

    assert await talk.targets(OTHER_ONE[language]) == ["bedroom speaker"]
    assert await talk.targets(OTHER_ONE[language]) != ["bedroom speaker", "kitchen speaker"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_other_one_of_two_that_were_only_named_is_asked_about_again(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language)
    question = await talk.reply(SPEAKER_OFF[language])

    assert await talk.reply(OTHER_ONE[language]) == question
    assert await talk.targets(FIRST[language]) == ["kitchen speaker"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_no_leaves_everything_as_it_is(talk_in: Callable[..., Talk], language: str) -> None:
    talk = talk_in(language)
    await talk.reply(SPEAKER_OFF[language])

    assert await talk.targets(NO[language]) == []
    assert await talk.targets(FIRST[language]) == []


@pytest.mark.parametrize("answer", ["yes", "the third", "all three of the cellar", "the speaker"])
async def test_an_answer_that_leaves_it_open_does_nothing(talk_in: Callable[..., Talk], answer: str) -> None:
    talk = talk_in("en")
    await talk.reply("turn off the speaker")

    assert await talk.targets(answer) == []


@pytest.mark.parametrize(
    ("sentence", "keys"),
    [
        ("turn on the desk lamp", ["lamp"]),
        ("the kitchen one is too loud", []),
        ("the kitchen one?", []),
        ("turn on the kitchen one", []),
        ("the one in the cellar", []),
    ],
)
async def test_what_is_no_answer_is_a_sentence_of_its_own(
    talk_in: Callable[..., Talk], sentence: str, keys: list[str]
) -> None:
    talk = talk_in("en")
    await talk.reply("turn off the speaker")

    assert await talk.targets(sentence) == keys
    assert await talk.targets("the first") == []


async def test_a_guarded_thing_that_was_chosen_still_needs_a_yes(talk_in: Callable[..., Talk]) -> None:
    home = Home((Entity("Front door", "lock"), Entity("Back door", "lock")), (Area("Hall"),))
    talk = talk_in("en", home)

    assert await talk.reply("unlock the door") == "Do you mean Front door or Back door?"
    assert "Back door" in await talk.reply("the second")
    assert await talk.targets("yes") == ["Back door"]


async def test_more_things_than_can_be_named_are_asked_about_all_the_same(
    talk_in: Callable[..., Talk],
) -> None:
    rooms = [f"Room {letter}" for letter in "ABCDEF"]
    home = Home(
        tuple(Entity(f"Speaker {room}", "media_player", area=room) for room in rooms), tuple(map(Area, rooms))
    )
    talk = talk_in("en", home)

    reply = await talk.reply("pause the speaker")

    assert reply == "Which one do you mean? Please say its name or its room."
    assert await talk.targets("the one in room D") == ["Speaker Room D"]
