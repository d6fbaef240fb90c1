"""Names of doors, locks, alarms and ovens, as people, devices and scripts have them, in six languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.agent.language.guarded import Guarded
from wyoming_morgan.agent.language.languages import GUARDED_NAMES

ACCESS, HEAT = Guarded.ACCESS, Guarded.HEAT


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Front door", ACCESS),
        ("unlock_all", ACCESS),
        ("DisarmAlarm", ACCESS),
        ("script_open_sesame garage", ACCESS),
        ("lock.front_2", ACCESS),
        ("Garage door & light", ACCESS),
        ("Open the garage and turn on the light", ACCESS),
        ("open_garage_light", ACCESS),
        ("Oven", HEAT),
        ("patio_heater_2", HEAT),
        ("haustuer_oeffnen", ACCESS),
        ("haustur_offnen", ACCESS),
        ("Haustür öffnen", ACCESS),
        ("Terrassentür", ACCESS),
        ("Hoftor", ACCESS),
        ("GaragentorAuf", ACCESS),
        ("Alarmanlage", ACCESS),
        ("aufschließen", ACCESS),
        ("Backofen", HEAT),
        ("Heizlüfter", HEAT),
        ("ouvrir_portail", ACCESS),
        ("Porte d'entrée", ACCESS),
        ("désarmer l'alarme", ACCESS),
        ("deverrouiller", ACCESS),
        ("Four", HEAT),
        ("Radiateur du salon", HEAT),
        ("abrir_porton", ACCESS),
        ("Puerta principal", ACCESS),
        ("desactivar alarma", ACCESS),
        ("Horno", HEAT),
        ("Calefacción", HEAT),
        ("apri_cancello", ACCESS),
        ("Serratura", ACCESS),
        ("Portone", ACCESS),
        ("Forno", HEAT),
        ("Stufa a pellet", HEAT),
        ("voordeur_openen", ACCESS),
        ("Poort", ACCESS),
        ("alarm_uitschakelen", ACCESS),
        ("Vaatwasser en oven", HEAT),
        ("Kachel", HEAT),
        ("Sirene", ACCESS),
        ("Roller shutter door", ACCESS),
        ("Sektionaltor", ACCESS),
        ("Haustürschloss", ACCESS),
        ("Schranke", ACCESS),
        ("scharf schalten", ACCESS),
        ("Herdplatte", HEAT),
        ("Induktionskochfeld", HEAT),
        ("Durchlauferhitzer", HEAT),
        ("Gashahn", HEAT),
        ("Gâche électrique", ACCESS),
        ("Porte-fenêtre", ACCESS),
        ("Rideau métallique", ACCESS),
        ("Coffre-fort", ACCESS),
        ("Plaque de cuisson", HEAT),
        ("Vanne d'eau", HEAT),
        ("Basculante box auto", ACCESS),
        ("Saracinesca", ACCESS),
        ("Elettroserratura", ACCESS),
        ("Piano cottura", HEAT),
        ("Valvola gas", HEAT),
        ("Cierre centralizado", ACCESS),
        ("Portero automático", ACCESS),
        ("Caja fuerte", ACCESS),
        ("Cocina eléctrica", HEAT),
        ("Llave de paso", ACCESS),
        ("oprit hek", ACCESS),
        ("Deuropener", ACCESS),
        ("Hangslot", ACCESS),
        ("Inductiekookplaat", HEAT),
        ("cv-ketel", HEAT),
        ("Hoofdkraan", HEAT),
        ("hot plate", HEAT),
        ("open the driveway", ACCESS),
        ("Einfahrt öffnen", ACCESS),
        ("ouvrir l'entrée", ACCESS),
        ("apri il vialetto", ACCESS),
        ("abrir entrada", ACCESS),
        ("toegang openen", ACCESS),
    ],
)
def test_a_name_of_something_guarded_is_known(name: str, kind: Guarded) -> None:
    assert GUARDED_NAMES.of(name) is kind


@pytest.mark.parametrize(
    "name",
    [
        "play_song jazz",
        "Kettle",
        "Garage light",
        "Garage door lights",
        "Light in the garage",
        "Front door camera",
        "Doorbell chime",
        "Towel heater",
        "Outdoor socket",
        "navigate",
        "World clock",
        "Garagenlicht",
        "Türklingel",
        "Temperatur",
        "Motor",
        "Monitor",
        "Türkis",
        "Handtuchheizung",
        "Licht vor der Haustür",
        "Lumière du garage",
        "Lampe de la porte d'entrée",
        "Luz del garaje",
        "Luce del cancello",
        "Lamp bij de voordeur",
        "Deurbel",
        "get_ready_for_bed",
        "guten_morgen",
        "Summer mode",
        "Garage fan",
        "Ventilator",
        "Bibliothek",
        "Direktor",
        "Generator",
        "Schrankbeleuchtung",
        "Bibliotheek",
        "Portatile",
        "Termostato",
        "Gateway restart",
        "Driveway",
        "Eingang",
        "Waschmaschine",
        "Lave-linge",
        "Kerstboom",
    ],
)
def test_other_names_are_let_through(name: str) -> None:
    assert GUARDED_NAMES.of(name) is None


def test_the_most_guarded_of_several_names_counts() -> None:
    assert GUARDED_NAMES.of("Kettle", "Oven", "Front door") is ACCESS
    assert GUARDED_NAMES.of("Kettle", "Oven") is HEAT
    assert GUARDED_NAMES.of() is None


@given(
    st.sampled_from(
        ["open the front door", "unlock", "Haustür öffnen", "ouvrir le portail", "apri_cancello"]
    ),
    st.text(max_size=40),
)
def test_words_before_an_opened_door_never_hide_it(name: str, more: str) -> None:
    assert GUARDED_NAMES.of(f"{more} {name}") is ACCESS


WRITTEN = {
    "upper case": "GARAGE DOOR",
    "a hidden sign within": "Gar\u200bage Do\u00ador",
    "a hidden sign between": "garage\u2060door",
    "joiners": "d\u200do\u200co\u200dr",
    "a mark of direction": "\u202egarage\u202c door",
    "a letter of another alphabet": "G\u0430rage",
    "a whole word of it": "G\u0391\u03a4\u0395",
    "full width": "\uff27\uff41\uff54\uff45",
    "mathematical letters": "\U0001d40e\U0001d42f\U0001d41e\U0001d427",
    "figures among letters": "g4r4g3 d00r",
    "figures at the end": "lock2",
    "hyphens": "front-door-lock",
    "letters one by one": "o-v-e-n",
    "parts": "gar age",
    "accents": "d\u00f3\u00f3r",
    "accents as signs of their own": "Haustu\u0308r",
    "an umlaut as two letters": "HAUSTUER",
    "a picture": "\U0001f6aa",
    "a picture of a lock": "Shed \U0001f513",
    "letters small and large": "GarageDoorOpener",
}


@pytest.mark.parametrize("name", WRITTEN.values(), ids=WRITTEN)
def test_no_way_of_writing_hides_a_name(name: str) -> None:
    assert GUARDED_NAMES.of(name) is not None


@given(
    st.sampled_from(["garage door", "front door", "Haust\u00fcr", "cancello", "portail", "poort", "horno"]),
    st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e"),
    st.integers(0, 20),
)
def test_a_sign_that_is_not_seen_hides_nothing(name: str, sign: str, place: int) -> None:
    place %= len(name)
    assert GUARDED_NAMES.of(name[:place] + sign + name[place:]) is not None
