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
