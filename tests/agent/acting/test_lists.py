"""What is on the lists of a home is told, and whether something is."""

from __future__ import annotations

import pytest

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.findings import FINDINGS, NOW, things_in
from tests.agent.acting.rooms import LANGUAGES, state
from wyoming_morgan.agent.language.languages import LANGUAGES as WORDS
from wyoming_morgan.home.lookups import Findings, Item


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    table(
        {
            "en": {
                "what is on the shopping list": "On Shopping list: Tofu and Kiwis",
                "what do I need to buy": "On Shopping list: Tofu and Kiwis",
                "what's on my to-do list": "On Chores: Fenster",
                "what is on the chores list": "On Chores: Fenster",
                "is tofu on the shopping list": "Yes, Tofu is on Shopping list",
                "is kiwi on the shopping list": "Yes, Kiwis is on Shopping list",
                "is bread on the shopping list": "No, bread is not on Shopping list",
                "is there any tofu on my shopping list": "Yes, Tofu is on Shopping list",
                "do we have any bread on the shopping list": "No, bread is not on Shopping list",
            },
            "de": {
                "was steht auf der Einkaufsliste": "Auf Einkaufsliste: Tofu und Kiwis",
                "was muss ich einkaufen": "Auf Einkaufsliste: Tofu und Kiwis",
                "ist Tofu auf der Einkaufsliste": "Ja, Tofu steht auf Einkaufsliste",
                "steht schon Tofu auf der Einkaufsliste": "Ja, Tofu steht auf Einkaufsliste",
                "steht Brot auf der Einkaufsliste": "Nein, Brot steht nicht auf Einkaufsliste",
            },
            "fr": {
                "qu'est-ce qu'il y a sur la liste de courses": "Sur Liste de courses : Tofu et Kiwis",
                "y a-t-il du tofu sur la liste de courses": "Oui, Tofu est sur Liste de courses",
                "le pain est-il sur la liste de courses": "Non, pain n'est pas sur Liste de courses",
            },
            "es": {
                "qué hay en la lista de la compra": "En Lista de la compra: Tofu y Kiwis",
                "hay tofu en la lista de la compra": "Sí, Tofu está en Lista de la compra",
                "hay pan en la lista de la compra": "No, pan no está en Lista de la compra",
            },
            "it": {
                "cosa c'è sulla lista della spesa": "Su Lista della spesa: Tofu e Kiwis",
                "c'è il tofu sulla lista della spesa": "Sì, Tofu è su Lista della spesa",
                "c'è il pane sulla lista della spesa": "No, pane non è su Lista della spesa",
            },
            "nl": {
                "wat staat er op de boodschappenlijst": "Op Boodschappenlijst: Tofu en Kiwis",
                "staat tofu op de boodschappenlijst": "Ja, Tofu staat op Boodschappenlijst",
                "staat brood op de boodschappenlijst": "Nee, brood staat niet op Boodschappenlijst",
            },
        }
    ),
)
async def test_what_is_on_a_list_is_told(ask: Ask, language: str, text: str, answer: str) -> None:
    assert await ask(language, text, things_in(language), FINDINGS) == answer


QUESTIONS = {
    "en": ("what is on the shopping list", "is tofu on the shopping list"),
    "de": ("was steht auf der Einkaufsliste", "ist Tofu auf der Einkaufsliste"),
    "fr": ("qu'y a-t-il sur la liste de courses", "le tofu est-il sur la liste de courses"),
    "es": ("qué hay en la lista de la compra", "está el tofu en la lista de la compra"),
    "it": ("cosa c'è sulla lista della spesa", "il tofu è sulla lista della spesa"),
    "nl": ("wat staat er op de boodschappenlijst", "is er tofu op de boodschappenlijst"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_nobody_can_tell_is_neither_yes_nor_no(ask: Ask, language: str) -> None:
    words, things = WORDS[language].telling, things_in(language)
    name = things[1][0].name
    for question in QUESTIONS[language]:
        assert await ask(language, question, things) == words.not_told.format(names=name)
    assert await ask(language, QUESTIONS[language][0], things[:1], FINDINGS) == words.no_list
    empty = {"todo.shopping": Findings(NOW)}
    answer = await ask(language, QUESTIONS[language][0], things, empty)
    assert answer.casefold() == words.empty.format(name=name).casefold()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_not_told_completely_may_be_there(ask: Ask, language: str) -> None:
    words, things = WORDS[language].telling, things_in(language)
    part = {"todo.shopping": Findings(NOW, items=(Item("Kiwis"),), complete=False)}
    answer = await ask(language, QUESTIONS[language][1], things, part)
    assert answer == words.not_told.format(names=things[1][0].name)


async def test_of_several_lists_none_is_guessed(ask: Ask) -> None:
    things = (state("todo.a", "Cellar", "1"), state("todo.b", "Attic", "1"))
    assert await ask("en", "what do I need to buy", things, FINDINGS) == "I know several: Cellar and Attic"
    both = (*things_in("en"), *things)
    assert await ask("en", "what's on my to-do list", both, FINDINGS) == (
        "I know several: Shopping list, Chores, Cellar and Attic"
    )


async def test_long_lists_are_cut_and_the_rest_is_counted(ask: Ask) -> None:
    many = {"todo.shopping": Findings(NOW, items=tuple(Item(f"Item {n}") for n in range(20)))}
    answer = await ask("en", "what is on the shopping list", things_in("en"), many)
    assert answer.startswith("On Shopping list: Item 0, Item 1, ")
    assert answer.endswith("Item 11 and 8 more")


@pytest.mark.parametrize(
    ("said", "item", "there"),
    [
        ("oat milk", "Oat milk 2 l", True),
        ("milk", "Oat milk", True),
        ("oat milk", "Milk", False),
        ("egg", "Eggs", True),
        ("ham", "Hammer", False),
        ("tea", "Teapot", False),
    ],
)
async def test_an_item_is_known_by_its_whole_words(ask: Ask, said: str, item: str, there: bool) -> None:
    findings = {"todo.shopping": Findings(NOW, items=(Item(item),))}
    answer = await ask("en", f"is {said} on the shopping list", things_in("en"), findings)
    assert answer.startswith("Yes" if there else "No")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_puts_nothing_on_a_list(ask: Ask, language: str) -> None:
    # The fixture holds that Home Assistant was asked to do nothing.
    for question in QUESTIONS[language]:
        assert await ask(language, f"{question}?", things_in(language), FINDINGS)
