"""“The other one too”, “both”, “undo that”, “what did I just say” behind a command."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.naming.conftest import LANGUAGES, Talk
from wyoming_morgan.home.model import Area, Entity, Home

LEFT_ON = {
    "en": "turn on the left shelf light",
    "de": "schalte linkes Regallicht ein",
    "fr": "allume la lumière étagère gauche",
    "es": "enciende la luz estante izquierdo",
    "it": "accendi la luce scaffale sinistro",
    "nl": "zet linker plankverlichting aan",
}
OTHER_TOO = {
    "en": "the other one too",
    "de": "das andere auch",
    "fr": "l'autre aussi",
    "es": "la otra también",
    "it": "l'altra anche",
    "nl": "de andere ook",
}
BOTH = {"en": "both", "de": "beide", "fr": "les deux", "es": "las dos", "it": "entrambe", "nl": "allebei"}
UNDO = {
    "en": "undo that",
    "de": "mach das rückgängig",
    "fr": "annule ça",
    "es": "deshaz eso",
    "it": "annulla questo",
    "nl": "maak dat ongedaan",
}
SAID = {
    "en": "what did I just say?",
    "de": "was habe ich gerade gesagt?",
    "fr": "qu'est-ce que j'ai dit ?",
    "es": "¿qué he dicho?",
    "it": "cosa ho appena detto?",
    "nl": "wat heb ik net gezegd?",
}
DID = {
    "en": "what did you just do?",
    "de": "was hast du gerade gemacht?",
    "fr": "qu'est-ce que tu as fait ?",
    "es": "¿qué has hecho?",
    "it": "cosa hai fatto?",
    "nl": "wat heb je net gedaan?",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_other_one_of_two_gets_the_same(talk_in: Callable[..., Talk], language: str) -> None:
    for words in (OTHER_TOO, BOTH):
        talk = talk_in(language)
        assert await talk.targets(LEFT_ON[language]) == ["left"]

        assert await talk.targets(words[language]) == ["right"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_done_to_one_thing_is_undone_and_done_again(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language)
    assert await talk.intents(LEFT_ON[language]) == [("HassTurnOn", "left")]

    assert await talk.intents(UNDO[language]) == [("HassTurnOff", "left")]
    assert await talk.intents(UNDO[language]) == [("HassTurnOn", "left")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_said_and_done_is_told(talk_in: Callable[..., Talk], language: str) -> None:
    talk = talk_in(language)
    assert await talk.targets(LEFT_ON[language]) == ["left"]

    assert LEFT_ON[language] in await talk.reply(DID[language])
    talk = talk_in(language)
    assert await talk.targets(LEFT_ON[language]) == ["left"]
    assert LEFT_ON[language] in await talk.reply(SAID[language])


@pytest.mark.parametrize(
    "sentence",
    [
        "turn on the lights in the cellar",
        "set the desk lamp to 50 percent",
        "set the thermostat to 21 degrees",
        "is the guest house front door locked",
        "in five minutes turn off the desk lamp",
    ],
)
async def test_what_is_not_plainly_reversible_is_not_undone(
    talk_in: Callable[..., Talk], sentence: str
) -> None:
    talk = talk_in("en")
    await talk.targets(sentence)

    assert await talk.reply("undo that") == "I cannot undo that by myself. Please tell me what I should do."


async def test_nothing_is_undone_if_nothing_was_done(talk_in: Callable[..., Talk]) -> None:
    talk = talk_in("en")
    assert await talk.targets("undo that") == []

    await talk.targets("turn on the desk lamp")
    await talk.targets("open the pod bay doors")
    assert await talk.targets("undo that") == []


async def test_undoing_a_lock_asks_first(talk_in: Callable[..., Talk]) -> None:
    home = Home((Entity("Front door", "lock"),), (Area("Hall"),))
    talk = talk_in("en", home)
    assert await talk.targets("lock the front door") == ["Front door"]

    assert (await talk.reply("undo that")).endswith("?")
    assert await talk.intents("yes") == [("HassTurnOff", "Front door")]
