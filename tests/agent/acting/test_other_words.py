"""Questions in other words are answered, and what only looks like one is not taken for it."""

from __future__ import annotations

import pytest

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.findings import FINDINGS, things_in
from tests.agent.acting.rooms import LANGUAGES, state
from tests.agent.homes import LIVING
from wyoming_morgan.agent.language.languages import LANGUAGES as WORDS

THINGS = (
    state("light.k", "Zenit", "on"),
    state("light.l", "Zenit", "off", LIVING),
    state("lock.d", "Cerberus", "locked"),
    state("valve.v", "Aquastop", "open"),
    state("media_player.t", "Teleo", "paused", LIVING),
    state("climate.k", "Thermo", "heat", current_temperature=21.5),
    state("person.a", "Anna", "home", None),
    state("person.b", "Ben", "not_home", None),
)


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    table(
        {
            "en": {
                "is Zenit on in the kitchen": "Yes",
                "is Zenit on in the living room": "No, off",
                "is Zenit currently on in the kitchen": "Yes",
                "is Cerberus locked at the moment": "Yes",
                "tell me whether Zenit is on in the kitchen": "Yes",
                "do you know if Cerberus is locked": "Yes",
                "please answer: is Cerberus locked?": "Yes",
                "can you tell me which lights are on": "Zenit (Kitchen)",
                "do you know what the temperature is in the kitchen": "21.5 degrees",
                "I'd like to know where Anna is": "Anna is at home",
                "is Aquastop on": "Yes",
                "are the lights on in the kitchen": "Yes, Zenit",
                "are the lights on in the living room": "No",
                "who's home": "Anna",
                "is Teleo playing": "No, paused",
                "is Teleo on": "Yes",
                "is Teleo playing or paused": "Teleo is paused",
                "is Cerberus locked or unlocked": "Cerberus is locked",
                "where is everybody": "Anna is at home. Ben is away",
                "who is still at home": "Anna",
            },
            "de": {
                "ist Zenit in der Küche an": "Ja",
                "ist Zenit im Wohnzimmer an": "Nein, aus",
                "sag mir, ob Zenit in der Küche an ist": "Ja",
                "weißt du, ob Cerberus abgeschlossen ist?": "Ja",
                "ist Cerberus momentan abgeschlossen": "Ja",
                "bitte beantworte: ist Cerberus abgeschlossen": "Ja",
                "kannst du mir sagen, welche Lichter an sind": "Zenit (Küche)",
                "weißt du, wie warm es in der Küche ist": "21,5 Grad",
                "sag mir, wo Anna ist": "Anna ist zu Hause",
                "ist Aquastop an": "Ja",
                "sind die Lichter in der Küche an": "Ja, Zenit",
                "ist Teleo am Spielen oder angehalten": "Teleo ist angehalten",
                "wo sind alle": "Anna ist zu Hause. Ben ist unterwegs",
            },
            "fr": {
                "Zenit est-il allumé dans la cuisine": "Oui",
                "Zenit est-il allumé dans le salon": "Non, elle est éteinte",
                "dis-moi si Zenit est allumé dans la cuisine": "Oui",
                "sais-tu si Cerberus est verrouillé": "Oui",
                "Cerberus est-il verrouillé en ce moment": "Oui",
                "dis-moi où est Anna": "Anna est à la maison",
                "est-ce qu'Anna est à la maison": "Oui",
                "Aquastop est-il allumé": "Oui",
                "la lumière est-elle allumée dans la cuisine": "Oui, Zenit",
                "Teleo est-il en lecture ou en pause": "Teleo est en pause",
                "où est tout le monde": "Anna est à la maison. Ben n'est pas à la maison",
            },
            "es": {
                "está Zenit encendida en la cocina": "Sí",
                "sabes si Cerberus está cerrado con llave": "Sí",
                "está Zenit encendida ahora mismo en la cocina": "Sí",
                "dime dónde está Anna": "Anna está en casa",
                "quiero saber cuál es la temperatura de la cocina": "21,5 grados",
                "está Aquastop encendida": "Sí",
                "están encendidas las luces en la cocina": "Sí, Zenit",
                "está Teleo reproduciendo o en pausa": "Teleo está en pausa",
                "dónde están todos": "Anna está en casa. Ben está fuera",
            },
            "it": {
                "Zenit è accesa in cucina": "Sì",
                "dimmi se Cerberus è bloccato": "Sì",
                "sai se Zenit è accesa in cucina": "Sì",
                "Zenit è accesa in questo momento in cucina": "Sì",
                "dimmi dov'è Anna": "Anna è a casa",
                "chi è a casa": "Anna",
                "Aquastop è accesa": "Sì",
                "la luce è accesa in cucina": "Sì, Zenit",
                "Teleo è in riproduzione o in pausa": "Teleo è in pausa",
                "dove sono tutti": "Anna è a casa. Ben è fuori casa",
            },
            "nl": {
                "is Zenit aan in de keuken": "Ja",
                "zeg me of Cerberus op slot is": "Ja",
                "weet je of Zenit in de keuken aan is": "Ja",
                "kun je me vertellen welke lampen aan zijn": "Zenit (Keuken)",
                "weet je hoe warm het is in de keuken": "21.5 graden",
                "is Zenit momenteel aan in de keuken": "Ja",
                "zeg me waar Anna is": "Anna is thuis",
                "is Aquastop aan": "Ja",
                "is het licht aan in de keuken": "Ja, Zenit",
                "is Teleo aan het spelen of gepauzeerd": "Teleo is gepauzeerd",
                "waar is iedereen": "Anna is thuis. Ben is niet thuis",
            },
        }
    ),
)
async def test_a_question_is_answered_in_whatever_words(
    ask: Ask, language: str, text: str, answer: str
) -> None:
    said = await ask(language, text, THINGS)
    assert said.replace(",5", ".5") == answer.replace(",5", ".5")


@pytest.mark.parametrize(
    ("language", "text", "beginning"),
    [
        ("en", "tell me if it will rain tomorrow", "Yes, tomorrow"),
        ("de", "weißt du, ob es morgen regnet", "Ja, morgen"),
        ("fr", "peux-tu me dire s'il va pleuvoir demain", "Oui, demain"),
        ("es", "dime si va a llover mañana", "Sí, mañana"),
        ("it", "sai se domani piove", "Sì, domani"),
        ("nl", "weet je of het morgen regent", "Ja, morgen"),
    ],
)
async def test_what_is_looked_up_is_asked_in_other_words_too(
    ask: Ask, language: str, text: str, beginning: str
) -> None:
    assert (await ask(language, text, things_in(language), FINDINGS)).startswith(beginning)


NO_QUESTIONS = {
    "en": (
        "tell me a story about Zenit",
        "let me know when Anna comes home",
        "check if Zenit is on and turn it off",
        "do you know Anna",
        "tell me to turn on Zenit",
    ),
    "de": ("sag mir Bescheid, wenn Anna kommt", "kennst du Anna", "sag mir etwas über Zenit"),
    "fr": ("dis-moi quand Anna arrive", "raconte-moi une histoire de Zenit"),
    "es": ("dime algo sobre Zenit", "avísame cuando llegue Anna"),
    "it": ("dimmi qualcosa di Zenit", "avvisami quando arriva Anna"),
    "nl": ("vertel me iets over Zenit", "zeg het me als Anna komt"),
}


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in LANGUAGES for text in NO_QUESTIONS[language]]
)
async def test_what_only_begins_like_a_question_is_none(ask: Ask, language: str, text: str) -> None:
    # The fixture holds that Home Assistant was asked to do nothing.
    said = await ask(language, text, THINGS)
    words = WORDS[language].states
    assert not said.startswith((f"{words.yes},", f"{words.no},"))
    assert "Anna " not in said
    assert said not in {words.yes, words.no}
