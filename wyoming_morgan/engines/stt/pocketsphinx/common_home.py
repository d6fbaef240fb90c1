"""Common names, for a home whose own are unknown."""

from __future__ import annotations

from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry

_AREAS = (
    "attic", "balcony", "basement", "bathroom", "bedroom", "conservatory", "den", "dining room", "driveway",
    "garage", "garden", "guest room", "hall", "hallway", "kitchen", "laundry room", "living room", "lounge",
    "master bedroom", "nursery", "office", "pantry", "patio", "playroom", "porch", "study", "toilet",
    "utility room", "workshop", "yard",
)  # fmt: skip
_FLOORS = ("ground floor", "first floor", "second floor", "upstairs", "downstairs")
_NAMES = {
    "light": (
        "bathroom light", "bed light", "bedroom lamp", "bedroom light", "bedside lamp", "ceiling light",
        "christmas lights", "corner lamp", "desk lamp", "dining room light", "floor lamp", "garage light",
        "garden lights", "hall light", "hallway light", "kitchen light", "kitchen lights", "lamp",
        "living room lamp", "living room light", "living room lights", "night light", "office light",
        "outside light", "porch light", "reading lamp", "standing lamp", "table lamp",
    ),
    "switch": ("christmas tree", "coffee machine", "dishwasher", "heater", "kettle", "plug", "socket",
               "washing machine"),
    "fan": ("bathroom fan", "bedroom fan", "ceiling fan", "fan"),
    "cover": ("bedroom blinds", "blinds", "curtains", "garage door", "gate", "kitchen blinds",
              "living room blinds", "living room curtains", "shutters"),
    "lock": ("back door", "front door", "garage door", "side door"),
    "media_player": ("radio", "speaker", "speakers", "television", "tv"),
    "climate": ("air conditioner", "boiler", "heating", "radiator", "thermostat"),
    "vacuum": ("robot", "vacuum"),
    "weather": ("home",),
    "scene": ("bedtime", "dinner", "good morning", "good night", "movie time", "party", "relax"),
    "todo": ("shopping list", "to do list"),
}  # fmt: skip


def completed(vocabulary: Vocabulary) -> Vocabulary:
    """Return the vocabulary of a home, or the common one if it is unknown."""
    if vocabulary.entries or vocabulary.areas:
        return vocabulary
    entries = (VocabularyEntry((name,), domain) for domain, names in _NAMES.items() for name in names)
    return Vocabulary(
        entries=tuple(entries),
        areas=tuple((area,) for area in _AREAS),
        floors=tuple((floor,) for floor in _FLOORS),
    )
