"""One home, named in six languages: the same things, so that one table of sentences holds for all."""

from __future__ import annotations

from wyoming_morgan.home.model import Area, Entity, Home

_DOMAINS = {
    "lamp": "light",
    "printer": "switch",
    "fountain": "switch",
    "garage light": "light",
    "movie": "scene",
    "tv": "media_player",
    "speaker": "media_player",
    "garage door": "cover",
    "blind": "cover",
    "door": "lock",
    "thermostat": "climate",
    "shopping": "todo",
    "chores": "todo",
}

NAMES: dict[str, dict[str, str]] = {
    "en": {
        "lamp": "Desk lamp",
        "printer": "Printer",
        "fountain": "Fountain",
        "garage light": "Garage light",
        "movie": "Movie night",
        "tv": "TV",
        "speaker": "Soundbar",
        "garage door": "Garage door",
        "blind": "Kitchen blind",
        "door": "Front door",
        "thermostat": "Thermostat",
        "shopping": "Shopping list",
        "chores": "Chores",
    },
    "de": {
        "lamp": "Stehlampe",
        "printer": "Drucker",
        "fountain": "Brunnen",
        "garage light": "Garagenlicht",
        "movie": "Filmabend",
        "tv": "Fernseher",
        "speaker": "Lautsprecher",
        "garage door": "Garagentor",
        "blind": "Rollo",
        "door": "Haustür",
        "thermostat": "Thermostat",
        "shopping": "Einkaufsliste",
        "chores": "Aufgaben",
    },
    "fr": {
        "lamp": "Lampadaire",
        "printer": "Imprimante",
        "fountain": "Fontaine",
        "garage light": "Lumière du garage",
        "movie": "Soirée film",
        "tv": "Télé",
        "speaker": "Enceinte",
        "garage door": "Porte du garage",
        "blind": "Volet roulant",
        "door": "Porte d'entrée",
        "thermostat": "Thermostat",
        "shopping": "Courses",
        "chores": "Corvées",
    },
    "es": {
        "lamp": "Flexo",
        "printer": "Impresora",
        "fountain": "Fuente",
        "garage light": "Luz del garaje",
        "movie": "Noche de cine",
        "tv": "Tele",
        "speaker": "Altavoz",
        "garage door": "Puerta del garaje",
        "blind": "Persiana grande",
        "door": "Puerta principal",
        "thermostat": "Termostato",
        "shopping": "Lista de la compra",
        "chores": "Tareas",
    },
    "it": {
        "lamp": "Piantana",
        "printer": "Stampante",
        "fountain": "Fontana",
        "garage light": "Luce del garage",
        "movie": "Serata film",
        "tv": "Tele",
        "speaker": "Altoparlante",
        "garage door": "Porta del garage",
        "blind": "Tapparella grande",
        "door": "Porta d'ingresso",
        "thermostat": "Termostato",
        "shopping": "Lista della spesa",
        "chores": "Faccende",
    },
    "nl": {
        "lamp": "Bureaulamp",
        "printer": "Printer",
        "fountain": "Fontein",
        "garage light": "Garagelicht",
        "movie": "Filmavond",
        "tv": "Televisie",
        "speaker": "Luidspreker",
        "garage door": "Garagedeur",
        "blind": "Rolgordijn",
        "door": "Voordeur",
        "thermostat": "Thermostaat",
        "shopping": "Boodschappenlijst",
        "chores": "Klussen",
    },
}

KITCHEN = {"en": "Kitchen", "de": "Küche", "fr": "Cuisine", "es": "Cocina", "it": "Cucina", "nl": "Keuken"}
LIVING = {
    "en": "Living room",
    "de": "Wohnzimmer",
    "fr": "Salon",
    "es": "Salón",
    "it": "Soggiorno",
    "nl": "Woonkamer",
}
_IN_THE_KITCHEN = frozenset({"blind", "fountain", "printer"})


def home_in(language: str) -> Home:
    """Return the home with its names in a language."""
    return Home(
        entities=tuple(
            Entity(
                NAMES[language][key],
                domain,
                entity_id=f"{domain}.{key.replace(' ', '_')}",
                area=(KITCHEN if key in _IN_THE_KITCHEN else LIVING)[language],
            )
            for key, domain in _DOMAINS.items()
        ),
        areas=(Area(KITCHEN[language]), Area(LIVING[language])),
    )


def key_of(language: str, name: object) -> str:
    """Return the key of a thing by its name, or the name itself."""
    return next((key for key, spoken in NAMES[language].items() if spoken == name), str(name))
