"""One home, and its commands in each language, made once."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from wyoming_morgan.engines.commands.espeak import EspeakLetters
from wyoming_morgan.engines.commands.home import HomeCommands
from wyoming_morgan.engines.contract.commands import NearCommand
from wyoming_morgan.engines.contract.stt import Alternative
from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry

NAMES = {
    "en": ("Bed Light", "Mood Lighting", "Garage Door", "Shopping List", "Kitchen"),
    "de": ("Stehlampe", "Filmabend", "Garagentor", "Einkaufsliste", "Küche"),
    "fr": ("Lampe de chevet", "Soirée film", "Porte du garage", "Liste de courses", "Cuisine"),
    "es": ("Lámpara", "Noche de cine", "Puerta del garaje", "Lista de la compra", "Cocina"),
    "it": ("Lampada", "Serata film", "Porta del garage", "Lista della spesa", "Cucina"),
    "nl": ("Staande lamp", "Filmavond", "Garagedeur", "Boodschappenlijst", "Keuken"),
}
ESPEAK = EspeakLetters()
"""The library of this process, which has one voice at a time."""
_DOMAINS = ("light", "scene", "cover", "todo")


def vocabulary_of(language: str) -> Vocabulary:
    """The names of a small home in a language."""
    *things, area = NAMES.get(language, NAMES["en"])
    entries = (
        VocabularyEntry((name,), domain, guarded=domain == "cover")
        for name, domain in zip(things, _DOMAINS, strict=True)
    )
    return Vocabulary(entries=tuple(entries), areas=((area,),))


Nearest = Callable[..., tuple[NearCommand, ...]]


@pytest.fixture(scope="session")
def commands_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all processes of the tests: commands that one has made, the others read."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "commands"


@pytest.fixture(scope="session")
def home_in(commands_dir: Path) -> Callable[[str], HomeCommands]:
    """The commands of a small home in a language."""

    @cache
    def home(language: str) -> HomeCommands:
        return HomeCommands(vocabulary_of(language), commands_dir, ESPEAK)

    return home


@pytest.fixture(scope="session")
def nearest(home_in: Callable[[str], HomeCommands]) -> Nearest:
    """The commands nearest to texts in a language."""

    def search(language: str, *texts: str | Alternative) -> tuple[NearCommand, ...]:
        heard = [Alternative(text) if isinstance(text, str) else text for text in texts]
        return home_in(language).nearest(heard, language)

    return search
