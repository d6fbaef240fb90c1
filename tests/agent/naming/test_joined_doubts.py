"""A joined sentence asks for each part that may mean several things, and then does all of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.naming.conftest import LANGUAGES, Talk
from wyoming_morgan.agent.language.languages import LANGUAGES as WORDS
from wyoming_morgan.home.model import Area, Entity, Home

ROOMS = {
    "en": ("Study", "Lounge"),
    "de": ("Büro", "Wohnzimmer"),
    "fr": ("Bureau", "Chambre"),
    "es": ("Despacho", "Salón"),
    "it": ("Studio", "Soggiorno"),
    "nl": ("Kantoor", "Woonkamer"),
}
LAMPS = {
    "en": ("Desk lamp", "Floor lamp"),
    "de": ("Schreibtischlampe", "Stehlampe"),
    "fr": ("Lampe de travail", "Lampe de chevet"),
    "es": ("Lámpara de mesa", "Lámpara de pie"),
    "it": ("Lampada da tavolo", "Lampada da terra"),
    "nl": ("Bureaulamp", "Staande lamp"),
}
BLINDS = {
    "en": ("Small blind", "Big blind"),
    "de": ("Kleines Rollo", "Großes Rollo"),
    "fr": ("Petit volet", "Grand volet"),
    "es": ("Persiana pequeña", "Persiana grande"),
    "it": ("Tapparella piccola", "Tapparella grande"),
    "nl": ("Klein rolgordijn", "Groot rolgordijn"),
}
PRINTER = {
    "en": "Printer",
    "de": "Drucker",
    "fr": "Imprimante",
    "es": "Impresora",
    "it": "Stampante",
    "nl": "Printer",
}
BOTH_OFF = {
    "en": "turn off the lamp and the printer",
    "de": "mach die Lampe und den Drucker aus",
    "fr": "éteins la lampe et l'imprimante",
    "es": "apaga la lámpara y la impresora",
    "it": "spegni la lampada e la stampante",
    "nl": "doe de lamp en de printer uit",
}
LAST_DOUBTFUL = {
    "en": "turn off the printer and the lamp",
    "de": "mach den Drucker und die Lampe aus",
    "fr": "éteins l'imprimante et la lampe",
    "es": "apaga la impresora y la lámpara",
    "it": "spegni la stampante e la lampada",
    "nl": "doe de printer en de lamp uit",
}
TWO_VERBS = {
    "en": "turn off the lamp and close the blind",
    "de": "schalte die Lampe aus und schließe das Rollo",
    "fr": "éteins la lampe et ferme le volet",
    "es": "apaga la lámpara y cierra la persiana",
    "it": "spegni la lampada e chiudi la tapparella",
    "nl": "doe de lamp uit en sluit het rolgordijn",
}
SECOND_LAMP = {
    "en": "the floor lamp",
    "de": "die Stehlampe",
    "fr": "la lampe de chevet",
    "es": "la de pie",
    "it": "quella da terra",
    "nl": "de staande lamp",
}
THE_BIG_ONE = {
    "en": "the big one",
    "de": "das große",
    "fr": "le grand",
    "es": "la grande",
    "it": "quella grande",
    "nl": "het tweede",
}
ALL_OF_THEM = {
    "en": "both",
    "de": "beide",
    "fr": "les deux",
    "es": "las dos",
    "it": "tutte e due",
    "nl": "allebei",
}
THE_OTHER = {
    "en": "the other one",
    "de": "die andere",
    "fr": "l'autre",
    "es": "la otra",
    "it": "l'altra",
    "nl": "de andere",
}
NO = {
    "en": "never mind",
    "de": "vergiss es",
    "fr": "laisse tomber",
    "es": "déjalo",
    "it": "lascia stare",
    "nl": "laat maar",
}
TIME = {
    "en": "what time is it",
    "de": "wie spät ist es",
    "fr": "quelle heure est-il",
    "es": "qué hora es",
    "it": "che ore sono",
    "nl": "hoe laat is het",
}


def home(language: str) -> Home:
    study, lounge = ROOMS[language]
    lamps, blinds = LAMPS[language], BLINDS[language]
    return Home(
        (
            Entity(lamps[0], "light", area=study),
            Entity(lamps[1], "light", area=lounge),
            Entity(PRINTER[language], "switch", area=study),
            Entity(blinds[0], "cover", area=study, device_class="blind"),
            Entity(blinds[1], "cover", area=lounge, device_class="blind"),
        ),
        (Area(study), Area(lounge)),
    )


def names(slots: list[dict[str, object]]) -> list[object]:
    return [some["name"] for some in slots]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_doubtful_part_is_asked_for_and_both_are_done(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language, home(language))
    asked = await talk.reply(BOTH_OFF[language])

    assert all(lamp in asked for lamp in LAMPS[language])
    assert names(await talk.slots(SECOND_LAMP[language])) == [LAMPS[language][1], PRINTER[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_both_means_both_lamps_and_the_printer_once(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language, home(language))
    await talk.reply(LAST_DOUBTFUL[language])

    assert names(await talk.slots(ALL_OF_THEM[language])) == [PRINTER[language], *LAMPS[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_other_one_afterwards_is_done_alone(talk_in: Callable[..., Talk], language: str) -> None:
    talk = talk_in(language, home(language))
    await talk.reply(BOTH_OFF[language])
    await talk.slots(SECOND_LAMP[language])

    assert names(await talk.slots(THE_OTHER[language])) == [LAMPS[language][0]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_doubtful_parts_are_asked_for_one_after_the_other(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language, home(language))
    await talk.reply(TWO_VERBS[language])
    asked = await talk.reply(SECOND_LAMP[language])

    assert all(blind in asked for blind in BLINDS[language])
    assert names(await talk.slots(THE_BIG_ONE[language])) == [LAMPS[language][1], BLINDS[language][1]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_cancel_at_either_question_leaves_everything_as_it_is(
    talk_in: Callable[..., Talk], language: str
) -> None:
    for answers in ((), (SECOND_LAMP[language],)):
        talk = talk_in(language, home(language))
        for text in (TWO_VERBS[language], *answers):
            assert await talk.slots(text) == []

        assert await talk.reply(NO[language]) == WORDS[language].replies.cancelled
        assert await talk.slots(THE_OTHER[language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_in_between_leaves_the_choice_open(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language, home(language))
    await talk.reply(BOTH_OFF[language])
    await talk.reply(TIME[language])

    assert names(await talk.slots(SECOND_LAMP[language])) == [LAMPS[language][1], PRINTER[language]]


async def test_a_command_in_between_closes_it(talk_in: Callable[..., Talk]) -> None:
    talk = talk_in("en", home("en"))
    await talk.reply("turn off the lamp and the printer")
    await talk.reply("turn on the printer")

    assert await talk.intents("the floor lamp") == [("HassTurnOn", "Floor lamp")]


async def test_an_unknown_thing_beside_a_doubtful_one_does_nothing(talk_in: Callable[..., Talk]) -> None:
    talk = talk_in("en", home("en"))
    assert await talk.slots("turn off the lamp and the zeppelin") == []


async def test_things_of_one_name_are_asked_for_by_room(talk_in: Callable[..., Talk]) -> None:
    lamps = (Entity("Lamp", "light", area="Study"), Entity("Lamp", "light", area="Lounge"))
    shared = Home((*lamps, Entity("Printer", "switch", area="Study")), (Area("Study"), Area("Lounge")))
    talk = talk_in("en", shared)

    assert await talk.reply("turn off the lamp and the printer") == "Lamp: in Study or Lounge?"
    assert await talk.slots("the lounge") == [{"name": "Lamp", "area": "Lounge"}, {"name": "Printer"}]
    assert await talk.slots("turn off the printer and the lamp", area="Study") == [
        {"name": "Printer"},
        {"name": "Lamp", "area": "Study"},
    ]


async def test_what_waits_or_is_guarded_is_asked_for_first(talk_in: Callable[..., Talk]) -> None:
    doors = (Entity("Front door", "lock"), Entity("Back door", "lock"))
    talk = talk_in("en", Home((*home("en").entities, *doors), home("en").areas))

    await talk.reply("in ten minutes turn off the lamp and the printer")
    (timer,) = await talk.slots("the floor lamp")
    assert timer["conversation_command"] == "turn off Floor lamp and Printer"

    await talk.reply("unlock the door and turn off the printer")
    assert "Front door" in await talk.reply("the front door")
    assert names(await talk.slots("yes")) == ["Front door", "Printer"]
