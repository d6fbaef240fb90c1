"""Commands whose target has no whole name: what is meant, what is asked about, what stays refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.naming.conftest import LANGUAGES, Talk
from tests.agent.naming.described_home import NAMES
from tests.agent.naming.sentences import lines

MEANT: dict[str, str] = {
    "en": """
        turn off the TV = tv
        pause the television = tv
        turn off the living room tv = tv
        start the vacuum = vacuum
        start the robot vacuum = vacuum
        set the thermostat to 21 degrees = thermostat
        set the heating to 21 degrees = thermostat
        close the living room blind = curtain
        close the blind in the living room = curtain
        close the kitchen shutter = blind
        pause the speaker in the kitchen = kitchen speaker
        turn on the big desk lamp = lamp
        turn on the desk = lamp
        turn off the tv and start the vacuum = tv vacuum
        lock the guest house door = door
        lock the guest door = door
        turn off the left light = left
        turn on the TV backlights = backlight
        """,
    "de": """
        mach den Fernseher aus = tv
        schalte den Fernseher im Wohnzimmer aus = tv
        pausiere den Fernseher = tv
        starte den Staubsauger = vacuum
        starte den Saugroboter = vacuum
        stell das Thermostat auf 21 Grad = thermostat
        schließ das Rollo im Wohnzimmer = curtain
        schalte den Lautsprecher in der Küche aus = kitchen speaker
        pausiere den Lautsprecher in der Küche = kitchen speaker
        schalte die große Schreibtischlampe ein = lamp
        schalte den Schreibtisch ein = lamp
        schließ die Gästehaustür ab = door
        schalte das linke Licht aus = left
        mach den Fernseher aus und starte den Staubsauger = tv vacuum
        """,
    "fr": """
        éteins la télé = tv
        éteins la télévision = tv
        éteins la télévision du salon = tv
        lance l'aspirateur = vacuum
        démarre le robot = vacuum
        règle le thermostat sur 21 degrés = thermostat
        mets le chauffage à 21 degrés = thermostat
        ferme le store du salon = curtain
        ferme le volet de la cuisine = blind
        éteins l'enceinte de cuisine = kitchen speaker
        mets en pause l'enceinte dans la cuisine = kitchen speaker
        allume la grande lampe de bureau = lamp
        allume le bureau = lamp
        verrouille la porte de la maison d'amis = door
        éteins la lumière gauche = left
        éteins la télévision et lance l'aspirateur = tv vacuum
        """,
    "es": """
        apaga la tele = tv
        apaga la televisión = tv
        apaga el televisor del salón = tv
        inicia la aspiradora = vacuum
        inicia el robot = vacuum
        pon el termostato a 21 grados = thermostat
        pon la calefacción a 21 grados = thermostat
        cierra la persiana del salón = curtain
        cierra la contraventana de la cocina = blind
        apaga el altavoz en la cocina = kitchen speaker
        pausa el altavoz en la cocina = kitchen speaker
        enciende la gran lámpara de escritorio = lamp
        enciende el escritorio = lamp
        bloquea la puerta de la casa de invitados = door
        apaga la luz izquierda = left
        apaga la televisión y inicia la aspiradora = tv vacuum
        """,
    "it": """
        spegni la tele = tv
        spegni la televisione = tv
        spegni il televisore del soggiorno = tv
        avvia l'aspirapolvere = vacuum
        avvia il robot = vacuum
        imposta il termostato a 21 gradi = thermostat
        imposta il riscaldamento a 21 gradi = thermostat
        chiudi la tapparella del soggiorno = curtain
        spegni la cassa in cucina = kitchen speaker
        metti in pausa la cassa in cucina = kitchen speaker
        accendi la grande lampada da scrivania = lamp
        accendi la scrivania = lamp
        blocca la porta della dependance = door
        spegni la luce sinistra = left
        spegni la televisione e avvia l'aspirapolvere = tv vacuum
        """,
    "nl": """
        zet de televisie uit = tv
        zet de tv uit = tv
        zet de tv in de woonkamer uit = tv
        start de stofzuiger = vacuum
        start de robot = vacuum
        zet de thermostaat op 21 graden = thermostat
        zet de verwarming op 21 graden = thermostat
        sluit het rolgordijn in de woonkamer = curtain
        sluit het rolluik in de keuken = blind
        zet de luidspreker in de keuken uit = kitchen speaker
        pauzeer de speaker in de keuken = kitchen speaker
        zet de grote bureaulamp aan = lamp
        zet het bureau aan = lamp
        vergrendel de gastenhuisdeur = door
        zet het linker licht uit = left
        zet de tv uit en start de stofzuiger = tv vacuum
        """,
}

"""Sentences, and the things that they are for."""

ASKED: dict[str, str] = {
    "en": """
        turn off the speaker = kitchen speaker, bedroom speaker
        pause the loudspeaker = kitchen speaker, bedroom speaker
        turn off the shelf light = left, right
        turn off the light on the shelf = left, right
        """,
    "de": """
        schalte den Lautsprecher aus = kitchen speaker, bedroom speaker
        pausiere den Lautsprecher = kitchen speaker, bedroom speaker
        schalte das Regallicht aus = left, right
        """,
    "fr": """
        éteins l'enceinte = kitchen speaker, bedroom speaker
        mets en pause l'enceinte = kitchen speaker, bedroom speaker
        éteins la lumière étagère = left, right
        """,
    "es": """
        apaga el altavoz = kitchen speaker, bedroom speaker
        pausa el altavoz = kitchen speaker, bedroom speaker
        apaga la luz del estante = left, right
        """,
    "it": """
        spegni la cassa = kitchen speaker, bedroom speaker
        metti in pausa la cassa = kitchen speaker, bedroom speaker
        spegni la luce dello scaffale = left, right
        """,
    "nl": """
        zet de luidspreker uit = kitchen speaker, bedroom speaker
        pauzeer de speaker = kitchen speaker, bedroom speaker
        zet de plankverlichting uit = left, right
        """,
}

"""Sentences, and the things that fit them equally well."""

REFUSED: dict[str, str] = {
    "en": """
        turn off the TV in the kitchen
        turn off the kitchen TV
        turn off the TV when it rains
        turn off the TV tomorrow
        turn off the purple TV
        turn off the speaker in the cellar
        don't turn off the TV
        turn off the kitchen
        turn off the second TV
        turn on the mower
        turn off every TV but the speaker
        turn off the living room speaker
        what about the TV in the kitchen
        """,
    "de": """
        mach den Fernseher in der Küche aus
        mach den Küchenfernseher aus
        mach den Fernseher aus wenn es regnet
        mach den Fernseher morgen aus
        mach den lila Fernseher aus
        schalte den Lautsprecher im Keller aus
        schalte den zweiten Fernseher aus
        starte den Rasenmäher
        schalte die Küche aus
        """,
    "fr": """
        éteins la télé de la cuisine
        éteins la télé quand il pleut
        éteins la télé demain
        éteins la télé violette
        éteins l'enceinte de la cave
        éteins la deuxième télé
        démarre la tondeuse
        """,
    "es": """
        apaga la tele de la cocina
        apaga la tele cuando llueva
        apaga la tele mañana
        apaga la tele morada
        apaga el altavoz del sótano
        apaga la segunda tele
        inicia el cortacésped
        """,
    "it": """
        spegni la tele in cucina
        spegni la tele quando piove
        spegni la tele domani
        spegni la tele viola
        spegni la cassa in cantina
        spegni la seconda tele
        avvia il tagliaerba
        spegni la cucina
        """,
    "nl": """
        zet de tv in de keuken uit
        zet de keukentv uit
        zet de tv uit als het regent
        zet de tv morgen uit
        zet de paarse tv uit
        zet de luidspreker in de kelder uit
        zet de tweede tv uit
        start de grasmaaier
        zet de keuken uit
        """,
}

"""Sentences that mean nothing in this home, or say more than which thing."""


@pytest.mark.parametrize(("language", "sentence", "keys"), [*lines(MEANT)])
async def test_the_only_thing_that_fits_is_meant(
    talk_in: Callable[..., Talk], language: str, sentence: str, keys: str
) -> None:
    assert " ".join(await talk_in(language).targets(sentence)) == keys


@pytest.mark.parametrize(("language", "sentence", "keys"), [*lines(ASKED)])
async def test_two_that_fit_are_asked_about_by_name(
    talk_in: Callable[..., Talk], language: str, sentence: str, keys: str
) -> None:
    talk = talk_in(language)

    reply = await talk.reply(sentence)

    assert reply.endswith("?")
    assert all(NAMES[language][key] in reply for key in keys.split(", "))
    assert not await talk_in(language).targets(sentence)


@pytest.mark.parametrize(("language", "sentence", "_"), [*lines(REFUSED)])
async def test_what_fits_nothing_or_says_more_is_refused(
    talk_in: Callable[..., Talk], language: str, sentence: str, _: str
) -> None:
    assert await talk_in(language).targets(sentence) == []


UNLOCK = {
    "en": "unlock the guest house door",
    "de": "schließ die Gästehaustür auf",
    "fr": "déverrouille la porte de la maison d'amis",
    "es": "desbloquea la puerta de la casa de invitados",
    "it": "sblocca la porta della dependance",
    "nl": "ontgrendel de gastenhuisdeur",
}
YES = {"en": "yes", "de": "ja", "fr": "oui", "es": "sí", "it": "sì", "nl": "ja"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_guarded_is_asked_about_by_its_whole_name(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language)

    question = await talk.reply(UNLOCK[language])

    assert NAMES[language]["door"] in question
    assert await talk.targets(YES[language]) == ["door"]
