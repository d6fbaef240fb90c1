"""One home whose things nobody calls by their whole names, in six languages."""

from __future__ import annotations

from wyoming_morgan.home.model import Area, Entity, Home

KITCHEN = {"en": "Kitchen", "de": "Küche", "fr": "Cuisine", "es": "Cocina", "it": "Cucina", "nl": "Keuken"}
BEDROOM = {
    "en": "Bedroom",
    "de": "Schlafzimmer",
    "fr": "Chambre",
    "es": "Dormitorio",
    "it": "Camera",
    "nl": "Slaapkamer",
}
LIVING = {
    "en": "Living room",
    "de": "Wohnzimmer",
    "fr": "Salon",
    "es": "Salón",
    "it": "Soggiorno",
    "nl": "Woonkamer",
}
CELLAR = {"en": "Cellar", "de": "Keller", "fr": "Cave", "es": "Sótano", "it": "Cantina", "nl": "Kelder"}

_THINGS: dict[str, tuple[str, str | None, dict[str, str] | None]] = {
    "tv": ("media_player", "tv", LIVING),
    "backlight": ("light", None, LIVING),
    "kitchen speaker": ("media_player", "speaker", KITCHEN),
    "bedroom speaker": ("media_player", None, BEDROOM),
    "vacuum": ("vacuum", None, LIVING),
    "door": ("lock", None, None),
    "thermostat": ("climate", None, LIVING),
    "curtain": ("cover", "curtain", LIVING),
    "blind": ("cover", "blind", KITCHEN),
    "fan": ("fan", None, BEDROOM),
    "lamp": ("light", None, BEDROOM),
    "garage": ("cover", "garage", None),
    "left": ("light", None, CELLAR),
    "right": ("light", None, CELLAR),
}

NAMES: dict[str, dict[str, str]] = {
    "en": {
        "tv": "Living room TV",
        "backlight": "TV backlight",
        "kitchen speaker": "Kitchen speaker",
        "bedroom speaker": "Bedroom speaker",
        "vacuum": "Dusty",
        "door": "Guest house front door",
        "thermostat": "Living room thermostat",
        "curtain": "Velvet curtain",
        "blind": "Kitchen blind",
        "fan": "Breeze",
        "lamp": "Desk lamp",
        "garage": "Garage door",
        "left": "Left shelf light",
        "right": "Right shelf light",
    },
    "de": {
        "tv": "Wohnzimmerfernseher",
        "backlight": "Fernseher Hintergrundlicht",
        "kitchen speaker": "Küchenlautsprecher",
        "bedroom speaker": "Schlafzimmerlautsprecher",
        "vacuum": "Krümel",
        "door": "Gästehaus Eingangstür",
        "thermostat": "Wohnzimmerthermostat",
        "curtain": "Samtvorhang",
        "blind": "Küchenrollo",
        "fan": "Brise",
        "lamp": "Schreibtischlampe",
        "garage": "Garagentor",
        "left": "Linkes Regallicht",
        "right": "Rechtes Regallicht",
    },
    "fr": {
        "tv": "Télé du salon",
        "backlight": "Éclairage de la télé",
        "kitchen speaker": "Enceinte de la cuisine",
        "bedroom speaker": "Enceinte de la chambre",
        "vacuum": "Gaston",
        "door": "Porte d'entrée de la maison d'amis",
        "thermostat": "Thermostat du salon",
        "curtain": "Rideau de velours",
        "blind": "Store de la cuisine",
        "fan": "Brise",
        "lamp": "Lampe de bureau",
        "garage": "Porte du garage",
        "left": "Lumière étagère gauche",
        "right": "Lumière étagère droite",
    },
    "es": {
        "tv": "Tele del salón",
        "backlight": "Luz de la tele",
        "kitchen speaker": "Altavoz de la cocina",
        "bedroom speaker": "Altavoz del dormitorio",
        "vacuum": "Migas",
        "door": "Puerta principal de la casa de invitados",
        "thermostat": "Termostato del salón",
        "curtain": "Cortina de terciopelo",
        "blind": "Persiana de la cocina",
        "fan": "Brisa",
        "lamp": "Lámpara de escritorio",
        "garage": "Puerta del garaje",
        "left": "Luz estante izquierdo",
        "right": "Luz estante derecho",
    },
    "it": {
        "tv": "Tele del soggiorno",
        "backlight": "Luce della tele",
        "kitchen speaker": "Cassa della cucina",
        "bedroom speaker": "Cassa della camera",
        "vacuum": "Briciola",
        "door": "Porta principale della dependance",
        "thermostat": "Termostato del soggiorno",
        "curtain": "Tenda di velluto",
        "blind": "Tapparella della cucina",
        "fan": "Brezza",
        "lamp": "Lampada da scrivania",
        "garage": "Porta del garage",
        "left": "Luce scaffale sinistro",
        "right": "Luce scaffale destro",
    },
    "nl": {
        "tv": "Woonkamertelevisie",
        "backlight": "Televisie achtergrondlicht",
        "kitchen speaker": "Keukenluidspreker",
        "bedroom speaker": "Slaapkamerluidspreker",
        "vacuum": "Kruimel",
        "door": "Gastenhuis voordeur",
        "thermostat": "Woonkamerthermostaat",
        "curtain": "Fluwelen gordijn",
        "blind": "Keukenrolgordijn",
        "fan": "Bries",
        "lamp": "Bureaulamp",
        "garage": "Garagedeur",
        "left": "Linker plankverlichting",
        "right": "Rechter plankverlichting",
    },
}


def described_home(language: str) -> Home:
    """Return the home with its names in a language."""
    return Home(
        entities=tuple(
            Entity(
                NAMES[language][key],
                domain,
                area=rooms[language] if rooms else None,
                device_class=device_class,
                entity_id=f"{domain}.{key.replace(' ', '_')}",
            )
            for key, (domain, device_class, rooms) in _THINGS.items()
        ),
        areas=tuple(Area(rooms[language]) for rooms in (KITCHEN, BEDROOM, LIVING, CELLAR)),
    )


def key_of(language: str, name: object) -> str:
    """Return the key of a thing by its name, or the name itself."""
    return next((key for key, spoken in NAMES[language].items() if spoken == name), str(name))
