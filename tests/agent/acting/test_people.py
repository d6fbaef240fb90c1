"""Questions about people are answered with the places where they are, in the words of the language."""

from __future__ import annotations

import pytest

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.rooms import LANGUAGES, state

PEOPLE = (
    state("person.anna", "Anna", "home", None),
    state("person.ben", "Ben", "Work", None),
    state("person.cleo", "Cleo", "not_home", None),
)


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    table(
        {
            "en": {
                "who is home": "Anna",
                "who is away": "Ben and Cleo",
                "is anybody at home": "Yes, Anna",
                "is everyone home": "No, Ben is at Work. Cleo is away",
                "how many people are at home": "1",
                "is Anna at work": "No, Anna is at home",
                "is Ben at the office": "Yes",
            },
            "de": {
                "wer ist zu Hause": "Anna",
                "wer ist unterwegs": "Ben und Cleo",
                "ist jemand zu Hause": "Ja, Anna",
                "sind alle zu Hause": "Nein, Ben ist im Bereich Work. Cleo ist unterwegs",
                "wie viele Personen sind zu Hause": "1",
                "ist Anna auf der Arbeit": "Nein, Anna ist zu Hause",
                "ist Ben bei der Arbeit": "Ja",
            },
            "fr": {
                "qui est à la maison": "Anna",
                "qui est absent": "Ben et Cleo",
                "y a-t-il quelqu'un à la maison": "Oui, Anna",
                "est-ce que tout le monde est à la maison": (
                    "Non, Ben est dans la zone Work. Cleo n'est pas à la maison"
                ),
                "Anna est-elle au travail": "Non, Anna est à la maison",
                "est-ce que Ben est au travail": "Oui",
            },
            "es": {
                "quién está en casa": "Anna",
                "quién está fuera": "Ben y Cleo",
                "hay alguien en casa": "Sí, Anna",
                "están todos en casa": "No, Ben está en Work. Cleo está fuera",
                "está Anna en el trabajo": "No, Anna está en casa",
                "está Ben en la oficina": "Sí",
            },
            "it": {
                "chi c'è a casa": "Anna",
                "c'è qualcuno a casa": "Sì, Anna",
                "sono tutti a casa": "No, Ben è in Work. Cleo è fuori casa",
                "è Anna al lavoro": "No, Anna è a casa",
                "Ben è in ufficio": "Sì",
            },
            "nl": {
                "wie is thuis": "Anna",
                "wie is er weg": "Ben en Cleo",
                "is er iemand thuis": "Ja, Anna",
                "is iedereen thuis": "Nee, Ben is in de zone Work. Cleo is niet thuis",
                "is Anna op het werk": "Nee, Anna is thuis",
                "is Ben op kantoor": "Ja",
            },
        }
    ),
)
async def test_who_is_where_is_told_in_words(ask: Ask, language: str, text: str, answer: str) -> None:
    assert await ask(language, text, PEOPLE) == answer


SCHOOL = {
    "en": ("who is at school", "is Cleo at school"),
    "de": ("wer ist in der Schule", "ist Cleo in der Schule"),
    "fr": ("qui est à l'école", "est-ce que Cleo est à l'école"),
    "es": ("quién está en la escuela", "está Cleo en la escuela"),
    "it": ("chi c'è a scuola", "Cleo è a scuola"),
    "nl": ("wie is op school", "is Cleo op school"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_a_place_that_the_home_does_not_know_neither_yes_nor_no_is_said(
    ask: Ask, language: str
) -> None:
    who, is_there = SCHOOL[language]
    zone = state("zone.s", "School", "0", None)
    yes_and_no = {"Yes", "No", "Ja", "Nein", "Oui", "Non", "Sí", "Sì", "Nee"}
    nobody = {"Nobody", "Niemand", "Personne", "Nadie", "Nessuno"}

    assert await ask(language, who, PEOPLE) not in nobody
    assert not {*(await ask(language, is_there, PEOPLE)).split(",")} & yes_and_no
    assert await ask(language, who, (*PEOPLE, zone)) in nobody
    assert {*(await ask(language, is_there, (*PEOPLE, zone))).split(",")} & yes_and_no


async def test_a_zone_of_the_home_has_the_name_that_the_home_gave_it(ask: Ask) -> None:
    things = (
        state("person.dan", "Dan", "Allotment", None),
        state("person.eve", "Eve", "Office", None),
        state("person.fay", "Fay", "home", None),
        state("zone.a", "Allotment", "1", None),
        state("zone.o", "Office", "1", None),
        state("zone.home", "Nest", "1", None),
    )
    assert await ask("en", "who is at the allotment", things) == "Dan"
    assert await ask("en", "is Eve at the allotment", things) == "No, Eve is at Office"
    assert await ask("en", "who is at the office", things) == "Eve"
    assert await ask("en", "who is at the nest", things) == "Fay"


@pytest.mark.parametrize("text", ["who is the president", "who is at the moon", "is Anna a doctor"])
async def test_other_questions_about_people_are_none_about_the_home(ask: Ask, text: str) -> None:
    assert await ask("en", text, PEOPLE) == "Sorry, I couldn't understand that"


async def test_of_people_whose_place_is_not_known_nothing_is_said_but_that(ask: Ask) -> None:
    lost = state("person.gus", "Gus", "unknown", None)
    assert await ask("en", "who is home", (lost,)) == "I do not know the state of Gus"
    assert await ask("en", "who is home", (*PEOPLE, lost)) == "Anna. I do not know the state of Gus"
    assert await ask("en", "is anybody home", ()) == "I am not told where anybody is"
