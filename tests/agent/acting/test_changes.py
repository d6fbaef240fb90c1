"""“A bit brighter” becomes a value by the states: of what was named, of the command before, of the room."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.acting.rooms import LANGUAGES, Placed, state
from tests.agent.acting.talking import Talk
from tests.agent.homes import LIVING
from wyoming_morgan.agent.language.languages import language_of

THINGS = (
    state("light.zenit", "Zenit", "on", brightness=128),
    state("light.luma", "Luma", "off"),
    state(
        "light.stella",
        "Stella",
        "on",
        LIVING,
        brightness=51,
        color_temp_kelvin=4000,
        min_color_temp_kelvin=2200,
        max_color_temp_kelvin=6500,
    ),
    state("climate.thermo", "Thermo", "heat", temperature=20, min_temp=7, max_temp=35),
    state("media_player.teleo", "Teleo", "playing", LIVING),
    state("media_player.radix", "Radix", "idle"),
    state("fan.ventus", "Ventus", "on", percentage=40, percentage_step=20),
    state("cover.jalu", "Jalu", "open", current_position=50, device_class="blind"),
    state("cover.garage", "Garago", "open", current_position=50, device_class="garage"),
)


EXPECTED: dict[str, tuple[str, dict[str, Any]]] = {
    "a bit brighter": ("HassLightSet", {"name": "Zenit", "brightness": 60}),
    "dim": ("HassLightSet", {"name": "Stella", "brightness": 1}),
    "by points": ("HassLightSet", {"name": "Zenit", "brightness": 70}),
    "more points": ("HassLightSet", {"name": "Zenit", "brightness": 70}),
    "in a room": ("HassLightSet", {"name": "Stella", "brightness": 40}),
    "in this room": ("HassLightSet", {"name": "Zenit", "brightness": 70}),
    "it darker": ("HassLightSet", {"name": "Zenit", "brightness": 40}),
    "the lights": ("HassLightSet", {"name": "Zenit", "brightness": 30}),
    "heating": ("HassClimateSetTemperature", {"name": "Thermo", "temperature": 22}),
    "warmer": ("HassClimateSetTemperature", {"name": "Thermo", "temperature": 20.5}),
    "degrees": ("HassClimateSetTemperature", {"name": "Thermo", "temperature": 22}),
    "a half": ("HassClimateSetTemperature", {"name": "Thermo", "temperature": 18.5}),
    "a lot louder": ("HassSetVolumeRelative", {"name": "Teleo", "volume_step": 20}),
    "louder": ("HassSetVolumeRelative", {"name": "Teleo", "volume_step": "up"}),
    "faster": ("HassFanSetSpeed", {"name": "Ventus", "percentage": 60}),
    "slower": ("HassFanSetSpeed", {"name": "Ventus", "percentage": 30}),
    "open a bit": ("HassSetPosition", {"name": "Jalu", "position": 60}),
    "close by points": ("HassSetPosition", {"name": "Jalu", "position": 40}),
    "warmer light": ("HassLightSet", {"name": "Stella", "temperature": 3500}),
}
SAID: dict[str, dict[str, str]] = {
    "en": {
        "a bit brighter": "make Zenit a bit brighter",
        "dim": "dim Stella by 50 percent",
        "by points": "turn Zenit up by 20 percent",
        "more points": "Zenit 20 percent brighter",
        "in a room": "make it brighter in the living room",
        "in this room": "brighter in here",
        "it darker": "a bit darker",
        "the lights": "dim the lights",
        "heating": "turn up the heating by two degrees",
        "warmer": "a bit warmer",
        "degrees": "two degrees warmer please",
        "a half": "turn Thermo down by one and a half degrees",
        "a lot louder": "make Teleo a lot louder",
        "louder": "louder",
        "faster": "turn Ventus up",
        "slower": "slow down Ventus a bit",
        "open a bit": "open Jalu a bit more",
        "close by points": "close Jalu by 10 percent",
        "warmer light": "make Stella warmer",
    },
    "de": {
        "a bit brighter": "mach Zenit etwas heller",
        "dim": "dimme Stella um 50 Prozent",
        "by points": "dreh Zenit um 20 Prozent hoch",
        "more points": "Zenit 20 Prozent heller",
        "in a room": "mach es im Wohnzimmer heller",
        "in this room": "hier heller",
        "it darker": "etwas dunkler",
        "the lights": "dimme das Licht",
        "heating": "dreh die Heizung um zwei Grad höher",
        "warmer": "etwas wärmer bitte",
        "degrees": "mach es 2 Grad wärmer",
        "a half": "stell Thermo um anderthalb Grad niedriger",
        "a lot louder": "mach Teleo viel lauter",
        "louder": "lauter",
        "faster": "dreh Ventus hoch",
        "slower": "Ventus etwas langsamer",
        "open a bit": "öffne Jalu ein bisschen",
        "close by points": "schließe Jalu um 10 Prozent",
        "warmer light": "mach Stella wärmer",
    },
    "fr": {
        "a bit brighter": "rends Zenit un peu plus lumineux",
        "dim": "tamise Stella de 50 pour cent",
        "by points": "augmente Zenit de 20 pour cent",
        "more points": "Zenit plus lumineux de 20 pour cent",
        "in a room": "mets plus de lumière dans le salon",
        "in this room": "plus lumineux ici",
        "it darker": "un peu plus sombre",
        "the lights": "tamise la lumière",
        "heating": "monte le chauffage de deux degrés",
        "warmer": "un peu plus chaud",
        "degrees": "2 degrés de plus",
        "a half": "baisse Thermo d'un degré et demi",
        "a lot louder": "mets Teleo beaucoup plus fort",
        "louder": "plus fort",
        "faster": "augmente Ventus",
        "slower": "ralentis un peu Ventus",
        "open a bit": "ouvre un peu Jalu",
        "close by points": "ferme Jalu de 10 %",
        "warmer light": "mets Stella plus chaud",
    },
    "es": {
        "a bit brighter": "pon Zenit un poco más brillante",
        "dim": "atenúa Stella un 50 por ciento",
        "by points": "sube Zenit un 20 por ciento",
        "more points": "Zenit un 20 por ciento más brillante",
        "in a room": "pon más luz en el salón",
        "in this room": "más luz aquí",
        "it darker": "un poco más oscuro",
        "the lights": "atenúa las luces",
        "heating": "sube la calefacción dos grados",
        "warmer": "un poco más caliente",
        "degrees": "dos grados más",
        "a half": "baja Thermo un grado y medio",
        "a lot louder": "pon Teleo mucho más alto",
        "louder": "más alto",
        "faster": "sube Ventus",
        "slower": "ralentiza un poco Ventus",
        "open a bit": "abre un poco Jalu",
        "close by points": "cierra Jalu un 10 por ciento",
        "warmer light": "pon Stella más cálida",
    },
    "it": {
        "a bit brighter": "rendi Zenit un po' più luminosa",
        "dim": "attenua Stella del 50 per cento",
        "by points": "alza Zenit del 20 per cento",
        "more points": "Zenit 20 per cento più luminosa",
        "in a room": "più luce in soggiorno",
        "in this room": "più luce qui",
        "it darker": "un po' più scuro",
        "the lights": "attenua le luci",
        "heating": "alza il riscaldamento di due gradi",
        "warmer": "un po' più caldo",
        "degrees": "due gradi in più",
        "a half": "abbassa Thermo di un grado e mezzo",
        "a lot louder": "metti Teleo molto più forte",
        "louder": "più forte",
        "faster": "alza Ventus",
        "slower": "rallenta un po' Ventus",
        "open a bit": "apri un po' Jalu",
        "close by points": "chiudi Jalu del 10 per cento",
        "warmer light": "rendi Stella più calda",
    },
    "nl": {
        "a bit brighter": "maak Zenit een beetje feller",
        "dim": "dim Stella met 50 procent",
        "by points": "zet Zenit 20 procent hoger",
        "more points": "Zenit 20 procent feller",
        "in a room": "maak het feller in de woonkamer",
        "in this room": "maak het hier feller",
        "it darker": "iets donkerder",
        "the lights": "dim de lampen",
        "heating": "zet de verwarming twee graden hoger",
        "warmer": "iets warmer",
        "degrees": "2 graden warmer",
        "a half": "zet Thermo anderhalve graad lager",
        "a lot louder": "zet Teleo veel harder",
        "louder": "harder",
        "faster": "zet Ventus hoger",
        "slower": "vertraag Ventus een beetje",
        "open a bit": "open Jalu een beetje",
        "close by points": "sluit Jalu met 10 procent",
        "warmer light": "maak Stella warmer",
    },
}
BEFORE = {
    "en": ("turn on Stella", "a bit brighter", "turn it up", "set Thermo to 18 degrees", "turn it down"),
    "de": (
        "schalte Stella ein",
        "etwas heller",
        "dreh es hoch",
        "stelle die Temperatur von Thermo auf 18 Grad",
        "stell es niedriger",
    ),
    "fr": (
        "allume Stella",
        "un peu plus lumineux",
        "augmente-la",
        "règle la température de Thermo sur 18 degrés",
        "baisse-le",
    ),
    "es": ("enciende Stella", "un poco más brillante", "súbela", "pon Thermo a 18 grados", "bájalo"),
    "it": ("accendi Stella", "un po' più luminosa", "alzala", "imposta Thermo a 18 gradi", "abbassalo"),
    "nl": ("zet Stella aan", "iets feller", "zet hem hoger", "zet Thermo op 18 graden", "zet hem lager"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EXPECTED)
async def test_a_change_becomes_a_value(talk: Talk, language: str, kind: str) -> None:
    _, link = await talk(language, SAID[language][kind], things=THINGS)

    assert link.handled == [EXPECTED[kind]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_what_the_command_before_was_for(talk: Talk, language: str) -> None:
    _, link = await talk(language, *BEFORE[language], things=THINGS)

    changes = [slots for name, slots in link.handled if name != "HassTurnOn"]
    assert changes == [
        {"name": "Stella", "brightness": 30},
        {"name": "Stella", "brightness": 40},
        {"name": "Thermo", "temperature": 18},
        {"name": "Thermo", "temperature": 19},
    ]


async def test_what_the_command_before_was_for_has_nothing_of_the_kind(talk: Talk) -> None:
    _, link = await talk("en", "turn on Stella", "a bit warmer in here", "louder", things=THINGS)

    assert link.handled[1:] == [
        ("HassClimateSetTemperature", {"name": "Thermo", "temperature": 20.5}),
        ("HassSetVolumeRelative", {"name": "Teleo", "volume_step": "up"}),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_known_is_said_and_never_guessed(talk: Talk, language: str) -> None:
    things = (state("light.zenit", "Zenit", "on"), state("media_player.teleo", "Teleo", "playing", LIVING))
    (heard,), link = await talk(language, SAID[language]["a bit brighter"], things=things)

    assert heard.text == language_of(language).replies.level_unknown
    assert link.handled == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_away_is_not_changed(talk: Talk, language: str) -> None:
    things = (state("light.zenit", "Zenit", "unavailable"),)
    (heard,), link = await talk(language, SAID[language]["a bit brighter"], things=things)

    assert "Zenit" in heard.text
    assert link.handled == []


@pytest.mark.parametrize(
    ("text", "things", "expected"),
    [
        ("make Zenit brighter", [state("light.z", "Zenit", "on", brightness=250)], {"brightness": 100}),
        ("dim Zenit", [state("light.z", "Zenit", "on", brightness=13)], {"brightness": 1}),
        ("make Zenit brighter", [state("light.z", "Zenit", "off")], {"brightness": 20}),
        (
            "turn up Zenit by 20 degrees",
            [state("climate.z", "Zenit", "heat", temperature=20, max_temp=30)],
            {"temperature": 30},
        ),
        (
            "make Zenit warmer",
            [state("climate.z", "Zenit", "heat", temperature=68, max_temp=95)],
            {"temperature": 70},
        ),
        ("close Zenit a bit", [state("cover.z", "Zenit", "open", current_position=5)], {"position": 0}),
    ],
)
async def test_a_value_stays_within_its_bounds(
    talk: Talk, text: str, things: list[Placed], expected: dict[str, Any]
) -> None:
    _, link = await talk("en", text, things=things)

    assert [slots for _, slots in link.handled] == [{"name": "Zenit", **expected}]


async def test_in_a_room_what_is_on_changes_each_by_itself(talk: Talk) -> None:
    things = (
        state("light.a", "Alpha", "on", brightness=51),
        state("light.b", "Beta", "on", brightness=128),
        state("light.c", "Gamma", "off"),
        state("light.d", "Delta", "on", LIVING, brightness=128),
    )
    _, link = await talk("en", "make it brighter", things=things)

    assert [slots for _, slots in link.handled] == [
        {"name": "Alpha", "brightness": 40},
        {"name": "Beta", "brightness": 70},
    ]


async def test_things_of_one_name_are_told_apart_by_their_rooms(talk: Talk) -> None:
    things = (
        state("light.a", "Zenit", "on", brightness=51),
        state("light.b", "Zenit", "on", LIVING, brightness=128),
    )
    _, link = await talk("en", "make it brighter in the living room", things=things)

    assert [slots for _, slots in link.handled] == [
        {"name": "Zenit", "area": "Living room", "brightness": 70}
    ]


async def test_without_a_room_the_only_player_that_plays_is_meant(talk: Talk) -> None:
    _, link = await talk("en", "louder", "pause", in_kitchen=False, things=THINGS)

    assert [slots["name"] for _, slots in link.handled] == ["Teleo", "Teleo"]


async def test_of_two_players_that_play_none_is_chosen(talk: Talk) -> None:
    things = (*THINGS, state("media_player.other", "Sonora", "playing", LIVING))
    (heard,), link = await talk("en", "turn up the volume", things=things, in_kitchen=False)

    assert heard.asks
    assert link.handled == []


async def test_opening_a_garage_a_bit_is_asked_about(talk: Talk) -> None:
    (heard, _), link = await talk("en", "open Garago a bit", "yes", things=THINGS)

    assert heard.asks
    assert link.handled == [("HassSetPosition", {"name": "Garago", "position": 60})]


async def test_an_unknown_room_has_nothing_to_change(talk: Talk) -> None:
    (heard,), link = await talk("en", "make it brighter in the cellar", things=THINGS)

    assert not heard.intents
    assert link.handled == []


@pytest.mark.parametrize(
    "text",
    [
        "make Zenit brighter if it is dark",
        "make Zenit brighter at seven",
        "dim everything except Zenit",
        "do not make Zenit brighter",
        "is Zenit brighter",
        "the future looks brighter",
    ],
)
async def test_conditions_times_and_talk_change_nothing(talk: Talk, text: str) -> None:
    _, link = await talk("en", text, things=THINGS)

    assert link.handled == []
